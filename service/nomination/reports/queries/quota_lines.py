"""Columns, rows and figures that every report about quotas shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.nomination.reports.rules import Column, Figure, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

QUOTA_COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("movement", sentence("Movement")),
    Column("mode", sentence("Mode")),
    Column("minimum", sentence("Minimum")),
    Column("selected", sentence("Selected")),
    Column("built", sentence("Built")),
    Column("replicated", sentence("Replicated")),
    Column("missing", sentence("Missing")),
)

QUOTA_COLUMNS_BY_YEAR = (Column("year", sentence("Year")), *QUOTA_COLUMNS)

COUNTED = sentence("Exemplars counted in the year, by the agency the quota stands under")
MINIMUMS = sentence("The minimums the plan sets for the year")
MISSED = sentence("Agencies' minimums that were not reached")


def quota_line(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the quota table as a report shows it: under whoever holds the function."""
    kept = {key: row[key] for key in ("movement", "mode", "minimum", "selected", "built", "replicated")}
    return {"agency": row["responsible"], **kept, "missing": max(0, row["minimum"] - row["selected"])}


def quota_figures_of(
    lines: Sequence[Mapping[str, Any]], year: int | None = None, *, agency: str = "", closed: bool = False
) -> Iterable[Figure]:
    """Yield the sums of some lines of a year (of an agency in it), or of many years.

    Each leads to the list behind it: to the cases while they are what is counted, to the quota table of the year once
    that was ``closed``, because the cases may have changed since.
    """
    table = f"/supervision?year={year}" if year else "/supervision"
    whose = f"&lead={agency}" if agency else ""
    for key, label in (
        ("minimum", sentence("Minimum")),
        ("selected", sentence("Selected")),
        ("built", sentence("Built")),
        ("replicated", sentence("Replicated")),
    ):
        is_counter = key != "minimum"
        href = f"/exemplars?figure={key}&year={year}{whose}" if year and is_counter and not closed else table
        stored = "year_closing" if closed else "quota_counter" if is_counter else "quota"
        source = Source(stored, COUNTED if is_counter else MINIMUMS, href)
        yield Figure(key, label, sum(row[key] for row in lines), source)
    short = sum(1 for row in lines if row["missing"])
    source = Source("year_closing" if closed else "quota_counter", MISSED, table)
    yield Figure("short", sentence("Minimums not reached"), short, source)
