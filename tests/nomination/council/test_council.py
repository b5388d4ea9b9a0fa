"""Dossier, appraisal, comments, handover, and the law behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from service.nomination.council import operations as council
from service.nomination.council.model import (
    appraisal,
    award_handover,
    award_proposal,
    dossier,
    dossier_document,
    public_comment,
)
from service.nomination.council.queries import has_honour
from service.nomination.council.rules import Tally, ballot_outcome, rule_set, template_ids

PAPER = {"documentId": "11"}
DOSSIER = {"submission": [PAPER], "report": [PAPER, PAPER], "minutes": [PAPER], "checked": True}


@pytest.mark.parametrize(
    ("received_on", "decree"),
    [
        (date(2023, 12, 31), "ND-91-2017"),
        (date(2024, 1, 1), "ND-98-2023"),
        (date(2025, 6, 30), "ND-98-2023"),
        (date(2025, 7, 1), "ND-152-2025"),
    ],
)
def test_reads_the_decree_from_the_day_of_receipt(received_on: date, decree: str) -> None:
    assert rule_set(received_on) == decree
    assert all(template.startswith(f"{decree}/") for template in template_ids(received_on, "merit", "collective"))


def test_receives_a_dossier_once(steps: Any) -> None:
    steps.twice(council.record_dossier, DOSSIER, award_level="province")
    steps.call(council.submit_dossier, award_type="merit", subject_type="individual")
    steps.at(datetime(2024, 2, 1, tzinfo=UTC))
    steps.call(council.submit_dossier, award_type="merit", subject_type="individual")
    (row,) = steps.rows(dossier)
    assert (row.received_on, row.rule_set) == (date(2022, 3, 1), "ND-91-2017")
    assert row.template_ids == ["ND-91-2017/to-trinh", "ND-91-2017/bao-cao-thanh-tich-ca-nhan"]
    assert [found.kind for found in steps.rows(dossier_document)] == ["submission", "report", "report", "minutes"]


def test_dates_the_dossier_handed_in_again_anew(steps: Any) -> None:
    steps.call(council.record_dossier, DOSSIER)
    steps.call(council.submit_dossier)
    steps.at(datetime(2024, 2, 1, tzinfo=UTC))
    steps.call(council.record_dossier, DOSSIER)
    steps.call(council.submit_dossier)
    assert [row.rule_set for row in steps.rows(dossier)] == ["ND-91-2017", "ND-98-2023"]


def test_keeps_the_chosen_level_beside_the_proposed_one(steps: Any) -> None:
    answers = {"award_level": "province", "reason": "Lan tỏa rộng"}
    steps.twice(council.record_award_choice, answers, award_level="unit")
    (row,) = steps.rows(award_proposal)
    assert (row.proposed_level, row.award_level) == ("unit", "province")


def test_keeps_appraisal_comments_and_handover_once(steps: Any) -> None:
    steps.twice(council.record_appraisal, {"missing": ["to-trinh"], "meets": "khong", "outcome": "return"})
    steps.twice(council.record_comments, {"count": 2, "summary": "Hai ý kiến khen", "outcome": "clear"})
    steps.twice(council.record_ceremony, {"held_on": "2022-06-11", "occasion": "Ngày 11/6", "money_vnd": 447000})
    assert [row.missing for row in steps.rows(appraisal)] == [["to-trinh"]]
    assert [row.count for row in steps.rows(public_comment)] == [2]
    assert [row.money_vnd for row in steps.rows(award_handover)] == [447000]


def test_honours_without_an_award(steps: Any) -> None:
    assert steps.twice(council.record_honour) == {"outcome": "honoured"}
    assert has_honour(steps.tx, steps.exemplar_key)


@pytest.mark.parametrize(
    ("tally", "rate", "outcome"),
    [
        (Tally(0, 0, 0), 0.5, "no_quorum"),
        (Tally(9, 6, 6), 0.5, "passed"),
        (Tally(9, 5, 5), 0.5, "no_quorum"),
        (Tally(10, 10, 5), 0.5, "passed"),
        (Tally(11, 11, 5), 0.5, "failed"),
        (Tally(10, 10, 8), 0.8, "passed"),
        (Tally(10, 10, 8), 0.9, "failed"),
    ],
)
def test_decides_a_ballot_on_the_whole_membership(tally: Tally, rate: float, outcome: str) -> None:
    assert ballot_outcome(tally, required_rate=rate, quorum=0.6667) == outcome
