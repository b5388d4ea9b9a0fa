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


LINES = "#table-quotas"
"""The lines of the report that shows the figures, on its own page."""


def quota_line(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the quota table as a report shows it: under whoever holds the function."""
    kept = {key: row[key] for key in ("movement", "mode", "minimum", "selected", "built", "replicated")}
    return {"agency": row["responsible"], **kept, "missing": max(0, row["minimum"] - row["selected"])}


def quota_figures_of(
    lines: Sequence[Mapping[str, Any]], year: int | None = None, *, agency: str = "", kept_in: str = ""
) -> Iterable[Figure]:
    """Yield the sums of some lines of a year (of an agency in it), or of many years.

    The counters of a year lead to the cases counted; those of many years, or that were ``kept_in`` a table because the
    cases go on changing, to the lines of the report itself.
    """
    whose = f"&lead={agency}" if agency else ""
    for key, label in (
        ("minimum", sentence("Minimum")),
        ("selected", sentence("Selected")),
        ("built", sentence("Built")),
        ("replicated", sentence("Replicated")),
    ):
        is_counter = key != "minimum"
        href = f"/exemplars?figure={key}&year={year}{whose}" if year and is_counter and not kept_in else LINES
        stored = kept_in or ("quota_counter" if is_counter else "quota")
        source = Source(stored, COUNTED if is_counter else MINIMUMS, href)
        yield Figure(key, label, sum(row[key] for row in lines), source)
    short = sum(1 for row in lines if row["missing"])
    yield Figure("short", sentence("Minimums not reached"), short, Source(kept_in or "quota_counter", MISSED, LINES))
