"""D13: what newspapers and broadcasters planned for a year, and what they published against it (R70, R71)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import column_entry, publicity_programme, publicity_quarter
from service.nomination.cycles.queries import all_cycle_records
from service.nomination.cycles.rules import QUARTERS
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, Table

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Publicity, planned and published")
ENTRIES = Source("column_entry", sentence("Entries the media reported for their columns"), "#table-columns")
PLANNED = Source("publicity_programme", sentence("Publicity plans of the year"), "#table-columns")
SESSIONS = Source("publicity_quarter", sentence("Sessions the media reported quarter by quarter"), "#table-columns")
COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("column_name", sentence("Column")),
    Column("planned", sentence("Entries planned"), PLANNED),
    Column("published", sentence("Entries published")),
    Column("linked", sentence("About an exemplar")),
    Column("sessions", sentence("Sessions"), SESSIONS),
)


def against_plan(tx: Tx, scope: Scope) -> Report:
    """Return for each newspaper and broadcaster what its plan promised a year, and what came."""
    year = scope.year
    plans, entries, quarters = (
        all_cycle_records(tx, table, table.c.plan == scope.plan, table.c.plan_year == year)
        for table in (publicity_programme, column_entry, publicity_quarter)
    )
    published = Counter(row["agency"] for row in entries)
    linked = Counter(row["agency"] for row in entries if row["exemplar"])
    sessions = Counter[str]()
    for row in quarters:
        sessions[row["agency"]] += row["sessions"] or 0
    newest = {row["agency"]: row for row in plans}
    rows = tuple(
        {
            "agency": agency,
            "column_name": newest[agency]["column_name"] if agency in newest else "",
            "planned": newest[agency]["per_quarter"] * QUARTERS if agency in newest else 0,
            "published": published[agency],
            "linked": linked[agency],
            "sessions": sessions[agency],
        }
        for agency in sorted({*newest, *published, *sessions})
    )
    return Report(
        code="D13",
        title=TITLE,
        scope=scope,
        as_of=business_date(tx.now),
        is_closed=False,
        figures=(
            Figure("planned", sentence("Entries planned"), sum(row["planned"] for row in rows), PLANNED),
            Figure("published", sentence("Entries published"), len(entries), ENTRIES),
            Figure("sessions", sentence("Sessions"), sessions.total(), SESSIONS),
        ),
        tables=(Table("columns", sentence("Columns"), COLUMNS, rows, ENTRIES),),
    )
