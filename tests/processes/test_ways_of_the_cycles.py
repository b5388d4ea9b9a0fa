"""The ways through a cycle that must be exactly so: what is awaited, what comes round again, what is refused.

Operations answer as they would; their meaning is tried in ``tests/nomination``. Each life is played twice, never saved
and saved after every step (``tests.support.play``).
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from service.core.clock import business_date
from service.engine import steps
from tests.support.play import BpmnError, Play

if TYPE_CHECKING:
    from collections.abc import Callable

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
DIAGRAMS = Path(__file__).resolve().parents[2] / "workflows" / "bpmn"
UNIT: dict[str, Any] = {
    "round_key": "88",
    "plan_key": "lang-son",
    "agency": "mttq",
    "mode": "request",
    "due_on": "2023-06-30",
}
REPORT: dict[str, Any] = UNIT | {"plan_year": 2023, "review_kind": "final", "delegate_quota": 2}


def play(process_id: str, **answers: Any) -> Play:
    """Return a diagram to be started; ``answers`` are what operations return or do, the dot written ``__``."""
    file = (DIAGRAMS / f"{process_id}.bpmn").read_bytes()
    root = etree.fromstring(file)
    named = [str(e.get("type")) for tag in ("taskDefinition", "taskListener") for e in root.iter(ZEEBE + tag)]
    given = {name.replace("__", "."): answer for name, answer in answers.items()}
    return Play(file, operations=dict.fromkeys(named) | given)


def only_once(code: str) -> Callable[[steps.OperationRequested], None]:
    """Return an operation that throws an error at its first asking; both twins of a play are told the same."""
    first: list[int] = []

    def answer(request: steps.OperationRequested) -> None:
        first[:] = first or [request.key]
        if request.key == first[0]:
            raise BpmnError(code)

    return answer


def asked(life: Play, operation: str) -> int:
    """Return how often an operation was asked for."""
    return sum(isinstance(a, steps.OperationRequested) and a.operation == operation for a in life.asked)


def work(life: Play) -> list[str]:
    """Return the user tasks that are open."""
    opened = {event.key: event.element_id for event in life.of(steps.UserTaskCreated)}
    return sorted(opened[key] for key in life._open() if key in opened)


# ── A round that waits for its units ────────────────────────────────────────────────────────────────────────────


def a_year() -> Play:
    year = {"cycle__open": {"due_on": "2023-12-20"}, "quota__forecast": {"outcome": "enough"}}
    life = play("annual_cycle", round__open={"round_key": "88"}, **year)
    life.start(plan_key="lang-son", plan_year=2023).complete("plan_learning")
    return life.at("2023-09-15T08:00:01+07:00").at("2023-11-01T08:00:01+07:00")


def test_a_year_is_consolidated_when_the_last_unit_has_reported() -> None:
    life = a_year()
    assert [awaited.correlation_key for awaited in life.subscriptions()] == ["88"]
    life.tell("round_completed")
    assert work(life) == ["consolidate_year"]
    assert "round_due" not in life.timers()


def test_a_year_settles_the_missing_units_on_the_day_their_reports_are_due() -> None:
    life = a_year().at("2023-12-20T07:59:00+07:00")
    assert work(life) == []
    life.at("2023-12-20T08:00:00+07:00")
    assert work(life) == ["settle_missing"]
    assert life.subscriptions() == []
    life.complete("settle_missing")
    assert work(life) == ["consolidate_year"]


def test_units_are_urged_only_where_the_forecast_is_short() -> None:
    life = play("annual_cycle", cycle__open={"due_on": "2023-12-20"}, quota__forecast={"outcome": "short"})
    life.start(plan_key="lang-son", plan_year=2023).complete("plan_learning").at("2023-09-15T08:00:01+07:00")
    assert work(life) == ["urge_units"]
    life.complete("urge_units")
    assert asked(life, "quota.urge") == 1
    assert "wait_reviews" in life.timers()
    assert asked(a_year(), "quota.urge") == 0


def test_a_report_that_is_not_signed_is_consolidated_again_whatever_the_reason() -> None:
    life = a_year().tell("round_completed")
    for outcome in ("return", "refuse"):
        life.complete("consolidate_year").complete("propose_measures").complete("sign_year", outcome=outcome)
        assert work(life) == ["consolidate_year"]
    life.complete("consolidate_year").complete("propose_measures").complete("sign_year", outcome="approve")
    assert life.ended
    assert asked(life, "cycle.close") == 1


# ── A plan that is amended until its end ────────────────────────────────────────────────────────────────────────


def a_plan() -> Play:
    life = play("programme", plan__draft={"plan_key": "lang-son"}, round__open={"round_key": "88"}).start()
    life.complete("draft_programme", due_on="2023-03-31").complete("review_programme", outcome="approve")
    life.complete("record_programme", outcome="granted").tell("round_completed")
    return life.complete("consolidate_plans").complete("sign_consolidation", outcome="approve")


def test_a_plan_is_amended_as_often_as_wanted_and_closed_once() -> None:
    life = a_plan()
    for times in (1, 2, 3):
        assert sorted(awaited.message_name for awaited in life.subscriptions()) == [
            "final_review_completed",
            "plan_amended",
        ]
        assert {awaited.correlation_key for awaited in life.subscriptions()} == {"lang-son"}
        life.tell("plan_amended").complete("amend_plan")
        assert asked(life, "plan.amend") == times
    life.tell("final_review_completed")
    assert life.ended
    assert asked(life, "archive.hand_over") == 1


def test_a_plan_that_is_not_issued_is_drafted_again() -> None:
    life = play("programme", plan__draft={"plan_key": "lang-son"}).start()
    life.complete("draft_programme", due_on="2023-03-31").complete("review_programme", outcome="return")
    assert work(life) == ["draft_programme"]
    life.complete("draft_programme", due_on="2023-03-31").complete("review_programme", outcome="approve")
    life.complete("record_programme", outcome="returned")
    assert work(life) == ["draft_programme"]
    assert asked(life, "plan.open") == 0


# ── Seats, and consent ──────────────────────────────────────────────────────────────────────────────────────────


def test_delegates_over_the_allocation_are_chosen_again() -> None:
    life = play("unit_review", delegates__reserve=only_once("OVER_ALLOCATION")).start(**REPORT)
    life.complete("update_progress").complete("hold_selection").complete("write_review").complete("choose_delegates")
    assert work(life) == ["choose_delegates"]
    life.complete("choose_delegates")
    assert work(life) == ["record_conference"]


@pytest.mark.parametrize(
    ("kind", "seats", "first", "then"),
    [
        ("annual", 0, "hold_selection", "sign_review"),
        ("midterm", 0, "write_review", "sign_review"),
        ("final", 0, "hold_selection", "record_conference"),
        ("final", 2, "hold_selection", "choose_delegates"),
    ],
)
def test_the_kind_of_a_report_and_its_seats_choose_its_steps(kind: str, seats: int, first: str, then: str) -> None:
    life = play("unit_review").start(**REPORT | {"review_kind": kind, "delegate_quota": seats})
    life.complete("update_progress")
    assert work(life) == [first]
    if first == "hold_selection":
        life.complete("hold_selection")
    life.complete("write_review")
    assert work(life) == [then]


def test_a_roll_of_honour_without_consent_is_drawn_up_again_and_its_end_tells_the_plan() -> None:
    life = play("final_review_2025", round__open={"round_key": "88"}, honours__publish=only_once("CONSENT_MISSING"))
    life.start(plan_key="lang-son").complete("set_up_round", due_on="2025-06-30", held_on="2025-11-15")
    life.complete("allocate_delegates").complete("record_allocation", outcome="granted").tell("round_completed")
    life.complete("verify_delegates", outcome="return")
    assert asked(life, "delegates.reopen") == 1
    life.complete("verify_delegates", outcome="accept").complete("draft_final").complete("record_council")
    life.complete("sign_final", outcome="approve").complete("record_congress").complete("record_honours")
    assert work(life) == ["record_honours"]
    assert life.thrown() == []
    life.complete("record_honours")
    assert life.ended
    told = [(message.message_name, message.correlation_key) for message in life.thrown()]
    assert told == [("final_review_completed", "lang-son")]


# ── Two things at once ──────────────────────────────────────────────────────────────────────────────────────────


def a_midterm_review() -> Play:
    life = play("midterm_review_2023", round__open={"round_key": "88"}).start(plan_key="lang-son")
    return life.complete("set_up_round", due_on="2023-06-30", freeze_on="2023-05-31", held_on="2023-06-11")


def held(life: Play) -> Play:
    life.at("2023-05-31T08:00:00+07:00").complete("draft_midterm").complete("sign_midterm", outcome="approve")
    return life.complete("hold_midterm")


def test_the_midterm_review_is_held_on_its_sunday_while_units_still_report() -> None:
    life = a_midterm_review().at("2023-05-31T08:00:00+07:00").complete("draft_midterm")
    life.complete("sign_midterm", outcome="approve")
    assert work(life) == ["hold_midterm"]
    (task,) = [event for event in life.of(steps.UserTaskCreated) if event.element_id == "hold_midterm"]
    assert (task.due_at + timedelta(hours=7)).isoformat()[:16] == "2023-06-11T17:00"
    assert "round_due" in life.timers()


def test_the_midterm_review_goes_on_when_both_its_branches_are_done() -> None:
    first = held(a_midterm_review())
    assert work(first) == []
    assert work(first.tell("round_completed")) == ["finish_midterm"]
    second = a_midterm_review().tell("round_completed")
    assert work(second) == []
    assert work(held(second)) == ["finish_midterm"]
    third = held(a_midterm_review()).at("2023-06-30T08:00:00+07:00").complete("settle_missing")
    assert work(third) == ["finish_midterm"]
    assert third.complete("finish_midterm").ended


def test_the_join_of_the_midterm_review_has_exactly_two_ways_in() -> None:
    root = etree.parse(str(DIAGRAMS / "midterm_review_2023.bpmn")).getroot()
    (join,) = [g for g in root.iter(f"{BPMN}parallelGateway") if g.get("id") == "join_review"]
    assert len(join.findall(f"{BPMN}incoming")) == 2


# ── Units inspected each for itself ─────────────────────────────────────────────────────────────────────────────


def an_inspection(*units: str) -> Play:
    life = play("inspection").start(plan_key="lang-son", plan_year=2023)
    life.complete("draft_inspection", units=list(units))
    return life.complete("approve_inspection", outcome="approve")


def test_each_inspected_unit_answers_is_silent_or_had_nothing_to_answer() -> None:
    life = an_inspection("mttq", "hoi-lhpn", "so-y-te")
    for finding in ("some", "none", "some"):
        life.complete("record_visit", finding=finding)
    assert work(life) == ["answer_findings", "answer_findings"]
    life.complete("answer_findings")
    life.now += timedelta(days=60)
    life.do(steps.FireTimers())
    assert asked(life, "inspection.record_silence") == 1
    assert work(life) == ["conclude_inspection"]


def test_the_units_of_a_second_draft_replace_those_of_the_first() -> None:
    life = play("inspection").start(plan_key="lang-son", plan_year=2023)
    life.complete("draft_inspection", units=["mttq", "so-y-te"]).complete("approve_inspection", outcome="return")
    life.complete("draft_inspection", units=["hoi-lhpn"]).complete("approve_inspection", outcome="approve")
    assert work(life) == ["record_visit"]
    (task,) = [event for event in life.of(steps.UserTaskCreated) if event.element_id == "record_visit"]
    assert task.candidate_groups == ("ban-tdkt/officer",)


# ── A year of publicity, and a unit's plan ──────────────────────────────────────────────────────────────────────


def test_a_year_of_publicity_has_four_quarters_and_an_assessment_that_may_come_back() -> None:
    ends = iter(("2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"))
    opened: dict[int, dict[str, Any]] = {}

    def start_quarter(request: steps.OperationRequested) -> dict[str, Any]:
        if request.key not in opened:
            opened[request.key] = {"quarter": len(opened) + 1, "report_on": next(ends)}
        return opened[request.key]

    life = play("publicity_plan", publicity__start_quarter=start_quarter)
    life.start(plan_key="lang-son", plan_year=2023, media_agency="dai-ptth")
    life.complete("direct_publicity").complete("draft_publicity").complete("approve_publicity", outcome="approve")
    for day in ("2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"):
        assert work(life) == []
        life.at(f"{day}T08:00:00+07:00").complete("report_quarter")
    life.complete("assess_publicity", outcome="return").complete("report_quarter")
    assert life.complete("assess_publicity", outcome="accept").ended
    assert len(opened) == 4


def test_an_overdue_unit_plan_is_passed_up_three_working_days_after_its_day() -> None:
    life = play("unit_plan").start(**UNIT)
    life.at("2023-06-30T17:00:00+07:00")
    assert (asked(life, "reminder.send"), asked(life, "reminder.escalate")) == (1, 0)
    life.at("2023-07-05T17:00:01+07:00")
    assert asked(life, "reminder.escalate") == 1
    assert work(life) == ["draft_plan"]


@pytest.mark.parametrize(
    ("mode", "groups"), [("directive", ("mttq/officer",)), ("request", ("mttq/officer", "ban-tdkt/officer"))]
)
def test_the_board_may_key_in_for_a_unit_that_was_requested_only(mode: str, groups: tuple[str, ...]) -> None:
    life = play("unit_plan").start(**UNIT | {"mode": mode})
    (task,) = life.of(steps.UserTaskCreated)
    assert task.candidate_groups == groups


def test_a_unit_plan_counts_once_however_often_it_came_back() -> None:
    life = play("unit_plan").start(**UNIT)
    life.complete("draft_plan").complete("issue_plan", outcome="returned")
    life.complete("draft_plan").complete("issue_plan", outcome="granted").complete("check_plan", outcome="return")
    assert asked(life, "round.report") == 0
    life.complete("draft_plan").complete("issue_plan", outcome="granted").complete("check_plan", outcome="accept")
    assert life.ended
    assert asked(life, "round.report") == 1


# ── What is returned has a day of its own ──────────────────────────────────────────────────────────────────────


def day(life: Play, element_id: str) -> str:
    """Return the local day on which a step that was opened last is due."""
    *_, task = (event for event in life.of(steps.UserTaskCreated) if event.element_id == element_id)
    return str(business_date(task.due_at))


def a_checked_plan(moment: str, outcome: str) -> Play:
    life = play("unit_plan").start(**UNIT).complete("draft_plan").complete("issue_plan", outcome="granted")
    return life.at(moment).complete("check_plan", outcome=outcome)


def test_a_unit_plan_returned_after_its_day_has_ten_working_days_and_is_reminded_of_from_the_start() -> None:
    life = a_checked_plan("2023-07-14T09:00:00+07:00", "return")
    assert day(life, "draft_plan") == "2023-07-28"
    reminded = asked(life, "reminder.send")
    life.at("2023-07-20T12:00:00+07:00")
    assert (asked(life, "reminder.send"), asked(life, "reminder.escalate")) == (reminded, 0)
    life.at("2023-07-21T17:00:01+07:00")
    assert (asked(life, "reminder.send"), asked(life, "reminder.escalate")) == (reminded + 1, 0)
    life.at("2023-08-02T12:00:00+07:00")
    assert asked(life, "reminder.escalate") == 0
    life.at("2023-08-02T17:00:01+07:00")
    assert asked(life, "reminder.escalate") == 1


def test_a_head_who_does_not_issue_a_late_unit_plan_gives_its_officer_a_new_day() -> None:
    life = play("unit_plan").start(**UNIT).at("2023-07-14T09:00:00+07:00").complete("draft_plan")
    escalated = asked(life, "reminder.escalate")
    life.complete("issue_plan", outcome="returned").at("2023-07-18T09:00:00+07:00")
    assert day(life, "draft_plan") == "2023-07-28"
    assert asked(life, "reminder.escalate") == escalated


def test_a_unit_plan_returned_twice_has_a_new_day_twice() -> None:
    life = a_checked_plan("2023-07-14T09:00:00+07:00", "return").at("2023-07-27T09:00:00+07:00")
    life.complete("draft_plan").complete("issue_plan", outcome="granted").complete("check_plan", outcome="return")
    assert day(life, "draft_plan") == "2023-08-10"


def test_a_unit_plan_returned_long_before_its_day_keeps_it() -> None:
    assert day(a_checked_plan("2023-03-01T09:00:00+07:00", "return"), "draft_plan") == "2023-06-30"


def test_a_unit_report_returned_after_its_day_has_seven_working_days_to_be_written_and_twelve_to_be_signed() -> None:
    life = play("unit_review").start(**REPORT | {"review_kind": "midterm"}).complete("update_progress")
    life.complete("write_review").complete("sign_review", outcome="granted").at("2023-07-14T09:00:00+07:00")
    life.complete("check_review", outcome="return")
    assert day(life, "write_review") == "2023-07-25"
    life.at("2023-07-17T09:00:00+07:00")
    assert asked(life, "reminder.escalate") == 0
    life.complete("write_review")
    assert day(life, "sign_review") == "2023-08-01"
