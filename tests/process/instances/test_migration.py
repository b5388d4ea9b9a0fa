"""A running case goes on under another version: its rows name the new elements, and it comes to its end there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func

from service import worker
from service.core.database import repeated
from service.core.errors import AnticipatedError
from service.process.definitions.commands import Resource, deploy
from service.process.forms.model import form
from service.process.history.queries import broken_links, entries_of
from service.process.instances.commands import (
    broadcast_signal,
    loaded,
    locked_instance,
    publish_message,
    resume_instance,
    suspend_instance,
)
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
from service.process.jobs.commands import activate_jobs, complete_job
from service.process.jobs.queries import Wanted
from tests.support import bpmn
from tests.support.migrating import (
    LETTER,
    OFFICER,
    QUESTION,
    RECALL,
    complete,
    deployed,
    in_a_row,
    migrate,
    migrate_as_proposed,
    read,
    same,
    set_clock,
    start,
    state,
    tasks,
    user,
    version,
)
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.core.database import Database


def branches(*ids: str) -> str:
    """Flows from the inclusive fork over each branch to the join; the last one is the default."""
    first = "".join(bpmn.flow("fork", branch, "= true" if branch != ids[-1] else "") for branch in ids)
    return first + "".join(bpmn.flow(branch, "join") for branch in ids)


def rich(suffix: str = "", *, more: str = "", days: int = 3) -> bytes:
    """All that can wait in one case; in the second version every id but the gateways' has a suffix."""

    def named(element_id: str) -> str:
        return element_id + suffix

    inner = named("s"), named("inside"), named("e")
    content = bpmn.start(inner[0]), user(inner[1]), bpmn.end(inner[2]), bpmn.path(*inner)
    waits = ("ask", "work", "hear", "read", "many", "part")
    return bpmn.diagram(
        "rich",
        bpmn.start(),
        bpmn.gateway("parallelGateway", "begin"),
        bpmn.gateway("inclusiveGateway", "fork", default=named("never")),
        user(named("quick")),
        user(named("slow")),
        user(named("never")),
        bpmn.gateway("inclusiveGateway", "join"),
        user(named("ask")),
        bpmn.boundary(named("late"), named("ask"), bpmn.timer(f"P{days}D"), interrupts=False),
        user(named("remind")),
        bpmn.service(named("work"), "outside"),
        bpmn.node("intermediateCatchEvent", named("hear"), bpmn.by_signal("storm")),
        bpmn.node("receiveTask", named("read"), messageRef="message_letter"),
        user(named("many"), bpmn.multi("= [1, 2]", "item")),
        bpmn.sub_process(named("part"), *content),
        more,
        bpmn.gateway("parallelGateway", "meet"),
        user(named("last")),
        bpmn.end(),
        bpmn.end(named("end_reminded")),
        bpmn.path("start", "begin", "fork"),
        branches(named("quick"), named("slow"), named("never")),
        bpmn.flow("join", "meet"),
        *(bpmn.path("begin", named(each), "meet") for each in waits),
        bpmn.path(named("late"), named("remind"), named("end_reminded")),
        bpmn.path("meet", named("last"), "end"),
        roots=(bpmn.signal("storm"), bpmn.message("letter", "= place")),
    )


SECOND = rich("_b", days=30)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        yield database


RENAMED = [
    *((each, f"{each}_b") for each in ("slow", "ask", "late", "work", "hear", "read", "many", "part", "inside")),
    ("join", "join"),
    ("quick_to_join", "quick_b_to_join"),
]


# ── All that can wait ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_in_which_everything_waits_comes_to_its_end_on_the_new_version(twin: Database) -> None:
    deployed(twin, rich())
    key = start(twin, "rich", place="Bắc Sơn")
    complete(twin, key, "quick")
    set_clock(twin, days=2)
    deployed(twin, SECOND)
    migrate(twin, key, version(twin, "rich", 2), *RENAMED)

    set_clock(twin, days=3)
    worker.sweep(twin)
    assert tasks(twin, key) == ["ask_b", "inside_b", "many_b", "many_b", "remind_b", "slow_b"]
    with twin.begin(OFFICER) as tx:
        publish_message(tx, name="letter", correlation_key="Bắc Sơn")
        broadcast_signal(tx, name="storm")
        (given,) = activate_jobs(tx, Wanted("outside"), limit=9, timeout=timedelta(minutes=1), worker="w")
        assert given.element_id == "work_b"
        complete_job(tx, job_key=given.job_key)
    worker.sweep(twin)
    for element_id in ("inside_b", "many_b", "many_b", "remind_b", "slow_b", "ask_b"):
        complete(twin, key, element_id)
    assert tasks(twin, key) == ["last_b"]
    complete(twin, key, "last_b")
    assert state(twin, key) == "COMPLETED"
    with twin.read() as tx:
        assert list(broken_links(tx)) == []


def test_every_row_names_the_new_version_and_its_elements(twin: Database) -> None:
    deployed(twin, rich())
    key = start(twin, "rich", place="Bắc Sơn")
    complete(twin, key, "quick")
    before = [read(twin, timer.c.timer_key, timer.c.due_at), read(twin, job.c.job_key, job.c.due_at)]
    deployed(twin, SECOND)
    target = version(twin, "rich", 2)
    migrate(twin, key, target, *RENAMED)

    assert [read(twin, timer.c.timer_key, timer.c.due_at), read(twin, job.c.job_key, job.c.due_at)] == before
    assert read(twin, process_instance.c.process_definition_key, process_instance.c.version) == [(target, 2)]
    own = {
        table.name: sorted(read(twin, table.c.element_id, table.c.process_definition_key, state=is_open))
        for table, is_open in ((element_instance, "ACTIVE"), (user_task, "CREATED"), (job, "CREATED"))
    }
    assert own == {
        "element_instance": [(each, target) for each in ("hear_b", "many_b", "part_b", "read_b", "work_b")],
        "user_task": [(each, target) for each in ("ask_b", "inside_b", "many_b", "many_b", "slow_b")],
        "job": [("work_b", target)],
    }
    assert read(twin, timer.c.element_id) == [("late_b",)]
    assert read(twin, signal_subscription.c.element_id) == [("hear_b",)]
    assert read(twin, message_subscription.c.element_id, message_subscription.c.process_definition_key) == [
        ("read_b", target)
    ]
    assert read(twin, user_task.c.element_id, user_task.c.process_definition_version, state="COMPLETED") == [
        ("quick", 1)
    ]


def test_a_user_task_keeps_its_people_and_takes_the_name_and_form_of_the_target(twin: Database) -> None:
    with twin.begin() as tx:
        for form_id in ("old_form", "new_form"):
            document = f'{{"schemaVersion": 16, "type": "default", "id": "{form_id}", "components": [{QUESTION}]}}'
            deploy(tx, [Resource(f"{form_id}.form", document.encode())])
    deployed(twin, in_a_row("asks", user("ask", form="old_form"), ids=["ask"]))
    key = start(twin, "asks")
    named = user("ask", form="new_form").replace('id="ask"', 'id="ask" name="Thẩm định lại"')
    people = named.replace("so-y-te/officer", "so-noi-vu/officer")
    deployed(twin, in_a_row("asks", people, ids=["ask"]))
    ((new_form,),) = read(twin, form.c.form_key, form_id="new_form")

    migrate_as_proposed(twin, key, "asks")

    columns = (user_task.c.name, user_task.c.folded, user_task.c.form_key, user_task.c.candidate_groups)
    assert read(twin, *columns) == [("Thẩm định lại", "tham dinh lai", new_form, ["so-y-te/officer"])]


def test_new_events_begin_to_wait_and_those_gone_are_withdrawn(twin: Database) -> None:
    late = bpmn.boundary("late", "ask", bpmn.timer("P3D")) + bpmn.end("missed") + bpmn.flow("late", "missed")
    deployed(twin, in_a_row("asks", user("ask"), late, ids=["ask"]))
    key = start(twin, "asks", place="Bắc Sơn")
    deployed(twin, in_a_row("asks", user("ask"), RECALL, ids=["ask"], roots=(LETTER,)))

    migrate_as_proposed(twin, key, "asks")

    assert read(twin, timer.c.timer_key) == []
    with twin.begin() as tx:
        publish_message(tx, name="letter", correlation_key="Bắc Sơn")
    assert state(twin, key) == "COMPLETED"


def test_a_message_kept_for_whoever_awaits_it_reaches_a_new_event_at_once(twin: Database) -> None:
    deployed(twin, in_a_row("asks", user("ask"), ids=["ask"]))
    key = start(twin, "asks", place="Bắc Sơn")
    with twin.begin() as tx:
        publish_message(tx, name="letter", correlation_key="Bắc Sơn")
    deployed(twin, in_a_row("asks", user("ask"), RECALL, ids=["ask"], roots=(LETTER,)))
    migrate_as_proposed(twin, key, "asks")
    assert state(twin, key) == "COMPLETED"


# ── Which cases ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_called_process_is_migrated_by_itself(twin: Database) -> None:
    deployed(twin, in_a_row("whole", bpmn.call("phase", "called"), user("last"), ids=["phase", "last"]))
    deployed(twin, in_a_row("called", user("ask"), ids=["ask"]))
    key = start(twin, "whole")
    deployed(twin, in_a_row("called", user("ask"), user("again"), ids=["ask", "again"]))
    source, target = version(twin, "called", 1), version(twin, "called", 2)
    with twin.read() as tx:
        assert running_on(tx, source, limit=9).items == (key,)

    migrate(twin, key, target, *same("ask"), source=source)

    with twin.read() as tx:
        assert (running_on(tx, source, limit=9).items, running_on(tx, target, limit=9).items) == ((), (key,))
    assert read(twin, process_instance.c.process_definition_id) == [("whole",)]
    for element_id in ("ask", "again", "last"):
        complete(twin, key, element_id)
    assert state(twin, key) == "COMPLETED"


def test_a_suspended_case_is_migrated_and_stands_still_until_it_goes_on(twin: Database) -> None:
    deployed(twin, in_a_row("asks", user("ask"), ids=["ask"]))
    key = start(twin, "asks", place="Bắc Sơn")
    with twin.begin(OFFICER) as tx:
        suspend_instance(tx, process_instance_key=key)
        publish_message(tx, name="letter", correlation_key="Bắc Sơn")
    deployed(twin, in_a_row("asks", user("ask"), RECALL, ids=["ask"], roots=(LETTER,)))
    migrate_as_proposed(twin, key, "asks")
    assert state(twin, key) == "SUSPENDED"
    with twin.begin(OFFICER) as tx:
        resume_instance(tx, process_instance_key=key)
    worker.sweep(twin)
    assert state(twin, key) == "COMPLETED"


def test_the_history_tells_who_migrated_a_case_and_why(twin: Database) -> None:
    deployed(twin, in_a_row("asks", user("ask"), ids=["ask"]))
    key = start(twin, "asks")
    deployed(twin, in_a_row("asks", user("ask"), user("then"), ids=["ask", "then"]))
    migrate_as_proposed(twin, key, "asks")
    with twin.read() as tx:
        entry = entries_of(tx, key)[-1]
    assert (entry.operation, entry.actor) == ("PROCESS_INSTANCE_MIGRATED", "officer")
    assert {name: entry.details[name] for name in ("reason", "from", "to", "mapping")} == {
        "reason": "Sửa hạn xét",
        "from": "asks:1",
        "to": "asks:2",
        "mapping": [["ask", "ask"]],
    }


# ── Races ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_a_migration_and_a_completion_at_once_nothing_is_lost(twin: Database) -> None:
    deployed(twin, in_a_row("asks", user("ask", outputs=("said",)), user("then"), ids=["ask", "then"]))
    keys = [start(twin, "asks") for _ in range(12)]
    deployed(twin, in_a_row("asks", user("ask", outputs=("said",)), user("later"), ids=["ask", "later"]))
    target = version(twin, "asks", 2)
    gate = Barrier(2)

    def attempt(deed: Callable[[int], None], key: int) -> bool:
        gate.wait()
        try:
            repeated(lambda: deed(key))
        except AnticipatedError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        for number, key in enumerate(keys):
            deeds = (
                lambda key: migrate(twin, key, target, *same("ask")),
                lambda key: complete(twin, key, "ask", said=number),  # noqa: B023 -- done before the next round
            )
            migrated, completed = pool.map(attempt, deeds, (key, key))
            assert completed
            assert tasks(twin, key) == (["later"] if migrated else ["then"])
    with twin.begin() as tx:
        for number, key in enumerate(keys):
            instance = locked_instance(tx, key)
            assert dict(loaded(tx, instance).variables) == {"said": number}
    assert read(twin, func.count(user_task.c.user_task_key), state="COMPLETED") == [(len(keys),)]
