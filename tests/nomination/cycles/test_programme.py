"""The programme: which plan it is for, publishing what was drafted of it, amending it from a day on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.nomination.cycles.model.records import amendment, archive_list
from service.nomination.cycles.operations import answers, programme
from service.nomination.plans.commands import draft_plan
from service.nomination.plans.queries import PlanNotFound, drafts, quota_minimums

if TYPE_CHECKING:
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"
FILE = Path(__file__).parents[3] / "workflows" / "plans" / f"{PLAN}.yaml"


def drafted(cycle: Cycle, code: str) -> None:
    text = FILE.read_text(encoding="utf-8").replace(f"code: {PLAN}", f"code: {code}")
    draft_plan(cycle.tx, text.encode())


def test_the_programme_is_for_the_plan_it_was_started_with(cycle: Cycle) -> None:
    assert cycle.call(programme.open_draft, at="programme/open_draft") == {"plan_key": PLAN}


def test_a_programme_started_without_a_plan_takes_the_draft_nobody_published(cycle: Cycle) -> None:
    assert cycle.call(programme.open_draft, plan_key=None) == {"plan_key": PLAN}
    drafted(cycle, "another-plan")
    assert cycle.call(programme.open_draft, plan_key=None) == {"plan_key": "another-plan"}
    assert cycle.call(programme.open_draft, plan_key="another-plan") == {"plan_key": "another-plan"}


def test_a_plan_nobody_prepared_is_refused(cycle: Cycle) -> None:
    with pytest.raises(PlanNotFound, match="'nowhere'"):
        cycle.call(programme.open_draft, plan_key="nowhere")


def test_opening_publishes_the_draft(cycle: Cycle) -> None:
    drafted(cycle, "another-plan")
    cycle.call(programme.open_plan, plan_key="another-plan")
    assert drafts(cycle.tx) == ()
    assert len(quota_minimums(cycle.tx, "another-plan", 2022)) == 15


def amended(cycle: Cycle) -> None:
    told = {"kind": "quota", "from": "2023-01-01", "basis": "12/KH-UBND", "change": "Tăng chỉ tiêu", "file": []}
    cycle.call(answers.record_amendment, told, at="programme/amend_plan")
    cycle.call(programme.amend, at="programme/apply_amendment")


def test_an_amendment_without_a_drafted_file_is_kept_as_written(cycle: Cycle) -> None:
    amended(cycle)
    (row,) = cycle.rows(amendment)
    assert row.applied_at == cycle.tx.now
    assert len(quota_minimums(cycle.tx, PLAN, 2022)) == 15


def test_an_amendment_puts_the_drafted_file_in_force_from_its_day(cycle: Cycle) -> None:
    text = FILE.read_text(encoding="utf-8").replace("name_en: Lạng Sơn province's plan", "name_en: The amended plan", 1)
    draft_plan(cycle.tx, text.encode())
    amended(cycle)
    assert drafts(cycle.tx) == ()


def test_what_goes_to_the_archive_is_listed_by_term(cycle: Cycle) -> None:
    cycle.call(programme.issue, headers={"document": "D7"})
    cycle.call(programme.issue, headers={"document": "assignment"})
    cycle.twice(programme.hand_over, at="programme/archive_plan")
    assert {row.term: row.papers for row in cycle.rows(archive_list)} == {"province": 1, "unit": 15}
