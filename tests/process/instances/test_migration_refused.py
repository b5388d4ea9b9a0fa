"""What cannot be migrated is left as it was, with every reason; a dry run tells the same and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service import engine
from service.process.instances.commands import (
    Migration,
    ProcessInstanceEnded,
    cancel_instance,
    create_instance,
    verdict_on,
)
from service.process.instances.commands.migrate import MigrationDefinitionNotFound
from service.process.instances.model import (
    element_instance,
    job,
    message_subscription,
    process_instance,
    signal_subscription,
    timer,
    user_task,
)
from service.process.instances.queries import running_on
from tests.support import bpmn
from tests.support.migrating import (
    LETTER,
    OFFICER,
    complete,
    deployed,
    in_a_row,
    migrate,
    read,
    same,
    start,
    state,
    user,
    version,
)
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database
    from service.core.errors import AnticipatedError


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        yield database


BAD: dict[str, tuple[type[AnticipatedError], list[engine.Instruction]]] = {
    "nothing mapped": (engine.MigrationRefused, []),
    "an element that is not there": (engine.MappingInvalid, [*same("ask"), ("nonsense", "ask")]),
    "mapped twice": (engine.MappingInvalid, [*same("ask"), ("ask", "work")]),
    "another type": (engine.MappingInvalid, [("ask", "work")]),
    "into a sub-process": (engine.MigrationRefused, [("ask", "inside")]),
    "an event that cannot begin to wait": (engine.MigrationRefused, [("ask", "watched")]),
}


@pytest.fixture
def waiting(twin: Database) -> tuple[int, int]:
    """A case that waits for a task, and the version to migrate it to."""
    deployed(twin, in_a_row("asks", user("ask"), ids=["ask"]))
    key = start(twin, "asks")
    watch = bpmn.boundary("watch", "watched", bpmn.by_message("letter")) + bpmn.flow("watch", "end")
    part = bpmn.sub_process("part", bpmn.start("s"), user("inside"), bpmn.end("e"), bpmn.path("s", "inside", "e"))
    nodes = (user("ask"), bpmn.service("work", "outside"), user("watched"), part, watch)
    deployed(twin, in_a_row("asks", *nodes, ids=["ask", "work", "watched", "part"], roots=(LETTER,)))
    return key, version(twin, "asks", 2)


def everything(database: Database) -> list[Any]:
    tables = (process_instance, user_task, element_instance, timer, message_subscription, signal_subscription, job)
    return [read(database, table) for table in tables]


@pytest.mark.parametrize("name", BAD)
def test_refuses_and_changes_nothing(name: str, twin: Database, waiting: tuple[int, int]) -> None:
    key, target = waiting
    kind, instructions = BAD[name]
    before = everything(twin)
    with pytest.raises(kind) as refused:
        migrate(twin, key, target, *instructions)
    assert everything(twin) == before
    with twin.read() as tx:
        verdict = verdict_on(tx, process_instance_key=key, migration=Migration(target, instructions))
    assert str(verdict.refused) == str(refused.value)
    complete(twin, key, "ask")
    assert state(twin, key) == "COMPLETED"


def test_refuses_a_version_that_is_not_there_and_one_that_does_not_run(
    twin: Database, waiting: tuple[int, int]
) -> None:
    key, target = waiting
    with pytest.raises(MigrationDefinitionNotFound):
        migrate(twin, key, 1, *same("ask"))
    with pytest.raises(MigrationDefinitionNotFound):
        migrate(twin, key, target, *same("ask"), source=1)
    with pytest.raises(engine.MigrationRefused):
        migrate(twin, key, target, *same("ask"), source=target)


def test_sent_again_with_its_source_it_is_not_done_again(twin: Database, waiting: tuple[int, int]) -> None:
    key, target = waiting
    source = version(twin, "asks", 1)
    migrate(twin, key, target, *same("ask"), source=source)
    before = everything(twin)
    with pytest.raises(engine.MigrationRefused):
        migrate(twin, key, target, *same("ask"), source=source)
    assert everything(twin) == before


def test_refuses_a_case_that_has_ended(twin: Database, waiting: tuple[int, int]) -> None:
    key, target = waiting
    with twin.begin(OFFICER) as tx:
        cancel_instance(tx, process_instance_key=key)
    with pytest.raises(ProcessInstanceEnded):
        migrate(twin, key, target, *same("ask"))


def test_a_verdict_changes_nothing_and_tells_of_cases_that_are_not_there(
    twin: Database, waiting: tuple[int, int]
) -> None:
    key, target = waiting
    before = everything(twin)
    with twin.read() as tx:
        verdicts = [
            verdict_on(tx, process_instance_key=each, migration=Migration(target, same("ask"))) for each in (key, 1)
        ]
    assert [None if each.refused is None else each.refused.code for each in verdicts] == [
        None,
        "process_instance_not_found",
    ]
    assert everything(twin) == before


def test_the_instances_of_a_version_are_read_page_by_page(twin: Database, waiting: tuple[int, int]) -> None:
    key, _ = waiting
    source = version(twin, "asks", 1)
    with twin.begin(OFFICER) as tx:
        more = [create_instance(tx, process_definition_key=source) for _ in range(2)]
    with twin.read() as tx:
        first = running_on(tx, source, limit=2)
        second = running_on(tx, source, limit=2, cursor=first.next_cursor)
    assert (first.items, second.items, second.next_cursor) == ((key, more[0]), (more[1],), None)
