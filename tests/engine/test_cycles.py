"""Repeating timers: every occurrence on its own day, a late one once."""

from __future__ import annotations

from datetime import datetime

import pytest

from service.core.clock import local
from service.engine import steps
from service.engine.timers import TimerUnreadable, cycle
from tests.support.bpmn import boundary, diagram, end, flow, path, start, timer, user
from tests.support.play import MONDAY, Play


def reminding(text: str) -> bytes:
    """A task with a reminder that repeats."""
    return diagram(
        "reminding",
        start(),
        user("work"),
        boundary("remind", "work", timer(text, "timeCycle"), interrupts=False),
        end("reminded"),
        end(),
        path("start", "work", "end"),
        flow("remind", "reminded"),
    )


def fired(play: Play) -> int:
    return sum(1 for word in play.trace if word == "reminded")


def days(text: str, armed_at: str, count: int) -> list[str]:
    """The local days of the first occurrences."""
    moment = datetime.fromisoformat(armed_at)
    repeating, found = cycle(text, moment), []
    for _ in range(count):
        following = repeating.after(moment)
        if following is None:
            break
        found.append(local(following).strftime("%Y-%m-%d"))
        moment = following
    return found


def test_reminds_so_often_and_no_oftener() -> None:
    play = Play(reminding("R3/P1D")).start()
    for day in range(3, 9):
        play.at(f"2023-01-{day:02}T08:00:00+07:00")
    assert fired(play) == 3
    assert play.timers() == {}
    assert play.open == ["work"]


def test_reminds_for_ever_until_the_task_is_done() -> None:
    play = Play(reminding("R/P7D")).start()
    for day in (9, 16, 23, 30):
        play.at(f"2023-01-{day:02}T08:00:00+07:00")
    assert fired(play) == 4
    play.complete("work")
    assert play.ended
    assert play.timers() == {}


def test_fires_once_for_all_that_were_missed_and_keeps_to_its_days() -> None:
    play = Play(reminding("R/P1D")).start().at("2023-01-13T15:30:00+07:00")
    assert fired(play) == 1
    assert play.timers()["remind"] == datetime.fromisoformat("2023-01-14T08:00:00+07:00")


def test_what_was_missed_counts_as_fired() -> None:
    play = Play(reminding("R3/P1D")).start().at("2023-01-04T20:00:00+07:00").at("2023-01-05T08:00:00+07:00")
    assert fired(play) == 2
    assert play.timers() == {}


def test_a_clock_set_back_fires_nothing_again() -> None:
    play = Play(reminding("R/P1D")).start().at("2023-01-03T08:00:00+07:00").at("2023-01-03T07:00:00+07:00")
    assert fired(play) == 1
    assert play.timers()["remind"] == datetime.fromisoformat("2023-01-04T08:00:00+07:00")


def test_each_occurrence_is_an_element_instance_of_its_own() -> None:
    play = Play(reminding("R2/P1D")).start()
    for day in (3, 4):
        play.at(f"2023-01-{day:02}T08:00:00+07:00")
    keys = [event.key for event in play.of(steps.ElementPassed) if event.element_id == "remind"]
    assert len(set(keys)) == 2


def test_months_go_by_the_calendar_and_do_not_drift() -> None:
    assert days("R/P1M", "2023-01-31T08:00:00+07:00", 4) == ["2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]
    assert days("R/P1Y", "2024-02-29T08:00:00+07:00", 4) == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_begins_on_the_day_it_names() -> None:
    assert days("R2/2023-02-01/P1M", "2023-01-10T08:00:00+07:00", 5) == ["2023-02-01", "2023-03-01"]
    assert days("R3/2022-12-01/P1M", "2023-01-10T08:00:00+07:00", 5) == ["2023-02-01"]


def test_one_that_is_all_past_is_due_at_once_as_a_past_date_is() -> None:
    play = Play(reminding("R2/2020-01-01/P1D")).start()
    assert play.timers()["remind"] == MONDAY
    play.do(steps.FireTimers())
    assert fired(play) == 1
    assert play.timers() == {}


def test_a_second_repeated_for_a_century_is_found_without_counting() -> None:
    repeating = cycle("R/PT1S", datetime.fromisoformat("1923-01-01T00:00:00+07:00"))
    assert repeating.after(MONDAY) is not None


@pytest.mark.parametrize(
    "text", ["", "R3", "R/P", "R/P0D", "R0/P1D", "P1D", "R-2/P1D", "R/tomorrow/P1D", "R/P999999999Y", "0 0 9 * * *"]
)
def test_refuses_what_is_no_repeating_interval(text: str) -> None:
    with pytest.raises(TimerUnreadable):
        cycle(text, MONDAY)


@pytest.mark.parametrize("text", ["P99999Y", "P999999999W", "P999999999D", "PT999999999H"])
def test_a_duration_past_the_year_9999_is_refused(text: str) -> None:
    with pytest.raises(TimerUnreadable):
        cycle(f"R/{text}", MONDAY)
