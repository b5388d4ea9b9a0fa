"""D1 and D2: what the units plan, one by one and together (R13, R14, R61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import unit_plan
from service.nomination.cycles.queries import latest_cycle_rows, latest_report, rounds_of_plan
from service.nomination.cycles.queries.rounds import members_of_round
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx
    from service.nomination.cycles.queries import Member, Round

TITLE = sentence("Plans of the units, together")
TITLE_OF_UNIT = sentence("Plan of a unit")
SECTIONS = ("leadership", "numbers", "nurturing", "spreading", "rewarding", "reporting")
PLANS = Source("unit_plan", sentence("The plan each unit sent last"))
COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("mode", sentence("Mode")),
    Column("count", sentence("Exemplars a year")),
    Column("reported_on", sentence("Received on")),
    Column("is_late", sentence("Late")),
)


def of_unit(tx: Tx, scope: Scope) -> Report:
    """Return the newest plan of an agency: its six sections as texts, the number it promises as its figure."""
    row = _plan_of(tx, scope.plan, scope.agency)
    promised = Figure("count", sentence("Exemplars a year"), row["count"] if row else None, PLANS)
    texts = {key: row[key] for key in SECTIONS} if row else {}
    return Report(
        code="D1",
        title=TITLE_OF_UNIT,
        scope=Scope(scope.plan, agency=scope.agency),
        as_of=business_date(row["recorded_at"] if row else tx.now),
        is_closed=False,
        figures=(promised,),
        columns=(),
        rows=(),
        row_source=PLANS,
        texts=texts,
    )


def consolidated(tx: Tx, scope: Scope) -> Report:
    """Return a row for each member of the round of unit plans, with how many exemplars it promises."""
    found = rounds_of_plan(tx, scope.plan, kind="unit_plan")
    rows = tuple(row for each in found[-1:] for row in _rows(tx, each))
    written = latest_report(tx, scope.plan, "consolidate_plans")
    source = Source("round_member", sentence("Members of the round of unit plans, and when each sent its plan"))
    return Report(
        code="D2",
        title=TITLE,
        scope=Scope(scope.plan),
        as_of=business_date(tx.now),
        is_closed=bool(found) and found[-1].completed_at is not None,
        figures=(
            Figure("asked", sentence("Plans asked for"), len(rows), source),
            Figure("received", sentence("Plans received"), counted(rows, lambda row: row["reported_on"]), source),
            Figure("late", sentence("Received late"), counted(rows, lambda row: row["is_late"]), source),
            Figure("promised", sentence("Exemplars a year, all units"), sum(row["count"] or 0 for row in rows), PLANS),
        ),
        columns=COLUMNS,
        rows=rows,
        row_source=source,
        texts={key: written[key] or "" for key in ("assessment", "proposals")} if written else {},
    )


def _rows(tx: Tx, found: Round) -> Iterator[dict[str, Any]]:
    for member in members_of_round(tx, found.round_key):
        plan = _plan_of(tx, found.plan, member.agency)
        yield {
            "agency": member.agency,
            "mode": member.mode,
            "count": None if plan is None else plan["count"],
            "reported_on": _reported_on(member),
            "is_late": member.is_late(found.due_on),
        }


def _reported_on(member: Member) -> Any:
    return None if member.reported_at is None else business_date(member.reported_at)


def _plan_of(tx: Tx, plan: str, agency: str) -> dict[str, Any] | None:
    rows = latest_cycle_rows(tx, unit_plan, unit_plan.c.plan == plan, unit_plan.c.agency == agency)
    return rows[0] if rows else None
