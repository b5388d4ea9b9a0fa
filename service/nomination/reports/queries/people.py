"""Figures about the people of a year: awards, praise, replication, and how many lead nothing (R8, R52)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service.core.clock import at_local_hour
from service.core.errors import sentence
from service.nomination.council.model import award
from service.nomination.exemplars.model import adoption, encouragement, exemplar, replication_site, study_visit
from service.nomination.reports.rules import Figure, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import ColumnElement, Table

    from service.core.errors import Sentence
    from service.core.tx import Tx

LEADER = "lanh-dao"
"""The post of those who lead; a collective has none."""

COUNTED: tuple[tuple[str, Sentence, Table, Sentence], ...] = (
    ("awards", sentence("Awards"), award, sentence("Awards written down in the year")),
    ("praise", sentence("Words of praise"), encouragement, sentence("Praise written down in the year, awards apart")),
    ("sites", sentence("Places chosen for replication"), replication_site, sentence("Places chosen in the year")),
    (
        "adopted",
        sentence("Places that adopted it"),
        adoption,
        sentence("Places reported in the year to have adopted it, wholly or in part"),
    ),
    ("visits", sentence("Study visits"), study_visit, sentence("Study visits reported in the year")),
)
"""What a year counts by the moment it was written down: key, name, table, how."""

NOT_ADOPTED = "chua"
"""What a place reports that has not adopted it."""

_MEANT = {"adopted": (adoption.c.adopted != NOT_ADOPTED,)}
"""Figure → what a row must say besides, to be counted."""


def people_figures(tx: Tx, year: int, moment: datetime) -> Iterator[Figure]:
    """Yield what was written down in a year up to a moment, and the share of the recognised who lead nothing."""
    for key, label, table, how in COUNTED:
        written = (_in_year(table.c.recorded_at, year), table.c.recorded_at <= moment)
        count = _count(tx, table, *written, *_MEANT.get(key, ()))
        yield Figure(key, label, count, Source(table.name, how))
    recognised = (exemplar.c.post.is_not(None), exemplar.c.year == year, exemplar.c.recognised_at <= moment)
    people = _count(tx, exemplar, *recognised)
    others = _count(tx, exemplar, *recognised, exemplar.c.post != LEADER)
    source = Source("exemplar", sentence("People recognised among the year's candidates whose post leads nothing"))
    yield Figure("people", sentence("People recognised"), people, source)
    share = round(100 * others / people, 1) if people else None
    yield Figure("non_leader_share", sentence("Share who lead nothing, per cent"), share, source)


def _in_year(recorded_at: ColumnElement[Any], year: int) -> ColumnElement[bool]:
    first, after = at_local_hour(date(year, 1, 1), 0), at_local_hour(date(year + 1, 1, 1), 0)
    return (recorded_at >= first) & (recorded_at < after)


def _count(tx: Tx, table: Table, *conditions: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())
