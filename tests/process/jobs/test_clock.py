"""Whatever the clock does, each timer fires exactly once, on its day at its hour, and a late one in no burst."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from html import escape
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update

from service import worker
from service.core.clock import at_local_hour, local
from service.core.database import Database, business_clock
from service.process.definitions.commands import Resource, deploy
from service.process.history.model import audit_log
from service.process.instances.commands import cancel_instance, create_instance
from service.process.instances.model import process_instance, timer, user_task
from tests.support import bpmn
from tests.support.pinned import NINE, pinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
TIMERS = ("on_day", "after_month", "weekly", "daily")


def waits(process_id: str, due: str) -> bytes:
    """A diagram whose one user task has a timer of each kind."""
    return bpmn.diagram(
        process_id,
        bpmn.start(),
        bpmn.user("ask", form="", extensions=f'<zeebe:taskSchedule dueDate="{escape(due)}"/>'),
        bpmn.boundary("on_day", "ask", bpmn.timer("= day", "timeDate"), interrupts=False),
        bpmn.boundary("after_month", "ask", bpmn.timer("P1M"), interrupts=False),
        bpmn.boundary("weekly", "ask", bpmn.timer("R/P7D", "timeCycle"), interrupts=False),
        bpmn.boundary("daily", "ask", bpmn.timer("R3/P1D", "timeCycle"), interrupts=False),
        *(bpmn.end(f"{name}_end") for name in TIMERS),
        *(bpmn.path(name, f"{name}_end") for name in TIMERS),
        bpmn.end(),
        bpmn.path("start", "ask", "end"),
    )


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        with database.begin() as tx:
            deploy(tx, [Resource("waits.bpmn", waits("waits", "2050-01-01"))])
        yield database


def start(database: Database, day: date) -> int:
    with database.begin() as tx:
        return create_instance(tx, process_definition_id="waits", variables={"day": day.isoformat()})


def set_clock(database: Database, moment: datetime) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=moment))


def at(database: Database, moment: datetime) -> int:
    """Set the clock, and let a worker do all that is due; returns how many pieces it did."""
    set_clock(database, moment)
    done = worker.sweep(database)
    assert worker.sweep(database) == 0, "a second look finds nothing"
    return done


def fired(database: Database, key: int) -> Counter[str]:
    """How often each timer of a case fired."""
    mine = (audit_log.c.process_instance_key == key, audit_log.c.operation == "TIMER_FIRED")
    with database.read() as tx:
        told = tx.execute(select(audit_log.c.details).where(*mine)).scalars()
        return Counter(element for each in told for element in each["elements"])


def due_of(database: Database, key: int, element_id: str) -> datetime:
    with database.read() as tx:
        which = (timer.c.process_instance_key == key, timer.c.element_id == element_id)
        found: datetime = tx.execute(select(timer.c.due_at).where(*which)).scalar_one()
        return found


DAYS = [
    pytest.param(date(2024, 2, 29), id="29 February 2024"),
    pytest.param(date(2028, 2, 29), id="29 February 2028"),
    pytest.param(date(2023, 1, 22), id="Tết 2023"),
    pytest.param(date(2026, 2, 17), id="Tết 2026"),
    pytest.param(date(2023, 6, 11), id="the provincial review, a Sunday"),
    pytest.param(date(2023, 12, 31), id="the last day of a year"),
    pytest.param(date(2024, 1, 1), id="the first day of a year"),
]


@pytest.mark.parametrize("day", DAYS)
def test_a_date_timer_fires_at_eight_in_the_morning_of_its_day_and_never_again(twin: Database, day: date) -> None:
    key, eight = start(twin, day), at_local_hour(day, 8)
    at(twin, eight - timedelta(milliseconds=1))
    assert fired(twin, key)["on_day"] == 0
    at(twin, eight)
    assert fired(twin, key)["on_day"] == 1
    for later in (HOUR, DAY, 366 * DAY):
        at(twin, eight + later)
    assert fired(twin, key)["on_day"] == 1


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        (date(2023, 1, 31), date(2023, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2024, 3, 29)),
        (date(2025, 12, 31), date(2026, 1, 31)),
    ],
)
def test_a_month_ends_on_its_day_or_the_last_of_a_shorter_month(twin: Database, begun: date, due: date) -> None:
    set_clock(twin, at_local_hour(begun, 9))
    key = start(twin, date(2050, 1, 1))
    at(twin, at_local_hour(due, 9) - timedelta(milliseconds=1))
    assert fired(twin, key)["after_month"] == 0
    at(twin, at_local_hour(due, 9))
    assert fired(twin, key)["after_month"] == 1


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ('= add_working_days("2023-01-19", 1)', date(2023, 1, 27)),
        ('= add_working_days("2026-02-13", 1)', date(2026, 2, 23)),
        ('= add_working_days("2023-12-29", 1)', date(2024, 1, 2)),
        ('= add_working_days("2024-02-28", 1)', date(2024, 2, 29)),
        ('= add_working_days("2028-02-28", 1)', date(2028, 2, 29)),
        ('= date("2023-06-11")', date(2023, 6, 11)),
    ],
    ids=["Tết 2023", "Tết 2026", "year's end", "leap day 2024", "leap day 2028", "a fixed day, a Sunday"],
)
def test_a_task_is_due_at_five_in_the_afternoon_of_a_working_day(twin: Database, due: str, expected: date) -> None:
    with twin.begin() as tx:
        deploy(tx, [Resource("dated.bpmn", waits("dated", due))])
        variables = {"day": "2050-01-01"}
        key = create_instance(tx, process_definition_id="dated", variables=variables)
        found = tx.execute(select(user_task.c.due_at).where(user_task.c.process_instance_key == key)).scalar_one()
    assert local(found) == local(at_local_hour(expected, 17))


def test_ten_years_later_each_timer_fires_once_and_the_repeating_ones_go_on_in_step(twin: Database) -> None:
    key = start(twin, date(2024, 2, 29))
    later = datetime(2032, 3, 1, 2, 30, tzinfo=UTC)
    assert at(twin, later) == 1
    assert fired(twin, key) == Counter(dict.fromkeys(TIMERS, 1))
    following = due_of(twin, key, "weekly")
    assert later < following <= later + WEEK
    assert (following - NINE) % WEEK == timedelta(0)


def test_a_worker_that_was_off_for_a_week_fires_what_it_missed_once(twin: Database) -> None:
    key = start(twin, date(2022, 3, 4))
    assert at(twin, NINE + WEEK + HOUR) == 1
    assert fired(twin, key) == Counter(on_day=1, weekly=1, daily=1)
    assert at(twin, NINE + 2 * WEEK) == 1
    assert fired(twin, key)["weekly"] == 2


def test_a_clock_set_back_an_hour_fires_nothing_and_nothing_twice(twin: Database) -> None:
    day = date(2022, 3, 4)
    key, eight = start(twin, day), at_local_hour(day, 8)
    at(twin, eight)
    before = fired(twin, key)
    assert at(twin, eight - HOUR) == 0
    assert at(twin, eight) == 0
    assert fired(twin, key) == before


def test_two_workers_that_wake_late_fire_each_timer_once(twin: Database) -> None:
    keys = [start(twin, date(2022, 3, 4)) for _ in range(12)]
    set_clock(twin, NINE + 3653 * DAY)
    together = Barrier(2)

    def work(_: int) -> int:
        together.wait()
        return worker.sweep(twin)

    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(work, range(2))) == len(keys)
    assert [fired(twin, key) for key in keys] == [Counter(dict.fromkeys(TIMERS, 1))] * len(keys)


class Expected:
    """How often each timer must have fired, told from the clock's positions alone."""

    def __init__(self, began: datetime, day: date) -> None:
        self.began = began
        self.counts: Counter[str] = Counter()
        self.once = {"on_day": at_local_hour(day, 8), "after_month": datetime(2022, 4, 1, 2, tzinfo=UTC)}
        self.every = {"weekly": (WEEK, None), "daily": (DAY, 3)}
        self.due = {name: began + interval for name, (interval, _) in self.every.items()}

    def look(self, now: datetime) -> None:
        """A worker looks at this moment."""
        for name in [name for name, due in self.once.items() if due <= now]:
            del self.once[name]
            self.counts[name] += 1
        for name in [name for name, due in self.due.items() if due <= now]:
            interval, times = self.every[name]
            self.counts[name] += 1
            gone = (now - self.began) // interval
            self.due[name] = self.began + (gone + 1) * interval
            if times is not None and gone + 1 > times:
                del self.due[name]


JUMPS = some.lists(
    some.one_of(
        some.integers(-48, 48).map(lambda hours: hours * HOUR),
        some.integers(1, 90).map(lambda days: days * DAY),
        some.sampled_from([-HOUR, WEEK, 365 * DAY, 3653 * DAY]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(jumps=JUMPS, days=some.integers(1, 4000))
def test_random_jumps_of_the_clock_fire_each_timer_when_a_worker_first_sees_it_due(
    twin: Database, jumps: Sequence[Any], days: int
) -> None:
    now = NINE
    set_clock(twin, now)
    day = local(now + days * DAY).date()
    key, expected = start(twin, day), Expected(NINE, day)
    for jump in jumps:
        now = max(NINE, now + jump)
        at(twin, now)
        expected.look(now)
        assert fired(twin, key) == expected.counts
    with twin.begin() as tx:
        cancel_instance(tx, process_instance_key=key)
        alive = select(process_instance.c.process_instance_key).where(process_instance.c.state == "ACTIVE")
        assert tx.execute(alive).first() is None
