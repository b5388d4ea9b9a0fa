"""What counts toward a quota: once, in its own movement, for whom the movement is, in the year of recognition."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from service.nomination.exemplars.operations import detect, nurture, replicate
from service.nomination.plans.commands import PlanPastChanged, load_plan
from service.nomination.plans.model import quota_counter
from service.nomination.plans.queries import quota_rows
from tests.nomination.conftest import PLAN, opened

if TYPE_CHECKING:
    from service.core.tx import Tx

LAST_MINUTE = datetime(2022, 12, 31, 16, 59, tzinfo=UTC)
NEW_YEAR = datetime(2022, 12, 31, 17, 0, tzinfo=UTC)
WRONG = [
    ("kinh-te-nong-dan", "individual"),
    ("kinh-te-nong-dan", "worker"),
    ("kinh-te-nong-dan", "collective"),
    ("lao-dong-sang-tao", "farmer"),
    ("lao-dong-sang-tao", "individual"),
    ("day-tot-hoc-tot", "farmer"),
]


def counted(steps: Any) -> list[tuple[int, str, str, str]]:
    rows = [row for row in steps.rows(quota_counter) if row.exemplar_key == steps.exemplar_key]
    return sorted((row.year, row.agency, row.movement, row.kind) for row in rows)


def recognise(steps: Any, **answers: Any) -> None:
    steps.describe(**answers)
    steps.call(detect.register_exemplar)
    steps.call(detect.recognise_exemplar)


@pytest.mark.parametrize(
    ("movement", "subject_type", "lead"),
    [("kinh-te-nong-dan", "farmer", "hoi-nong-dan"), ("lao-dong-sang-tao", "worker", "lien-doan-lao-dong")],
)
def test_counts_farmers_in_the_farmers_movement_and_workers_in_the_workers(
    steps: Any, movement: str, subject_type: str, lead: str
) -> None:
    recognise(steps, movement=movement, subject_type=subject_type)
    assert counted(steps) == [(2022, lead, movement, "selected")]


@pytest.mark.parametrize(("movement", "subject_type"), WRONG)
def test_counts_nobody_whom_the_movement_is_not_for(steps: Any, movement: str, subject_type: str) -> None:
    recognise(steps, movement=movement, subject_type=subject_type)
    steps.call(nurture.mark_built)
    steps.call(replicate.mark_replicated)
    assert steps.exemplar().recognised_at is not None
    assert counted(steps) == []


def test_counts_no_longer_who_turns_out_to_be_no_farmer_and_again_who_turns_out_to_be_one(steps: Any) -> None:
    recognise(steps, movement="kinh-te-nong-dan", subject_type="farmer")
    steps.describe(movement="kinh-te-nong-dan", subject_type="individual")
    assert counted(steps) == []
    steps.describe(movement="kinh-te-nong-dan", subject_type="farmer")
    assert counted(steps) == [(2022, "hoi-nong-dan", "kinh-te-nong-dan", "selected")]


def test_counts_in_the_new_movement_alone_when_the_movement_changes(steps: Any) -> None:
    recognise(steps)
    steps.call(nurture.mark_built)
    steps.describe(movement="phu-nu")
    mine = [(2022, "hoi-lhpn", "phu-nu", "built"), (2022, "hoi-lhpn", "phu-nu", "selected")]
    assert counted(steps) == mine
    steps.call(detect.register_exemplar)
    steps.call(detect.recognise_exemplar)
    assert counted(steps) == mine


def test_leaves_a_year_that_is_over_as_it_was_counted(steps: Any) -> None:
    recognise(steps)
    steps.at(NEW_YEAR)
    steps.call(nurture.mark_built)
    steps.describe(movement="phu-nu")
    assert counted(steps) == [
        (2022, "so-gddt", "day-tot-hoc-tot", "selected"),
        (2023, "hoi-lhpn", "phu-nu", "built"),
    ]


@pytest.mark.parametrize(("moment", "year"), [(LAST_MINUTE, 2022), (NEW_YEAR, 2023)])
def test_counts_for_the_calendar_year_of_the_recognition_in_vietnam(steps: Any, moment: datetime, year: int) -> None:
    steps.at(moment)
    recognise(steps)
    assert [row[0] for row in counted(steps)] == [year]


def test_carries_nothing_over_and_counts_again_only_who_is_recognised_anew(steps: Any) -> None:
    recognise(steps)
    steps.at(NEW_YEAR)
    assert {row.year for row in steps.rows(quota_counter)} == {2022}
    steps.call(detect.recognise_exemplar)
    assert counted(steps) == [(year, "so-gddt", "day-tot-hoc-tot", "selected") for year in (2022, 2023)]


def test_counts_nothing_for_the_further_movements_a_review_names(steps: Any) -> None:
    steps.describe()
    steps.call(detect.register_exemplar)
    steps.call(detect.record_lead_review, {"fit": "phu-hop", "tags": ["phu-nu", "y-te"], "outcome": "fit"})
    steps.call(detect.recognise_exemplar)
    assert counted(steps) == [(2022, "so-gddt", "day-tot-hoc-tot", "selected")]


@pytest.mark.parametrize(
    ("agency", "lead"),
    [("cong-an", "cong-an"), ("bo-chqs", "bo-chqs"), ("bo-chbp", "bo-chbp"), ("so-gddt", "cong-an")],
)
def test_counts_the_eighth_movement_for_each_of_its_three_agencies_apart(tx: Tx, agency: str, lead: str) -> None:
    steps = opened(tx, agency=agency)
    recognise(steps, movement="quoc-phong-an-ninh")
    assert counted(steps) == [(2022, lead, "quoc-phong-an-ninh", "selected")]
    minimums = {row.agency: row.minimum for row in quota_rows(tx, year=2022) if row.movement == "quoc-phong-an-ninh"}
    assert minimums == {"cong-an": 5, "bo-chqs": 5, "bo-chbp": 5}


@pytest.mark.parametrize(
    ("on", "responsible"),
    [(date(2025, 2, 28), "so-ldtbxh"), (date(2025, 3, 1), "so-nn-mt")],
)
def test_lets_the_successor_of_the_function_inherit_the_quota_not_that_of_the_entity(
    tx: Tx, on: date, responsible: str
) -> None:
    steps = opened(tx, agency="so-noi-vu")
    steps.at(datetime(on.year, on.month, on.day, 3, tzinfo=UTC))
    recognise(steps, movement="vi-nguoi-ngheo")
    assert steps.exemplar().lead_agency == responsible
    (row,) = [row for row in quota_rows(tx, year=2025) if row.movement == "vi-nguoi-ngheo"]
    assert (row.agency, row.responsible, row.selected) == ("so-ldtbxh", responsible, 1)


def test_keeps_what_past_years_counted_though_a_plan_file_names_another_lead_for_them(steps: Any) -> None:
    recognise(steps)
    before = counted(steps)
    lead = "{agency: so-gddt, mode: directive, minimum: 10}"
    text = PLAN.read_text(encoding="utf-8")
    assert lead in text
    steps.at(NEW_YEAR)
    with pytest.raises(PlanPastChanged):
        load_plan(steps.tx, text.replace(lead, "{agency: so-noi-vu, mode: directive, minimum: 10}").encode())
    assert counted(steps) == before
