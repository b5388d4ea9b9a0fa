"""Rounds: every member agency is asked once, counted once, and the last one completes the round."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from service.nomination.correspondence.queries import counts_by_code, issued_documents
from service.nomination.cycles.commands.rounds import RoundNotFound
from service.nomination.cycles.model.records import delegate_allocation
from service.nomination.cycles.operations import answers, rounds
from service.nomination.cycles.queries import (
    members_of_plan,
    members_of_round,
    milestones_reached,
    round_of_instance,
    rounds_of_plan,
)
from service.process.instances.model import message, process_instance
from service.process.instances.queries import open_user_tasks

if TYPE_CHECKING:
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"
ANNUAL = {"child": "unit_review", "review_kind": "annual"}


def opened(cycle: Cycle, **more: str) -> int:
    outputs = cycle.call(
        rounds.open_members, headers=more or {"child": "unit_plan"}, due_on="2022-12-20", plan_year=2022
    )
    return int(outputs["round_key"])


def test_a_round_asks_the_fifteen_lead_agencies_each_in_its_manner(cycle: Cycle) -> None:
    members = members_of_round(cycle.tx, opened(cycle))
    assert len(members) == 15
    assert [member.mode for member in members].count("directive") == 6
    mine = next(member for member in members if member.agency == "so-y-te")
    (task,) = open_user_tasks(cycle.tx, mine.process_instance_key)
    assert task.candidate_groups == ("so-y-te/officer",)


def test_a_member_knows_its_round(cycle: Cycle) -> None:
    key = opened(cycle, **ANNUAL)
    member = members_of_round(cycle.tx, key)[0]
    found = round_of_instance(cycle.tx, member.process_instance_key)
    assert found is not None
    assert (found[0].round_key, found[0].kind, found[0].plan_year, found[0].due_on) == (
        key,
        "annual",
        2022,
        date(2022, 12, 20),
    )
    assert found[1] == member
    assert round_of_instance(cycle.tx, 12345) is None


def test_a_member_is_started_with_what_its_diagram_needs(cycle: Cycle) -> None:
    key = opened(cycle, **ANNUAL)
    member = members_of_round(cycle.tx, key)[0]
    table = process_instance
    row = cycle.tx.execute(table.select().where(table.c.process_instance_key == member.process_instance_key)).one()
    assert row.variables == {
        "round_key": str(key),
        "plan_key": PLAN,
        "agency": member.agency,
        "mode": member.mode,
        "due_on": "2022-12-20",
        "review_kind": "annual",
        "plan_year": 2022,
        "delegate_quota": 0,
    }
    assert row.title.endswith("· 2022")


def test_a_round_is_opened_once_by_a_step(cycle: Cycle) -> None:
    cycle.twice(rounds.open_members, headers={"child": "unit_plan"}, due_on="2022-12-20")
    assert len(rounds_of_plan(cycle.tx, PLAN)) == 1


def test_the_last_member_to_report_completes_the_round_and_only_it(cycle: Cycle) -> None:
    key = opened(cycle)
    members = members_of_round(cycle.tx, key)
    for member in members[:-1]:
        cycle.for_member(member.agency, member.process_instance_key).call(rounds.report, round_key=str(key))
    assert rounds_of_plan(cycle.tx, PLAN)[0].completed_at is None
    last = members[-1]
    cycle.for_member(last.agency, last.process_instance_key).call(rounds.report, round_key=str(key))
    assert rounds_of_plan(cycle.tx, PLAN)[0].completed_at == cycle.tx.now
    sent = [(row.message_name, row.correlation_key) for row in cycle.rows(message)]
    assert sent == [("round_completed", str(key))]


def test_a_member_that_reports_twice_is_counted_once(cycle: Cycle) -> None:
    key = opened(cycle)
    first = members_of_round(cycle.tx, key)[0]
    reporting = cycle.for_member(first.agency, first.process_instance_key)
    reporting.twice(rounds.report, round_key=str(key))
    cycle.at(datetime(2022, 12, 30, tzinfo=UTC))
    reporting.call(rounds.report, round_key=str(key))
    reported = [member for member in members_of_round(cycle.tx, key) if member.reported_at is not None]
    assert [(member.agency, member.is_late(date(2022, 12, 20))) for member in reported] == [(first.agency, False)]


def test_a_round_nobody_opened_is_not_found(cycle: Cycle) -> None:
    with pytest.raises(RoundNotFound, match="round '5', but there is none"):
        cycle.for_member("so-y-te", 71).call(rounds.report, round_key="5")


def test_members_follow_the_function_when_agencies_change(cycle: Cycle) -> None:
    cycle.at(datetime(2025, 11, 1, tzinfo=UTC))
    members = members_of_plan(cycle.tx, PLAN)
    assert "so-ldtbxh" not in members
    assert members["so-nn-mt"] == "directive"


@pytest.mark.parametrize(
    ("kind", "code", "recipient"),
    [("annual", "D3", "ubnd-tinh"), ("midterm", "D6", "so-noi-vu"), ("final", "D8", "so-noi-vu")],
)
def test_a_review_goes_where_its_kind_says(cycle: Cycle, kind: str, code: str, recipient: str) -> None:
    mine = cycle.for_member("so-y-te", 71, plan_year=2022, review_kind=kind)
    mine.twice(rounds.submit_review)
    (sent,) = issued_documents(cycle.tx, plan=PLAN)
    assert (sent.code, sent.issuer, sent.recipient, sent.plan_year) == (code, "so-y-te", recipient, 2022)


def test_a_plan_goes_to_the_department_of_home_affairs(cycle: Cycle) -> None:
    cycle.for_member("mttq", 71, mode="request").call(rounds.submit_plan)
    assert counts_by_code(cycle.tx, PLAN) == {"D1": 1}


def test_a_milestone_is_reached_when_the_last_unit_has_acted(cycle: Cycle) -> None:
    key = opened(cycle, **ANNUAL)
    for member in members_of_round(cycle.tx, key):
        cycle.for_member(member.agency, member.process_instance_key).call(rounds.report, round_key=str(key))
    reached = {found.code: found.reached_on for found in milestones_reached(cycle.tx, PLAN)}
    assert reached["M2-2022"] == date(2022, 3, 1)
    assert [code for code, day in reached.items() if day is not None] == ["M2-2022"]
    assert len(reached) == 11


def test_seats_are_told_to_the_members_of_the_final_round(cycle: Cycle) -> None:
    rows = [{"agency": "so-y-te", "seats": 4}, {"agency": "mttq", "seats": 3}]
    cycle.call(answers.record_allocation, {"rows": rows, "total": 7}, at="final_review_2025/allocate_delegates")
    assert len(cycle.rows(delegate_allocation)) == 2
    key = opened(cycle, child="unit_review", review_kind="final")
    table = process_instance
    by_agency = {
        member.agency: cycle.tx.execute(
            table.select().where(table.c.process_instance_key == member.process_instance_key)
        )
        .one()
        .variables["delegate_quota"]
        for member in members_of_round(cycle.tx, key)
    }
    assert {agency: seats for agency, seats in by_agency.items() if seats} == {"so-y-te": 4, "mttq": 3}
