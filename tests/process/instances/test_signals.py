"""Signals against a real database: everybody who waits hears one, once; it starts processes; nobody blocks another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from service import worker
from service.core.actor import Actor
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import broadcast_signal, cancel_instance, create_instance, resolve_incident
from service.process.instances.model import (
    incident,
    process_instance,
    signal,
    signal_delivery,
    signal_subscription,
)
from service.process.instances.queries import open_user_tasks
from service.process.jobs import commands as jobs
from service.process.jobs.queries import due_deliveries
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))

MINE = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'

WAITS = bpmn.diagram(
    "waits",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "wait", bpmn.by_signal("storm")),
    bpmn.gateway("exclusiveGateway", "choose", default="end"),
    bpmn.end(),
    bpmn.end("indoors"),
    bpmn.path("start", "wait", "choose", "end"),
    bpmn.flow("choose", "indoors", '= if wind > 8 then true else if wind >= 0 then false else "calm"'),
    roots=(bpmn.signal("storm"),),
)
BEGINS = bpmn.diagram(
    "begins",
    bpmn.node("startEvent", "on_storm", bpmn.by_signal("storm")),
    bpmn.user("shelter", form=""),
    bpmn.end(),
    bpmn.path("on_storm", "shelter", "end"),
    roots=(bpmn.signal("storm"),),
)
THROWS = bpmn.diagram(
    "throws",
    bpmn.start(),
    bpmn.user("look", form="", outputs=("wind",), extensions=MINE),
    bpmn.gateway("parallelGateway", "fork"),
    bpmn.node("intermediateThrowEvent", "warn", bpmn.by_signal("storm"), extensions=bpmn.io(inputs={"wind": "= wind"})),
    bpmn.node("intermediateCatchEvent", "hear", bpmn.by_signal("storm")),
    bpmn.end("warned"),
    bpmn.end("heard"),
    bpmn.path("start", "look", "fork", "warn", "warned"),
    bpmn.path("fork", "hear", "heard"),
    roots=(bpmn.signal("storm"),),
)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        with database.begin() as tx:
            deploy(tx, [Resource(f"{n}.bpmn", xml) for n, xml in enumerate((WAITS, BEGINS, THROWS))])
        yield database


def start(database: Database, process_id: str, **variables: Any) -> int:
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id=process_id, variables=variables)


def broadcast(database: Database, **variables: Any) -> int:
    with database.begin(OFFICER) as tx:
        return broadcast_signal(tx, name="storm", variables=variables)


def states(database: Database, process_id: str) -> list[str]:
    statement = select(process_instance.c.state).where(process_instance.c.process_definition_id == process_id)
    with database.read() as tx:
        return sorted(tx.execute(statement).scalars())


def count(database: Database, table: Any) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def test_everybody_who_waits_hears_a_signal_once(twin: Database) -> None:
    for _ in range(3):
        start(twin, "waits")
    broadcast(twin, wind=9)
    assert states(twin, "waits") == ["ACTIVE"] * 3
    assert worker.sweep(twin) == 4
    assert states(twin, "waits") == ["COMPLETED"] * 3
    assert count(twin, signal_subscription) == count(twin, signal_delivery) == 0
    assert worker.sweep(twin) == 0


def test_who_waits_later_does_not_hear_an_earlier_signal(twin: Database) -> None:
    broadcast(twin, wind=9)
    start(twin, "waits")
    worker.sweep(twin)
    assert states(twin, "waits") == ["ACTIVE"]


def test_a_signal_starts_the_newest_version_of_each_process_that_begins_with_it(twin: Database) -> None:
    with twin.begin() as tx:
        deploy(tx, [Resource("new.bpmn", BEGINS.replace(b'name="begins"', b'name="Begins anew"'))])
    broadcast(twin, agency="so-y-te", wind=9)
    worker.sweep(twin)
    with twin.read() as tx:
        (found,) = tx.execute(select(process_instance).where(process_instance.c.process_definition_id == "begins"))
        assert (found.version, found.variables, found.groups) == (2, {"agency": "so-y-te", "wind": 9}, ["so-y-te"])
        assert [task.element_id for task in open_user_tasks(tx, found.process_instance_key)] == ["shelter"]


def test_a_thrown_signal_reaches_its_own_case_too(twin: Database) -> None:
    key = start(twin, "throws")
    start(twin, "waits")
    with twin.begin(OFFICER) as tx:
        task = open_user_tasks(tx, key)[0]
        complete_user_task(tx, user_task_key=task.user_task_key, answers={"wind": 9})
    worker.sweep(twin)
    assert states(twin, "throws") == states(twin, "waits") == ["COMPLETED"]


def test_two_workers_deliver_a_signal_once(twin: Database) -> None:
    start(twin, "waits")
    broadcast(twin, wind=9)
    with twin.read() as tx:
        seen_by_both = due_deliveries(tx)
    moved = []
    for _ in range(2):
        for delivery in seen_by_both:
            with twin.begin() as tx:
                moved.append(jobs.deliver_signal(tx, delivery))
    assert moved == [True, True, False, False]
    assert states(twin, "begins") == ["ACTIVE"]


def test_one_case_that_cannot_go_on_stops_nobody_and_goes_on_after_a_retry(twin: Database) -> None:
    broken, sound = start(twin, "waits"), start(twin, "waits")
    with twin.begin() as tx:
        tx.execute(
            update(process_instance).where(process_instance.c.process_instance_key == broken).values(blob=b"damaged")
        )
    broadcast(twin, wind=9)
    worker.sweep(twin)
    assert states(twin, "waits") == ["ACTIVE", "COMPLETED"]
    with twin.read() as tx:
        (waiting,) = tx.execute(select(signal_delivery)).all()
    assert (waiting.process_instance_key, waiting.attempts) == (broken, 1)
    assert sound != broken
    assert worker.sweep(twin) == 0


def test_a_fault_of_the_diagram_becomes_an_incident_that_can_be_retried(twin: Database) -> None:
    start(twin, "waits")
    broadcast(twin, wind=-1)
    worker.sweep(twin)
    with twin.read() as tx:
        (found,) = tx.execute(select(incident)).all()
    assert (found.element_id, found.error_type) == ("choose", "CONDITION_ERROR")
    assert found.command["command"] == "CatchSignal"
    with twin.begin(OFFICER) as tx:
        resolve_incident(tx, incident_key=found.incident_key)
    with twin.read() as tx:
        again = tx.execute(select(incident).where(incident.c.state == "ACTIVE")).one()
    assert again.command["values"]["signal_name"] == "storm"


def test_a_cancelled_case_hears_nothing_more(twin: Database) -> None:
    key = start(twin, "waits")
    broadcast(twin, wind=9)
    with twin.begin(OFFICER) as tx:
        cancel_instance(tx, process_instance_key=key)
    assert worker.sweep(twin) == 1  # the process that begins with it
    assert states(twin, "waits") == ["TERMINATED"]
    assert count(twin, signal_delivery) == 0


def test_signals_that_reached_everybody_are_forgotten(twin: Database) -> None:
    broadcast(twin)
    with twin.begin() as tx:
        assert jobs.drop_delivered_signals(tx) == 0
    worker.sweep(twin)
    with twin.begin() as tx:
        assert jobs.drop_delivered_signals(tx) == 1
    assert count(twin, signal) == 0
