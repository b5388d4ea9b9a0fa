"""The demonstration: a plan simulated up to a day that shows most of what the service is for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from service.core.database import business_clock
from service.simulation.clock import first_day, today
from service.simulation.play import Play
from service.simulation.prepare import set_up
from service.simulation.profile import read_profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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


def begin_demo(database: Database, resources: Sequence[Resource]) -> list[DemoPerson]:
    """Make an empty database ready for the demonstration; returns its people. One that is there stays as it is.

    Raises ``DatabaseIsReal``.
    """
    is_new, people = set_up(database, resources, first_day(read_profile(PROFILE)))
    if is_new:
        _note(database, UNDER_WAY)
    return people


def play_demo(database: Database, documents_dir: Path, until: date = STANDS_ON) -> Iterator[date]:
    """Play a demonstration that was begun, from where it stands; yields each day when it is over."""
    if _noted(database) != UNDER_WAY:
        return
    yield from Play(database, documents_dir, PLAN, SEED, read_profile(PROFILE)).days(today(database), until)
    _note(database, "")


def _note(database: Database, note: str) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(note=note))


def _noted(database: Database) -> str:
    with database.read() as tx:
        return str(tx.execute(select(business_clock.c.note)).scalar_one())
