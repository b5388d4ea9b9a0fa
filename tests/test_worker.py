"""The worker: everything that is due is done once, by however many workers, and nothing stops the rest."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from service import worker
from service.core.database import Database, business_clock
from service.core.operations import Domain
from service.process.definitions.commands import Resource, deploy
from service.process.history.model import audit_log
from service.process.history.queries import broken_links
from service.process.instances.commands import broadcast_signal, create_instance, publish_message, resolve_incident
from service.process.instances.model import incident, message, process_instance, signal_delivery, timer
from service.process.instances.queries import histories_cut_short
from service.process.jobs import commands, queries
from service.process.jobs.commands.postpone import ATTEMPTS, LONGEST_DELAY
from service.worker import Duty
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.operations import OperationCall
    from service.core.tx import Tx

HOUR = timedelta(hours=1)

WAITS = bpmn.diagram(
    "waits",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "hour", bpmn.timer("PT1H")),
    bpmn.gateway("exclusiveGateway", "choose", default="end"),
    bpmn.service("work", "test.work"),
    bpmn.end(),
    bpmn.end("worked"),
    bpmn.path("start", "hour", "choose", "end"),
    bpmn.flow("choose", "work", '= if kind = "sound" then false else if kind = "working" then true else kind'),
    bpmn.path("work", "worked"),
)
REMINDS = bpmn.diagram(
    "reminds",
    bpmn.start(),
    bpmn.user("ask", form=""),
    bpmn.boundary("weekly", "ask", bpmn.timer("R/P7D", "timeCycle"), interrupts=False),
    bpmn.boundary("daily", "ask", bpmn.timer("P1D"), interrupts=False),
    bpmn.end(),
    bpmn.end("reminded"),
    bpmn.path("start", "ask", "end"),
    bpmn.path("weekly", "reminded"),
    bpmn.path("daily", "reminded"),
)
HEARS = bpmn.diagram(
    "hears",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "wait", bpmn.by_message("go")),
    bpmn.end(),
    bpmn.path("start", "wait", "end"),
    roots=(bpmn.message("go", "= kind"),),
)
LISTENS = bpmn.diagram(
    "listens",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "listen", bpmn.by_signal("storm")),
    bpmn.end(),
    bpmn.path("start", "listen", "end"),
    roots=(bpmn.signal("storm"),),
)


class Work:
    """The operation of the test: it waits where told to, and fails where told to."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()
        self.fails = False

    def do(self, tx: Tx, call: OperationCall) -> None:
        del tx, call
        self.begun.set()
        assert self.may_end.wait(30)
        if self.fails:
            raise RuntimeError("the printer is on fire")


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def twin(database_url: str, work: Work) -> Iterator[Database]:
    with pinned(database_url, Domain(operations={"test.work": work.do})) as database:
        with database.begin() as tx:
            deploy(tx, [Resource(f"{number}.bpmn", xml) for number, xml in enumerate((WAITS, REMINDS, HEARS, LISTENS))])
        yield database


def start(database: Database, process_id: str = "waits", kind: Any = "sound") -> int:
    with database.begin() as tx:
        return create_instance(tx, process_definition_id=process_id, variables={"kind": kind})


def set_clock(database: Database, moment: datetime) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=moment))


def damage(database: Database, *keys: int) -> None:
    """Make the stored state of instances unreadable."""
    with database.begin() as tx:
        which = process_instance.c.process_instance_key.in_(keys)
        tx.execute(update(process_instance).where(which).values(blob=b"damaged"))


def states(database: Database) -> list[str]:
    with database.read() as tx:
        return list(
            tx.execute(select(process_instance.c.state).order_by(process_instance.c.process_instance_key)).scalars()
        )


def fired(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).where(audit_log.c.operation == "TIMER_FIRED")).scalar_one())


def elements_passed(database: Database, element_id: str) -> int:
    with database.read() as tx:
        details = tx.execute(select(audit_log.c.details)).scalars()
        return sum(element == element_id for each in details for _, element in each["trail"])


def incidents(database: Database) -> list[tuple[int, str, str]]:
    columns = (incident.c.process_instance_key, incident.c.element_id, incident.c.message)
    with database.read() as tx:
        return [tuple(row) for row in tx.execute(select(*columns).order_by(columns[0]))]


def published_meanwhile(database: Database, *correlation_keys: str) -> None:
    """Keep messages that will be found waiting, as if published at the moment in which their cases begin to wait."""
    for key in correlation_keys:
        with database.begin() as tx:
            publish_message(tx, name="go", correlation_key=f"early {key}")


def as_if_published_meanwhile(database: Database) -> None:
    with database.begin() as tx:
        for row in tx.execute(select(message)).all():
            key = row.correlation_key.removeprefix("early ")
            tx.execute(update(message).where(message.c.message_key == row.message_key).values(correlation_key=key))


def test_whatever_breaks_at_one_case_the_others_go_on(twin: Database, work: Work) -> None:
    work.fails = True
    keys = [start(twin, kind=kind) for kind in ("sound", "working", "sound", "neither", "sound")]
    damage(twin, keys[0])
    set_clock(twin, NINE + HOUR)
    assert worker.sweep(twin) == 4
    assert states(twin) == ["ACTIVE", "ACTIVE", "COMPLETED", "ACTIVE", "COMPLETED"]
    with twin.read() as tx:
        incidents = tx.execute(select(incident.c.process_instance_key)).scalars().all()
        waiting = tx.execute(select(timer.c.process_instance_key, timer.c.attempts)).all()
    assert sorted(incidents) == [keys[1], keys[3]]
    assert [tuple(row) for row in waiting] == [(keys[0], 1)]
    assert worker.sweep(twin) == 0


def test_broken_cases_that_fill_a_batch_wait_behind_the_others(twin: Database) -> None:
    damage(twin, *(start(twin) for _ in range(4)))
    start(twin)
    set_clock(twin, NINE + HOUR)
    few = partial(queries.instances_with_due_timers, limit=2)
    duty = Duty("timers", few, commands.fire_timers, commands.postpone_timers)
    assert [worker.sweep(twin, duties=[duty]) for _ in range(3)] == [0, 0, 1]
    assert states(twin) == ["ACTIVE"] * 4 + ["COMPLETED"]


def test_a_broken_case_is_tried_again_after_a_while_and_ever_more_rarely(twin: Database) -> None:
    damage(twin, start(twin))
    moment = NINE + HOUR
    for attempts, seconds in enumerate((10, 20, 40), start=1):
        set_clock(twin, moment)
        worker.sweep(twin)
        with twin.read() as tx:
            row = tx.execute(select(timer)).one()
        assert (row.attempts, row.due_at) == (attempts, moment + timedelta(seconds=seconds))
        moment = row.due_at


def test_work_that_fails_eight_times_becomes_an_incident(twin: Database) -> None:
    damage(twin, key := start(twin))
    moment = NINE + HOUR
    for _ in range(ATTEMPTS):
        assert incidents(twin) == []
        set_clock(twin, moment)
        worker.sweep(twin)
        moment += LONGEST_DELAY
    ((broken, element_id, said),) = incidents(twin)
    assert (broken, element_id) == (key, "hour")
    assert "failed 8 times" in said
    with twin.read() as tx:
        assert tx.execute(select(timer)).all() == []
        assert list(broken_links(tx)) == histories_cut_short(tx) == []


def test_a_signal_and_a_message_that_fail_for_ever_become_incidents(twin: Database) -> None:
    published_meanwhile(twin, "broken")
    keys = [start(twin, "hears", "broken"), start(twin, "listens")]
    damage(twin, *keys)
    as_if_published_meanwhile(twin)
    with twin.begin() as tx:
        broadcast_signal(tx, name="storm")
    for table in (message, signal_delivery):
        with twin.begin() as tx:
            tx.execute(update(table).values(attempts=ATTEMPTS - 1))
    assert worker.sweep(twin) == 0
    assert [(key, element_id) for key, element_id, _ in incidents(twin)] == [(keys[0], "wait"), (keys[1], "listen")]
    with twin.read() as tx:
        assert tx.execute(select(message)).all() == tx.execute(select(signal_delivery)).all() == []


def test_an_incident_of_work_given_up_can_be_retried(twin: Database) -> None:
    key = start(twin)
    with twin.read() as tx:
        sound = tx.execute(select(process_instance.c.blob)).scalar_one()
    damage(twin, key)
    with twin.begin() as tx:
        tx.execute(update(timer).values(attempts=ATTEMPTS - 1))
    set_clock(twin, NINE + HOUR)
    worker.sweep(twin)
    with twin.begin() as tx:
        tx.execute(update(process_instance).values(blob=sound))
        resolve_incident(tx, incident_key=tx.execute(select(incident.c.incident_key)).scalar_one())
    assert states(twin) == ["COMPLETED"]


def test_a_message_for_a_broken_case_holds_up_no_other(twin: Database) -> None:
    published_meanwhile(twin, "broken", "sound")
    damage(twin, start(twin, "hears", "broken"))
    start(twin, "hears", "sound")
    as_if_published_meanwhile(twin)
    assert worker.sweep(twin) == 1
    assert states(twin) == ["ACTIVE", "COMPLETED"]
    with twin.read() as tx:
        (kept,) = tx.execute(select(message)).all()
    assert (kept.correlation_key, kept.attempts) == ("broken", 1)
    assert worker.sweep(twin) == 0


def test_a_duty_that_fails_leaves_the_others_done(twin: Database) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("no")

    start(twin)
    set_clock(twin, NINE + HOUR)
    duties = [Duty("unread", fail, fail, fail), Duty("broken", lambda _: [1, 2], fail, fail), *worker.DUTIES]
    assert worker.sweep(twin, duties=duties) == 1
    assert states(twin) == ["COMPLETED"]


def test_two_workers_at_once_fire_each_timer_once(twin: Database) -> None:
    cases = 30
    for _ in range(cases):
        start(twin)
    set_clock(twin, NINE + HOUR)
    together = threading.Barrier(2)

    def sweep(_: int) -> int:
        together.wait()
        return worker.sweep(twin)

    with ThreadPoolExecutor(2) as workers:
        moved = list(workers.map(sweep, range(2)))
    assert sum(moved) == fired(twin) == cases
    assert states(twin) == ["COMPLETED"] * cases


def test_timers_late_by_a_year_fire_once(twin: Database) -> None:
    start(twin, "reminds")
    set_clock(twin, NINE + timedelta(days=365))
    assert [worker.sweep(twin) for _ in range(3)] == [1, 0, 0]
    assert elements_passed(twin, "weekly") + elements_passed(twin, "daily") == 2
    with twin.read() as tx:
        (again,) = tx.execute(select(timer.c.due_at)).scalars()
    assert again == NINE + timedelta(days=371), "53 weeks after it was armed"


def test_a_clock_set_back_fires_nothing_twice(twin: Database) -> None:
    start(twin, "reminds")
    for days, moves in ((1, 1), (7, 1), (7, 0)):
        set_clock(twin, NINE + timedelta(days=days))
        assert worker.sweep(twin) == moves
        set_clock(twin, NINE + timedelta(days=days) - HOUR)
        assert worker.sweep(twin) == 0
    assert fired(twin) == 2


def test_who_is_told_to_stop_finishes_the_piece_under_way_and_begins_no_other(twin: Database, work: Work) -> None:
    start(twin, kind="working")
    start(twin, kind="working")
    set_clock(twin, NINE + HOUR)
    work.may_end.clear()
    stop = threading.Event()
    with worker.in_background(twin, stop):
        assert work.begun.wait(30)
        stop.set()
        work.may_end.set()
    assert states(twin) == ["COMPLETED", "ACTIVE"]
    assert fired(twin) == 1
