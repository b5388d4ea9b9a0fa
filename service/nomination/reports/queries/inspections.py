"""D12: inspections of a year, what they found and what became of it (R63, R65)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import inspection, inspection_visit, recommendation
from service.nomination.cycles.queries import all_cycle_records
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, Table, counted

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Inspections and what they found")
VISITS = Source("inspection_visit", sentence("Visits of the year's inspections"), "#table-visits")
FOLLOWED = Source("recommendation", sentence("What units are to put right, and what they answered"), "#table-visits")
COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("visited_on", sentence("Visited on")),
    Column("problem", sentence("To put right")),
    Column("state", sentence("State"), FOLLOWED),
)


def with_recommendations(tx: Tx, scope: Scope) -> Report:
    """Return a row for each unit visited in a year: when, what it is to put right, and whether it answered."""
    year = scope.year
    plans, visits, found = (
        all_cycle_records(tx, table, table.c.plan == scope.plan, table.c.plan_year == year)
        for table in (inspection, inspection_visit, recommendation)
    )
    states = {(row["process_instance_key"], row["agency"]): row["state"] for row in found}
    rows = tuple(
        {
            "agency": row["agency"],
            "visited_on": row["visited_on"],
            "problem": row["problem"] or "",
            "state": states.get((row["process_instance_key"], row["agency"]), ""),
        }
        for row in visits
    )
    newest = {row["process_instance_key"]: row for row in plans}
    planned = sum(len(row["units"]) for row in newest.values())
    planning = Source("inspection", sentence("Units of the inspection plans"))
    is_open = counted(rows, lambda row: row["state"] in {"contested", "silent"})
    return Report(
        code="D12",
        title=TITLE,
        scope=scope,
        as_of=business_date(tx.now),
        is_closed=False,
        figures=(
            Figure("planned", sentence("Visits planned"), planned, planning),
            Figure("visited", sentence("Visits made"), len(rows), VISITS),
            Figure("found", sentence("Units with a finding"), counted(rows, lambda row: row["problem"]), VISITS),
            Figure("open", sentence("Findings not settled"), is_open, FOLLOWED),
        ),
        tables=(Table("visits", sentence("Visits"), COLUMNS, rows, VISITS),),
    )
