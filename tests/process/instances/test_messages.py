"""Messages against a real database: kept, in order, once by their id, also for processes deployed later."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from service import worker
from service.core.actor import Actor
from service.core.database import Database, business_clock
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import correlate_message, create_instance, publish_message
from service.process.instances.commands.advance import MessageUnawaited
from service.process.instances.commands.messages import MessageRepeated
from service.process.instances.model import element_instance, message, message_subscription, process_instance
from service.process.instances.queries import instance, select_message_subscriptions
from service.process.jobs import commands as jobs
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
DAY = timedelta(days=1)
NONE = timedelta(0)
GO = bpmn.message("go", "= key")

WAITS = bpmn.diagram(
    "waits",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "first", bpmn.by_message("go")),
    bpmn.node("intermediateCatchEvent", "second", bpmn.by_message("go"), extensions=bpmn.io(outputs={"last": "= n"})),
    bpmn.end(),
    bpmn.path("start", "first", "second", "end"),
    roots=(GO,),
)
BEGINS = bpmn.diagram(
    "begins",
    bpmn.node("startEvent", "on_go", bpmn.by_message("go")),
    bpmn.node("intermediateCatchEvent", "again", bpmn.by_message("go")),
    bpmn.end(),
    bpmn.path("on_go", "again", "end"),
    roots=(GO,),
)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        deployed(database, WAITS)
        yield database


def deployed(database: Database, xml: bytes) -> None:
    with database.begin() as tx:
        deploy(tx, [Resource("file.bpmn", xml)])


def start(database: Database, key: str = "k") -> int:
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id="waits", variables={"key": key})


def publish(database: Database, number: int = 0, **more: Any) -> int:
    with database.begin(OFFICER) as tx:
        return publish_message(
            tx, name="go", correlation_key="k", variables={"n": number, "key": "k"}, **{"time_to_live": DAY, **more}
        )


def awaited(database: Database, key: int) -> list[str]:
    with database.read() as tx:
        of_case = message_subscription.c.process_instance_key == key
        return list(tx.execute(select(message_subscription.c.element_id).where(of_case)).scalars())


def correlate(database: Database) -> tuple[int, int]:
    with database.begin(OFFICER) as tx:
        return correlate_message(tx, name="go", correlation_key="k", variables={"n": 1, "key": "k"})


def found(database: Database, key: int) -> tuple[str, Any]:
    with database.read() as tx:
        row = instance(tx, key)
        assert row is not None
        return row.state, row.variables.get("last")


def count(database: Database, table: Any, *conditions: Any) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def pin(database: Database, moment: datetime) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=moment))


def test_kept_messages_come_in_the_order_in_which_they_were_published(twin: Database) -> None:
    for number in (1, 2, 3):
        publish(twin, number)
    assert found(twin, start(twin)) == ("COMPLETED", 2)
    with twin.read() as tx:
        assert [row.variables["n"] for row in tx.execute(select(message))] == [3]


def test_an_instance_gets_a_message_once_although_it_awaits_the_next(twin: Database) -> None:
    key = start(twin)
    publish(twin, 1)
    assert found(twin, key) == ("ACTIVE", None)
    publish(twin, 2)
    assert found(twin, key) == ("COMPLETED", 2)


@pytest.mark.parametrize("message_id", [None, "one"])
def test_an_instance_that_begins_with_a_message_does_not_get_it_again(twin: Database, message_id: str | None) -> None:
    deployed(twin, BEGINS)
    publish(twin, message_id=message_id)
    begun = process_instance.c.process_definition_id == "begins"
    assert count(twin, process_instance, begun, process_instance.c.state == "ACTIVE") == 1
    publish(twin, message_id=message_id and "two")
    assert count(twin, process_instance, begun, process_instance.c.state == "COMPLETED") == 1
    assert count(twin, process_instance, begun) == 2


@pytest.mark.parametrize("is_awaited", [True, False])
def test_a_message_with_an_id_is_taken_once_in_its_time(twin: Database, is_awaited: bool) -> None:  # noqa: FBT001
    waiting = start(twin) if is_awaited else None
    publish(twin, 1, message_id="one")
    with pytest.raises(MessageRepeated):
        publish(twin, 2, message_id="one")
    waiting = waiting or start(twin)
    assert count(twin, message_subscription) == 1
    with pytest.raises(MessageRepeated):
        publish(twin, 3, message_id="one")
    publish(twin, 4, message_id="another")
    assert found(twin, waiting) == ("COMPLETED", 4)
    pin(twin, NINE + 2 * DAY)
    publish(twin, 5, message_id="one")
    assert count(twin, message, message.c.delivered_at.is_(None)) == 1


def test_an_id_counts_for_its_name_and_key_and_only_where_the_message_is_kept(twin: Database) -> None:
    publish(twin, message_id="one")
    with twin.begin() as tx:
        publish_message(tx, name="go", correlation_key="other", message_id="one")
        publish_message(tx, name="stop", correlation_key="k", message_id="one")
    assert count(twin, message) == 3
    for _ in range(2):
        publish(twin, message_id="never kept", time_to_live=NONE)
    assert count(twin, message) == 3


def test_of_several_who_publish_one_id_at_once_one_is_heard(twin: Database) -> None:
    keys = [start(twin) for _ in range(3)]
    together = threading.Barrier(4)

    def send(number: int) -> bool:
        together.wait()
        try:
            publish(twin, number, message_id="one")
        except MessageRepeated:
            return False
        return True

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(send, range(4))) == [False, False, False, True]
    at_second = (element_instance.c.element_id == "second", element_instance.c.state == "ACTIVE")
    assert count(twin, element_instance, *at_second) == len(keys)


def test_of_several_who_come_at_once_one_gets_the_kept_message(twin: Database) -> None:
    publish(twin)
    together = threading.Barrier(4)

    def come(_: int) -> int:
        together.wait()
        return start(twin)

    with ThreadPoolExecutor(4) as people:
        list(people.map(come, range(4)))
    assert count(twin, element_instance, element_instance.c.element_id == "second") == 1
    assert count(twin, message) == 0


def test_an_expired_message_reaches_nobody(twin: Database) -> None:
    publish(twin, 1)
    publish(twin, 2, message_id="one")
    pin(twin, NINE + DAY)
    deployed(twin, BEGINS)
    key = start(twin)
    assert worker.sweep(twin) == 0
    assert found(twin, key) == ("ACTIVE", None)
    with twin.begin() as tx:
        assert jobs.drop_expired_messages(tx) == 2


def test_a_process_deployed_later_begins_with_each_kept_message_once(twin: Database) -> None:
    publish(twin, 1)
    publish(twin, 2, message_id="one")
    assert worker.sweep(twin) == 0
    nodes = (bpmn.start("on_go", bpmn.by_message("go")), bpmn.user("look", form=""), bpmn.end())
    deployed(twin, bpmn.diagram("begins", *nodes, bpmn.path("on_go", "look", "end"), roots=(GO,)))
    assert worker.sweep(twin) == 2
    assert worker.sweep(twin) == 0
    assert count(twin, process_instance) == 2
    assert count(twin, message, message.c.delivered_at.is_(None)) == 0


def test_correlating_answers_whom_it_reached_or_keeps_nothing(twin: Database) -> None:
    with pytest.raises(MessageUnawaited):
        correlate(twin)
    assert count(twin, message) == 0
    key = start(twin)
    assert correlate(twin)[1] == key
    deployed(twin, BEGINS)
    assert correlate(twin)[1] == key
    assert found(twin, key) == ("COMPLETED", 1)
    assert count(twin, process_instance) == 2


def test_a_fault_behind_a_message_leaves_it_delivered_and_its_id_taken(twin: Database) -> None:
    choose = bpmn.gateway("exclusiveGateway", "choose")
    waits = bpmn.node("intermediateCatchEvent", "first", bpmn.by_message("go"))
    nodes = (bpmn.start(), waits, choose, bpmn.end(), bpmn.path("start", "first", "choose"))
    deployed(twin, bpmn.diagram("waits", *nodes, bpmn.flow("choose", "end", "= n > 9"), roots=(GO,)))
    key = start(twin)
    publish(twin, 1, message_id="one")
    assert found(twin, key) == ("ACTIVE", None)
    with pytest.raises(MessageRepeated):
        publish(twin, 1, message_id="one")
    assert worker.sweep(twin) == 0


def test_a_subscription_names_the_called_process_that_waits(twin: Database) -> None:
    nodes = (bpmn.start(), bpmn.call("phase", "waits", passes="true"), bpmn.end(), bpmn.path("start", "phase", "end"))
    deployed(twin, bpmn.diagram("whole", *nodes))
    with twin.begin(OFFICER) as tx:
        create_instance(tx, process_definition_id="whole", variables={"key": "k"})
    with twin.read() as tx:
        (row,) = tx.execute(select_message_subscriptions()).all()
    assert (row.process_definition_id, row.element_id, row.correlation_key) == ("waits", "first", "k")


def test_a_broken_case_keeps_no_message_from_the_others_and_gets_its_own_later(twin: Database) -> None:
    broken, sound = start(twin), start(twin)
    of_broken = process_instance.c.process_instance_key == broken
    with twin.begin() as tx:
        blob = tx.execute(select(process_instance.c.blob).where(of_broken)).scalar_one()
        tx.execute(update(process_instance).where(of_broken).values(blob=b"damaged"))
    publish(twin, 1)
    assert awaited(twin, sound) == ["second"]
    assert awaited(twin, broken) == ["first"]
    with twin.begin() as tx:
        tx.execute(update(process_instance).where(of_broken).values(blob=blob))
    worker.sweep(twin)
    assert [awaited(twin, key) for key in (broken, sound)] == [["second"], ["second"]]


def test_a_message_that_is_not_to_be_kept_is_refused_with_the_case_that_cannot_take_it(twin: Database) -> None:
    key = start(twin)
    with twin.begin() as tx:
        tx.execute(update(process_instance).values(blob=b"damaged"))
    with pytest.raises(Exception, match="Expected"):
        publish(twin, 1, time_to_live=NONE)
    assert awaited(twin, key) == ["first"]
