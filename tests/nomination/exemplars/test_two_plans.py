"""Two plans side by side: a case reads the plan it was opened under to its end, a new one reads the new plan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from service.nomination.exemplars.operations import detect
from service.nomination.exemplars.operations.case import case_facts, exemplar_facts, running_under_plan
from service.nomination.exemplars.operations.lists import option_list
from service.nomination.exemplars.queries import criteria_of, exemplar_of_instance
from service.nomination.plans import queries
from service.nomination.plans.commands import count, load_plan
from tests.nomination.conftest import CANDIDATE, PLAN, Steps, opened

if TYPE_CHECKING:
    from service.core.tx import Tx

OLD, NEW = "lang-son-2021-2025", "lang-son-2026-2030"
NOVEMBER_2025 = datetime(2025, 11, 3, 2, tzinfo=UTC)
MARCH_2026 = datetime(2026, 3, 2, 2, tzinfo=UTC)
FARMERS = "kinh-te-nong-dan"


def next_plan() -> bytes:
    """The plan of 2026-2030: the Front leads the farmers' movement, other words, no movement of start-ups."""
    text = PLAN.read_text(encoding="utf-8")
    for old, new in (
        (f"code: {OLD}", f"code: {NEW}"),
        ("from: 2021-01-01\n  to: 2026-01-01", "from: 2026-01-01\n  to: 2031-01-01"),
        ("[2022, 2023, 2024, 2025]", "[2026, 2027]"),
        ("{agency: so-ldtbxh, mode", "{agency: so-nn-mt, mode"),
        ("agency: bao-lang-son}", "agency: bao-va-dai-ptth}"),
        ("agency: dai-ptth}", "agency: bao-va-dai-ptth}"),
        ("{agency: hoi-nong-dan, mode: request, minimum: 10}", "{agency: so-nn-mt, mode: directive, minimum: 12}"),
        ("name: Xây dựng mô hình phát triển kinh tế", "name: Nông dân làm kinh tế xanh"),
        ("Cách làm không gây hại môi trường", "Cách làm xanh và phát thải thấp"),
        ("label: Trang web đơn vị", "label: Cổng của đơn vị"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


@pytest.fixture
def old_case(tx: Tx) -> Steps:
    """A farmer's case opened in November 2025, before the next plan is published; it is March 2026 now."""
    tx.now = NOVEMBER_2025
    steps = opened(tx, agency="hoi-nong-dan")
    steps.describe(**FARMER)
    load_plan(tx, next_plan())
    tx.now = MARCH_2026
    return steps


@pytest.fixture
def new_case(old_case: Steps) -> Steps:
    """A farmer's case opened in March 2026, beside the old one."""
    steps = opened(old_case.tx, agency="hoi-nong-dan", process_instance_key=8)
    steps.describe(**FARMER)
    return steps


FARMER: dict[str, Any] = {k: v for k, v in CANDIDATE.items() if k not in {"movement", "subject_type"}} | {
    "movement": FARMERS,
    "subject_type": "farmer",
}


def test_both_plans_hold_their_own_days(old_case: Steps) -> None:
    tx = old_case.tx
    assert [plan.code for plan in queries.plans(tx)] == [NEW, OLD]
    assert getattr(queries.plan_in_force(tx), "code", "") == NEW
    assert getattr(queries.plan_in_force(tx, on=NOVEMBER_2025.date()), "code", "") == OLD
    assert list(queries.years_in_force(tx)) == [2026, 2027, 2028, 2029, 2030]


def test_a_case_keeps_the_plan_it_was_opened_under(old_case: Steps, new_case: Steps) -> None:
    assert (old_case.exemplar().plan, new_case.exemplar().plan) == (OLD, NEW)
    assert case_facts(old_case.tx, 7)["plan_from"] == "2021-01-01"
    assert case_facts(new_case.tx, 8)["plan_from"] == "2026-01-01"


def test_the_lead_of_a_case_is_that_of_its_plan(old_case: Steps, new_case: Steps) -> None:
    leads = [steps.call(detect.register_exemplar)["lead_agency"] for steps in (old_case, new_case)]
    assert leads == ["hoi-nong-dan", "so-nn-mt"]
    modes = [case_facts(old_case.tx, key)["mode"] for key in (7, 8)]
    assert modes == ["request", "directive"]


def test_the_criteria_of_a_case_are_those_of_its_plan(old_case: Steps, new_case: Steps) -> None:
    def words(steps: Steps) -> str:
        found = exemplar_of_instance(steps.tx, steps.process_instance_key)
        assert found is not None
        return " ".join(criterion.text for criterion in criteria_of(steps.tx, found))

    assert "không gây hại môi trường" in words(old_case)
    assert "phát thải thấp" in words(new_case)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("movements", "Xây dựng mô hình phát triển kinh tế", "Nông dân làm kinh tế xanh"),
        ("channels", "Trang web đơn vị", "Cổng của đơn vị"),
        ("criteria", "Cách làm không gây hại môi trường", "Cách làm xanh và phát thải thấp"),
    ],
)
def test_the_lists_of_a_form_are_those_of_its_case(
    old_case: Steps, new_case: Steps, name: str, old: str, new: str
) -> None:
    given = {"movement": FARMERS, "subject_type": "farmer"}

    def labels(key: int | None) -> set[str]:
        return {option["label"] for option in option_list(new_case.tx, name, key, given)}

    assert old in labels(old_case.process_instance_key)
    assert new in labels(new_case.process_instance_key)
    assert new in labels(None)


def test_a_case_is_shown_in_the_words_of_its_plan_also_where_the_next_has_no_such_movement(tx: Tx) -> None:
    tx.now = NOVEMBER_2025
    steps = opened(tx, agency="doan-thanh-nien")
    steps.describe(movement="khoi-nghiep")
    text = (
        next_plan()
        .decode()
        .replace("- code: khoi-nghiep", "- code: lap-nghiep")
        .replace("movement: khoi-nghiep", "movement: lap-nghiep")
    )
    load_plan(tx, text.encode())
    tx.now = MARCH_2026
    steps.describe(movement="khoi-nghiep")
    found = exemplar_of_instance(tx, 7)
    assert found is not None
    assert "Khởi nghiệp trong thanh niên" in dict(exemplar_facts(tx, found)).values()
    assert {movement.code for movement in queries.every_movement(tx)} >= {"khoi-nghiep", "lap-nghiep"}


def test_a_year_counts_for_the_plan_that_sets_its_minimums(old_case: Steps) -> None:
    tx = old_case.tx
    told = {"movement": FARMERS, "exemplar_key": old_case.exemplar_key, "kind": "selected"}
    count(tx, year=2025, agency="hoi-nong-dan", **told)
    count(tx, year=2026, agency="so-nn-mt", **told)

    def selected(plan: str, year: int) -> dict[str, int]:
        rows = queries.quota_rows(tx, plan, year)
        return {row.agency: row.selected for row in rows if row.movement == FARMERS}

    assert selected(OLD, 2025) == {"hoi-nong-dan": 1}
    assert selected(NEW, 2026) == {"so-nn-mt": 1}
    assert queries.quota_years(tx) == dict.fromkeys(range(2022, 2026), OLD) | {2026: NEW, 2027: NEW}


def test_says_how_many_cases_still_run_under_a_plan(old_case: Steps, new_case: Steps) -> None:
    assert (running_under_plan(old_case.tx, OLD), running_under_plan(new_case.tx, NEW)) == (1, 1)
