"""What forms and pages are told of a cycle's case: facts, lists, first answers, the panel beside a task."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from service.nomination.cycles.operations import answers, rounds
from service.nomination.cycles.operations.facts import case_facts, case_panel, option_list, prefill
from service.nomination.cycles.queries import members_of_round
from service.nomination.exemplars.operations import nurture
from service.nomination.publicity.operations import record_consent
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from tests.nomination.conftest import NOW, opened
from tests.support.diagrams import tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.nomination.conftest import Steps
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"
UNIT = {"agency": "so-gddt", "mode": "directive"}


@pytest.fixture
def start(cycle: Cycle) -> Callable[..., int]:
    """Start a cycle of the plan; returns its instance."""

    def started(process_id: str, **variables: Any) -> int:
        return create_instance(cycle.tx, process_definition_id=process_id, variables={"plan_key": PLAN} | variables)

    return started


def values(cycle: Cycle, key: int, name: str) -> list[str]:
    return [option["value"] for option in option_list(cycle.tx, name, key, {}) or []]


def recognised(cycle: Cycle, number: int, agency: str = "so-gddt", **changes: Any) -> Steps:
    """An exemplar of an agency that was recognised today, changed as asked."""
    steps = opened(cycle.tx, agency=agency, process_instance_key=900 + number)
    steps.describe(name=f"Cô giáo thứ {number}")
    steps.change(**{"recognised_at": NOW, "status": "recognised", "lead_agency": agency} | changes)
    return steps


def test_a_units_case_knows_whose_it_is_and_what_is_asked_of_it(cycle: Cycle, start: Callable[..., int]) -> None:
    facts = case_facts(cycle.tx, start("unit_review", **UNIT, plan_year=2022))
    assert {name: facts[name] for name in ("process", "plan", "plan_year", "agency", "mode", "family")} == {
        "process": "unit_review",
        "plan": PLAN,
        "plan_year": 2022,
        "agency": "so-gddt",
        "mode": "directive",
        "family": "state",
    }
    assert (facts["quota"], facts["selected"]) == (10, 0)
    assert facts["actor_agency"] == "ban-tdkt"


def test_a_plan_written_before_its_first_year_is_held_to_that_years_quota(
    cycle: Cycle, start: Callable[..., int]
) -> None:
    cycle.at(datetime(2021, 10, 11, tzinfo=UTC))
    facts = case_facts(cycle.tx, start("unit_plan", **UNIT))
    assert (facts["plan_year"], facts["quota"]) == (2022, 10)


def test_a_case_of_the_province_has_no_agency(cycle: Cycle, start: Callable[..., int]) -> None:
    facts = case_facts(cycle.tx, start("annual_cycle", plan_year=2022))
    assert (facts["agency"], facts["mode"], facts["family"]) == ("", "", None)
    assert (facts["quota"], facts["selected"]) == (0, 0)


def test_a_media_agency_is_known_by_its_plan(cycle: Cycle, start: Callable[..., int]) -> None:
    facts = case_facts(cycle.tx, start("publicity_plan", media_agency="bao-lang-son", plan_year=2022))
    assert (facts["agency"], facts["family"]) == ("bao-lang-son", "press")


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (datetime(2022, 3, 1, tzinfo=UTC), "2021-01-01", "2025-12-31"),
        (datetime(2020, 12, 1, tzinfo=UTC), "2020-12-01", "2025-12-31"),
        (datetime(2026, 1, 9, tzinfo=UTC), "2021-01-01", "2027-01-09"),
    ],
)
def test_papers_may_be_dated_from_the_opening_to_a_year_ahead(
    cycle: Cycle, start: Callable[..., int], day: datetime, first: str, last: str
) -> None:
    cycle.at(day)
    facts = case_facts(cycle.tx, start("annual_cycle", plan_year=2025))
    assert (facts["plan_from"], facts["plan_to"]) == (first, last)


def test_a_unit_lists_its_own_exemplars_and_the_province_all(cycle: Cycle, start: Callable[..., int]) -> None:
    mine, other = recognised(cycle, 1), recognised(cycle, 2, "so-y-te")
    assert values(cycle, start("unit_review", **UNIT), "exemplars") == [str(mine.exemplar_key)]
    everybody = [str(mine.exemplar_key), str(other.exemplar_key)]
    assert values(cycle, start("final_review_2025"), "exemplars") == everybody
    media = start("publicity_plan", media_agency="bao-lang-son", plan_year=2022)
    assert values(cycle, media, "exemplars") == everybody


@pytest.mark.parametrize(
    "changes",
    [
        {"recognised_at": None},
        {"recognised_at": datetime(2020, 12, 31, 16, 59, tzinfo=UTC)},
        {"recognised_at": datetime(2025, 12, 31, 17, 0, tzinfo=UTC)},
        {"secret": True},
        *({"status": status} for status in ("withdrawn", "dropped", "merged", "withheld", "not_effective")),
    ],
    ids=str,
)
def test_who_is_no_exemplar_of_the_plan_is_on_no_list(
    cycle: Cycle, start: Callable[..., int], changes: dict[str, Any]
) -> None:
    recognised(cycle, 1, **changes)
    assert values(cycle, start("unit_review", **UNIT), "exemplars") == []


@pytest.mark.parametrize(
    ("scope", "is_listed"), [(["ten", "anh"], True), (["anh"], False), (None, False)], ids=["name", "picture", "none"]
)
def test_only_who_may_be_named_can_be_honoured(
    cycle: Cycle, start: Callable[..., int], scope: list[str] | None, *, is_listed: bool
) -> None:
    steps = recognised(cycle, 1)
    if scope is not None:
        given = {"outcome": "granted", "scope": scope, "signer": "Mơ", "file": []}
        steps.call(record_consent, given, at="propagate/collect_consent")
    assert bool(values(cycle, start("final_review_2025"), "honourable")) is is_listed


def test_the_members_are_the_lead_agencies_of_the_day(cycle: Cycle, start: Callable[..., int]) -> None:
    assert len(values(cycle, start("inspection", plan_year=2022), "members")) == 15
    cycle.at(datetime(2025, 11, 1, tzinfo=UTC))
    assert "so-ldtbxh" not in values(cycle, start("inspection", plan_year=2025), "members")


def test_the_figures_stand_beside_the_day_the_report_came(cycle: Cycle, start: Callable[..., int]) -> None:
    key = start("annual_cycle", plan_year=2022)
    cycle.process_instance_key = key
    opening = cycle.call(
        rounds.open_members,
        headers={"child": "unit_review", "review_kind": "annual"},
        due_on="2022-12-20",
        plan_year=2022,
    )
    members = members_of_round(cycle.tx, int(opening["round_key"]))
    first = next(member for member in members if member.agency == "so-gddt")
    reporting = cycle.for_member(first.agency, first.process_instance_key)
    reporting.call(rounds.report, round_key=opening["round_key"])
    rows = option_list(cycle.tx, "figures", key, {}) or []
    reported = {row["reported_on"] for row in rows if row["value"].startswith("so-gddt/")}
    assert reported == {"01/03/2022"}
    assert sum(row["minimum"] for row in rows) == 91
    assert {row["reported_on"] for row in rows if not row["value"].startswith("so-gddt/")} == {""}


def test_who_has_not_reported_is_named_beside_the_task(cycle: Cycle, start: Callable[..., int]) -> None:
    key = start("annual_cycle", plan_year=2022)
    cycle.process_instance_key = key
    headers = {"child": "unit_review", "review_kind": "annual"}
    cycle.call(rounds.open_members, headers=headers, due_on="2022-12-20", plan_year=2022)
    pending = option_list(cycle.tx, "pending", key, {}) or []
    assert len(pending) == 15
    assert pending[0].keys() == {"value", "label", "agency", "due_on"}
    panel = case_panel(cycle.tx, key)
    assert panel is not None
    facts = dict(panel.facts)
    assert facts["No report yet"].count(",") == 14
    assert (facts["Round"], facts["Due on"]) == ("Year-end review of 2022", "20/12/2022")
    assert facts["Received"] == "0 of 15"
    assert panel.href == f"/cycles/{key}"


def test_a_round_that_a_process_owner_thought_of_is_called_after_its_process(
    cycle: Cycle, start: Callable[..., int]
) -> None:
    key = start("annual_cycle", plan_year=2022)
    cycle.process_instance_key = key
    cycle.call(rounds.open_members, headers={"child": "unit_review"}, due_on="2022-12-20", plan_year=2022)
    panel = case_panel(cycle.tx, key)
    assert panel is not None
    assert dict(panel.facts)["Round"] == "Test unit_review 2022"


def test_policy_proposals_are_listed_once_they_were_sent(cycle: Cycle, start: Callable[..., int]) -> None:
    steps = recognised(cycle, 1)
    plan = {"targets": [], "follow_up_on": "2022-05-01", "outcome": "policy", "policy": "Hỗ trợ xe cho giáo viên"}
    steps.call(nurture.record_nurture_plan, plan, at="nurture/agree_targets")
    key = start("annual_cycle", plan_year=2022)
    assert values(cycle, key, "policies") == []
    steps.call(nurture.submit_policy, at="nurture/submit_policy")
    (option,) = option_list(cycle.tx, "policies", key, {}) or []
    assert option["label"].endswith(": Hỗ trợ xe cho giáo viên")


def test_first_answers_are_what_is_known_already(cycle: Cycle, start: Callable[..., int]) -> None:
    assert prefill(cycle.tx, "unit_plan", start("unit_plan", **UNIT), {}) == {"count": 10}
    assert prefill(cycle.tx, "consolidation", start("annual_cycle"), {}) == {"as_of": "2022-03-01"}
    first = prefill(cycle.tx, "programme", start("programme"), {}) or {}
    assert (first["from"], first["to"]) == ("2021-01-01", "2025-12-31")
    assert {"number": "1657/QĐ-UBND", "on": "2021-08-19"} in first["bases"]
    assert prefill(cycle.tx, "measures", start("annual_cycle"), {}) is None


def test_the_panel_says_whose_report_it_is_and_how_far_the_agency_is(cycle: Cycle, start: Callable[..., int]) -> None:
    recognised(cycle, 1)
    panel = case_panel(cycle.tx, start("unit_review", **UNIT, plan_year=2022))
    assert panel is not None
    facts = dict(panel.facts)
    assert (facts["Year"], facts["Manner"], facts["Minimum of 2022"]) == ("2022", "Directed", "10")


@pytest.mark.parametrize("process_id", ["programme", "unit_plan"])
def test_the_panel_of_what_plans_the_whole_period_names_no_year(
    cycle: Cycle, start: Callable[..., int], process_id: str
) -> None:
    panel = case_panel(cycle.tx, start(process_id, **UNIT))
    assert panel is not None
    facts = dict(panel.facts)
    assert facts["Period"] == "2021–2025"
    assert "Year" not in facts


def test_the_delegates_to_verify_stand_by_agency_beside_its_seats(cycle: Cycle, start: Callable[..., int]) -> None:
    seats = {"rows": [{"agency": "so-y-te", "seats": 2}, {"agency": "mttq", "seats": 1}], "total": 3}
    cycle.call(answers.record_allocation, seats, at="final_review_2025/allocate_delegates")
    unit = cycle.for_member("so-y-te", 71)
    for people in (["Chu Văn G"], ["Vi Thị Y", "Nông Văn B"]):
        rows = [{"person": person, "reserve": person == "Nông Văn B"} for person in people]
        submission = {"delegates": rows, "minutes": [{"documentId": "1"}]}
        unit.call(answers.record_delegates, submission, at="unit_review/choose_delegates")
    listed = option_list(cycle.tx, "delegates", start("final_review_2025", plan_year=2025), {}) or []
    assert [(row["agency"], row["seat"], row["person"], row["reserve"]) for row in listed] == [
        ("Sở Y tế tỉnh Lạng Sơn", "1/2", "Vi Thị Y", "Nông Văn B"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lạng Sơn", "0/1", "", ""),
    ]


def test_a_case_that_is_no_cycle_is_answered_by_others(cycle: Cycle) -> None:
    deploy(cycle.tx, [Resource("other.bpmn", tasks("other", 1))])
    key = create_instance(cycle.tx, process_definition_id="other", variables={})
    assert case_facts(cycle.tx, key) is None
    assert option_list(cycle.tx, "exemplars", key, {}) is None
    assert prefill(cycle.tx, "unit_plan", key, {}) is None
    assert case_panel(cycle.tx, key) is None
