"""Figures about the people of a year: awards, praise, replication, and how many lead nothing (R8, R52)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence
from service.nomination.reports.rules import Figure, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.core.errors import Sentence

COUNTED: tuple[tuple[str, Sentence, str, Sentence], ...] = (
    ("awards", sentence("Awards"), "award", sentence("Awards written down since the year before was closed")),
    (
        "praise",
        sentence("Words of praise"),
        "encouragement",
        sentence("Praise written down since the year before was closed, awards apart"),
    ),
    (
        "sites",
        sentence("Places chosen for replication"),
        "replication_site",
        sentence("Places chosen since the year before was closed"),
    ),
    (
        "adopted",
        sentence("Places that adopted it"),
        "adoption",
        sentence("Places that reported since the year before was closed to have adopted it, wholly or in part"),
    ),
    (
        "visits",
        sentence("Study visits"),
        "study_visit",
        sentence("Study visits reported since the year before was closed"),
    ),
)
"""What a year counts of what was written down: key, name, table, how."""


def people_figures(counts: Mapping[str, int]) -> Iterator[Figure]:
    """Yield the figures of ``year_counts``, without a value where the year counts nothing yet."""
    for key, label, table, how in COUNTED:
        yield Figure(key, label, counts.get(key), Source(table, how))
    people = counts.get("people")
    source = Source("exemplar", sentence("People recognised among the year's candidates whose post leads nothing"))
    yield Figure("people", sentence("People recognised"), people, source)
    share = round(100 * counts["others"] / people, 1) if people else None
    yield Figure("non_leader_share", sentence("Share who lead nothing, per cent"), share, source)
