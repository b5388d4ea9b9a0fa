"""Stepping an instance against a real database: rows, faults, messages, timers."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from service import worker
from service.core.actor import Actor
from service.core.database import Database, business_clock
from service.core.operations import BpmnError, Domain
from service.process.definitions.commands import Resource, deploy
from service.process.forms.model import submission
from service.process.history.model import audit_log
from service.process.history.queries import broken_links
from service.process.instances.commands import cancel_instance, create_instance, publish_message, resolve_incident
from service.process.instances.model import (
    element_instance,
    incident,
    instance_group,
    job,
    message,
    process_instance,
    timer,
    user_task,
)
from service.process.instances.queries import instance, open_user_tasks
from service.process.worklist.commands import UserTaskClosed, complete_user_task
from tests.support import bpmn, diagrams
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.operations import OperationCall
    from service.core.tx import Tx

OFFICER = Actor(
    "officer.so-y-te", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"})
)


class Ledger:
    """What the test operations were told, and whether they should fail."""

    def __init__(self) -> None:
        self.calls: list[OperationCall] = []
        self.fails = False

    def note(self, tx: Tx, call: OperationCall) -> dict[str, Any]:
        tx.execute(business_clock.update().values(note=call.element_id))
        self.calls.append(call)
        if self.fails:
            raise RuntimeError("the printer is on fire")
        return {"noted": call.element_id}

    def tell(self, tx: Tx, call: OperationCall) -> None:
        publish_message(tx, name="told", correlation_key=call.element_id)
        if self.fails:
            raise RuntimeError("the line is dead")

    def refuse(self, tx: Tx, call: OperationCall) -> None:
        del tx, call
        raise BpmnError("NO_LEAD")


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def twin(database_url: str, ledger: Ledger) -> Iterator[Database]:
    operations = {"test.note": ledger.note, "test.refuse": ledger.refuse, "test.tell": ledger.tell}
    with pinned(database_url, Domain(operations=operations)) as database:
        yield database


def started(database: Database, xml: bytes, variables: dict[str, Any] | None = None) -> int:
    with database.begin() as tx:
        made = deploy(tx, [Resource("test.bpmn", xml)])
    with database.begin(OFFICER) as tx:
        return create_instance(
            tx, process_definition_id=made.definitions[0].process_definition_id, variables=variables or {}
        )


def complete_next(database: Database, key: int, answers: dict[str, Any] | None = None) -> int | None:
    with database.begin(OFFICER) as tx:
        task = open_user_tasks(tx, key)[0]
        return complete_user_task(tx, user_task_key=task.user_task_key, answers=answers or {})


def count(database: Database, table: Any, *conditions: Any) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def state_of(database: Database, key: int) -> str:
    with database.read() as tx:
        found = instance(tx, key)
        assert found is not None
        return found.state


def test_a_started_instance_waits_at_its_first_user_task(twin: Database) -> None:
    key = started(twin, diagrams.tasks("two", 2), {"agency": "so-y-te"})
    with twin.read() as tx:
        assert [task.element_id for task in open_user_tasks(tx, key)] == ["task_1"]
        assert tx.execute(select(instance_group.c.group)).scalars().all() == ["so-y-te"]


def test_completing_every_task_ends_the_instance(twin: Database) -> None:
    key = started(twin, diagrams.tasks("two", 2))
    complete_next(twin, key)
    complete_next(twin, key)
    assert state_of(twin, key) == "COMPLETED"
    assert count(twin, user_task, user_task.c.state == "COMPLETED", user_task.c.completed_by == OFFICER.user_name) == 2


def test_a_closed_task_cannot_be_completed_again(twin: Database) -> None:
    key = started(twin, diagrams.tasks("two", 2))
    with twin.read() as tx:
        task = open_user_tasks(tx, key)[0]
    complete_next(twin, key)
    with pytest.raises(UserTaskClosed), twin.begin(OFFICER) as tx:
        complete_user_task(tx, user_task_key=task.user_task_key, answers={})


def test_a_message_of_a_step_that_was_taken_back_is_sent_once_it_goes_through(twin: Database, ledger: Ledger) -> None:
    ledger.fails = True
    key = started(twin, diagrams.process("teller", ("tell", diagrams.service_task("tell", "test.tell"))))
    assert count(twin, incident) == 1
    assert count(twin, message) == 0
    ledger.fails = False
    with twin.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=tx.execute(select(incident.c.incident_key)).scalar_one()) is None
    assert (state_of(twin, key), count(twin, message)) == ("COMPLETED", 1)


def test_of_several_people_who_complete_a_task_at_once_one_does(twin: Database) -> None:
    key = started(twin, diagrams.tasks("race", 10))
    together = threading.Barrier(4)

    def complete(user_task_key: int) -> bool:
        together.wait()
        try:
            with twin.begin(OFFICER) as tx:
                complete_user_task(tx, user_task_key=user_task_key, answers={})
        except UserTaskClosed:
            return False
        return True

    with ThreadPoolExecutor(4) as people:
        for _ in range(10):
            with twin.read() as tx:
                task = open_user_tasks(tx, key)[0]
            assert sorted(people.map(complete, [task.user_task_key] * 4)) == [False, False, False, True]
    assert state_of(twin, key) == "COMPLETED"
    assert count(twin, user_task) == 10


def test_every_step_is_chained_in_the_history(twin: Database) -> None:
    key = started(twin, diagrams.tasks("two", 2))
    complete_next(twin, key)
    with twin.read() as tx:
        operations = tx.execute(select(audit_log.c.operation).order_by(audit_log.c.sequence)).scalars().all()
        assert operations == ["PROCESS_INSTANCE_CREATED", "USER_TASK_COMPLETED"]
        assert list(broken_links(tx)) == []
    with twin.begin() as tx:
        tx.execute(update(audit_log).where(audit_log.c.sequence == 1).values(actor="somebody else"))
    with twin.read() as tx:
        assert (key, 1) in list(broken_links(tx))


def test_an_operation_runs_in_the_transaction_and_its_outputs_become_variables(twin: Database, ledger: Ledger) -> None:
    xml = diagrams.process(
        "op", ("ask", diagrams.user_task("ask")), ("note", diagrams.service_task("note", "test.note"))
    )
    key = started(twin, xml)
    complete_next(twin, key)
    with twin.read() as tx:
        found = instance(tx, key)
        assert found is not None
        assert found.variables == {"noted": "note"}
        assert tx.execute(select(business_clock.c.note)).scalar_one() == "note"
    assert [call.element_id for call in ledger.calls] == ["note"]


def test_a_fault_leaves_the_task_completed_nothing_written_and_an_incident(twin: Database, ledger: Ledger) -> None:
    xml = diagrams.process(
        "op", ("ask", diagrams.user_task("ask")), ("note", diagrams.service_task("note", "test.note"))
    )
    key = started(twin, xml)
    ledger.fails = True
    incident_key = complete_next(twin, key, {"answer": 1})
    assert incident_key is not None
    assert state_of(twin, key) == "ACTIVE"
    assert count(twin, user_task, user_task.c.state == "COMPLETED") == 1
    with twin.read() as tx:
        row = tx.execute(select(incident)).one()
        assert (row.element_id, row.state, row.actor) == ("note", "ACTIVE", OFFICER.user_name)
        assert "the printer is on fire" in row.message
        assert tx.execute(select(business_clock.c.note)).scalar_one() == ""


KEEP = '<zeebe:ioMapping><zeebe:output source="= answer" target="kept"/></zeebe:ioMapping>'


def test_variables_that_grow_too_large_leave_the_submission_and_an_incident(twin: Database) -> None:
    answer = secrets.token_hex(100_000)
    elements = (("ask", diagrams.user_task("ask", inside=KEEP)), ("next", diagrams.user_task("next")))
    key = started(twin, diagrams.process("large", *elements))
    assert complete_next(twin, key, {"answer": answer}) is not None
    assert count(twin, user_task, user_task.c.element_id == "next") == 0
    assert count(twin, user_task, user_task.c.state == "COMPLETED") == 1
    with twin.read() as tx:
        assert tx.execute(select(submission.c.answers)).scalar_one() == {"answer": answer}


def test_a_retried_incident_replays_the_submission(twin: Database, ledger: Ledger) -> None:
    xml = diagrams.process(
        "op", ("ask", diagrams.user_task("ask")), ("note", diagrams.service_task("note", "test.note"))
    )
    key = started(twin, xml)
    ledger.fails = True
    incident_key = complete_next(twin, key, {"answer": 1})
    assert incident_key is not None
    ledger.fails = False
    with twin.begin() as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert state_of(twin, key) == "COMPLETED"
    assert count(twin, incident, incident.c.state == "ACTIVE") == 0


def test_an_instance_whose_start_fails_waits_as_an_incident_and_can_be_retried(twin: Database, ledger: Ledger) -> None:
    ledger.fails = True
    key = started(twin, diagrams.process("op", ("note", diagrams.service_task("note", "test.note"))))
    with twin.read() as tx:
        incident_key = tx.execute(select(incident.c.incident_key)).scalar_one()
    ledger.fails = False
    with twin.begin() as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert state_of(twin, key) == "COMPLETED"


def test_an_unregistered_service_task_becomes_a_job(twin: Database) -> None:
    key = started(twin, diagrams.process("op", ("mail", diagrams.service_task("mail", "external.mail"))))
    assert count(twin, job, job.c.job_type == "external.mail", job.c.state == "CREATED") == 1
    with twin.begin() as tx:
        cancel_instance(tx, process_instance_key=key)
    assert count(twin, job, job.c.state == "CANCELED") == 1
    assert state_of(twin, key) == "TERMINATED"


def test_cancelling_closes_everything_open(twin: Database) -> None:
    key = started(twin, diagrams.tasks("two", 2))
    with twin.begin() as tx:
        cancel_instance(tx, process_instance_key=key)
    assert count(twin, user_task, user_task.c.state == "CANCELED") == 1
    assert count(twin, element_instance, element_instance.c.state == "ACTIVE") == 0


BOUNDARY = (
    '<bpmn:boundaryEvent id="late" name="Late" attachedToRef="ask" cancelActivity="true">'
    '<bpmn:timerEventDefinition id="t"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P3D</bpmn:timeDuration>'
    '</bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id="too_late"/>'
    '<bpmn:sequenceFlow id="f_late" sourceRef="late" targetRef="too_late"/>'
)


def test_a_due_timer_is_fired_by_the_sweep_and_not_before(twin: Database) -> None:
    key = started(twin, diagrams.process("timed", ("ask", diagrams.user_task("ask")), extra=BOUNDARY))
    assert count(twin, timer) == 1
    assert worker.sweep(twin) == 0
    with twin.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=NINE + timedelta(days=4)))
    assert worker.sweep(twin) == 1
    assert worker.sweep(twin) == 0
    assert state_of(twin, key) == "COMPLETED"
    assert count(twin, timer) == 0


CATCH = (
    '<bpmn:intermediateCatchEvent id="await"><bpmn:messageEventDefinition id="m" messageRef="msg"/>'
    "</bpmn:intermediateCatchEvent>"
)
MESSAGE = (
    '<bpmn:message id="msg" name="block_lifted"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="= exemplar_key"/></bpmn:extensionElements></bpmn:message>'
)


def waiting_for_message() -> bytes:
    xml = diagrams.process("waiting", ("await", CATCH))
    return xml.replace(b"<bpmn:process ", MESSAGE.encode() + b"<bpmn:process ", 1)


def test_a_message_reaches_the_instance_with_its_correlation_key_and_no_other(twin: Database) -> None:
    mine = started(twin, waiting_for_message(), {"exemplar_key": "7"})
    other = started(twin, waiting_for_message(), {"exemplar_key": "8"})
    with twin.begin() as tx:
        publish_message(tx, name="block_lifted", correlation_key="7", variables={"lifted": True})
    assert (state_of(twin, mine), state_of(twin, other)) == ("COMPLETED", "ACTIVE")
    assert count(twin, message) == 0


def test_a_message_that_comes_early_is_kept_for_whoever_awaits_it(twin: Database) -> None:
    with twin.begin() as tx:
        publish_message(tx, name="block_lifted", correlation_key="9")
    assert count(twin, message) == 1
    key = started(twin, waiting_for_message(), {"exemplar_key": "9"})
    assert state_of(twin, key) == "COMPLETED"
    assert count(twin, message) == 0


def started_by_tip() -> bytes:
    begins = bpmn.node("startEvent", "tipped", bpmn.by_message("tip_received"))
    nodes = (begins, bpmn.user("look", form=""), bpmn.end(), bpmn.path("tipped", "look", "end"))
    return bpmn.diagram("tips", *nodes, roots=(bpmn.message("tip_received"),))


def test_a_message_starts_the_newest_version_that_begins_with_it(twin: Database) -> None:
    with twin.begin() as tx:
        deploy(tx, [Resource("tips.bpmn", started_by_tip())])
        deploy(tx, [Resource("tips.bpmn", started_by_tip().replace(b"look", b"listen"))])
    with twin.begin(OFFICER) as tx:
        publish_message(tx, name="tip_received", correlation_key="", variables={"agency": "so-gddt"})
    with twin.read() as tx:
        (row,) = tx.execute(select(process_instance)).all()
        assert (row.version, row.variables, row.started_by) == (2, {"agency": "so-gddt"}, OFFICER.user_name)
        assert [task.element_id for task in open_user_tasks(tx, row.process_instance_key)] == ["listen"]
        assert tx.execute(select(instance_group.c.group)).scalars().all() == ["so-gddt"]
    assert count(twin, message) == 0


def test_a_new_version_leaves_running_instances_on_theirs(twin: Database) -> None:
    key = started(twin, diagrams.tasks("flow", 2))
    with twin.begin() as tx:
        deploy(tx, [Resource("flow.bpmn", diagrams.tasks("flow", 1))])
    complete_next(twin, key)
    with twin.read() as tx:
        assert [task.element_id for task in open_user_tasks(tx, key)] == ["task_2"]
        versions = tx.execute(select(process_instance.c.version)).scalars().all()
        assert versions == [1]
