"""Working days: those the package knows, and those somebody decided otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service.core import calendar
from service.core.calendar import OFFICIAL, Calendar

FRIDAY, MONDAY = date(2027, 3, 5), date(2027, 3, 8)
SATURDAY = date(2027, 3, 6)
SWAPPED = Calendar({FRIDAY: False, SATURDAY: True})
DAYS = some.dates(date(2022, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 1, 19), True),
        (date(2023, 1, 20), False),
        (date(2023, 1, 26), False),
        (date(2023, 1, 27), True),
        (date(2023, 6, 11), False),
        (date(2024, 2, 29), True),
    ],
)
def test_knows_weekends_and_tet(day: date, *, expected: bool) -> None:
    assert OFFICIAL.is_working_day(day) is expected


def test_goes_by_what_was_decided_before_what_it_knows() -> None:
    assert (OFFICIAL.is_working_day(FRIDAY), SWAPPED.is_working_day(FRIDAY)) == (True, False)
    assert (OFFICIAL.is_working_day(SATURDAY), SWAPPED.is_working_day(SATURDAY)) == (False, True)
    assert SWAPPED.add(date(2027, 3, 4), 1) == SATURDAY
    assert SWAPPED.add(date(2027, 3, 4), 2) == MONDAY
    assert SWAPPED.add(MONDAY, -1) == SATURDAY
    assert SWAPPED.add(FRIDAY, 0) == SATURDAY


@given(first=DAYS, days=some.integers(0, 400))
def test_counts_as_far_as_it_adds(first: date, days: int) -> None:
    count = SWAPPED.count(first, first + timedelta(days=days))
    assert SWAPPED.count(first, SWAPPED.add(first - timedelta(days=1), count)) == count if count else True
    assert 0 <= count <= days + 1


def test_counts_nothing_where_the_end_comes_first() -> None:
    assert OFFICIAL.count(MONDAY, FRIDAY) == 0


def test_is_in_force_while_a_block_runs() -> None:
    with calendar.using(SWAPPED):
        assert calendar.add_working_days(date(2027, 3, 4), 1) == SATURDAY
        assert not calendar.is_working_day(FRIDAY)
    assert calendar.in_force() is OFFICIAL
