"""D10: the province's report of a year, as closed or as it stands (R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.queries import closed_year, quota_figures, year_counts
from service.nomination.plans.queries import quota_minimums
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

    Once the year is closed nothing that happens later changes a figure: those that were kept are shown.
    """
    year, closed = scope.year, closed_year(tx, scope.plan, scope.year)
    moment = tx.now if closed is None else closed.closed_at
    kept = quota_figures(tx, scope.plan, year) if closed is None else closed.figures
    lines = tuple(quota_line(row) for row in kept if row["minimum"] or row["selected"])
    source = Source("quota_counter", LIVE, f"/supervision?year={year}")
    source = source if closed is None else Source("year_closing", CLOSED)
    members = member_rows(tx, scope.plan, "annual", year, until=moment)
    return Report(
        code="D10",
        title=TITLE,
        scope=scope,
        as_of=business_date(moment),
        is_closed=closed is not None,
        figures=(
            *quota_figures_of(lines, year, kept_in="year_closing" if closed else ""),
            *received_figures(members),
            *people_figures(_counts(tx, scope) if closed is None else closed.counts),
        ),
        tables=(
            Table("quotas", sentence("Quotas and what was counted"), QUOTA_COLUMNS, lines, source),
            Table("members", sentence("Reports of the units"), MEMBER_COLUMNS, members, MEMBERS),
        ),
        texts=written_texts(tx, scope.plan, "consolidate_year", year),
    )


def _counts(tx: Tx, scope: Scope) -> dict[str, int]:
    """Return what an open year counts; nothing before the years before it are closed, nor after one after it is."""
    others = {row.year for row in quota_minimums(tx, scope.plan)} - {scope.year}
    is_its_turn = all((closed_year(tx, scope.plan, year) is not None) == (year < scope.year) for year in others)
    return year_counts(tx, scope.plan, scope.year) if is_its_turn else {}
