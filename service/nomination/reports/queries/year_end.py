"""D10: the province's report of a year, as closed or as it stands (R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.queries import closed_year, quota_figures
from service.nomination.reports.queries.people import people_figures
from service.nomination.reports.queries.quota_lines import QUOTA_COLUMNS, quota_figures_of, quota_line
from service.nomination.reports.queries.round_figures import MEMBER_COLUMNS, MEMBERS, member_rows, received_figures
from service.nomination.reports.queries.written import written_texts
from service.nomination.reports.rules import Report, Scope, Source, Table

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Results of the year, province")
CLOSED = sentence("The quota table as the year was closed")
LIVE = sentence("The quota table as it stands; the year is not closed yet")


def of_province(tx: Tx, scope: Scope) -> Report:
    """Return the year's quotas and counters, what its round brought in, awards, praise, replication, and who leads.

    Once the year is closed nothing that happens later changes a figure: the quota table is the one that was kept, and
    all others count what there was at that moment.
    """
    year, closed = scope.year, closed_year(tx, scope.plan, scope.year)
    moment = tx.now if closed is None else closed.closed_at
    kept = quota_figures(tx, scope.plan, year) if closed is None else closed.figures
    lines = tuple(quota_line(row) for row in kept if row["minimum"] or row["selected"])
    href = f"/supervision?year={year}"
    source = Source("quota_counter", LIVE, href) if closed is None else Source("year_closing", CLOSED, href)
    members = member_rows(tx, scope.plan, "annual", year, until=moment)
    return Report(
        code="D10",
        title=TITLE,
        scope=scope,
        as_of=business_date(moment),
        is_closed=closed is not None,
        figures=(
            *quota_figures_of(lines, year, closed=closed is not None),
            *received_figures(members),
            *people_figures(tx, year, moment),
        ),
        tables=(
            Table("quotas", sentence("Quotas and what was counted"), QUOTA_COLUMNS, lines, source),
            Table("members", sentence("Reports of the units"), MEMBER_COLUMNS, members, MEMBERS),
        ),
        texts=written_texts(tx, scope.plan, "consolidate_year", year),
    )
