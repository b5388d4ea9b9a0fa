"""D1 and D2: what the units plan, one by one and together (R13, R14, R61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import unit_plan
from service.nomination.cycles.queries import latest_cycle_record, rounds_of_plan
from service.nomination.reports.queries.round_figures import MEMBER_COLUMNS, MEMBERS, member_rows, received_figures
from service.nomination.reports.queries.written import written_texts
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, Table

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Plans of the units, together")
TITLE_OF_UNIT = sentence("Plan of a unit")
SECTIONS = ("leadership", "numbers", "nurturing", "spreading", "rewarding", "reporting")
PLANS = Source("unit_plan", sentence("The plan each unit sent last"))
PROMISES = Source(PLANS.table, PLANS.how, MEMBERS.href)
COLUMNS = (*MEMBER_COLUMNS, Column("count", sentence("Exemplars a year"), PLANS))


def of_unit(tx: Tx, scope: Scope) -> Report:
    """Return the newest plan of an agency: its six sections as texts, the number it promises as its figure."""
    row = _plan_of(tx, scope.plan, scope.agency)
    promised = Figure("count", sentence("Exemplars a year"), row["count"] if row else None, PLANS)
    texts = {key: row[key] for key in SECTIONS} if row else {}
    return Report(
        code="D1",
        title=TITLE_OF_UNIT,
        scope=scope,
        as_of=business_date(row["recorded_at"] if row else tx.now),
        is_closed=False,
        figures=(promised,),
        texts=texts,
    )


def consolidated(tx: Tx, scope: Scope) -> Report:
    """Return a row for each member of the round of unit plans; a plan counts once it was received."""
    rows = tuple(_with_count(tx, scope.plan, row) for row in member_rows(tx, scope.plan, "unit_plan"))
    completed_at = next((one.completed_at for one in rounds_of_plan(tx, scope.plan, kind="unit_plan")[-1:]), None)
    promised = sum(row["count"] or 0 for row in rows)
    return Report(
        code="D2",
        title=TITLE,
        scope=scope,
        as_of=business_date(completed_at or tx.now),
        is_closed=completed_at is not None,
        figures=(
            *received_figures(rows),
            Figure("promised", sentence("Exemplars a year, all units"), promised, PROMISES),
        ),
        tables=(Table("members", sentence("Plans of the units"), COLUMNS, rows, MEMBERS),),
        texts=written_texts(tx, scope.plan, "consolidate_plans"),
    )


def _with_count(tx: Tx, plan: str, row: dict[str, Any]) -> dict[str, Any]:
    sent = _plan_of(tx, plan, row["agency"]) if row["reported_on"] else None
    return {**row, "count": None if sent is None else sent["count"]}


def _plan_of(tx: Tx, plan: str, agency: str) -> dict[str, Any] | None:
    return latest_cycle_record(tx, unit_plan, unit_plan.c.plan == plan, unit_plan.c.agency == agency)
