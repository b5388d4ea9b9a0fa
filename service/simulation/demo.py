"""The demonstration: a plan simulated up to a day that shows most of what the service is for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from service.core.database import business_clock
from service.simulation.play import Play, first_day, today
from service.simulation.prepare import set_up
from service.simulation.profile import read_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from service.access.demo import DemoPerson
    from service.core.database import Database
    from service.process.definitions.commands import Resource

PLAN = "lang-son-2021-2025"
PROFILE = "demo"
SEED = 1
STANDS_ON = date(2023, 5, 15)
"""Four weeks before the province's mid-term review."""

UNDER_WAY = "demo"
"""The note at the clock while the demonstration is being made: one that was broken off is made on."""


def make_demo(
    database: Database,
    documents_dir: Path,
    resources: Sequence[Resource],
    shown: Callable[[date], None],
    until: date = STANDS_ON,
) -> list[DemoPerson]:
    """Fill an empty database with the demonstration; returns its people. One that is there already stays as it is.

    ``shown`` is told each day that was played. Raises ``DatabaseIsReal``.
    """
    profile = read_profile(PROFILE)
    is_new, people = set_up(database, resources, first_day(profile))
    if is_new:
        _note(database, UNDER_WAY)
    if _noted(database) == UNDER_WAY:
        for day in Play(database, documents_dir, PLAN, SEED, profile).days(today(database), until):
            shown(day)
        _note(database, "")
    return people


def _note(database: Database, note: str) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(note=note))


def _noted(database: Database) -> str:
    with database.read() as tx:
        return str(tx.execute(select(business_clock.c.note)).scalar_one())
