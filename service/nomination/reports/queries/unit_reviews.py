"""D3, D6 and D8: what one unit reports of a year, at mid-term and at the end (R17-R20, R55, R57)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import conference, delegate, exemplar_progress, unit_review
from service.nomination.cycles.queries import latest_cycle_record, latest_cycle_rows, round_of_instance, unit_figures
from service.nomination.reports.queries.quota_lines import QUOTA_COLUMNS_BY_YEAR, quota_figures_of, quota_line
from service.nomination.reports.rules import Figure, Report, Scope, Source, Table, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx

TITLES = {
    "annual": sentence("A unit's report of the year"),
    "midterm": sentence("A unit's mid-term report"),
    "final": sentence("A unit's final report and delegates"),
}
CODES = {"annual": "D3", "midterm": "D6", "final": "D8"}
TEXTS = ("results", "inspected", "lessons", "causes", "next_steps")
LIVE = Source("quota_counter", sentence("The agency's lines of the quota table"))
KEPT = Source("unit_review", sentence("The agency's lines of the quota table when it wrote its report"))


def annual(tx: Tx, scope: Scope) -> Report:
    """Return an agency's report of a year."""
    return _review(tx, scope, "annual")


def midterm(tx: Tx, scope: Scope) -> Report:
    """Return an agency's mid-term report."""
    return _review(tx, scope, "midterm")


def final(tx: Tx, scope: Scope) -> Report:
    """Return an agency's final report with its conference and its delegates; people are counted, never named here."""
    return _review(tx, scope, "final")


def _review(tx: Tx, scope: Scope, kind: str) -> Report:
    table = unit_review
    mine = [table.c.plan == scope.plan, table.c.agency == scope.agency, table.c.review_kind == kind]
    if scope.plan_year is not None:
        mine.append(table.c.plan_year == scope.plan_year)
    row = latest_cycle_record(tx, table, *mine)
    kept = row["figures"] if row else []
    figures = kept or unit_figures(tx, scope.plan, scope.agency, scope.plan_year)
    lines = tuple({"year": line["year"], **quota_line(line)} for line in figures)
    source = KEPT if kept else LIVE
    return Report(
        code=CODES[kind],
        title=TITLES[kind],
        scope=scope,
        as_of=business_date(row["recorded_at"] if row else tx.now),
        is_closed=_is_sent(tx, row),
        figures=(
            *quota_figures_of(lines, scope.plan_year, agency=scope.agency, kept_in="unit_review" if kept else ""),
            *_of_case(tx, row["process_instance_key"] if row else 0, kind),
        ),
        tables=(Table("quotas", sentence("Quotas and what was counted"), QUOTA_COLUMNS_BY_YEAR, lines, source),),
        texts={key: row[key] or "" for key in TEXTS} if row else {},
    )


def _is_sent(tx: Tx, row: dict[str, Any] | None) -> bool:
    found = round_of_instance(tx, row["process_instance_key"]) if row else None
    return found is not None and found[1].reported_at is not None


def _of_case(tx: Tx, process_instance_key: int, kind: str) -> Iterator[Figure]:
    """Yield what the unit's own case holds: how its exemplars go, and at the end its conference and delegates."""
    progress = _rows(tx, exemplar_progress, process_instance_key)
    source = Source("exemplar_progress", sentence("What the unit says of each of its exemplars"))
    yield Figure("followed", sentence("Exemplars followed"), len(progress), source)
    weak = counted(progress, lambda row: row["state"] in {"weak", "ended"})
    yield Figure("flagging", sentence("Flagging or ended"), weak, source)
    if kind != "final":
        return
    held = next(iter(_rows(tx, conference, process_instance_key)), None)
    source = Source("conference", sentence("The unit's five-year conference"))
    yield Figure("attended", sentence("Attended the conference"), held["attended"] if held else None, source)
    seated = counted(_rows(tx, delegate, process_instance_key), lambda row: row["reserved_at"])
    source = Source("delegate", sentence("Delegates for whom the unit took a seat"))
    yield Figure("delegates", sentence("Delegates to the Congress"), seated, source)


def _rows(tx: Tx, table: Any, process_instance_key: int) -> list[dict[str, Any]]:
    return latest_cycle_rows(tx, table, table.c.process_instance_key == process_instance_key)
