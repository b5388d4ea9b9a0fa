"""What a line of the quota table says, and how its bar is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.nomination.plans.rules import Forecast
from service.nomination.reports.rules import Line, bars, forecast_begins, shown_year, total, verdict, waits_for

LINE = Line(
    agency="so-gddt",
    movement="day-tot-hoc-tot",
    mode="directive",
    minimum=10,
    selected=4,
    built=3,
    replicated=1,
    stages=(2, 1, 0, 1, 0, 0),
)


@pytest.mark.parametrize(
    ("selected", "today", "expected"),
    [
        (10, date(2022, 3, 1), "reached"),
        (12, date(2023, 3, 1), "reached"),
        (9, date(2023, 1, 1), "missed"),
        (0, date(2021, 12, 31), "ahead"),
        (0, date(2022, 1, 1), "on_pace"),
        (4, date(2022, 5, 31), "on_pace"),
        (4, date(2022, 7, 5), "behind"),
        (9, date(2022, 12, 31), "on_pace"),
        (8, date(2022, 12, 31), "behind"),
    ],
)
def test_says_how_a_line_stands_on_a_day(selected: int, today: date, expected: str) -> None:
    assert verdict(replace(LINE, selected=selected), 2022, today) == expected


def test_passes_no_verdict_without_a_minimum() -> None:
    assert verdict(replace(LINE, minimum=0), 2022, date(2022, 3, 1)) == "extra"
    assert not replace(LINE, minimum=0).is_met


def test_adds_lines_up_and_no_lines_to_nothing() -> None:
    other = replace(LINE, selected=1, stages=(0, 0, 3, 0, 0, 0))
    sum_ = total([LINE, other], "directive")
    assert (sum_.minimum, sum_.selected, sum_.missing, sum_.stages) == (20, 5, 15, (2, 1, 3, 1, 0, 0))
    assert total([]).stages == (0, 0, 0, 0, 0, 0)


def test_draws_all_bars_on_one_scale_within_their_room() -> None:
    short = replace(LINE, minimum=5, selected=5, stages=(0,) * 6)
    first, second = bars([LINE, short])
    assert first.minimum == 2 * second.minimum == 2 * second.selected
    assert max(first.minimum, first.band_from + first.band_width) <= 100
    assert (first.band_from, second.band_width) == (first.selected, 0)
    assert bars([]) == []


def test_shows_this_year_else_the_last_begun_else_the_first_to_come() -> None:
    years = (2022, 2023, 2024, 2025)
    assert shown_year(years, date(2023, 5, 1)) == 2023
    assert shown_year(years, date(2027, 5, 1)) == 2025
    assert shown_year(years, date(2021, 5, 1)) == 2022
    assert shown_year((), date(2021, 5, 1)) is None


def test_lets_the_forecast_speak_and_draw_its_range() -> None:
    line = replace(LINE, forecast=Forecast(6, 7, 12))
    (drawn,) = bars([line])
    assert drawn.band_from + drawn.band_width == 96 > drawn.minimum > drawn.band_from > drawn.selected
    assert verdict(line, 2022, date(2022, 7, 5)) == "unsure"
    assert verdict(replace(line, minimum=13), 2022, date(2022, 7, 5)) == "short"
    assert verdict(replace(line, minimum=6), 2022, date(2022, 7, 5)) == "enough"
    assert verdict(replace(line, minimum=4), 2022, date(2022, 7, 5)) == "reached"
    assert total([line, line]).forecast == Forecast(12, 14, 24)
    assert total([LINE]).forecast is None
    assert forecast_begins(2022) == date(2022, 7, 1)


@pytest.mark.parametrize(
    ("groups", "waiting"),
    [
        ((), "still"),
        (("so-y-te/officer",), "officer"),
        (("so-y-te/head", "so-y-te/officer"), "head"),
        (("ban-tdkt/officer",), "check"),
    ],
)
def test_a_member_of_a_round_waits_for_whoever_may_take_its_step(groups: tuple[str, ...], waiting: str) -> None:
    assert waits_for(groups, "so-y-te") == waiting
