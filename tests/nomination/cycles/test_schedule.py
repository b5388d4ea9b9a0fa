"""The schedule of a plan: written once, each start happens once on its morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from service.core.clock import at_local_hour
from service.nomination.cycles.commands import postpone_start, start_scheduled, write_schedule
from service.nomination.cycles.model.rounds import plan_schedule
from service.nomination.cycles.operations import programme
from service.nomination.cycles.queries import due_starts
from service.nomination.cycles.rules import Start, quarter_end, schedule_of
from service.process.instances.model import process_instance

if TYPE_CHECKING:
    from service.core.tx import Tx
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"


def started(tx: Tx) -> list[tuple[str, dict[str, object]]]:
    rows = tx.execute(select(process_instance).order_by(process_instance.c.process_instance_key))
    return [(row.process_definition_id, row.variables) for row in rows]


def fire_all(tx: Tx) -> int:
    return sum(start_scheduled(tx, key) for key in due_starts(tx))


def test_a_plan_of_five_years_starts_three_things_a_year_and_its_two_reviews() -> None:
    starts = schedule_of([2022, 2023, 2024, 2025], 2025)
    assert len(starts) == 14
    assert Start("midterm_review_2023", date(2023, 4, 10)) in starts
    assert Start("final_review_2025", date(2025, 1, 2)) in starts
    assert [start for start in starts if start.plan_year == 2024] == [
        Start("annual_cycle", date(2024, 1, 2), 2024),
        Start("publicity_plan", date(2024, 1, 5), 2024),
        Start("inspection", date(2024, 3, 1), 2024),
    ]


@pytest.mark.parametrize(
    ("quarter", "ends_on"),
    [(1, date(2024, 3, 31)), (2, date(2024, 6, 30)), (3, date(2024, 9, 30)), (4, date(2024, 12, 31))],
)
def test_a_quarter_ends_on_its_last_day(quarter: int, ends_on: date) -> None:
    assert quarter_end(2024, quarter) == ends_on


def test_opening_the_plan_writes_its_schedule_once(cycle: Cycle) -> None:
    cycle.at(datetime(2021, 11, 15, tzinfo=UTC))
    cycle.twice(programme.open_plan, at="programme/open_plan")
    assert len(cycle.rows(plan_schedule)) == 14
    assert due_starts(cycle.tx) == []


def test_a_plan_opened_late_makes_up_for_no_year_that_is_over(cycle: Cycle) -> None:
    cycle.at(datetime(2023, 6, 1, tzinfo=UTC))
    write_schedule(cycle.tx, PLAN)
    years = {row.plan_year for row in cycle.rows(plan_schedule)}
    assert years == {2023, 2024, 2025}


def test_nothing_starts_before_eight_in_the_morning(cycle: Cycle) -> None:
    cycle.at(datetime(2021, 11, 15, tzinfo=UTC))
    write_schedule(cycle.tx, PLAN)
    morning = at_local_hour(date(2022, 1, 2), 8)
    cycle.at(morning - timedelta(seconds=1))
    assert fire_all(cycle.tx) == 0
    cycle.at(morning)
    assert fire_all(cycle.tx) == 1
    assert started(cycle.tx) == [("annual_cycle", {"plan_key": PLAN, "plan_year": 2022})]


def test_a_start_happens_once_also_when_it_is_found_twice(cycle: Cycle) -> None:
    cycle.at(datetime(2022, 3, 2, tzinfo=UTC))
    write_schedule(cycle.tx, PLAN)
    keys = due_starts(cycle.tx)
    assert [start_scheduled(cycle.tx, key) for key in (*keys, *keys)] == [True, True, True, False, False, False]


def test_a_publicity_plan_starts_for_every_newspaper_and_broadcaster_of_the_day(cycle: Cycle) -> None:
    cycle.at(datetime(2022, 2, 1, tzinfo=UTC))
    write_schedule(cycle.tx, PLAN)
    fire_all(cycle.tx)
    media = [values["media_agency"] for name, values in started(cycle.tx) if name == "publicity_plan"]
    assert media == ["bao-lang-son", "dai-ptth"]
    titles = cycle.tx.execute(select(process_instance.c.title)).scalars().all()
    assert "Báo Lạng Sơn · 2022" in titles


def test_a_start_that_failed_waits_and_lets_the_others_go_first(cycle: Cycle) -> None:
    cycle.at(datetime(2022, 3, 2, tzinfo=UTC))
    write_schedule(cycle.tx, PLAN)
    first, *others = due_starts(cycle.tx)
    postpone_start(cycle.tx, first, RuntimeError("no diagram"))
    assert due_starts(cycle.tx) == others
    cycle.tx.wall += timedelta(minutes=11)
    assert due_starts(cycle.tx) == [first, *others]
