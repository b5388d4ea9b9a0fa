"""What was sent before a task is told with it, also where no other process calls this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.queries import open_user_tasks
from service.process.worklist import queries
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        yield database


def begun(database: Database, *nodes: str) -> int:
    with database.begin() as tx:
        deploy(tx, [Resource("steps.bpmn", bpmn.diagram("steps", bpmn.start(), *nodes, bpmn.end()))])
        return create_instance(tx, process_definition_id="steps")


def complete(database: Database, key: int, element_id: str, **answers: str) -> None:
    with database.begin() as tx:
        task = next(task for task in open_user_tasks(tx, key) if task.element_id == element_id)
        complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)


def told(database: Database, key: int) -> list[list[str]]:
    """The steps told with each open task."""
    with database.read() as tx:
        return [[step.element_id for step in queries.steps_before(tx, task)] for task in open_user_tasks(tx, key)]


def test_the_last_comes_first_and_a_step_done_again_comes_once(twin: Database) -> None:
    steps = [bpmn.user(name, outputs=("outcome",), form="") for name in ("write", "sign", "check")]
    again = bpmn.gateway("exclusiveGateway", "accepted", default="end")
    back = bpmn.flow("accepted", "write", '= outcome = "return"')
    key = begun(twin, *steps, again, back, bpmn.path("start", "write", "sign", "check", "accepted", "end"))
    assert told(twin, key) == [[]]
    for element_id in ("write", "sign"):
        complete(twin, key, element_id, outcome="")
    assert told(twin, key) == [["sign", "write"]]
    complete(twin, key, "check", outcome="return")
    complete(twin, key, "write", outcome="")
    assert told(twin, key) == [["write", "check", "sign"]]


def test_a_child_of_a_multi_instance_tells_the_steps_around_it_and_none_of_its_siblings(twin: Database) -> None:
    inner = (bpmn.start("in"), bpmn.user("visit", form=""), bpmn.user("answer", form=""), bpmn.end("out"))
    visits = bpmn.sub_process(
        "visits", *inner, bpmn.path("in", "visit", "answer", "out"), bpmn.multi("= [1, 2]", "unit")
    )
    key = begun(twin, bpmn.user("plan", form=""), visits, bpmn.path("start", "plan", "visits", "end"))
    complete(twin, key, "plan")
    complete(twin, key, "visit")
    assert sorted(told(twin, key)) == [["plan"], ["visit", "plan"]]
