"""A suspended case stands still; what comes for it meanwhile is kept, and done when it goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from service import worker
from service.core.actor import Actor
from service.core.database import business_clock
from service.process.definitions.commands import Resource, deploy
from service.process.history.queries import entries_of
from service.process.instances.commands import (
    ProcessInstanceEnded,
    ProcessInstanceSuspended,
    broadcast_signal,
    cancel_instance,
    correlate_message,
    create_instance,
    publish_message,
    resolve_incident,
    resume_instance,
    suspend_instance,
)
from service.process.instances.commands.advance import MessageUnawaited
from service.process.instances.commands.suspend import ProcessInstanceRunning
from service.process.instances.model import incident, message, process_instance, timer, user_task
from service.process.instances.queries import open_user_tasks
from service.process.jobs.commands import activate_jobs, complete_job
from service.process.jobs.queries import Wanted, instances_with_due_timers
from service.process.worklist.commands import complete_user_task, save_draft
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
MINE = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'


def caught(process_id: str, event: str, *roots: str) -> bytes:
    """A process that waits for one event and then for a user task."""
    return bpmn.diagram(
        process_id,
        bpmn.start(),
        bpmn.node("intermediateCatchEvent", "wait", event),
        bpmn.user("go_on", form="", extensions=MINE),
        bpmn.end(),
        bpmn.path("start", "wait", "go_on", "end"),
        roots=roots,
    )


DIAGRAMS = (
    bpmn.diagram(
        "asks",
        bpmn.start(),
        bpmn.user("ask", form="", extensions=MINE),
        bpmn.end(),
        bpmn.path("start", "ask", "end"),
    ),
    caught("times", bpmn.timer("P1D")),
    caught("hears", bpmn.by_signal("storm"), bpmn.signal("storm")),
    caught("reads", bpmn.by_message("letter"), bpmn.message("letter", "= place")),
    bpmn.diagram(
        "works",
        bpmn.start(),
        bpmn.node("serviceTask", "work", extensions='<zeebe:taskDefinition type="outside"/>'),
        bpmn.end(),
        bpmn.path("start", "work", "end"),
    ),
    bpmn.diagram(
        "fails",
        bpmn.start(),
        bpmn.user("ask", form="", extensions=MINE, outputs=("wind",)),
        bpmn.gateway("exclusiveGateway", "choose", default="end"),
        bpmn.end(),
        bpmn.end("indoors"),
        bpmn.path("start", "ask", "choose", "end"),
        bpmn.flow("choose", "indoors", '= if wind > 8 then true else "calm"'),
    ),
)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        with database.begin() as tx:
            deploy(tx, [Resource(f"{n}.bpmn", xml) for n, xml in enumerate(DIAGRAMS)])
        yield database


def start(database: Database, process_id: str, **variables: Any) -> int:
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id=process_id, variables=variables)


def suspend(database: Database, key: int, reason: str = "Chờ làm rõ đơn") -> None:
    with database.begin(OFFICER) as tx:
        suspend_instance(tx, process_instance_key=key, reason=reason)


def resume(database: Database, key: int) -> None:
    with database.begin(OFFICER) as tx:
        resume_instance(tx, process_instance_key=key, reason="Đã làm rõ")


def suspended(database: Database, process_id: str, **variables: Any) -> int:
    key = start(database, process_id, **variables)
    suspend(database, key)
    return key


def tasks(database: Database, key: int) -> list[str]:
    with database.read() as tx:
        return [task.element_id for task in open_user_tasks(tx, key)]


def complete(database: Database, key: int, **answers: Any) -> None:
    with database.begin(OFFICER) as tx:
        (task,) = open_user_tasks(tx, key)
        complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)


def state(database: Database, key: int) -> str:
    with database.read() as tx:
        found: str = tx.execute(
            select(process_instance.c.state).where(process_instance.c.process_instance_key == key)
        ).scalar_one()
    return found


def publish(database: Database, place: str, time_to_live: timedelta = timedelta(days=1)) -> None:
    with database.begin() as tx:
        publish_message(tx, name="letter", correlation_key=place, variables={}, time_to_live=time_to_live)


def kept_messages(database: Database) -> int:
    with database.read() as tx:
        number: int = tx.execute(select(func.count()).select_from(message)).scalar_one()
    return number


def set_clock(database: Database, days: int) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=NINE + timedelta(days=days)))


def test_a_task_of_a_suspended_case_cannot_be_completed_and_stays_as_it_was(twin: Database) -> None:
    key = suspended(twin, "asks")
    with pytest.raises(ProcessInstanceSuspended):
        complete(twin, key)
    assert tasks(twin, key) == ["ask"]
    resume(twin, key)
    complete(twin, key)
    assert state(twin, key) == "COMPLETED"


def test_what_a_person_types_meanwhile_is_kept(twin: Database) -> None:
    key = suspended(twin, "asks")
    with twin.begin(OFFICER) as tx:
        (task,) = open_user_tasks(tx, key)
        assert save_draft(tx, user_task_key=task.user_task_key, answers={"a": "b"}, revision=0) == 1


def test_timers_wait_and_fire_once_when_the_case_goes_on(twin: Database) -> None:
    key = suspended(twin, "times")
    set_clock(twin, days=3)
    worker.sweep(twin)
    assert tasks(twin, key) == []
    resume(twin, key)
    worker.sweep(twin)
    worker.sweep(twin)
    assert tasks(twin, key) == ["go_on"]


def test_the_timers_of_suspended_cases_do_not_hide_those_of_others(twin: Database) -> None:
    held = suspended(twin, "times")
    other = start(twin, "times")
    set_clock(twin, days=3)
    with twin.read() as tx:
        assert instances_with_due_timers(tx, limit=1) == [other]
    worker.sweep(twin)
    assert (tasks(twin, held), tasks(twin, other)) == ([], ["go_on"])


def test_a_signal_reaches_a_suspended_case_when_it_goes_on(twin: Database) -> None:
    key, other = suspended(twin, "hears"), start(twin, "hears")
    with twin.begin() as tx:
        broadcast_signal(tx, name="storm")
    worker.sweep(twin)
    assert (tasks(twin, key), tasks(twin, other)) == ([], ["go_on"])
    resume(twin, key)
    worker.sweep(twin)
    assert tasks(twin, key) == ["go_on"]


def test_a_message_reaches_who_runs_now_and_who_is_suspended_later_each_once(twin: Database) -> None:
    key, other = suspended(twin, "reads", place="Bắc Sơn"), start(twin, "reads", place="Bắc Sơn")
    publish(twin, "Bắc Sơn")
    third = start(twin, "reads", place="Bắc Sơn")
    worker.sweep(twin)
    assert [tasks(twin, each) for each in (key, other, third)] == [[], ["go_on"], []]
    resume(twin, key)
    worker.sweep(twin)
    assert [tasks(twin, each) for each in (key, other, third)] == [["go_on"], ["go_on"], []]
    assert kept_messages(twin) == 0


def test_a_message_for_a_suspended_case_alone_is_kept_for_it(twin: Database) -> None:
    key = suspended(twin, "reads", place="Bắc Sơn")
    publish(twin, "Bắc Sơn")
    later = start(twin, "reads", place="Bắc Sơn")
    worker.sweep(twin)
    assert tasks(twin, later) == []
    resume(twin, key)
    worker.sweep(twin)
    assert (tasks(twin, key), tasks(twin, later)) == (["go_on"], [])


def test_a_message_that_is_not_to_be_kept_passes_a_suspended_case_by(twin: Database) -> None:
    key = suspended(twin, "reads", place="Bắc Sơn")
    publish(twin, "Bắc Sơn", timedelta(0))
    with pytest.raises(MessageUnawaited), twin.begin() as tx:
        correlate_message(tx, name="letter", correlation_key="Bắc Sơn")
    resume(twin, key)
    worker.sweep(twin)
    assert tasks(twin, key) == []
    assert kept_messages(twin) == 0


def test_jobs_of_a_suspended_case_are_given_to_no_worker(twin: Database) -> None:
    key = suspended(twin, "works")
    with twin.begin() as tx:
        assert activate_jobs(tx, Wanted("outside"), limit=9, timeout=timedelta(minutes=1), worker="w") == []
    resume(twin, key)
    with twin.begin() as tx:
        assert len(activate_jobs(tx, Wanted("outside"), limit=9, timeout=timedelta(minutes=1), worker="w")) == 1


def test_a_job_given_before_cannot_be_completed_until_the_case_goes_on(twin: Database) -> None:
    key = start(twin, "works")
    with twin.begin() as tx:
        (job,) = activate_jobs(tx, Wanted("outside"), limit=9, timeout=timedelta(minutes=1), worker="w")
    suspend(twin, key)
    with pytest.raises(ProcessInstanceSuspended), twin.begin() as tx:
        complete_job(tx, job_key=job.job_key)
    resume(twin, key)
    with twin.begin() as tx:
        complete_job(tx, job_key=job.job_key)
    assert state(twin, key) == "COMPLETED"


def test_an_incident_of_a_suspended_case_is_not_retried_and_loses_nothing(twin: Database) -> None:
    key = start(twin, "fails")
    complete(twin, key, wind="strong")
    suspend(twin, key)
    with twin.read() as tx:
        (incident_key,) = tx.execute(select(incident.c.incident_key)).scalars()
    with pytest.raises(ProcessInstanceSuspended), twin.begin(OFFICER) as tx:
        resolve_incident(tx, incident_key=incident_key)
    with twin.read() as tx:
        assert tx.execute(select(incident.c.state)).scalar_one() == "ACTIVE"
    resume(twin, key)
    with twin.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incident_key) is not None


def test_a_suspended_case_can_be_cancelled(twin: Database) -> None:
    key = suspended(twin, "times")
    with twin.begin(OFFICER) as tx:
        cancel_instance(tx, process_instance_key=key, reason="Rút đề nghị")
    assert state(twin, key) == "TERMINATED"
    with twin.read() as tx:
        assert tx.execute(select(func.count()).select_from(timer)).scalar_one() == 0
        assert tx.execute(select(func.count()).select_from(user_task)).scalar_one() == 0


def test_the_history_tells_who_suspended_and_resumed_a_case_and_why(twin: Database) -> None:
    key = suspended(twin, "asks")
    resume(twin, key)
    with twin.read() as tx:
        told = [(entry.operation, entry.actor, entry.details) for entry in entries_of(tx, key)[1:]]
    assert told == [
        ("PROCESS_INSTANCE_SUSPENDED", "officer", {"reason": "Chờ làm rõ đơn"}),
        ("PROCESS_INSTANCE_RESUMED", "officer", {"reason": "Đã làm rõ"}),
    ]


def test_a_case_is_suspended_once_and_resumed_once(twin: Database) -> None:
    key = suspended(twin, "asks")
    with pytest.raises(ProcessInstanceSuspended):
        suspend(twin, key)
    resume(twin, key)
    with pytest.raises(ProcessInstanceRunning):
        resume(twin, key)
    complete(twin, key)
    for turn in (suspend, resume):
        with pytest.raises(ProcessInstanceEnded):
            turn(twin, key)
    assert state(twin, key) == "COMPLETED"
