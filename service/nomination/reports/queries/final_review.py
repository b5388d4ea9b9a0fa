"""D9: the province's final review: all years, delegates, the roll of honour (R59)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import conference, delegate, honour_roll
from service.nomination.cycles.queries import (
    all_cycle_records,
    closed_year,
    latest_cycle_rows,
    latest_report,
    quota_figures,
    seats_of,
)
from service.nomination.reports.queries.quota_lines import QUOTA_COLUMNS, quota_figures_of, quota_line
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx

TITLE = sentence("Final review, province")
ROWS = Source(
    "quota_counter", sentence("The quota table of every year; closed years as they were closed"), "/supervision"
)


def of_province(tx: Tx, scope: Scope) -> Report:
    """Return every year's lines with their sums, who goes to the Congress, and who stands on the roll of honour."""
    lines = [{"year": row["year"], **quota_line(row)} for row in _all_years(tx, scope.plan) if row["minimum"]]
    held = _congress(tx, scope.plan)
    written = latest_report(tx, scope.plan, "draft_final")
    return Report(
        code="D9",
        title=TITLE,
        scope=Scope(scope.plan),
        as_of=business_date(tx.now),
        is_closed=held is not None,
        figures=(*quota_figures_of(lines), *_figures(tx, scope.plan, held)),
        columns=(Column("year", sentence("Year")), *QUOTA_COLUMNS),
        rows=tuple(lines),
        row_source=ROWS,
        texts={key: written[key] or "" for key in ("assessment", "proposals")} if written else {},
    )


def _all_years(tx: Tx, plan: str) -> Iterator[Any]:
    years = sorted({row["year"] for row in quota_figures(tx, plan)})
    for year in years:
        closed = closed_year(tx, plan, year)
        yield from quota_figures(tx, plan, year) if closed is None else closed.figures


def _congress(tx: Tx, plan: str) -> dict[str, Any] | None:
    mine = (conference.c.plan == plan, conference.c.step == "record_congress")
    return next(iter(latest_cycle_rows(tx, conference, *mine)), None)


def _figures(tx: Tx, plan: str, held: dict[str, Any] | None) -> Iterator[Figure]:
    seats = Source("delegate_allocation", sentence("Seats as they were allocated"))
    yield Figure("seats", sentence("Seats allocated"), sum(seats_of(tx, plan).values()), seats)
    named = all_cycle_records(tx, delegate, delegate.c.plan == plan)
    seated = counted(named, lambda row: row["reserved_at"] and not row["released_at"])
    source = Source("delegate", sentence("Delegates who hold a seat"))
    yield Figure("delegates", sentence("Delegates to the Congress"), seated, source)
    roll = latest_cycle_rows(tx, honour_roll, honour_roll.c.plan == plan)
    source = Source("honour_roll", sentence("Exemplars on the roll of honour"))
    yield Figure("honoured", sentence("On the roll of honour"), len(roll), source)
    meeting = Source("conference", sentence("The Emulation Congress"))
    yield Figure("attended", sentence("Attended the Congress"), held["attended"] if held else None, meeting)
