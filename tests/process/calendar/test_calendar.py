"""A decided day holds for everything that is reckoned after it, in every process, and moves nothing that stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from service.core.actor import Actor
from service.core.clock import at_local_hour
from service.core.database import ChangedMeanwhile, Database, business_clock
from service.process.calendar.commands import Basis, DayInvalid, DayNotDecided, decide_days, take_back
from service.process.calendar.queries import Effect, decided_days, effects, known_holidays, span
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.model import user_task
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (date(2022, 3, day) for day in (2, 3, 4, 5))
BASIS = Basis("Hoán đổi ngày làm việc", "5034/TB-LĐTBXH", "Bộ LĐ-TB&XH")
BOARD = Actor("supervisor", account_key=1, groups=frozenset({"ban-tdkt/supervisor"}))
DUE = bpmn.diagram(
    "due",
    bpmn.start(),
    bpmn.user("ask", form="", extensions='<zeebe:taskSchedule dueDate="= add_working_days(now(), 3)"/>'),
    bpmn.end(),
    bpmn.path("start", "ask", "end"),
)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        with database.begin() as tx:
            deploy(tx, [Resource("due.bpmn", DUE)])
        yield database


def start(database: Database) -> int:
    with database.begin() as tx:
        return create_instance(tx, process_definition_id="due", variables={})


def due_on(database: Database, key: int) -> datetime:
    with database.read() as tx:
        found: datetime = tx.execute(
            select(user_task.c.due_at).where(user_task.c.process_instance_key == key)
        ).scalar_one()
        return found


def swap(database: Database) -> None:
    with database.begin(BOARD) as tx:
        assert decide_days(tx, off=FRIDAY, worked=SATURDAY, basis=BASIS) == (FRIDAY, SATURDAY)


def test_a_swap_moves_the_due_dates_reckoned_after_it_in_every_process_and_none_before(
    twin: Database, database_url: str
) -> None:
    other = Database(database_url)
    before = start(other)
    assert due_on(twin, before) == at_local_hour(FRIDAY, 17)
    swap(twin)
    assert due_on(other, start(other)) == due_on(twin, start(twin)) == at_local_hour(SATURDAY, 17)
    assert due_on(twin, before) == at_local_hour(FRIDAY, 17)
    with twin.read() as tx:
        assert effects(tx, [FRIDAY, THURSDAY]) == {FRIDAY: Effect(1, 0), THURSDAY: Effect(0, 0)}
    with twin.begin(BOARD) as tx:
        take_back(tx, day=FRIDAY)
        take_back(tx, day=SATURDAY)
    assert due_on(other, start(other)) == at_local_hour(FRIDAY, 17)
    other.dispose()


def test_keeps_who_decided_and_who_took_it_back(twin: Database) -> None:
    swap(twin)
    with twin.begin(BOARD) as tx:
        take_back(tx, day=SATURDAY)
        decide_days(tx, off=None, worked=SATURDAY, basis=BASIS)
        told = decided_days(tx, WEDNESDAY, SATURDAY)
    assert [(one.day, one.is_working, one.is_in_force, one.taken_back_by) for one in told] == [
        (FRIDAY, False, True, None),
        (SATURDAY, True, True, None),
        (SATURDAY, True, False, "supervisor"),
    ]
    assert {(one.decided_by, one.document) for one in told} == {("supervisor", BASIS.document)}


def test_counts_working_days_between_two(twin: Database) -> None:
    swap(twin)
    with twin.read() as tx:
        found = span(tx, WEDNESDAY, SATURDAY)
    assert (found.count, len(found.decided)) == (3, 2)


@pytest.mark.parametrize(
    ("off", "worked", "basis", "fields"),
    [
        (None, None, BASIS, {"off"}),
        (FRIDAY, FRIDAY, BASIS, {"worked"}),
        (SATURDAY, None, BASIS, {"off"}),
        (None, FRIDAY, BASIS, {"worked"}),
        (date(2022, 2, 28), None, BASIS, {"off"}),
        (date(2101, 1, 3), None, BASIS, {"off"}),
        (THURSDAY, None, Basis(" ", "", "x" * 201), {"reason", "document", "issuer"}),
        (WEDNESDAY, None, BASIS, {"off"}),
    ],
    ids=["no day", "one day twice", "off anyway", "worked anyway", "over", "too far", "no basis", "decided"],
)
def test_refuses_what_decides_nothing_and_changes_nothing(
    twin: Database, off: date | None, worked: date | None, basis: Basis, fields: set[str]
) -> None:
    with twin.begin(BOARD) as tx:
        decide_days(tx, off=WEDNESDAY, worked=None, basis=BASIS)
    with pytest.raises(DayInvalid) as refused, twin.begin(BOARD) as tx:
        decide_days(tx, off=off, worked=worked, basis=basis)
    assert set(refused.value.fields) == fields
    with twin.read() as tx:
        assert [one.day for one in decided_days(tx, date(2022, 1, 1), date(2022, 12, 31))] == [WEDNESDAY]


def test_refuses_to_take_back_what_is_not_decided(twin: Database) -> None:
    with pytest.raises(DayNotDecided), twin.begin(BOARD) as tx:
        take_back(tx, day=FRIDAY)


def test_two_people_decide_a_day_once(twin: Database) -> None:
    together = Barrier(2)

    def decide(_: int) -> str:
        together.wait()
        try:
            with twin.begin(BOARD) as tx:
                decide_days(tx, off=FRIDAY, worked=None, basis=BASIS)
        except (ChangedMeanwhile, DayInvalid):
            return "refused"
        return "decided"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(decide, range(2))) == ["decided", "refused"]


def test_holds_in_a_database_without_a_clock_of_its_own(database: Database) -> None:
    with database.begin() as tx:
        tx.now = NINE
        decide_days(tx, off=FRIDAY, worked=None, basis=BASIS)
    with database.begin() as tx:
        assert not span(tx, FRIDAY, FRIDAY).count
        tx.execute(update(business_clock).values(pinned_at=datetime(2022, 3, 1, tzinfo=UTC)))
    with database.read() as tx:
        assert not span(tx, FRIDAY, FRIDAY).count


def test_knows_the_public_holidays_of_a_year_by_name() -> None:
    told, in_english = dict(known_holidays(2023, "vi")), dict(known_holidays(2023, "en"))
    assert told.keys() == in_english.keys() >= {date(2023, 1, 20), date(2023, 1, 26), date(2023, 5, 1)}
    assert (told[date(2023, 5, 1)], in_english[date(2023, 5, 1)]) == (
        "Ngày Quốc tế Lao động",
        "International Labor Day",
    )
    assert all(day.weekday() < 5 for day in told)
