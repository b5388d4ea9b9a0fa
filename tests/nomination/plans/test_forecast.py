"""How a year will end, said from three readings."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service.nomination.plans.rules import Forecast, same_day_before, together, year_end

MIDYEAR = date(2022, 7, 2)
AUTUMN = date(2022, 9, 15)


@pytest.mark.parametrize(
    ("selected", "in_detection", "later_last_year", "today", "expected"),
    [
        (6, 0, None, MIDYEAR, (6, 6, 12)),
        (6, 2, None, MIDYEAR, (8, 8, 12)),
        (6, 2, 3, MIDYEAR, (8, 9, 12)),
        (0, 0, None, AUTUMN, (0, 0, 0)),
        (0, 4, 0, AUTUMN, (0, 0, 4)),
        (8, 1, 4, AUTUMN, (9, 11, 12)),
        (8, 6, None, date(2022, 12, 31), (8, 8, 8)),
        (8, 6, 5, date(2023, 1, 1), (8, 8, 8)),
        (0, 0, 7, date(2022, 1, 1), (0, 0, 7)),
    ],
)
def test_reaches_from_the_lowest_reading_to_the_highest(
    selected: int, in_detection: int, later_last_year: int | None, today: date, expected: tuple[int, int, int]
) -> None:
    assert year_end(selected, in_detection, later_last_year, 2022, today) == Forecast(*expected)


@given(
    selected=some.integers(0, 50),
    in_detection=some.integers(0, 50),
    later=some.none() | some.integers(0, 50),
    today=some.dates(date(2023, 6, 1), date(2025, 6, 1)),
)
def test_never_falls_below_what_is_recognised_and_keeps_its_order(
    selected: int, in_detection: int, later: int | None, today: date
) -> None:
    found = year_end(selected, in_detection, later, 2024, today)
    assert selected <= found.least <= found.likely <= found.most


@pytest.mark.parametrize(("minimum", "expected"), [(5, "enough"), (6, "unsure"), (8, "unsure"), (9, "short")])
def test_says_short_only_when_even_the_best_reading_falls_short(minimum: int, expected: str) -> None:
    assert Forecast(5, 7, 8).verdict(minimum) == expected


def test_adds_ranges_end_to_end() -> None:
    assert together([Forecast(1, 2, 3), Forecast(10, 20, 30)]) == Forecast(11, 22, 33)
    assert together([]) == Forecast(0, 0, 0)


def test_finds_the_day_a_year_ago_also_of_a_leap_day() -> None:
    assert same_day_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert same_day_before(AUTUMN) == date(2021, 9, 15)
