"""The program is killed and raced: what it acknowledged is there, once, and what it did not is there to do."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

import camunda_orchestration_sdk as sdk
import httpx
import pytest
from camunda_orchestration_sdk.errors import ConflictError
from sqlalchemy import func, select

from service.app import open_database
from service.process.forms.model import submission
from service.process.history.queries import broken_links
from service.process.instances.model import process_instance, user_task
from tests.support import camunda, diagrams
from tests.support.program import Program, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.config import Config

OFFICER = "officer.so-y-te"
STEPS = 150
OFFICERS = 4
KILLS = 5
ACKNOWLEDGED_BETWEEN_KILLS = 25
RACED_TASKS = 40
RACERS_PER_PROGRAM = 4


@pytest.fixture
def program(demo_config: Config) -> Iterator[Program]:
    """The running program on demo data."""
    with programs(demo_config) as (running,):
        yield running


@dataclass
class Officer:
    """Completes the tasks of one instance, one after the other, until the program is gone.

    ``acknowledged`` are the tasks answered with success, ``unanswered`` those sent when the program died.
    """

    url: str
    process_instance_key: str
    acknowledged: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    def hammer(self, enough: threading.Semaphore) -> None:
        """Work until the connection breaks; releases ``enough`` once per acknowledgement."""
        with camunda.clients_of(self.url) as clients:
            client = clients(OFFICER)
            while True:
                sent: list[str] = []
                try:
                    (task,) = camunda.open_tasks(client, self.process_instance_key)
                    sent.append(task.user_task_key)
                    camunda.complete(client, task.user_task_key, {})
                except httpx.TransportError:
                    self.unanswered += sent
                    return
                self.acknowledged += sent
                enough.release()


def deploy(client: sdk.CamundaClient, process_id: str, steps: int) -> None:
    """Deploy a process of so many user tasks in a row."""
    file = sdk.File(payload=BytesIO(diagrams.tasks(process_id, steps)), file_name=f"{process_id}.bpmn")
    client.create_deployment(data=sdk.CreateDeploymentData(resources=[file]))


def hammered_until_killed(program: Program, officers: list[Officer]) -> None:
    """Let the officers work at the same time and kill the program in the middle of it."""
    enough = threading.Semaphore(0)
    threads = [threading.Thread(target=officer.hammer, args=(enough,)) for officer in officers]
    for thread in threads:
        thread.start()
    for _ in range(ACKNOWLEDGED_BETWEEN_KILLS):
        assert enough.acquire(timeout=60), "the program acknowledges nothing"
    program.kill()
    for thread in threads:
        thread.join()


def check(config: Config, officer: Officer) -> None:
    """Compare an instance's rows with what its officer was told."""
    key = int(officer.process_instance_key)
    database = open_database(config)
    with database.read() as tx:
        tasks = tx.execute(select(user_task).where(user_task.c.process_instance_key == key)).all()
        submitted = Counter(
            tx.execute(select(submission.c.user_task_key).where(submission.c.process_instance_key == key)).scalars()
        )
        broken = [link for link in broken_links(tx) if link[0] == key]
    database.dispose()
    completed = {str(task.user_task_key) for task in tasks if task.state == "COMPLETED"}
    assert set(officer.acknowledged) <= completed, "an acknowledged completion is lost"
    assert completed <= {*officer.acknowledged, *officer.unanswered}, "a completion nobody sent is there"
    assert len(officer.acknowledged) == len(set(officer.acknowledged)), "a completion was acknowledged twice"
    assert {str(task) for task in submitted} == completed
    assert set(submitted.values()) <= {1}, "a submission is stored twice"
    elements = Counter(task.element_id for task in tasks)
    assert set(elements.values()) == {1}, "a task was opened twice"
    assert [task.element_id for task in tasks if task.state == "CREATED"] == [f"task_{len(completed) + 1}"]
    assert not broken


def test_a_task_is_still_there_after_the_process_was_killed(program: Program) -> None:
    with camunda.clients_of(program.url) as clients:
        made = camunda.started(clients(OFFICER), "exemplar_lifecycle", agency="so-y-te")
        (before,) = camunda.open_tasks(clients(OFFICER), made.process_instance_key)
    program.kill()
    program.start()
    with camunda.clients_of(program.url) as clients:
        (after,) = camunda.open_tasks(clients(OFFICER), made.process_instance_key)
        found = clients(OFFICER).get_process_instance(made.process_instance_key)
    assert after == before
    assert found.state == sdk.ProcessInstanceStateEnum.ACTIVE


def test_nothing_acknowledged_is_lost_or_doubled_by_kills_amid_the_work(program: Program, demo_config: Config) -> None:
    with camunda.clients_of(program.url) as clients:
        deploy(clients("owner"), "hammered", STEPS)
        keys = [camunda.started(clients(OFFICER), "hammered").process_instance_key for _ in range(OFFICERS)]
    officers = [Officer(program.url, key) for key in keys]
    for _ in range(KILLS):
        hammered_until_killed(program, officers)
        for officer in officers:
            check(demo_config, officer)
        program.start()
    assert sum(len(officer.acknowledged) for officer in officers) >= KILLS * ACKNOWLEDGED_BETWEEN_KILLS


def test_of_many_who_complete_a_task_at_the_same_time_one_is_told_so(demo_config: Config) -> None:
    with programs(demo_config, count=2) as running:
        with camunda.clients_of(running[0].url) as clients:
            deploy(clients("owner"), "raced", 1)
            keys = [camunda.started(clients(OFFICER), "raced").process_instance_key for _ in range(RACED_TASKS)]
            tasks = [camunda.open_tasks(clients(OFFICER), key)[0].user_task_key for key in keys]
        answers = raced([program.url for program in running], tasks)

    racers = len(running) * RACERS_PER_PROGRAM
    assert answers == {task: {"acknowledged": 1, "conflict": racers - 1} for task in tasks}
    database = open_database(demo_config)
    with database.read() as tx:
        states = tx.execute(
            select(process_instance.c.state, func.count())
            .where(process_instance.c.process_definition_id == "raced")
            .group_by(process_instance.c.state)
        ).all()
        stored = tx.execute(select(func.count()).where(submission.c.process_definition_id == "raced")).scalar_one()
        broken = list(broken_links(tx))
    database.dispose()
    assert [tuple(row) for row in states] == [("COMPLETED", RACED_TASKS)]
    assert stored == RACED_TASKS
    assert not broken


def raced(urls: list[str], tasks: list[sdk.UserTaskKey]) -> dict[str, dict[str, int]]:
    """Let several officers at each program complete the same tasks in the same order; returns task → answers."""
    answers: dict[str, Counter[str]] = {task: Counter() for task in tasks}
    at_once = threading.Barrier(len(urls) * RACERS_PER_PROGRAM)
    faults: list[Exception] = []

    def race(url: str) -> None:
        with camunda.clients_of(url) as clients:
            client = clients(OFFICER)
            client.get_topology()
            at_once.wait()
            for task in tasks:
                try:
                    camunda.complete(client, task, {})
                    answers[task]["acknowledged"] += 1
                except ConflictError:
                    answers[task]["conflict"] += 1
                except Exception as fault:  # noqa: BLE001 -- a thread must not swallow what the test should show
                    faults.append(fault)

    threads = [threading.Thread(target=race, args=(url,)) for url in urls for _ in range(RACERS_PER_PROGRAM)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    return {task: dict(counted) for task, counted in answers.items()}
