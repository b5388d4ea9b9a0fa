"""The demonstration is a simulation up to a day, made once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from service.cli import resources_in
from service.config import seed_directory
from service.migrations import run as migrations
from service.simulation.clock import today
from service.simulation.demo import begin_demo, play_demo
from tests.simulation.conftest import opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.config import Config

LAST = date(2021, 10, 7)


class BrokenOffError(Exception):
    """Somebody pulled the plug."""


def break_off(day: date) -> None:
    raise BrokenOffError(day)


def made(config: Config, shown: Callable[[date], None]) -> date:
    """Make the demonstration; returns the day on which it stands."""
    resources = resources_in([seed_directory() / name for name in ("workflows", "forms")])
    with opened(config) as database:
        migrations.upgrade(database)
        people = begin_demo(database, resources)
        for day in play_demo(database, config.documents_dir, until=LAST):
            shown(day)
        assert {"owner", "supervisor", "officer.so-ldtbxh"} <= {person.user_name for person in people}
        assert "officer.so-nn-mt" not in {person.user_name for person in people}, "it does not exist yet"
        return today(database)


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_a_demonstration_that_was_broken_off_is_made_on_and_one_that_is_made_stays_as_it_is(config: Config) -> None:
    with pytest.raises(BrokenOffError):
        made(config, break_off)
    days = list[date]()
    assert made(config, days.append) == LAST
    assert days == [date(2021, 10, 4), date(2021, 10, 5), date(2021, 10, 6), LAST]
    assert made(config, break_off) == LAST
