"""A database of each kind on which a short simulation can be played."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from service import app as composition
from service.cli import resources_in
from service.config import seed_directory
from service.migrations import run as migrations
from service.simulation.clock import first_day, today
from service.simulation.digest import digest
from service.simulation.play import Play
from service.simulation.prepare import set_up
from service.simulation.profile import Habits, Profile, read_profile
from tests.support.served import config_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.config import Config
    from service.core.database import Database

PLAN = "lang-son-2021-2025"
UNTIL = date(2022, 2, 10)


@pytest.fixture
def config(bare_database_url: str, tmp_path: Path) -> Config:
    """Settings of an empty database, once of each kind."""
    return config_for(tmp_path, bare_database_url)


@pytest.fixture(scope="session")
def hurried() -> Profile:
    """People of the default profile who nominate a third as much, and all of it in January."""
    profile = read_profile("default")
    habits = Habits(profile.habits.late, profile.habits.late_days, nominations=0.3)
    days = dict.fromkeys(profile.steps, (0, 2))
    return replace(
        profile,
        programme_on="2022-01-04",
        nominated_from="01-04",
        nominated_until="01-14",
        spare=0,
        habits=habits,
        agencies={},
        steps=days,
        follow_up_days=(2, 5),
    )


def prepare(config: Config, profile: Profile) -> None:
    """Make a database ready for a simulation."""
    with opened(config) as database:
        migrations.upgrade(database)
        resources = resources_in([seed_directory() / name for name in ("workflows", "forms")])
        set_up(database, resources, first_day(profile))


def played(config: Config, profile: Profile, *, seed: int = 1, until: date = UNTIL) -> str:
    """Play on from where a database stands; returns the digest."""
    with opened(config) as database:
        play = Play(database, config.documents_dir, PLAN, seed, profile)
        for _ in play.days(today(database), until):
            pass
        with database.read() as tx:
            return digest(tx, PLAN)


@contextmanager
def opened(config: Config) -> Iterator[Database]:
    """The database of a service, with its own connections."""
    database = composition.open_database(config)
    try:
        yield database
    finally:
        database.dispose()
