"""Jobs against a real database: given out, done, failed, thrown, lost by their worker, taken away by the diagram."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from service.core.actor import Actor
from service.core.database import Database, business_clock
from service.process.definitions.commands import Resource, deploy
from service.process.history.model import audit_log
from service.process.history.queries import broken_links
from service.process.instances.commands import cancel_instance, create_instance, publish_message, resolve_incident
from service.process.instances.model import element_instance, incident, job, process_instance
from service.process.instances.queries import instance
from service.process.jobs import commands as jobs
from service.process.jobs.commands import Failure, JobHeld, JobNotActivated, JobNotFound, JobTaken
from service.process.jobs.queries import ActivatedJob, Wanted, waits_for_worker
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
MINUTE = timedelta(minutes=1)
MAIL = Wanted("mail")

HEADERS = '<zeebe:taskHeaders><zeebe:header key="channel" value="sms"/></zeebe:taskHeaders>'
SENDS = bpmn.diagram(
    "sends",
    bpmn.start(),
    bpmn.service("send", "mail", extensions=HEADERS + bpmn.io(inputs={"to": "= person.name"})),
    bpmn.gateway("exclusiveGateway", "sent", default="unsent"),
    bpmn.end(),
    bpmn.end("unsent"),
    bpmn.boundary("refused", "send", bpmn.by_error("REFUSED")),
    bpmn.boundary("recalled", "send", bpmn.by_message("recall")),
    bpmn.end("told"),
    bpmn.end("gone"),
    bpmn.path("start", "send", "sent"),
    bpmn.flow("sent", "end", "= receipt > 0"),
    bpmn.path("sent", "unsent"),
    bpmn.path("refused", "told"),
    bpmn.path("recalled", "gone"),
    roots=(bpmn.error("REFUSED"), bpmn.message("recall", "= person.name")),
)
EACH = bpmn.diagram(
    "each",
    bpmn.start(),
    bpmn.service(
        "send",
        "mail",
        bpmn.multi("= people", "to", more='outputCollection="receipts" outputElement="= receipt"'),
    ),
    bpmn.end(),
    bpmn.path("start", "send", "end"),
)
OUTER = bpmn.diagram("outer", bpmn.start(), bpmn.call("inner", "sends", passes="true"), bpmn.end(),
                     bpmn.path("start", "inner", "end"))  # fmt: skip


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        with database.begin() as tx:
            deploy(tx, [Resource(f"{n}.bpmn", xml) for n, xml in enumerate((SENDS, EACH, OUTER))])
        yield database


def start(database: Database, process_id: str = "sends", **variables: Any) -> int:
    given = variables or {"person": {"name": "Lan"}}
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id=process_id, variables=given)


def activate(
    database: Database, wanted: Wanted = MAIL, *, limit: int = 10, later: timedelta = timedelta(0), worker: str = "w"
) -> list[ActivatedJob]:
    """Take jobs for a minute, ``later`` than now."""
    with database.begin() as tx:
        return jobs.activate_jobs(replace(tx, wall=tx.wall + later), wanted, limit=limit, timeout=MINUTE, worker=worker)


def complete(database: Database, job_key: int, lease_token: str | None = None, **variables: Any) -> int | None:
    with database.begin() as tx:
        return jobs.complete_job(tx, job_key=job_key, variables=variables, lease_token=lease_token)


def fail(database: Database, job_key: int, retries: int = 0, message: str = "", **more: Any) -> int | None:
    with database.begin() as tx:
        return jobs.fail_job(tx, job_key=job_key, failure=Failure(retries, message, **more))


def throw(database: Database, job_key: int, code: str, **variables: Any) -> int | None:
    with database.begin() as tx:
        return jobs.throw_job_error(tx, job_key=job_key, code=code, message="no such number", variables=variables)


def row_of(database: Database, table: Any, *conditions: Any) -> Any:
    with database.read() as tx:
        return tx.execute(select(table).where(*conditions)).one()


def state_of(database: Database, key: int) -> tuple[str, dict[str, Any]]:
    with database.read() as tx:
        found = instance(tx, key)
        assert found is not None
        return found.state, dict(found.variables)


def passed(database: Database) -> set[str]:
    """The ends that were reached, as the history tells them."""
    with database.read() as tx:
        assert list(broken_links(tx)) == []
        trails = [details.get("trail", []) for details in tx.execute(select(audit_log.c.details)).scalars()]
    return {element_id for trail in trails for what, element_id in trail if what == "passed"} - {"start", "sent"}


def test_a_worker_gets_what_the_element_sees_and_gives_what_the_process_goes_on_with(twin: Database) -> None:
    key = start(twin)
    (job_of,) = activate(twin, worker="post-office")
    assert (job_of.process_instance_key, job_of.process_definition_id, job_of.element_id) == (key, "sends", "send")
    assert (job_of.headers, job_of.retries, job_of.worker) == ({"channel": "sms"}, 3, "post-office")
    assert job_of.variables == {"person": {"name": "Lan"}, "to": "Lan"}
    assert complete(twin, job_of.job_key, receipt=7) is None
    assert state_of(twin, key) == ("COMPLETED", {"person": {"name": "Lan"}, "receipt": 7})
    assert passed(twin) == {"end"}
    assert row_of(twin, element_instance).state == "COMPLETED"


def test_a_worker_gets_only_the_variables_it_asks_for(twin: Database) -> None:
    start(twin)
    with twin.begin() as tx:
        (given,) = jobs.activate_jobs(
            tx, MAIL, limit=1, timeout=MINUTE, worker="w", fetch_variables=["to", "not_there"]
        )
    assert given.variables == {"to": "Lan"}


def test_a_worker_gets_jobs_of_its_type_the_oldest_first_and_no_more_than_it_asks_for(twin: Database) -> None:
    keys = [start(twin) for _ in range(3)]
    assert activate(twin, Wanted("fax")) == []
    assert [found.process_instance_key for found in activate(twin, limit=2)] == keys[:2]
    assert [found.process_instance_key for found in activate(twin, limit=2)] == keys[2:]
    assert activate(twin, limit=2) == []


def test_several_workers_who_ask_at_once_share_the_jobs(twin: Database) -> None:
    started = [start(twin) for _ in range(12)]
    together = threading.Barrier(4)

    def work(_: int) -> list[int]:
        together.wait()
        return [found.process_instance_key for found in activate(twin, limit=5)]

    with ThreadPoolExecutor(4) as workers:
        given = [key for some in workers.map(work, range(4)) for key in some]
    given += [found.process_instance_key for found in activate(twin, limit=12)]  # what was locked when they asked
    assert sorted(given) == started


def test_a_lost_workers_job_is_given_out_again_after_its_time_whatever_the_business_clock_says(twin: Database) -> None:
    start(twin)
    (first,) = activate(twin)
    with twin.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=NINE + timedelta(days=365)))
    assert activate(twin, later=MINUTE / 2) == []
    (second,) = activate(twin, later=2 * MINUTE, worker="another")
    assert (second.job_key, second.retries) == (first.job_key, first.retries)


def test_without_a_lease_the_first_of_two_workers_is_heard(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    activate(twin, later=2 * MINUTE, worker="another")
    complete(twin, found.job_key, receipt=1)
    with pytest.raises(JobNotFound):
        complete(twin, found.job_key, receipt=2)
    assert state_of(twin, key)[1]["receipt"] == 1


def test_with_a_lease_only_the_last_worker_is_heard(twin: Database) -> None:
    key = start(twin)
    leased = Wanted("mail", with_lease=True)
    (first,) = activate(twin, leased)
    (second,) = activate(twin, leased, later=2 * MINUTE)
    assert first.lease_token != second.lease_token
    for token in (first.lease_token, None):
        with pytest.raises(JobTaken):
            complete(twin, first.job_key, token, receipt=1)
    assert activate(twin, later=5 * MINUTE) == []
    complete(twin, first.job_key, second.lease_token, receipt=2)
    assert state_of(twin, key)[1]["receipt"] == 2


def test_of_several_completions_at_once_one_is_heard(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    together = threading.Barrier(4)

    def finish(number: int) -> bool:
        together.wait()
        try:
            complete(twin, found.job_key, receipt=number)
        except JobNotFound:
            return False
        return True

    with ThreadPoolExecutor(4) as workers:
        assert sorted(workers.map(finish, range(1, 5))) == [False, False, False, True]
    assert state_of(twin, key)[0] == "COMPLETED"


def test_a_failed_job_is_tried_again_after_its_backoff(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    assert fail(twin, found.job_key, 2, "line busy", back_off=5 * MINUTE) is None
    failed = row_of(twin, job)
    assert (failed.state, failed.retries, failed.error_message) == ("FAILED", 2, "line busy")
    assert activate(twin, later=4 * MINUTE) == []
    (again,) = activate(twin, later=6 * MINUTE)
    assert again.retries == 2
    complete(twin, again.job_key, receipt=1)
    assert state_of(twin, key)[0] == "COMPLETED"


def test_what_a_failed_worker_reports_belongs_to_the_element_alone(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    fail(twin, found.job_key, 1, variables={"attempted": True})
    (again,) = activate(twin)
    assert again.variables == {"person": {"name": "Lan"}, "to": "Lan", "attempted": True}
    complete(twin, again.job_key, receipt=1)
    assert state_of(twin, key)[1] == {"person": {"name": "Lan"}, "receipt": 1}


@pytest.mark.parametrize("reported", [{}, {"attempted": True}])
def test_a_job_without_tries_left_waits_as_an_incident_until_it_is_resolved(
    twin: Database, reported: dict[str, Any]
) -> None:
    key = start(twin)
    (found,) = activate(twin)
    incident_key = fail(twin, found.job_key, message="the line is dead", variables=reported)
    assert incident_key is not None
    stopped = row_of(twin, incident)
    assert (stopped.element_id, stopped.error_type, stopped.job_key) == ("send", "JOB_NO_RETRIES", found.job_key)
    assert "the line is dead" in stopped.message
    assert activate(twin, later=9 * MINUTE) == []
    for late in (complete, fail):
        with pytest.raises(JobHeld):
            late(twin, found.job_key)
    with twin.begin() as tx:
        jobs.update_job(tx, job_key=found.job_key, retries=5)
    assert activate(twin, later=9 * MINUTE) == []
    with twin.begin() as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    (again,) = activate(twin)
    assert (again.job_key, again.retries) == (found.job_key, 5)
    assert again.variables == {"person": {"name": "Lan"}, "to": "Lan", **reported}
    complete(twin, again.job_key, receipt=1)
    assert state_of(twin, key)[0] == "COMPLETED"


def test_resolving_gives_a_job_one_try_where_none_was_set(twin: Database) -> None:
    start(twin)
    (found,) = activate(twin)
    incident_key = fail(twin, found.job_key)
    assert incident_key is not None
    assert "the worker gave no reason" in row_of(twin, incident).message
    with twin.begin() as tx:
        resolve_incident(tx, incident_key=incident_key)
    assert [again.retries for again in activate(twin)] == [1]


def test_an_error_takes_the_way_that_the_diagram_has_for_it(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    assert throw(twin, found.job_key, "REFUSED", because="moved away") is None
    assert state_of(twin, key) == ("COMPLETED", {"person": {"name": "Lan"}, "because": "moved away"})
    assert passed(twin) == {"refused", "told"}
    thrown = row_of(twin, job)
    assert (thrown.state, thrown.error_code, thrown.ended_at is None) == ("ERROR_THROWN", "REFUSED", False)
    with pytest.raises(JobNotFound):
        complete(twin, found.job_key)


def test_an_error_that_nobody_catches_is_an_incident_and_resolving_it_gives_the_job_out_again(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    incident_key = throw(twin, found.job_key, "UNKNOWN_CODE")
    assert incident_key is not None
    stopped = row_of(twin, incident)
    assert (stopped.error_type, stopped.job_key) == ("UNHANDLED_ERROR_EVENT", found.job_key)
    assert row_of(twin, job).state == "ERROR_THROWN"
    with pytest.raises(JobHeld):
        complete(twin, found.job_key)
    with twin.begin() as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    (again,) = activate(twin)
    complete(twin, again.job_key, receipt=1)
    assert state_of(twin, key)[0] == "COMPLETED"


def test_a_diagram_that_cannot_go_on_keeps_what_the_worker_did(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    incident_key = complete(twin, found.job_key, receipt={"no": "number"})
    assert incident_key is not None
    stopped = row_of(twin, incident)
    assert (stopped.element_id, stopped.error_type, stopped.job_key) == ("sent", "CONDITION_ERROR", None)
    assert row_of(twin, job).state == "COMPLETED"
    with pytest.raises(JobNotFound):
        complete(twin, found.job_key, receipt=1)
    with twin.begin() as tx:
        assert resolve_incident(tx, incident_key=incident_key) is not None
    with twin.begin() as tx:
        cancel_instance(tx, process_instance_key=key)
    assert row_of(twin, job).state == "COMPLETED"


def recall(database: Database, _key: int) -> None:
    with database.begin() as tx:
        publish_message(tx, name="recall", correlation_key="Lan")


def cancel(database: Database, key: int) -> None:
    with database.begin() as tx:
        cancel_instance(tx, process_instance_key=key)


@pytest.mark.parametrize("end", [recall, cancel])
def test_a_job_goes_with_its_element_also_from_under_a_worker(twin: Database, end: Any) -> None:
    key = start(twin)
    (found,) = activate(twin)
    end(twin, key)
    ended = row_of(twin, job)
    assert (ended.state, ended.due_at, ended.ended_at is None) == ("CANCELED", None, False)
    before = row_of(twin, process_instance, process_instance.c.process_instance_key == key)
    for late in (complete, fail):
        with pytest.raises(JobNotFound):
            late(twin, found.job_key)
    with pytest.raises(JobNotFound):
        throw(twin, found.job_key, "REFUSED")
    with pytest.raises(JobNotFound), twin.begin() as tx:
        jobs.update_job(tx, job_key=found.job_key, retries=1)
    assert row_of(twin, process_instance, process_instance.c.process_instance_key == key) == before
    assert activate(twin, later=9 * MINUTE) == []


def test_an_incident_of_a_job_goes_with_its_element(twin: Database) -> None:
    key = start(twin)
    (found,) = activate(twin)
    fail(twin, found.job_key)
    recall(twin, key)
    assert row_of(twin, incident).state == "RESOLVED"
    assert row_of(twin, job).state == "CANCELED"
    assert state_of(twin, key)[0] == "COMPLETED"


def test_each_of_several_has_a_job_and_results_come_in_the_order_of_the_list(twin: Database) -> None:
    key = start(twin, "each", people=["Lan", "Mai", "Tú"])
    found = activate(twin)
    assert [(each.variables["to"], each.variables["loopCounter"]) for each in found] == [
        ("Lan", 1), ("Mai", 2), ("Tú", 3),
    ]  # fmt: skip
    fail(twin, found[1].job_key, 1)
    for each in (found[2], found[0], found[1]):
        complete(twin, each.job_key, receipt=each.variables["to"].upper())
    assert state_of(twin, key) == ("COMPLETED", {"people": ["Lan", "Mai", "Tú"], "receipts": ["LAN", "MAI", "TÚ"]})


def test_a_job_in_a_called_process_names_that_process(twin: Database) -> None:
    key = start(twin, "outer", person={"name": "Mai"})
    (found,) = activate(twin)
    assert (found.process_instance_key, found.process_definition_id, found.element_id) == (key, "sends", "send")
    assert found.variables == {"person": {"name": "Mai"}, "to": "Mai"}
    fail(twin, found.job_key)
    assert row_of(twin, incident).process_definition_id == "sends"
    with twin.begin() as tx:
        resolve_incident(tx, incident_key=row_of(twin, incident).incident_key)
    complete(twin, activate(twin)[0].job_key, receipt=1)
    assert state_of(twin, key)[0] == "COMPLETED"


def test_a_worker_may_have_more_time(twin: Database) -> None:
    start(twin)
    (found,) = activate(twin)
    with twin.begin() as tx:
        jobs.update_job(tx, job_key=found.job_key, timeout=10 * MINUTE)
    assert activate(twin, later=9 * MINUTE) == []
    fail(twin, found.job_key, 1)
    with pytest.raises(JobNotActivated), twin.begin() as tx:
        jobs.update_job(tx, job_key=found.job_key, retries=7, timeout=MINUTE)
    assert row_of(twin, job).retries == 1


def test_a_change_with_an_old_lease_is_refused_and_an_operators_is_taken(twin: Database) -> None:
    start(twin)
    (found,) = activate(twin, Wanted("mail", with_lease=True))
    with pytest.raises(JobTaken), twin.begin() as tx:
        jobs.update_job(tx, job_key=found.job_key, retries=7, lease_token="of yesterday")
    for token in (None, found.lease_token):
        with twin.begin() as tx:
            jobs.update_job(tx, job_key=found.job_key, retries=7, lease_token=token)
    assert row_of(twin, job).retries == 7


def test_one_instance_that_cannot_be_read_stops_no_worker(twin: Database) -> None:
    broken, sound = start(twin), start(twin)
    with twin.begin() as tx:
        of_broken = process_instance.c.process_instance_key == broken
        tx.execute(update(process_instance).where(of_broken).values(blob=b"broken"))
    assert [found.process_instance_key for found in activate(twin)] == [sound]
    assert activate(twin) == []
    with twin.read() as tx:
        assert not waits_for_worker(tx, MAIL)


def test_nobody_gets_the_jobs_of_an_instance_that_does_not_run(twin: Database) -> None:
    key = start(twin)
    suspended = update(process_instance).where(process_instance.c.process_instance_key == key)
    with twin.begin() as tx:
        tx.execute(suspended.values(state="SUSPENDED"))
    assert activate(twin) == []
    with twin.begin() as tx:
        tx.execute(suspended.values(state="ACTIVE"))
    assert len(activate(twin)) == 1


def test_no_job_has_an_unknown_key(twin: Database) -> None:
    for late in (complete, fail):
        with pytest.raises(JobNotFound):
            late(twin, 1)
    with pytest.raises(JobNotFound), twin.begin() as tx:
        jobs.update_job(tx, job_key=1, retries=1)
