"""The thirteen document flows: what a signature lets go, and how many of each a plan brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.nomination.correspondence.queries import issued_documents
from service.nomination.cycles.operations import answers
from service.nomination.cycles.queries import document_counts
from service.nomination.exemplars.operations.propagate import refer_exemplar
from tests.nomination.conftest import opened

if TYPE_CHECKING:
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        ("programme/sign_consolidation", ["D2"]),
        ("annual_cycle/sign_year", ["D10", "D11"]),
        ("final_review_2025/sign_final", ["D9"]),
        ("midterm_review_2023/sign_midterm", []),
    ],
)
def test_a_signature_sends_what_was_drafted(cycle: Cycle, step: str, codes: list[str]) -> None:
    cycle.twice(answers.record_step, {"outcome": "approve"}, at=step)
    assert [(sent.code, sent.issuer, sent.recipient) for sent in issued_documents(cycle.tx, plan=PLAN)] == [
        (code, "so-noi-vu", "ubnd-tinh") for code in codes
    ]


def test_what_is_returned_is_not_sent(cycle: Cycle) -> None:
    cycle.call(answers.record_step, {"outcome": "return", "comment": "Thiếu số liệu"}, at="annual_cycle/sign_year")
    assert issued_documents(cycle.tx, plan=PLAN) == []


def test_a_newspaper_sends_its_publicity_plan(cycle: Cycle) -> None:
    cycle.call(
        answers.record_step, {"outcome": "approve"}, at="publicity_plan/approve_publicity", media_agency="bao-lang-son"
    )
    (sent,) = issued_documents(cycle.tx, plan=PLAN)
    assert (sent.code, sent.issuer, sent.recipient) == ("D13", "bao-lang-son", "ban-tuyen-giao")


def test_all_thirteen_flows_are_counted_also_those_that_are_no_letters(cycle: Cycle) -> None:
    steps = opened(cycle.tx)
    steps.describe(source="reports")
    steps.call(refer_exemplar, at="propagate/refer_exemplar")
    cycle.call(answers.record_step, {"outcome": "approve"}, at="annual_cycle/sign_year")
    counted = {found.code: found.count for found in document_counts(cycle.tx, PLAN)}
    assert list(counted) == [f"D{number}" for number in range(1, 14)]
    assert {code: count for code, count in counted.items() if count} == {"D4": 1, "D5": 1, "D10": 1, "D11": 1}
