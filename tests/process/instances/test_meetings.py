"""Two transactions that meet at one case or message, in the order that hurts. Only PostgreSQL lets them overlap."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text

from service import worker
from service.core.database import Database, repeated
from service.core.operations import Domain
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import broadcast_signal, cancel_instance, create_instance, publish_message
from service.process.instances.model import incident, message, process_instance
from service.process.instances.queries import open_user_tasks
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.racing import MINE, OFFICER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.core.operations import OperationCall
    from service.core.tx import Tx

pytestmark = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)

WAITS = bpmn.diagram(
    "waits",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "wait", bpmn.by_message("go")),
    bpmn.end(),
    bpmn.path("start", "wait", "end"),
    roots=(bpmn.message("go", "= case"),),
)
GREETS = bpmn.diagram(
    "greets",
    bpmn.start(),
    bpmn.gateway("parallelGateway", "fork"),
    bpmn.user("ask", form="", extensions=MINE),
    bpmn.service("meet", "test.meet"),
    bpmn.node("intermediateThrowEvent", "greet", bpmn.by_message("hello"), extensions=bpmn.io({"me": "= other"})),
    bpmn.node("intermediateCatchEvent", "greeted", bpmn.by_message("hello")),
    bpmn.end("end"),
    bpmn.end("end_2"),
    bpmn.path("start", "fork", "ask", "meet", "greet", "end"),
    bpmn.path("fork", "greeted", "end_2"),
    roots=(bpmn.message("hello", "= me"),),
)
LISTENS = bpmn.diagram(
    "listens",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "wait", bpmn.by_signal("storm")),
    bpmn.end(),
    bpmn.path("start", "wait", "end"),
    roots=(bpmn.signal("storm"),),
)


class Meeting:
    """An operation in which the first two transactions wait for each other; whoever comes later passes."""

    def __init__(self) -> None:
        self.both = threading.Barrier(2)
        self.calls = 0

    def meet(self, tx: Tx, call: OperationCall) -> None:
        del tx, call
        self.calls += 1
        if self.calls <= 2:
            self.both.wait(timeout=30)


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


@pytest.fixture
def database(database_url: str, meeting: Meeting) -> Iterator[Database]:
    url = f"{database_url}?options=-clock_timeout%3D20s"  # who should not have waited fails, instead of for ever
    opened = Database(url, Domain(operations={"test.meet": meeting.meet}))
    with opened.begin() as tx:
        deploy(tx, [Resource(f"{number}.bpmn", xml) for number, xml in enumerate((WAITS, GREETS, LISTENS))])
    yield opened
    opened.dispose()


def start(tx: Tx, process_id: str, **variables: Any) -> int:
    return create_instance(tx, process_definition_id=process_id, variables=variables)


def started(database: Database, process_id: str, **variables: Any) -> int:
    with database.begin(OFFICER) as tx:
        return start(tx, process_id, **variables)


def states(database: Database) -> list[str]:
    with database.read() as tx:
        return sorted(tx.execute(select(process_instance.c.state)).scalars())


def count(database: Database, table: Any) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def blocked(database: Database) -> bool:
    """Whether a transaction waits for a lock of another."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.read() as tx:
        return int(tx.execute(waiting).scalar_one()) > 0


def while_held(database: Database, hold: Callable[[Tx], object], other: Callable[[Tx], object]) -> None:
    """Do ``hold`` and keep its transaction open until ``other``, in a second one, has to wait for it."""
    with ThreadPoolExecutor(1) as second:

        def do() -> None:
            with database.begin(OFFICER) as tx:
                other(tx)

        with database.begin(OFFICER) as tx:
            hold(tx)
            doing = second.submit(do)
            while not blocked(database):
                assert not doing.done(), doing.result()
        doing.result()


def test_a_message_published_while_a_case_begins_to_await_it_arrives(database: Database) -> None:
    with database.begin(OFFICER) as case:
        start(case, "waits", case="7")
        with database.begin(OFFICER) as tx:
            publish_message(tx, name="go", correlation_key="7")
    assert states(database) == ["ACTIVE"]
    assert worker.sweep(database) == 1
    assert states(database) == ["COMPLETED"]
    assert count(database, message) == 0
    assert worker.sweep(database) == 0


def test_a_kept_message_goes_to_one_of_two_cases_that_begin_to_await_it(database: Database) -> None:
    with database.begin() as tx:
        publish_message(tx, name="go", correlation_key="7")
    while_held(database, lambda tx: start(tx, "waits", case="7"), lambda tx: start(tx, "waits", case="7"))
    assert states(database) == ["ACTIVE", "COMPLETED"]
    assert count(database, message) == 0


def test_a_message_for_a_case_that_ends_at_that_moment_is_kept(database: Database) -> None:
    key = started(database, "waits", case="7")
    while_held(
        database,
        lambda tx: cancel_instance(tx, process_instance_key=key),
        lambda tx: publish_message(tx, name="go", correlation_key="7"),
    )
    assert states(database) == ["TERMINATED"]
    assert count(database, message) == 1


def test_two_cases_that_send_each_other_a_message_both_go_on(database: Database, meeting: Meeting) -> None:
    started(database, "greets", me="a", other="b")
    started(database, "greets", me="b", other="a")
    with database.read() as tx:
        keys = tx.execute(select(process_instance.c.process_instance_key)).scalars().all()
        tasks = [open_user_tasks(tx, key)[0].user_task_key for key in keys]

    def complete(user_task_key: int) -> None:
        with database.begin(OFFICER) as tx:
            complete_user_task(tx, user_task_key=user_task_key, answers={})

    with ThreadPoolExecutor(2) as people:
        list(people.map(lambda task: repeated(lambda: complete(task)), tasks))
    assert meeting.calls == 3, "they did not meet"
    assert states(database) == ["COMPLETED", "COMPLETED"]
    assert count(database, incident) == 0
    assert count(database, message) == 0


def test_a_broadcast_waits_for_nobody_who_is_at_a_case(database: Database) -> None:
    key = started(database, "listens")
    with database.begin(OFFICER) as case:
        cancel_instance(case, process_instance_key=key)
        with database.begin(OFFICER) as tx:
            tx.execute(text("SET LOCAL lock_timeout = '1s'"))
            broadcast_signal(tx, name="storm")
    worker.sweep(database)
    assert states(database) == ["TERMINATED"]


def test_a_worker_passes_over_a_case_that_somebody_is_at(database: Database) -> None:
    held, free = started(database, "listens"), started(database, "listens")
    with database.begin(OFFICER) as tx:
        broadcast_signal(tx, name="storm")
    with database.begin(OFFICER) as case:
        cancel_instance(case, process_instance_key=held)
        assert worker.sweep(database) == 1
        with database.read() as tx:
            found = select(process_instance.c.state).where(process_instance.c.process_instance_key == free)
            assert tx.execute(found).scalar_one() == "COMPLETED"
    assert worker.sweep(database) == 0
    assert states(database) == ["COMPLETED", "TERMINATED"]
