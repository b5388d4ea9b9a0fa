"""Invented officers play a plan through the real engine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from service.nomination.correspondence.model import issued_document
from service.nomination.cycles.model.rounds import round_member
from service.nomination.cycles.queries import milestones_reached
from service.nomination.exemplars.model import exemplar, nomination_request
from service.notifications.model import notice
from service.process.forms.model import submission
from service.process.history.queries import broken_links
from service.process.instances.model import incident, process_instance, user_task
from service.process.instances.queries import histories_cut_short
from tests.simulation.conftest import PLAN, opened, played, prepare
from tests.support.served import config_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

    from service.config import Config
    from service.core.database import Database
    from service.core.tx import Tx
    from service.simulation.profile import Profile

KILLS = 20
DONE_BETWEEN_KILLS = 5
AT_LEAST = 20


def counted(tx: Tx, table: Table) -> int:
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


@dataclass(frozen=True)
class Events:
    """What an unbroken simulation on SQLite played."""

    database: Database
    digest: str


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory, hurried: Profile) -> Iterator[Events]:
    config = config_for(tmp_path_factory.mktemp("unbroken"))
    prepare(config, hurried)
    digest = played(config, hurried)
    with opened(config) as database:
        yield Events(database, digest)


def test_invented_officers_play_whole_lives_and_every_history_is_whole(events: Events) -> None:
    with events.database.read() as tx:
        codes = list(tx.execute(select(exemplar.c.code)).scalars())
        people = set(tx.execute(select(submission.c.submitted_by)).scalars())
        assert len(codes) == len(set(codes)) > AT_LEAST
        assert len(people) > AT_LEAST, "everybody does their own tasks"
        assert counted(tx, incident) == 0
        assert not list(broken_links(tx))
        assert not histories_cut_short(tx)


@pytest.mark.parametrize("bare_database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_the_same_seed_plays_the_same_events_on_the_other_database(
    config: Config, hurried: Profile, events: Events
) -> None:
    prepare(config, hurried)
    assert played(config, hurried) == events.digest


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_another_seed_plays_other_events(config: Config, hurried: Profile, events: Events) -> None:
    prepare(config, hurried)
    assert played(config, hurried, seed=2) != events.digest


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_a_simulation_that_is_killed_twenty_times_goes_on_and_loses_and_doubles_nothing(
    config: Config, hurried: Profile, events: Events
) -> None:
    prepare(config, hurried)
    for _ in range(KILLS):
        _kill_amid_the_work(config, hurried)
    assert played(config, hurried) == events.digest
    with opened(config) as database, database.read() as tx, events.database.read() as other:
        of_tasks = Counter(tx.execute(select(submission.c.user_task_key)).scalars())
        done = set(tx.execute(select(user_task.c.user_task_key).where(user_task.c.state == "COMPLETED")).scalars())
        assert of_tasks.keys() == done
        assert set(of_tasks.values()) == {1}, "a completion is there twice"
        assert milestones_reached(tx, PLAN) == milestones_reached(other, PLAN)
        for table in (process_instance, user_task, notice, nomination_request, round_member, issued_document):
            assert counted(tx, table) == counted(other, table), table.name
        assert not list(broken_links(tx))
        assert not histories_cut_short(tx)


def _kill_amid_the_work(config: Config, profile: Profile) -> None:
    """Play in a process of its own and kill it once it has done a few things."""
    before = _done(config)
    player = multiprocessing.get_context("fork").Process(target=played, args=(config, profile))
    player.start()
    while player.is_alive() and _done(config) < before + DONE_BETWEEN_KILLS:
        time.sleep(0.01)
    assert player.pid is not None
    os.kill(player.pid, signal.SIGKILL)
    player.join()
    assert player.exitcode == -signal.SIGKILL, "it ended before it was killed"


def _done(config: Config) -> int:
    with opened(config) as database, database.read() as tx:
        return counted(tx, submission)
