"""Evaluating: peer review, integrity, opinions, scores, rounds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from service.nomination.exemplars import commands
from service.nomination.exemplars.commands import integrity
from service.nomination.exemplars.model import evaluation, integrity_block, minutes, opinion
from service.nomination.exemplars.operations import evaluate

SCORES = {
    "prominence": 4,
    "fit": 4,
    "reach": 3,
    "effect": 5,
    "score": 82,
    "spread": "province",
    "outcome": "effective",
    "reason": "Kết quả rõ.",
}
PEERS = {"held_on": "2022-03-01", "chair": "Bà Lý", "method": "phieu-kin", "total": 20, "present": 18, "agree": 17}


def test_keeps_minutes_by_where_the_meeting_was(steps: Any) -> None:
    steps.twice(evaluate.record_minutes, {**PEERS, "against": 1, "outcome": "passed"}, at="evaluate/hold_peer_review")
    steps.call(evaluate.record_minutes, {**PEERS, "against": 1}, at="reward/record_council")
    assert [(row.kind, row.total, row.outcome) for row in steps.rows(minutes)] == [
        ("peer_review", 20, "passed"),
        ("council", 20, None),
    ]


def test_goes_on_when_nothing_is_pending(steps: Any) -> None:
    steps.call(evaluate.record_integrity, {"pending": [], "confirmed": True})
    assert steps.call(evaluate.check_integrity) == {"outcome": "clear"}


def test_waits_while_a_matter_is_pending(steps: Any) -> None:
    answers = {"pending": ["ky-luat", "khieu-nai-to-cao"], "detail": "Đơn số 3", "confirmed": True}
    steps.twice(evaluate.record_integrity, answers)
    assert [row.kind for row in steps.rows(integrity_block)] == ["ky-luat", "khieu-nai-to-cao"]
    assert steps.call(evaluate.check_integrity) == {"outcome": "pending"}


def test_counts_merit_from_the_end_of_a_penalty(steps: Any) -> None:
    answers = {"pending": ["ky-luat"], "detail": "Khiển trách", "penalty_until": "2022-06-30", "confirmed": True}
    steps.call(evaluate.record_integrity, answers)
    assert steps.call(evaluate.check_integrity) == {"outcome": "pending"}
    steps.at(datetime(2022, 7, 1, 2, 0, tzinfo=UTC))
    assert steps.call(evaluate.check_integrity) == {"outcome": "clear"}


def test_bars_whoever_had_an_award_revoked(steps: Any) -> None:
    steps.by("ban-tdkt/supervisor")
    commands.open_integrity_block(steps.tx, exemplar_key=steps.exemplar_key, kind="thu-hoi", document="QĐ 12")
    assert steps.call(evaluate.check_integrity) == {"outcome": "barred"}


def test_asks_at_most_ten_other_agencies_always_the_same(steps: Any) -> None:
    asked = steps.call(evaluate.plan_consultation)["consultees"]
    assert asked == steps.call(evaluate.plan_consultation)["consultees"] == ["cong-an", "so-noi-vu"]
    assert len(asked) <= 10


def test_asks_whom_the_plan_names_but_never_the_unit_itself(steps: Any) -> None:
    steps.describe(movement="doanh-nghiep", subject_type="collective")
    assert steps.call(evaluate.plan_consultation)["consultees"] == ["cong-an", "so-ldtbxh", "lien-doan-lao-dong"]
    steps.change(agency="cong-an")
    assert steps.call(evaluate.plan_consultation)["consultees"] == ["so-ldtbxh", "lien-doan-lao-dong"]


def test_asks_the_successor_of_an_agency_that_has_ended(steps: Any) -> None:
    steps.describe(movement="doanh-nghiep", subject_type="collective")
    steps.at(datetime(2025, 4, 1, 2, 0, tzinfo=UTC))
    assert "so-ldtbxh" not in steps.call(evaluate.plan_consultation)["consultees"]


def test_asks_nobody_about_a_secret_exemplar(steps: Any) -> None:
    steps.change(secret=True)
    assert steps.call(evaluate.plan_consultation) == {"consultees": []}


def test_keeps_opinions_and_silence_apart(steps: Any) -> None:
    answers = {"answer": "accept", "note": "Chấp hành tốt."}
    steps.twice(evaluate.record_reply, answers, at="evaluate/give_opinion", consultee="cong-an")
    steps.twice(evaluate.record_silence, at="evaluate/record_silence", consultee="so-noi-vu")
    assert [(row.consultee, row.is_silent, row.note) for row in steps.rows(opinion)] == [
        ("cong-an", False, "Chấp hành tốt."),
        ("so-noi-vu", True, None),
    ]


def test_freezes_the_scores_of_a_round_once(steps: Any) -> None:
    assert steps.call(evaluate.record_evaluation, SCORES, at="evaluate/score_exemplar") is None
    assert steps.twice(evaluate.record_evaluation, at="evaluate/record_evaluation") == {"outcome": "effective"}
    row = steps.exemplar()
    assert (row.round, row.score, row.spread, row.stage) == (1, 82, "province", "reward")


def test_takes_the_scores_confirmed_last(steps: Any) -> None:
    steps.call(evaluate.record_evaluation, SCORES | {"score": 50, "outcome": "needs_more"})
    steps.call(evaluate.record_evaluation, SCORES | {"score": 64})
    assert steps.call(evaluate.record_evaluation) == {"outcome": "effective"}
    assert steps.exemplar().score == 64


def test_needs_more_when_a_round_ends_unscored(steps: Any) -> None:
    assert steps.twice(evaluate.record_evaluation) == {"outcome": "needs_more"}
    (row,) = steps.rows(evaluation)
    assert (row.round, row.score, row.outcome) == (1, None, "needs_more")
    assert steps.exemplar().round == 1


def test_does_not_take_last_rounds_scores_for_this_one(steps: Any) -> None:
    steps.call(evaluate.record_evaluation, SCORES)
    steps.call(evaluate.record_evaluation)
    assert steps.call(evaluate.record_evaluation) == {"outcome": "needs_more"}
    assert steps.exemplar().round == 2


@pytest.mark.parametrize("missing", ["kind", "document"])
def test_refuses_a_block_without_kind_or_document(steps: Any, missing: str) -> None:
    steps.by("ban-tdkt/supervisor")
    given = {"kind": "ky-luat", "document": "CV 5"} | {missing: ""}
    with pytest.raises(integrity.IntegrityBlockInvalid) as raised:
        commands.open_integrity_block(steps.tx, exemplar_key=steps.exemplar_key, **given)
    assert list(raised.value.fields) == [missing]
