"""Reminders: whom the policy names, in which words, once per step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.core.actor import Actor
from service.nomination.correspondence.queries import issued_documents
from service.nomination.exemplars.operations import life
from service.nomination.plans.commands import load_plan
from service.nomination.plans.model import plan
from service.nomination.plans.queries import plan_code
from service.nomination.reminders import commands, operations
from service.nomination.reminders.queries import due_repeats
from service.notifications.model import notice
from service.notifications.queries import notices_for
from service.process.decisions.commands import deploy_decisions
from service.process.instances.model import user_task

POLICY = Path(__file__).parents[3] / "workflows" / "dmn" / "reminder_policy.dmn"
DUE = datetime(2022, 3, 3, 10, 0, tzinfo=UTC)
NEXT_PLAN = (
    (POLICY.parents[1] / "plans" / "lang-son-2021-2025.yaml")
    .read_text(encoding="utf-8")
    .replace("code: lang-son-2021-2025", "code: next", 1)
    .replace("from: 2021-01-01", "from: 2022-03-08", 1)
)
"""The plan after the one of the case, which says the same."""
OFFICERS = Actor("someone", account_key=9, groups=frozenset({"so-gddt/officer"}))


@pytest.fixture
def reminded(visible: Any) -> Any:
    """A visible exemplar with one open task of the detect process, due on 3 March 2022."""
    deploy_decisions(visible.tx, resource_name=POLICY.name, xml=POLICY.read_bytes(), deployment_key=1)
    visible.tx.execute(
        user_task.insert().values(
            user_task_key=50,
            process_instance_key=visible.process_instance_key,
            process_definition_key=1,
            process_definition_id="detect",
            process_definition_version=1,
            element_id="attach_evidence",
            name="Bổ sung minh chứng",
            folded="bo sung minh chung",
            state="CREATED",
            candidate_groups=["so-gddt/officer"],
            candidate_users=[],
            due_at=DUE,
            created_at=DUE - timedelta(days=10),
        )
    )
    return visible


def urge(steps: Any) -> None:
    steps.twice(operations.send_reminders, at="detect/urge_attach_evidence")


def told(steps: Any) -> list[tuple[str, str]]:
    return [(row.recipient, row.manner) for row in steps.rows(notice)]


def test_reminds_whoever_may_take_a_task_before_it_is_due(reminded: Any) -> None:
    urge(reminded)
    assert told(reminded) == [("so-gddt/officer", "in app")]
    (shown,) = notices_for(reminded.tx, OFFICERS)
    assert shown.template == commands.SOON
    assert shown.parameters["task"] == "Bổ sung minh chứng"


def test_reminds_only_the_assignee_once_there_is_one(reminded: Any) -> None:
    reminded.tx.execute(user_task.update().values(assignee="officer.so-gddt"))
    urge(reminded)
    assert told(reminded) == [("officer.so-gddt", "in app")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (2, ("so-gddt/officer", "in app")),
        (6, ("so-gddt/head", "công văn đôn đốc")),
        (15, ("so-noi-vu/head", "report up")),
    ],
)
def test_presses_a_directed_agency_harder_the_later_it_is(reminded: Any, days: int, expected: tuple[str, str]) -> None:
    reminded.at(DUE + timedelta(days=days))
    urge(reminded)
    assert told(reminded) == [expected]
    assert reminded.rows(notice)[0].template == commands.LATE_DIRECTIVE


def test_asks_a_requested_agency_courteously(reminded: Any) -> None:
    reminded.describe(movement="kinh-te-nong-dan", subject_type="farmer")
    reminded.at(DUE + timedelta(days=7))
    urge(reminded)
    assert told(reminded) == [("so-gddt/head", "thư nhắc")]
    assert reminded.rows(notice)[0].template == commands.LATE_REQUEST


def test_falls_silent_after_five_reminders(reminded: Any) -> None:
    for _ in range(7):
        urge(reminded)
    assert len(told(reminded)) == 5


def test_leaves_tasks_alone_that_are_due_much_later(reminded: Any) -> None:
    reminded.at(DUE - timedelta(days=20))
    urge(reminded)
    assert told(reminded) == []


def test_escalates_only_what_is_late(reminded: Any) -> None:
    reminded.call(operations.escalate, at="detect/escalate")
    assert told(reminded) == []
    reminded.at(DUE + timedelta(days=6))
    reminded.call(operations.escalate, at="detect/escalate")
    assert told(reminded) == [("so-gddt/head", "công văn đôn đốc")]


def test_needs_no_reminder_once_the_task_or_the_case_is_done(reminded: Any) -> None:
    urge(reminded)
    reminded.tx.execute(user_task.update().values(state="COMPLETED"))
    assert notices_for(reminded.tx, OFFICERS) == []
    reminded.tx.execute(user_task.update().values(state="CREATED"))
    reminded.call(life.close_case, outcome="refuse")
    assert notices_for(reminded.tx, OFFICERS) == []


def repeat(steps: Any, moment: datetime) -> list[bool]:
    steps.at(moment)
    return [commands.remind_again(steps.tx, key) for key in due_repeats(steps.tx)]


def test_a_task_reminded_of_in_time_is_reminded_of_again_the_day_after_it_was_due(reminded: Any) -> None:
    urge(reminded)
    assert repeat(reminded, DUE) == []
    assert repeat(reminded, DUE + timedelta(days=1)) == [True]
    assert [row.template for row in reminded.rows(notice)] == [commands.SOON, commands.LATE_DIRECTIVE]


def test_the_ladder_climbs_on_the_days_the_policy_names_and_ends(reminded: Any) -> None:
    urge(reminded)
    climbed = []
    for day in range(90):
        before = len(told(reminded))
        repeat(reminded, DUE + timedelta(days=day))
        climbed += [(day, *step) for step in told(reminded)[before:]]
    assert climbed == [
        (1, "so-gddt/officer", "in app"),
        (4, "so-gddt/head", "công văn đôn đốc"),
        (9, "so-gddt/head", "công văn đôn đốc"),
        (14, "so-noi-vu/head", "report up"),
    ]
    assert due_repeats(reminded.tx) == []


def test_a_reminder_is_repeated_once_however_often_it_is_found_due(reminded: Any) -> None:
    urge(reminded)
    key = 50
    reminded.at(DUE + timedelta(days=1))
    assert [commands.remind_again(reminded.tx, key) for _ in range(3)] == [True, False, False]


def test_nobody_is_reminded_again_of_a_task_that_is_done(reminded: Any) -> None:
    urge(reminded)
    reminded.tx.execute(user_task.update().values(state="COMPLETED"))
    assert repeat(reminded, DUE + timedelta(days=5)) == []


def test_a_directed_agency_gets_a_letter_that_urges(reminded: Any) -> None:
    reminded.at(DUE + timedelta(days=6))
    urge(reminded)
    (letter,) = issued_documents(reminded.tx)
    assert (letter.code, letter.issuer, letter.recipient, letter.mode) == ("urge", "ban-tdkt", "so-gddt", "directive")
    assert letter.parameters["days"] == 6


def test_a_letter_names_the_plan_its_case_was_opened_under(reminded: Any) -> None:
    opened_under = plan_code(reminded.tx)
    reminded.tx.execute(plan.update().values(valid_to=date(2022, 3, 8)))
    load_plan(reminded.tx, NEXT_PLAN.encode())
    reminded.at(DUE + timedelta(days=6))
    urge(reminded)
    assert plan_code(reminded.tx) == "next"
    assert [letter.plan for letter in issued_documents(reminded.tx)] == [opened_under]


def test_a_requested_agency_gets_a_courteous_letter(reminded: Any) -> None:
    reminded.describe(movement="kinh-te-nong-dan", subject_type="farmer")
    reminded.at(DUE + timedelta(days=7))
    urge(reminded)
    assert [(letter.code, letter.mode) for letter in issued_documents(reminded.tx)] == [("courtesy", "request")]


def test_a_requested_agency_reads_of_hope_before_the_day_too(reminded: Any) -> None:
    reminded.describe(movement="kinh-te-nong-dan", subject_type="farmer")
    urge(reminded)
    assert reminded.rows(notice)[0].template == commands.SOON_REQUEST


def test_a_repeat_that_failed_waits_until_tomorrow(reminded: Any) -> None:
    urge(reminded)
    reminded.at(DUE + timedelta(days=1))
    commands.postpone_repeat(reminded.tx, 50, RuntimeError("no policy"))
    assert due_repeats(reminded.tx) == []
    reminded.at(DUE + timedelta(days=2))
    assert due_repeats(reminded.tx) == [50]
