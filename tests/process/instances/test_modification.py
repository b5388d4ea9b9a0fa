"""A modified case: what ended is taken back, what started is there, and the history tells by whom and why."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from service import engine, worker
from service.core.actor import Actor
from service.core.database import business_clock, metadata
from service.core.operations import Domain
from service.engine import Activation, Assignment, ModifyInstance
from service.process.definitions.commands import Resource, deploy
from service.process.history.queries import broken_links, entries_of
from service.process.instances.commands import (
    Modified,
    ProcessInstanceEnded,
    create_instance,
    modify_instance,
    publish_message,
    suspend_instance,
)
from service.process.instances.commands.modify import ModificationFaulted, ProcessInstanceNotBegun
from service.process.instances.model import (
    element_instance,
    incident,
    instance_group,
    job,
    message_subscription,
    process_instance,
    signal_subscription,
    timer,
    user_task,
    user_task_group,
)
from service.process.instances.queries import instance_of_element, modifiable, open_user_tasks
from service.process.jobs.commands import fail_job
from service.process.jobs.commands.fail import Failure
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from service.core.database import Database
    from service.core.operations import OperationCall
    from service.core.tx import Tx

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
SUPERVISOR = Actor("supervisor", account_key=2, display_name="Supervisor", groups=frozenset({"ban-tdkt/supervisor"}))
MINE = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'
THEIRS = '<zeebe:assignmentDefinition candidateGroups="cong-an/officer"/>'


def task(element_id: str, *inner: str, extensions: str = MINE) -> str:
    return bpmn.user(element_id, *inner, form="", extensions=extensions)


ROW = bpmn.diagram(
    "row", bpmn.start(), task("a"), task("b"), task("c", extensions=THEIRS), bpmn.end(),
    bpmn.path("start", "a", "b", "c", "end"),
)  # fmt: skip
WAITING = bpmn.diagram(
    "waiting",
    bpmn.start(),
    bpmn.gateway("parallelGateway", "fork"),
    bpmn.service("job", "outside"),
    bpmn.node("receiveTask", "mail", messageRef="message_mail"),
    bpmn.node("intermediateCatchEvent", "bell", bpmn.by_signal("bell")),
    bpmn.node("intermediateCatchEvent", "later", bpmn.timer("P1D")),
    task("kept"),
    bpmn.end(),
    *(bpmn.path("fork", each, "end") for each in ("job", "mail", "bell", "later", "kept")),
    bpmn.path("start", "fork"),
    roots=(bpmn.message("mail", "= 1"), bpmn.signal("bell")),
)
FORK = bpmn.diagram(
    "forked", bpmn.start(), task("a"), bpmn.gateway("exclusiveGateway", "g"), task("b"), bpmn.end(),
    bpmn.path("start", "a", "g"), bpmn.flow("g", "b", "= chosen"), bpmn.path("b", "end"),
)  # fmt: skip
LATE = bpmn.diagram(
    "late", bpmn.start(), task("a"), bpmn.boundary("over", "a", bpmn.timer("P1D")),
    bpmn.gateway("exclusiveGateway", "g"), task("b"), bpmn.end("over_end"), bpmn.end(),
    bpmn.path("start", "a", "b", "end"), bpmn.path("over", "g"), bpmn.flow("g", "over_end", "= chosen"),
)  # fmt: skip
NESTED = bpmn.diagram(
    "nested", bpmn.start(), task("a"),
    bpmn.sub_process(
        "sub", bpmn.start("s"), task("deep"), bpmn.end("e"), bpmn.path("s", "deep", "e"),
    ),
    bpmn.end(), bpmn.path("start", "a", "sub", "end"),
)  # fmt: skip
TABLES = (element_instance, user_task, timer, message_subscription, signal_subscription, job)


def tell(tx: Tx, call: OperationCall) -> None:
    publish_message(tx, name="told", correlation_key=call.element_id)


def fail(tx: Tx, call: OperationCall) -> None:
    tx.execute(business_clock.update().values(note=call.element_id))
    message = "the printer is on fire"
    raise RuntimeError(message)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url, Domain(operations={"test.fail": fail, "test.tell": tell})) as database:
        yield database


def started(database: Database, xml: bytes, **variables: Any) -> int:
    with database.begin() as tx:
        made = deploy(tx, [Resource("test.bpmn", xml)])
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id=made.definitions[0].process_definition_id, variables=variables)


def modify(
    database: Database, key: int, *ended: int | str, start: tuple[str | Activation, ...] = (), **options: Any
) -> Modified:
    activations = tuple(each if isinstance(each, Activation) else Activation(each) for each in start)
    command = ModifyInstance(activations, ended)
    with database.begin(SUPERVISOR) as tx:
        return modify_instance(tx, process_instance_key=key, command=command, **options)


def tasks(database: Database, key: int) -> dict[str, int]:
    with database.read() as tx:
        return {each.element_id: each.user_task_key for each in open_user_tasks(tx, key)}


def complete(database: Database, key: int) -> None:
    with database.begin(OFFICER) as tx:
        complete_user_task(tx, user_task_key=open_user_tasks(tx, key)[0].user_task_key, answers={})


def state_of(database: Database, key: int) -> str:
    with database.read() as tx:
        found = process_instance.c.process_instance_key == key
        return str(tx.execute(select(process_instance.c.state).where(found)).scalar_one())


def incidents(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as tx:
        rows = tx.execute(select(incident.c.state, incident.c.resolved_by).order_by(incident.c.incident_key))
        return [(row.state, row.resolved_by) for row in rows]


def everything(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, of the clock only where it stands."""
    with database.read() as tx:
        return {name: sorted(map(repr, tx.execute(select(table)))) for name, table in sorted(metadata.tables.items())}


def turn_clock(database: Database, moment: datetime) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=moment))


# ── Doing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_moves_a_case_to_another_task_and_says_who_why_and_what(twin: Database) -> None:
    key = started(twin, ROW)
    first = tasks(twin, key)["a"]

    done = modify(twin, key, first, start=("c",), reason="sent to the wrong agency")

    assert [each.element_id for each in done.ended] == ["a"]
    assert [each.element_id for each in done.started] == ["c"]
    assert (done.state, list(tasks(twin, key))) == ("ACTIVE", ["c"])
    with twin.read() as tx:
        assert (
            tx.execute(select(user_task.c.state).where(user_task.c.user_task_key == first)).scalar_one() == "CANCELED"
        )
        assert tx.execute(select(user_task_group.c.group)).scalars().all() == ["cong-an/officer"]
        assert sorted(tx.execute(select(instance_group.c.group)).scalars()) == ["cong-an", "so-y-te"]
        last = entries_of(tx, key)[-1]
        assert (last.operation, last.actor) == ("PROCESS_INSTANCE_MODIFIED", "supervisor")
        assert last.details == {
            "reason": "sent to the wrong agency", "started": ["c"], "ended": ["a"], "variables": [],
            "trail": [["activated", "c"]],
        }  # fmt: skip
        assert list(broken_links(tx)) == []


def test_takes_back_and_makes_all_kinds_of_waiting(twin: Database) -> None:
    key = started(twin, WAITING)
    with twin.read() as tx:
        before = {table.name: tx.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES}

    modify(twin, key, "job", "mail", "bell", "later")
    with twin.read() as tx:
        for table in (timer, message_subscription, signal_subscription):
            assert tx.execute(select(func.count()).select_from(table)).scalar_one() == 0
        assert tx.execute(select(job.c.state)).scalars().all() == ["CANCELED"]
        states = tx.execute(select(element_instance.c.element_id, element_instance.c.state)).all()
        assert {state for _, state in states} == {"TERMINATED"}

    modify(twin, key, start=("job", "mail", "bell", "later"))
    with twin.read() as tx:
        for table in (timer, message_subscription, signal_subscription):
            assert tx.execute(select(func.count()).select_from(table)).scalar_one() == before[table.name] == 1
        assert sorted(tx.execute(select(job.c.state)).scalars()) == ["CANCELED", "CREATED"]


def test_opens_a_sub_process_and_ends_it_with_its_last_element(twin: Database) -> None:
    key = started(twin, NESTED)

    opened = modify(twin, key, start=("deep",))
    sub, deep = opened.started
    assert (sub.element_id, deep.scope_key) == ("sub", sub.key)
    closed = modify(twin, key, deep.key)

    assert {each.element_id for each in closed.ended} == {"sub", "deep"}
    assert list(tasks(twin, key)) == ["a"]


def test_ends_a_case_whose_last_element_is_ended(twin: Database) -> None:
    key = started(twin, ROW)

    assert modify(twin, key, "a").state == "TERMINATED"

    assert state_of(twin, key) == "TERMINATED"
    with pytest.raises(ProcessInstanceEnded):
        modify(twin, key, start=("a",))


def test_completes_a_case_that_runs_to_its_end(twin: Database) -> None:
    key = started(twin, ROW)

    assert modify(twin, key, "a", start=("end",)).state == "COMPLETED"

    assert state_of(twin, key) == "COMPLETED"


def test_keeps_a_suspended_case_suspended(twin: Database) -> None:
    key = started(twin, ROW)
    with twin.begin(SUPERVISOR) as tx:
        suspend_instance(tx, process_instance_key=key)

    assert modify(twin, key, "a", start=("b",)).state == "SUSPENDED"

    assert state_of(twin, key) == "SUSPENDED"


def test_sets_variables_and_keeps_their_values_out_of_the_history(twin: Database) -> None:
    key = started(twin, ROW, kept=1)
    modify(twin, key, "a", start=(Activation("b", {"": {"health": "secret"}}),))
    with twin.begin(SUPERVISOR) as tx:
        command = ModifyInstance(assignments=(Assignment(engine.ROOT, {"more": "secret"}),))
        modify_instance(tx, process_instance_key=key, command=command)
    with twin.read() as tx:
        found = tx.execute(select(process_instance.c.variables)).scalar_one()
        assert found == {"kept": 1, "health": "secret", "more": "secret"}
        entries = entries_of(tx, key)
    assert [entry.details["variables"] for entry in entries[-2:]] == [["health"], ["more"]]
    assert "secret" not in repr(entries)


def test_delivers_what_an_operation_it_starts_sends(twin: Database) -> None:
    telling = bpmn.diagram(
        "telling", bpmn.start(), task("a"), bpmn.service("tell", "test.tell"), bpmn.end(),
        bpmn.path("start", "a", "tell", "end"),
    )  # fmt: skip
    awaiting = bpmn.diagram(
        "awaiting", bpmn.start(), bpmn.node("receiveTask", "mail", messageRef="message_told"), bpmn.end(),
        bpmn.path("start", "mail", "end"), roots=(bpmn.message("told", '= "tell"'),),
    )  # fmt: skip
    awaits, tells = started(twin, awaiting), started(twin, telling)
    with twin.begin(SUPERVISOR) as tx:
        command = ModifyInstance((Activation("tell"),), ("nothing",))
        with pytest.raises(engine.ModificationRefused):
            modify_instance(tx, process_instance_key=tells, command=command)
        command = ModifyInstance((Activation("tell"),))
        modify_instance(tx, process_instance_key=tells, command=command)
    assert state_of(twin, awaits) == "COMPLETED"


def test_tells_where_a_case_stands_after_a_kept_message_moved_it_on(twin: Database) -> None:
    file = bpmn.diagram(
        "mailed", bpmn.start(), task("a"), bpmn.node("receiveTask", "mail", messageRef="message_mail"), task("b"),
        bpmn.end(), bpmn.path("start", "a", "mail", "b", "end"), roots=(bpmn.message("mail", "= 1"),),
    )  # fmt: skip
    with twin.begin() as tx:
        publish_message(tx, name="mail", correlation_key="1")
    key = started(twin, file)

    done = modify(twin, key, "a", start=("mail",))

    assert [each.element_id for each in done.started] == list(tasks(twin, key)) == ["b"]


# ── Incidents ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_closes_the_incident_of_a_task_that_could_not_go_on(twin: Database) -> None:
    key = started(twin, FORK)
    complete(twin, key)
    assert incidents(twin) == [("ACTIVE", None)]

    modify(twin, key, "a", start=("b",))

    assert incidents(twin) == [("RESOLVED", "supervisor")]
    assert list(tasks(twin, key)) == ["b"]


def test_closes_the_incident_of_a_job_that_failed(twin: Database) -> None:
    key = started(twin, WAITING)
    with twin.begin() as tx:
        key_of_job = tx.execute(select(job.c.job_key)).scalar_one()
        fail_job(tx, job_key=key_of_job, failure=Failure(retries=0))

    modify(twin, key, "job")

    assert incidents(twin) == [("RESOLVED", "supervisor")]


def test_closes_the_incident_of_a_timer_with_its_task(twin: Database) -> None:
    key = started(twin, LATE)
    turn_clock(twin, NINE.replace(day=5))
    worker.sweep(twin)
    assert incidents(twin) == [("ACTIVE", None)]

    modify(twin, key, start=("b",))
    assert incidents(twin) == [("ACTIVE", None)]
    modify(twin, key, "a")

    assert incidents(twin) == [("RESOLVED", "supervisor")]
    assert list(tasks(twin, key)) == ["b"]


# ── Refusing, and only looking ──────────────────────────────────────────────────────────────────────────────────────


def test_changes_nothing_where_an_instruction_is_refused(twin: Database) -> None:
    key = started(twin, ROW)
    before = everything(twin)
    for ended in ("c", tasks(twin, started(twin, NESTED))["a"]):
        before = everything(twin)
        with pytest.raises(engine.ModificationRefused):
            modify(twin, key, "a", ended, start=("b",))
        assert everything(twin) == before


def test_changes_nothing_and_tells_why_where_the_diagram_cannot_go_on(twin: Database) -> None:
    failing = bpmn.diagram(
        "failing", bpmn.start(), task("a"), bpmn.service("print", "test.fail"), bpmn.end(),
        bpmn.path("start", "a", "print", "end"),
    )  # fmt: skip
    for xml, element_id, why in ((FORK, "g", "chosen"), (failing, "print", "on fire")):
        key = started(twin, xml)
        before = everything(twin)
        with pytest.raises(ModificationFaulted, match=why):
            modify(twin, key, "a", start=(element_id,))
        assert everything(twin) == before


def test_refuses_more_variables_than_a_case_may_have(twin: Database) -> None:
    key = started(twin, ROW)
    random = Random(1)
    noise = [random.getrandbits(53) for _ in range(10_000)]
    with pytest.raises(ModificationFaulted, match="64 KB"):
        modify(twin, key, start=(Activation("b", {"": {"noise": noise}}),))


def test_a_case_that_never_began_is_for_its_incident(twin: Database) -> None:
    stuck = bpmn.diagram(
        "stuck", bpmn.start(), bpmn.gateway("exclusiveGateway", "g"), task("a"), bpmn.end(),
        bpmn.path("start", "g"), bpmn.flow("g", "a", "= chosen"), bpmn.path("a", "end"),
    )  # fmt: skip
    with pytest.raises(ProcessInstanceNotBegun, match="Retry that incident"):
        modify(twin, started(twin, stuck), start=("a",))


def test_a_dry_run_tells_what_would_change_and_changes_nothing(twin: Database) -> None:
    key = started(twin, NESTED)
    before = everything(twin)

    seen = modify(twin, key, "a", start=("deep",), is_dry_run=True)

    assert everything(twin) == before
    done = modify(twin, key, "a", start=("deep",))
    for name in ("ended", "started"):
        assert [each.element_id for each in getattr(seen, name)] == [each.element_id for each in getattr(done, name)]
    assert seen.state == done.state == "ACTIVE"


def test_tells_what_of_a_case_can_be_modified(twin: Database) -> None:
    key = started(twin, NESTED)
    with twin.read() as tx:
        found = modifiable(tx, key)
    assert [each.element_id for each in found.open] == ["a"]
    assert {each.element_id for each in found.startable} == {"a", "sub", "deep", "end", "e"}
    modify(twin, key, "a")
    with twin.read() as tx:
        assert modifiable(tx, key).startable == ()


def test_knows_the_case_of_an_element_instance(twin: Database) -> None:
    key = started(twin, NESTED)
    opened = modify(twin, key, start=("deep",)).started
    with twin.read() as tx:
        assert [instance_of_element(tx, each) for each in (key, *(one.key for one in opened), 1)] == [*[key] * 3, None]


def test_the_codec_keeps_a_modified_case(twin: Database) -> None:
    key = started(twin, NESTED)
    modify(twin, key, "a", start=("deep",))
    complete(twin, key)
    assert state_of(twin, key) == "COMPLETED"
