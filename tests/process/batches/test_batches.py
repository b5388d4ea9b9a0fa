"""The same done to many cases by the worker: each once, in its own transaction; what is refused is told at its case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from service import worker
from service.access import commands as access
from service.access.model import account
from service.access.policy import NotAllowed
from service.core.actor import PROCESS_OWNER, Actor
from service.process.batches import commands, queries
from service.process.batches.model import batch_operation_item
from service.process.definitions.commands import Resource, deploy
from service.process.history.queries import entries_of
from service.process.instances.commands import cancel_instance, create_instance, suspend_instance
from service.process.instances.model import incident, process_instance
from service.process.instances.queries import open_user_tasks
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
OWNER = Actor("owner", account_key=2, display_name="Chủ quy trình", roles=frozenset({PROCESS_OWNER}))
FAILS = bpmn.diagram(
    "fails",
    bpmn.start(),
    bpmn.user("ask", form="", outputs=("wind",), extensions='<zeebe:assignmentDefinition candidateGroups="so-y-te"/>'),
    bpmn.gateway("exclusiveGateway", "choose", default="end"),
    bpmn.end(),
    bpmn.end("indoors"),
    bpmn.path("start", "ask", "choose", "end"),
    bpmn.flow("choose", "indoors", '= if wind > 8 then true else "calm"'),
)
EVERY = process_instance.c.process_definition_id == "fails"


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        with database.begin() as tx:
            key = access.create_account(tx, user_name="owner", display_name="Chủ quy trình", password_hash="x")
            access.grant_role(tx, account_key=key, role=PROCESS_OWNER)
            deploy(tx, [Resource("fails.bpmn", FAILS)])
        yield database


def start(database: Database, count: int = 1) -> list[int]:
    with database.begin(OFFICER) as tx:
        return [create_instance(tx, process_definition_id="fails", variables={}) for _ in range(count)]


def begin(database: Database, operation: str, actor: Actor = OWNER, **given: Any) -> int:
    with database.begin(actor) as tx:
        return commands.begin_batch(tx, operation=operation, which=EVERY, reason="Tổng rà soát", **given)


def batch(database: Database, key: int) -> queries.BatchOperation:
    with database.read() as tx:
        found = queries.batch_operation_by_key(tx, key)
    assert found is not None
    return found


def states(database: Database) -> list[str]:
    statement = select(process_instance.c.state).order_by(process_instance.c.process_instance_key)
    with database.read() as tx:
        return list(tx.execute(statement).scalars())


def items(database: Database, key: int) -> list[tuple[str, str | None]]:
    with database.read() as tx:
        found, _ = queries.items_of(tx, key, ("ACTIVE", "COMPLETED", "FAILED", "CANCELED"))
    return [(item.state, item.error_message) for item in found]


def test_every_case_is_suspended_and_resumed_as_the_person_who_asked(twin: Database) -> None:
    keys = start(twin, 3)
    held = begin(twin, "SUSPEND_PROCESS_INSTANCE")
    assert (batch(twin, held).state, batch(twin, held).total, batch(twin, held).processed) == ("ACTIVE", 3, 0)
    worker.sweep(twin)
    assert states(twin) == ["SUSPENDED"] * 3
    assert (batch(twin, held).state, batch(twin, held).completed) == ("COMPLETED", 3)
    begin(twin, "RESUME_PROCESS_INSTANCE")
    worker.sweep(twin)
    assert states(twin) == ["ACTIVE"] * 3
    with twin.read() as tx:
        told = entries_of(tx, keys[0])[1]
    assert (told.operation, told.actor, told.details) == (
        "PROCESS_INSTANCE_SUSPENDED",
        OWNER.user_name,
        {"reason": "Tổng rà soát"},
    )


def test_only_cases_on_which_it_makes_sense_are_chosen(twin: Database) -> None:
    first, *_ = start(twin, 3)
    with twin.begin(OFFICER) as tx:
        suspend_instance(tx, process_instance_key=first)
    assert batch(twin, begin(twin, "SUSPEND_PROCESS_INSTANCE")).total == 2
    assert batch(twin, begin(twin, "RESUME_PROCESS_INSTANCE")).total == 1
    assert batch(twin, begin(twin, "CANCEL_PROCESS_INSTANCE")).total == 3


def test_a_batch_over_nothing_has_ended(twin: Database) -> None:
    key = begin(twin, "RESUME_PROCESS_INSTANCE")
    assert (batch(twin, key).state, batch(twin, key).total) == ("COMPLETED", 0)
    assert batch(twin, key).ended_at is not None


def test_a_case_that_refuses_tells_why_and_stops_no_other(twin: Database) -> None:
    first, *_ = start(twin, 3)
    key = begin(twin, "SUSPEND_PROCESS_INSTANCE")
    with twin.begin(OFFICER) as tx:
        cancel_instance(tx, process_instance_key=first)
    worker.sweep(twin)
    assert states(twin) == ["TERMINATED", "SUSPENDED", "SUSPENDED"]
    (state, said), *others = items(twin, key)
    assert (state, others) == ("FAILED", [("COMPLETED", None)] * 2)
    assert said == f"Expected to continue process instance '{first}', but it has ended. Reload the list."
    assert (batch(twin, key).state, batch(twin, key).failed) == ("COMPLETED", 1)


def test_incidents_are_retried_and_one_that_stops_again_is_told(twin: Database) -> None:
    keys = start(twin, 2)
    for key, wind in zip(keys, ("strong", "weak"), strict=True):
        with twin.begin(OFFICER) as tx:
            (task,) = open_user_tasks(tx, key)
            complete_user_task(tx, user_task_key=task.user_task_key, answers={"wind": wind})
    with twin.begin() as tx:
        row = tx.execute(select(incident).where(incident.c.process_instance_key == keys[1])).one()
        command = row.command | {"values": row.command["values"] | {"submission": {"wind": 9}}}
        tx.execute(update(incident).where(incident.c.incident_key == row.incident_key).values(command=command))
    key = begin(twin, "RESOLVE_INCIDENT")
    worker.sweep(twin)
    assert items(twin, key) == [("FAILED", str(commands.STOPPED_AGAIN)), ("COMPLETED", None)]
    assert states(twin) == ["ACTIVE", "COMPLETED"]


def test_what_stands_at_a_step_is_moved_to_another(twin: Database) -> None:
    keys = start(twin, 2)
    with twin.begin(OFFICER) as tx:
        cancel_instance(tx, process_instance_key=keys[1])
        commands.begin_batch(
            replace(tx, actor=OWNER),
            operation="MODIFY_PROCESS_INSTANCE",
            which=EVERY,
            reason="Đường tắt",
            parameters={"moves": [["ask", "end"]]},
        )
    worker.sweep(twin)
    assert states(twin) == ["COMPLETED", "TERMINATED"]
    again = begin(twin, "MODIFY_PROCESS_INSTANCE", parameters={"moves": [["ask", "nowhere"]]})
    assert batch(twin, again).total == 0
    start(twin)
    refused = begin(twin, "MODIFY_PROCESS_INSTANCE", parameters={"moves": [["ask", "nowhere"]]})
    worker.sweep(twin)
    ((state, said),) = items(twin, refused)
    assert (state, "nowhere" in str(said)) == ("FAILED", True)


def test_a_batch_that_is_held_begins_no_further_case(twin: Database) -> None:
    start(twin, 2)
    key = begin(twin, "CANCEL_PROCESS_INSTANCE")
    with twin.begin(OWNER) as tx:
        first, second = queries.open_items(tx)
        assert commands.do_item(tx, first)
        commands.suspend_batch(tx, batch_operation_key=key)
    worker.sweep(twin)
    assert states(twin) == ["TERMINATED", "ACTIVE"]
    with twin.begin(OWNER) as tx:
        assert not commands.do_item(tx, second)
        commands.resume_batch(tx, batch_operation_key=key)
    worker.sweep(twin)
    assert states(twin) == ["TERMINATED", "TERMINATED"]


def test_a_batch_that_is_called_off_leaves_the_rest_as_it_is(twin: Database) -> None:
    start(twin, 3)
    key = begin(twin, "CANCEL_PROCESS_INSTANCE")
    with twin.begin(OWNER) as tx:
        assert commands.do_item(tx, queries.open_items(tx)[0])
        commands.cancel_batch(tx, batch_operation_key=key)
    worker.sweep(twin)
    assert states(twin) == ["TERMINATED", "ACTIVE", "ACTIVE"]
    found = batch(twin, key)
    assert (found.state, found.completed, found.canceled) == ("CANCELED", 1, 2)
    for change in (commands.suspend_batch, commands.resume_batch, commands.cancel_batch):
        with pytest.raises(commands.BatchOperationEnded), twin.begin(OWNER) as tx:
            change(tx, batch_operation_key=key)


def test_an_item_is_done_once(twin: Database) -> None:
    start(twin)
    begin(twin, "SUSPEND_PROCESS_INSTANCE")
    with twin.begin() as tx:
        (item,) = queries.open_items(tx)
        assert commands.do_item(tx, item)
        assert not commands.do_item(tx, item)


def test_a_small_batch_need_not_wait_for_a_large_one(twin: Database) -> None:
    start(twin, 3)
    large = begin(twin, "CANCEL_PROCESS_INSTANCE")
    small = begin(twin, "SUSPEND_PROCESS_INSTANCE")
    with twin.read() as tx:
        turns = [item.batch_operation_key for item in queries.open_items(tx)]
    assert turns == [large, small] * 3


def test_what_fails_unexpectedly_is_told_and_stops_no_other(twin: Database) -> None:
    start(twin)
    key = begin(twin, "SUSPEND_PROCESS_INSTANCE")
    with twin.begin() as tx:
        commands.fail_item(tx, queries.open_items(tx)[0], RuntimeError("the disk is full"))
    assert items(twin, key) == [("FAILED", "It failed unexpectedly: the disk is full")]
    assert states(twin) == ["ACTIVE"]


def test_who_may_not_do_it_to_one_case_may_not_do_it_to_many(twin: Database) -> None:
    start(twin)
    with pytest.raises(NotAllowed):
        begin(twin, "CANCEL_PROCESS_INSTANCE", actor=OFFICER)


def test_who_lost_their_role_or_account_meanwhile_does_nothing_more(twin: Database) -> None:
    start(twin, 2)
    key = begin(twin, "CANCEL_PROCESS_INSTANCE")
    with twin.begin() as tx:
        tx.execute(update(account).values(user_name="renamed"))
    worker.sweep(twin)
    assert items(twin, key) == [("FAILED", str(commands.AUTHOR_GONE))] * 2
    assert states(twin) == ["ACTIVE", "ACTIVE"]


def test_nothing_is_there_for_a_key_of_none(twin: Database) -> None:
    with pytest.raises(commands.BatchOperationNotFound), twin.begin(OWNER) as tx:
        commands.suspend_batch(tx, batch_operation_key=1)
    with twin.read() as tx:
        assert queries.batch_operation_by_key(tx, 1) is None
        assert tx.execute(select(batch_operation_item)).all() == []


def test_workers_share_a_batch_and_do_each_case_once(twin: Database) -> None:
    keys = start(twin, 30)
    key = begin(twin, "SUSPEND_PROCESS_INSTANCE")

    def work(_number: int) -> None:
        while batch(twin, key).state == "ACTIVE":
            worker.sweep(twin)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    found = batch(twin, key)
    assert (found.completed, found.failed) == (30, 0)
    with twin.read() as tx:
        told = [[entry.operation for entry in entries_of(tx, each)[1:]] for each in keys]
    assert told == [["PROCESS_INSTANCE_SUSPENDED"]] * 30
