"""A year: opened, forecast, urged, frozen and closed; nothing is carried over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from service.nomination.correspondence.queries import issued_documents
from service.nomination.cycles.model.records import figure_snapshot, quota_forecast
from service.nomination.cycles.model.rounds import year_closing
from service.nomination.cycles.operations import programme, year
from service.nomination.plans.commands import count

if TYPE_CHECKING:
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"
COURTEOUS = "request"


def select(cycle: Cycle, agency: str, movement: str, number: int, *, in_year: int = 2022) -> None:
    for key in range(number):
        count(cycle.tx, year=in_year, agency=agency, movement=movement, exemplar_key=key + 1, kind="selected")


def test_reports_of_a_year_are_due_on_the_twentieth_of_december(cycle: Cycle) -> None:
    assert cycle.call(year.open_year, plan_year=2024) == {"due_on": "2024-12-20"}


def test_every_lead_agency_gets_its_assignment_in_its_manner(cycle: Cycle) -> None:
    cycle.twice(programme.issue, headers={"document": "assignment"}, plan_year=2022)
    letters = issued_documents(cycle.tx, plan=PLAN, code="assignment")
    modes = {letter.recipient: letter.mode for letter in letters}
    assert len(letters) == 15
    assert (modes["so-y-te"], modes["mttq"]) == ("directive", COURTEOUS)


def test_a_year_is_short_when_one_minimum_will_not_be_reached(cycle: Cycle) -> None:
    cycle.at(datetime(2022, 9, 15, 1, tzinfo=UTC))
    assert cycle.twice(year.forecast_quota, plan_year=2022) == {"outcome": "short"}
    rows = cycle.rows(quota_forecast)
    assert len(rows) == 15
    assert {row.outcome for row in rows} == {"short"}


def test_only_agencies_that_fall_short_are_written_to(cycle: Cycle) -> None:
    cycle.at(datetime(2022, 12, 30, 1, tzinfo=UTC))
    select(cycle, "so-y-te", "y-te", 10)
    cycle.call(year.forecast_quota, plan_year=2022)
    cycle.twice(year.urge_agencies, plan_year=2022)
    letters = issued_documents(cycle.tx, plan=PLAN, code="shortfall")
    assert len(letters) == 14
    assert "so-y-te" not in {letter.recipient for letter in letters}
    farmers = next(letter for letter in letters if letter.recipient == "hoi-nong-dan")
    assert farmers.mode == COURTEOUS
    assert [(row["movement"], row["minimum"], row["selected"]) for row in farmers.parameters["rows"]] == [
        ("kinh-te-nong-dan", 10, 0)
    ]


def test_what_a_closed_year_counted_stays(cycle: Cycle) -> None:
    select(cycle, "so-y-te", "y-te", 9)
    cycle.call(year.close, plan_year=2022)
    select(cycle, "so-y-te", "y-te", 12)
    cycle.call(year.close, plan_year=2022)
    (closed,) = cycle.rows(year_closing)
    mine = next(row for row in closed.figures if row["agency"] == "so-y-te")
    assert (closed.year, mine["minimum"], mine["selected"]) == (2022, 10, 9)


def test_a_surplus_is_not_carried_into_the_next_year(cycle: Cycle) -> None:
    select(cycle, "so-y-te", "y-te", 12)
    cycle.call(year.close, plan_year=2022)
    cycle.call(year.close, plan_year=2023)
    after = {row.year: row.figures for row in cycle.rows(year_closing)}
    assert next(row for row in after[2023] if row["agency"] == "so-y-te")["selected"] == 0


def test_the_midterm_review_reports_the_years_so_far(cycle: Cycle) -> None:
    cycle.at(datetime(2023, 5, 31, 1, tzinfo=UTC))
    cycle.twice(year.freeze_figures)
    (snapshot,) = cycle.rows(figure_snapshot)
    assert snapshot.as_of == date(2023, 5, 31)
    assert {row["year"] for row in snapshot.figures} == {2022, 2023}
