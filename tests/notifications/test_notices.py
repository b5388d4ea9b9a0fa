"""Notices reach whom they are for, are read per person, and end with what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.core.actor import Actor
from service.core.database import Database
from service.notifications import commands, queries
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.queries import open_user_tasks
from tests.support import bpmn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx

HEAD = Actor("head.so-gddt", account_key=1, groups=frozenset({"so-gddt/head"}))
OTHER_HEAD = Actor("deputy.so-gddt", account_key=2, groups=frozenset({"so-gddt/head"}))
STRANGER = Actor("head.mttq", account_key=3, groups=frozenset({"mttq/head"}))


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.begin(HEAD) as tx:
        yield tx


def write(tx: Tx, recipient: str, *, step: int = 1, manner: str = "in app", user_task_key: int | None = None) -> None:
    about = {"process_instance_key": 7, "element_instance_key": step, "user_task_key": user_task_key}
    commands.write_notice(tx, commands.Notice(recipient, "%(task)s is late", {"task": "Duyệt"}, manner, **about))


def open_task(tx: Tx) -> int:
    """Open a user task; returns its key."""
    step = bpmn.user("decide", form="")
    diagram = bpmn.diagram("decided", bpmn.start(), step, bpmn.end(), bpmn.path("start", "decide", "end"))
    deploy(tx, [Resource("decided.bpmn", diagram)])
    (task,) = open_user_tasks(tx, create_instance(tx, process_definition_id="decided"))
    return task.user_task_key


def keys(tx: Tx, actor: Actor) -> list[int]:
    return [found.notice_key for found in queries.notices_for(tx, actor)]


def test_reaches_a_person_and_the_members_of_a_group(tx: Tx) -> None:
    write(tx, "head.so-gddt")
    write(tx, "so-gddt/head", step=2)
    assert len(keys(tx, HEAD)) == 2
    assert len(keys(tx, OTHER_HEAD)) == 1
    assert keys(tx, STRANGER) == []


def test_shows_the_newest_first(tx: Tx) -> None:
    write(tx, "so-gddt/head", step=1)
    write(tx, "so-gddt/head", step=2)
    assert keys(tx, HEAD) == sorted(keys(tx, HEAD), reverse=True)


def test_tells_of_a_task_once_however_often_it_was_told(tx: Tx) -> None:
    task = open_task(tx)
    for step in range(3):
        write(tx, "so-gddt/head", step=step, user_task_key=task)
    (shown,) = queries.notices_for(tx, HEAD)
    assert len(shown.earlier) == 2
    assert queries.unread_count(tx, HEAD) == 1
    commands.mark_read(tx, notice_key=shown.notice_key)
    assert queries.unread_count(tx, HEAD) == 0
    write(tx, "so-gddt/head", step=4, user_task_key=task)
    assert queries.unread_count(tx, HEAD) == 1, "the newest is not read"


def test_all_of_them_are_marked_as_read_at_once_for_one_person(tx: Tx) -> None:
    write(tx, "so-gddt/head", step=1)
    write(tx, "so-gddt/head", step=2)
    commands.mark_all_read(tx)
    assert queries.unread_count(tx, HEAD) == 0
    assert queries.unread_count(tx, OTHER_HEAD) == 2
    commands.mark_all_read(tx)
    assert len(keys(tx, HEAD)) == 2


def test_all_of_them_are_marked_as_read_also_beyond_those_the_page_lists(database_url: str) -> None:
    database = Database(database_url)
    with database.begin(HEAD) as tx:
        for step in range(210):
            write(tx, "so-gddt/head", step=step)
        assert queries.unread_count(tx, HEAD) == 210
        commands.mark_all_read(tx)
        assert queries.unread_count(tx, HEAD) == 0
    database.dispose()


def test_is_read_by_each_person_for_themselves(tx: Tx) -> None:
    write(tx, "so-gddt/head")
    (key,) = keys(tx, HEAD)
    commands.mark_read(tx, notice_key=key)
    commands.mark_read(tx, notice_key=key)
    assert queries.unread_count(tx, HEAD) == 0
    assert queries.unread_count(tx, OTHER_HEAD) == 1
    assert queries.notices_for(tx, HEAD)[0].read_at == tx.now


def test_refuses_to_read_anothers_notice(tx: Tx) -> None:
    write(tx, "mttq/head")
    (key,) = keys(tx, STRANGER)
    with pytest.raises(commands.NoticeNotFound):
        commands.mark_read(tx, notice_key=key)


def test_closes_what_a_case_was_reminded_of(tx: Tx) -> None:
    write(tx, "so-gddt/head")
    commands.close_notices(tx, process_instance_key=8)
    assert queries.unread_count(tx, HEAD) == 1
    commands.close_notices(tx, process_instance_key=7)
    assert queries.unread_count(tx, HEAD) == 0
