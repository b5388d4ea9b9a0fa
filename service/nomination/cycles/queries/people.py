"""What a year of a plan counts of its people: awards, praise, replication, and how many lead nothing (R8, R52)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.nomination.council.model import award
from service.nomination.cycles.model.rounds import year_closing
from service.nomination.exemplars.model import adoption, encouragement, exemplar, replication_site, study_visit

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause, Table

    from service.core.tx import Tx

LEADER = "lanh-dao"
"""The post of those who lead; a collective has none."""

NOT_ADOPTED = "chua"
"""What a place reports that has not adopted it."""

RECORDS: dict[str, tuple[Table, tuple[ColumnElement[bool], ...]]] = {
    "awards": (award, ()),
    "praise": (encouragement, ()),
    "sites": (replication_site, ()),
    "adopted": (adoption, (adoption.c.adopted != NOT_ADOPTED,)),
    "visits": (study_visit, ()),
}
"""What is counted once, in the year in which it was written down: name → table, and what a row must say."""


def year_counts(tx: Tx, plan: str, year: int) -> dict[str, int]:
    """Return what a year that is not closed counts as it stands, by name.

    Records of the plan count in the first year that is closed after they were written down: a year goes from the
    closing of the one before to its own. ``people`` are the recognised among the year's candidates, ``others`` those
    of them whose post leads nothing.
    """
    counted = Counter[str]()
    for counts in tx.execute(select(year_closing.c.counts).where(year_closing.c.plan == plan)).scalars():
        counted.update({name: counts.get(name, 0) for name in RECORDS})
    records = {
        name: _count(tx, table.join(exemplar), exemplar.c.plan == plan, *said) - counted[name]
        for name, (table, said) in RECORDS.items()
    }
    recognised = (
        exemplar.c.plan == plan,
        exemplar.c.year == year,
        exemplar.c.post.is_not(None),
        exemplar.c.recognised_at.is_not(None),
    )
    people = {
        "people": _count(tx, exemplar, *recognised),
        "others": _count(tx, exemplar, *recognised, exemplar.c.post != LEADER),
    }
    return records | people


def _count(tx: Tx, rows: FromClause, *conditions: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count()).select_from(rows).where(*conditions)).scalar_one())
