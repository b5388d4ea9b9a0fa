"""A running case goes on under another version: its rows name the new elements, and it comes to its end there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from service import engine, worker
from service.core.actor import Actor
from service.core.database import business_clock, repeated
from service.core.errors import AnticipatedError
from service.process.definitions.commands import Resource, deploy
from service.process.definitions.queries import definition_version
from service.process.forms.model import form
from service.process.history.queries import broken_links, entries_of
from service.process.instances.commands import (
    Migration,
    ProcessInstanceEnded,
    broadcast_signal,
    cancel_instance,
    create_instance,
    loaded,
    locked_instance,
    migrate_instance,
    proposed_instructions,
    publish_message,
    resolve_incident,
    resume_instance,
    suspend_instance,
    verdict_on,
)
from service.process.instances.commands.migrate import MigrationDefinitionNotFound
from service.process.instances.model import (
    element_instance,
    incident,
    job,
    message_subscription,
    process_instance,
    signal_subscription,
    timer,
    user_task,
)
from service.process.instances.queries import open_user_tasks, running_on
from service.process.jobs.commands import activate_jobs, complete_job
from service.process.jobs.queries import Wanted
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from service.core.database import Database

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
MINE = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'
QUESTION = '{"type": "textfield", "key": "a", "label": "A"}'


def user(element_id: str, *inner: str, **options: Any) -> str:
    return bpmn.user(element_id, *inner, extensions=MINE, **{"form": "", **options})


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


def in_a_row(process_id: str, *nodes: str, ids: Sequence[str], roots: tuple[str, ...] = ()) -> bytes:
    return bpmn.diagram(process_id, bpmn.start(), *nodes, bpmn.end(), bpmn.path("start", *ids, "end"), roots=roots)


LETTER = bpmn.message("letter", "= place")
RECALL = bpmn.boundary("recall", "ask", bpmn.by_message("letter")) + bpmn.end("gone") + bpmn.flow("recall", "gone")
CHOOSE = bpmn.gateway("exclusiveGateway", "choose", default="end")
CHOICE = (user("ask", outputs=("wind",)), CHOOSE, bpmn.end("indoors"))
WRONG = bpmn.flow("choose", "indoors", '= if wind > 8 then true else "calm"')


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        yield database


def deployed(database: Database, *files: bytes) -> None:
    with database.begin() as tx:
        deploy(tx, [Resource(f"{n}.bpmn", xml) for n, xml in enumerate(files)])


def version(database: Database, process_id: str, number: int) -> int:
    with database.read() as tx:
        found = definition_version(tx, process_id, number)
    assert found is not None
    return found.process_definition_key


def start(database: Database, process_id: str, **variables: Any) -> int:
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id=process_id, variables=variables)


def migrate(
    database: Database, key: int, target: int, *instructions: engine.Instruction, source: int | None = None
) -> None:
    with database.begin(OFFICER) as tx:
        migration = Migration(target, instructions, source)
        migrate_instance(tx, process_instance_key=key, migration=migration, reason="Sửa hạn xét")


def migrate_as_proposed(database: Database, key: int, process_id: str) -> None:
    source, target = version(database, process_id, 1), version(database, process_id, 2)
    with database.read() as tx:
        instructions = proposed_instructions(tx, source, target)
    migrate(database, key, target, *instructions)


def complete(database: Database, key: int, element_id: str, **answers: Any) -> None:
    with database.begin(OFFICER) as tx:
        task = next(task for task in open_user_tasks(tx, key) if task.element_id == element_id)
        complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)


def tasks(database: Database, key: int) -> list[str]:
    with database.read() as tx:
        return sorted(task.element_id for task in open_user_tasks(tx, key))


def read(database: Database, *columns: Any, **conditions: Any) -> list[Any]:
    with database.read() as tx:
        return list(tx.execute(select(*columns).filter_by(**conditions)).all())


def state(database: Database, key: int) -> str:
    ((found,),) = read(database, process_instance.c.state, process_instance_key=key)
    return str(found)


def set_clock(database: Database, days: int) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=NINE + timedelta(days=days)))


def same(*drawn_ids: str) -> list[engine.Instruction]:
    return [(drawn_id, drawn_id) for drawn_id in drawn_ids]


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


# ── Incidents ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_incident_is_retried_on_the_corrected_version_with_what_was_entered(twin: Database) -> None:
    deployed(twin, in_a_row("fails", *CHOICE, WRONG, ids=["ask", "choose"]))
    key = start(twin, "fails")
    complete(twin, key, "ask", wind=3)
    right = bpmn.flow("choose", "indoors", "= wind > 8")
    deployed(twin, in_a_row("fails", *CHOICE, right, ids=["ask", "choose"]))

    migrate_as_proposed(twin, key, "fails")

    ((incident_key, named, element_id),) = read(
        twin, incident.c.incident_key, incident.c.process_definition_key, incident.c.element_id, state="ACTIVE"
    )
    assert (named, element_id) == (version(twin, "fails", 2), "choose")
    with twin.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert state(twin, key) == "COMPLETED"
    assert read(twin, process_instance.c.variables) == [({"wind": 3},)]


def test_an_incident_at_an_element_that_is_gone_tells_where_it_was(twin: Database) -> None:
    deployed(twin, in_a_row("fails", *CHOICE, WRONG, ids=["ask", "choose"]))
    key = start(twin, "fails")
    complete(twin, key, "ask", wind=3)
    deployed(twin, in_a_row("fails", user("ask"), ids=["ask"]))
    migrate_as_proposed(twin, key, "fails")
    told = read(twin, incident.c.element_id, incident.c.process_definition_key)
    assert told == [("choose", version(twin, "fails", 1))]


def test_a_case_that_could_not_begin_begins_on_the_corrected_version(twin: Database) -> None:
    deployed(twin, in_a_row("begins", user("ask", bpmn.multi("= nobody", "one")), ids=["ask"]))
    key = start(twin, "begins")
    assert tasks(twin, key) == []
    deployed(twin, in_a_row("begins", user("ask", bpmn.multi("= [1]", "one")), ids=["ask"]))
    migrate(twin, key, version(twin, "begins", 2))
    ((incident_key,),) = read(twin, incident.c.incident_key)
    with twin.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert tasks(twin, key) == ["ask"]


def test_a_case_that_could_not_begin_needs_a_target_that_begins_as_it_was_begun(twin: Database) -> None:
    deployed(twin, in_a_row("begins", user("ask", bpmn.multi("= nobody", "one")), ids=["ask"]))
    key = start(twin, "begins")
    by_letter = bpmn.start("start", bpmn.by_message("letter"))
    deployed(
        twin,
        bpmn.diagram("begins", by_letter, user("ask"), bpmn.end(), bpmn.path("start", "ask", "end"), roots=(LETTER,)),
    )
    with pytest.raises(engine.MigrationRefused) as refused:
        migrate(twin, key, version(twin, "begins", 2))
    assert [finding.rule_id for finding in refused.value.findings] == ["start-absent"]


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


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

BAD: dict[str, tuple[type[AnticipatedError], list[engine.Instruction]]] = {
    "nothing mapped": (engine.MigrationRefused, []),
    "an element that is not there": (engine.MappingInvalid, [*same("ask"), ("nonsense", "ask")]),
    "mapped twice": (engine.MappingInvalid, [*same("ask"), ("ask", "work")]),
    "another type": (engine.MappingInvalid, [("ask", "work")]),
    "into a sub-process": (engine.MigrationRefused, [("ask", "inside")]),
    "an event that cannot begin to wait": (engine.MigrationRefused, [("ask", "watched")]),
}


@pytest.fixture
def waiting(twin: Database) -> tuple[int, int]:
    """A case that waits for a task, and the version to migrate it to."""
    deployed(twin, in_a_row("asks", user("ask"), ids=["ask"]))
    key = start(twin, "asks")
    watch = bpmn.boundary("watch", "watched", bpmn.by_message("letter")) + bpmn.flow("watch", "end")
    part = bpmn.sub_process("part", bpmn.start("s"), user("inside"), bpmn.end("e"), bpmn.path("s", "inside", "e"))
    nodes = (user("ask"), bpmn.service("work", "outside"), user("watched"), part, watch)
    deployed(twin, in_a_row("asks", *nodes, ids=["ask", "work", "watched", "part"], roots=(LETTER,)))
    return key, version(twin, "asks", 2)


def everything(database: Database) -> list[Any]:
    tables = (process_instance, user_task, element_instance, timer, message_subscription, signal_subscription, job)
    return [read(database, table) for table in tables]


@pytest.mark.parametrize("name", BAD)
def test_refuses_and_changes_nothing(name: str, twin: Database, waiting: tuple[int, int]) -> None:
    key, target = waiting
    kind, instructions = BAD[name]
    before = everything(twin)
    with pytest.raises(kind) as refused:
        migrate(twin, key, target, *instructions)
    assert everything(twin) == before
    with twin.read() as tx:
        verdict = verdict_on(tx, process_instance_key=key, migration=Migration(target, instructions))
    assert str(verdict.refused) == str(refused.value)
    complete(twin, key, "ask")
    assert state(twin, key) == "COMPLETED"


def test_refuses_a_version_that_is_not_there_and_one_that_does_not_run(
    twin: Database, waiting: tuple[int, int]
) -> None:
    key, target = waiting
    with pytest.raises(MigrationDefinitionNotFound):
        migrate(twin, key, 1, *same("ask"))
    with pytest.raises(MigrationDefinitionNotFound):
        migrate(twin, key, target, *same("ask"), source=1)
    with pytest.raises(engine.MigrationRefused):
        migrate(twin, key, target, *same("ask"), source=target)


def test_sent_again_with_its_source_it_is_not_done_again(twin: Database, waiting: tuple[int, int]) -> None:
    key, target = waiting
    source = version(twin, "asks", 1)
    migrate(twin, key, target, *same("ask"), source=source)
    before = everything(twin)
    with pytest.raises(engine.MigrationRefused):
        migrate(twin, key, target, *same("ask"), source=source)
    assert everything(twin) == before


def test_refuses_a_case_that_has_ended(twin: Database, waiting: tuple[int, int]) -> None:
    key, target = waiting
    with twin.begin(OFFICER) as tx:
        cancel_instance(tx, process_instance_key=key)
    with pytest.raises(ProcessInstanceEnded):
        migrate(twin, key, target, *same("ask"))


def test_a_verdict_changes_nothing_and_tells_of_cases_that_are_not_there(
    twin: Database, waiting: tuple[int, int]
) -> None:
    key, target = waiting
    before = everything(twin)
    with twin.read() as tx:
        verdicts = [
            verdict_on(tx, process_instance_key=each, migration=Migration(target, same("ask"))) for each in (key, 1)
        ]
    assert [None if each.refused is None else each.refused.code for each in verdicts] == [
        None,
        "process_instance_not_found",
    ]
    assert everything(twin) == before


def test_the_instances_of_a_version_are_read_page_by_page(twin: Database, waiting: tuple[int, int]) -> None:
    key, _ = waiting
    source = version(twin, "asks", 1)
    with twin.begin(OFFICER) as tx:
        more = [create_instance(tx, process_definition_key=source) for _ in range(2)]
    with twin.read() as tx:
        first = running_on(tx, source, limit=2)
        second = running_on(tx, source, limit=2, cursor=first.next_cursor)
    assert (first.items, second.items, second.next_cursor) == ((key, more[0]), (more[1],), None)


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
