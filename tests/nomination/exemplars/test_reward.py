"""Rewarding: one achievement one award, the Council's vote, the register."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from service.core.operations import BpmnError
from service.nomination.council import operations as council
from service.nomination.council.model import achievement, award, ballot, vote
from service.nomination.council.queries import awards_of, has_award
from service.nomination.exemplars.operations import evaluate, nurture, reward

if TYPE_CHECKING:
    from collections.abc import Callable

ACHIEVEMENT = {
    "achievement": "experience",
    "from": "2021-01-01",
    "to": "2021-12-31",
    "award_type": "merit",
    "occasion": "tong-ket-nam",
}
GRANTED = {"outcome": "granted", "number": "12/QĐ-UBND", "signed_on": "2022-02-10", "signer": "Chủ tịch"}
BALLOT = {"meeting_on": "2022-03-10", "secret_ballot": "khong", "outcome": "electronic", "voters": ["c1", "c2", "c3"]}
COUNCIL = {"held_on": "2022-03-10", "chair": "Chủ tịch", "method": "phieu-kin", "total": 10}


@pytest.fixture
def rewarded(steps: Any) -> Any:
    """An exemplar whose experience is written, so that it has an achievement."""
    lines = {"context": "Khó", "how": "Làm", "result": "Nuôi dạy 40 em nên người", "lesson": "Bền bỉ"}
    steps.call(nurture.record_experience, lines)
    return steps


def granted(steps: Any, **variables: Any) -> None:
    given = {"award_level": "unit", "award_type": "merit"} | variables
    steps.twice(council.record_decision, GRANTED, at="reward/record_unit_decision", **given)


def refused_code(steps: Any) -> str:
    with pytest.raises(BpmnError) as raised:
        steps.call(council.check_achievement)
    return raised.value.code


def test_keeps_the_achievement_in_the_cases_own_words(rewarded: Any) -> None:
    rewarded.twice(reward.record_achievement, ACHIEVEMENT)
    (row,) = rewarded.rows(achievement)
    assert (row.title, row.subject) == ("Nuôi dạy 40 em nên người", "hoang thi mo|1985")
    rewarded.call(council.check_achievement)


def test_refuses_a_second_award_for_one_achievement(rewarded: Any) -> None:
    rewarded.call(reward.record_achievement, ACHIEVEMENT)
    granted(rewarded)
    rewarded.call(reward.record_achievement, ACHIEVEMENT | {"from": "2021-06-01", "to": "2022-01-31"})
    assert refused_code(rewarded) == "DUPLICATE_AWARD"


def test_allows_the_same_achievement_of_another_period(rewarded: Any) -> None:
    rewarded.call(reward.record_achievement, ACHIEVEMENT)
    granted(rewarded)
    rewarded.call(reward.record_achievement, ACHIEVEMENT | {"from": "2022-01-01", "to": "2022-02-28"})
    rewarded.call(council.check_achievement)


@pytest.mark.parametrize("kind", ["thematic", "unexpected"])
def test_lets_no_thematic_or_unexpected_award_carry_a_merit_proposal(rewarded: Any, kind: str) -> None:
    rewarded.call(reward.record_achievement, ACHIEVEMENT | {"award_type": kind})
    granted(rewarded, award_type=kind)
    chosen = f"award:{awards_of(rewarded.tx, rewarded.exemplar_key)[0].award_key}"
    rewarded.call(reward.record_achievement, ACHIEVEMENT | {"achievement": chosen, "from": "2022-01-01"})
    assert refused_code(rewarded) == "NOT_A_BASIS"


def test_finds_an_award_of_the_same_person_in_another_case(rewarded: Any, open_another: Callable[..., Any]) -> None:
    other = open_another()
    other.describe()
    other.call(
        nurture.record_experience, {"context": "", "how": "", "result": "Nuôi dạy 40 em nên người", "lesson": ""}
    )
    other.call(reward.record_achievement, ACHIEVEMENT)
    granted(other)
    rewarded.call(reward.record_achievement, ACHIEVEMENT)
    assert refused_code(rewarded) == "DUPLICATE_AWARD"


def test_counts_a_decision_as_an_award_only_once_registered(rewarded: Any) -> None:
    granted(rewarded, award_level="province")
    assert not has_award(rewarded.tx, rewarded.exemplar_key)
    assert rewarded.twice(reward.register_award) == {"outcome": "awarded"}
    (row,) = rewarded.rows(award)
    assert (row.award_form, row.level, row.granted_on) == ("bang-khen-tinh", "province", date(2022, 2, 10))
    assert row.exchange["decision_number"] == "12/QĐ-UBND"
    assert row.exchange["code"] == "LS-2022-0001"
    assert has_award(rewarded.tx, rewarded.exemplar_key)


def test_gives_no_award_for_a_decision_sent_back(rewarded: Any) -> None:
    rewarded.call(council.record_decision, {"outcome": "returned", "reason": "Thiếu"}, award_level="province")
    assert rewarded.rows(award) == []


def test_takes_a_unit_award_for_a_secret_exemplar_that_never_chose_a_level(rewarded: Any) -> None:
    rewarded.change(secret=True)
    rewarded.call(council.record_decision, GRANTED)
    assert [(row.level, row.award_form) for row in rewarded.rows(award)] == [("unit", "giay-khen")]


def test_divides_by_the_whole_membership_not_by_those_who_voted(steps: Any) -> None:
    setup = BALLOT | {"voters": ["c1", "c2", "c3"], "recused": ["c4"]}
    steps.call(council.record_ballot_setup, setup)
    for voter in ("c1", "c2"):
        steps.twice(council.record_vote, {"choice": "agree", "note": "Xứng đáng"}, voter=voter)
    steps.twice(council.record_abstention, voter="c3")
    assert steps.call(reward.count_ballots) == {"outcome": "no_quorum"}
    (row,) = steps.rows(ballot)
    assert (row.total, row.taking_part, row.agree) == (4, 2, 2)


def test_passes_an_open_ballot_at_half_of_the_membership(steps: Any) -> None:
    steps.call(council.record_ballot_setup, BALLOT | {"voters": ["c1", "c2", "c3", "c4"]})
    for voter, choice in zip(("c1", "c2", "c3"), ("agree", "agree", "disagree"), strict=True):
        steps.call(council.record_vote, {"choice": choice}, voter=voter)
    steps.call(council.record_abstention, voter="c4")
    assert steps.call(reward.count_ballots) == {"outcome": "passed"}


def test_lets_a_member_vote_once(steps: Any) -> None:
    steps.call(council.record_ballot_setup, BALLOT)
    steps.call(council.record_vote, {"choice": "agree"}, voter="c1")
    steps.call(council.record_vote, {"choice": "disagree"}, voter="c1")
    assert [row.choice for row in steps.rows(vote)] == ["agree"]


def test_counts_only_the_votes_of_the_newest_ballot(steps: Any) -> None:
    steps.call(council.record_ballot_setup, BALLOT)
    for voter in ("c1", "c2", "c3"):
        steps.call(council.record_vote, {"choice": "agree"}, voter=voter)
    steps.call(council.record_ballot_setup, BALLOT)
    assert steps.call(reward.count_ballots) == {"outcome": "no_quorum"}


@pytest.mark.parametrize(
    ("meeting_on", "agree", "outcome"),
    [
        ("2022-03-10", 9, "passed"),
        ("2022-03-10", 8, "failed"),
        ("2024-03-11", 8, "passed"),
        ("2024-03-11", 7, "failed"),
    ],
)
def test_asks_of_a_secret_ballot_the_rate_of_its_day(steps: Any, meeting_on: str, agree: int, outcome: str) -> None:
    setup = {"meeting_on": meeting_on, "secret_ballot": "co", "outcome": "paper", "voters": ["c1"]}
    steps.call(council.record_ballot_setup, setup)
    totals = COUNCIL | {"present": 8, "written": 2, "agree": agree, "against": 10 - agree}
    steps.call(evaluate.record_minutes, totals, at="reward/record_council")
    assert steps.call(reward.count_ballots) == {"outcome": outcome}


def test_finds_no_quorum_below_two_thirds(steps: Any) -> None:
    steps.call(council.record_ballot_setup, BALLOT | {"outcome": "paper"})
    totals = COUNCIL | {"total": 9, "present": 5, "agree": 5, "against": 0}
    steps.call(evaluate.record_minutes, totals, at="reward/record_council")
    assert steps.call(reward.count_ballots) == {"outcome": "no_quorum"}
    steps.call(evaluate.record_minutes, totals | {"present": 6}, at="reward/record_council")
    assert steps.call(reward.count_ballots) == {"outcome": "passed"}


def test_takes_no_secret_ballot_on_the_machine(steps: Any) -> None:
    with pytest.raises(council.SecretBallotOnPaper) as raised:
        steps.call(council.record_ballot_setup, BALLOT | {"secret_ballot": "co"})
    assert list(raised.value.fields) == ["outcome"]


def test_never_hands_a_vote_back(steps: Any) -> None:
    steps.call(council.record_ballot_setup, BALLOT)
    assert steps.call(council.record_vote, {"choice": "agree", "note": "Kín"}, voter="c1") is None
    steps.at(datetime(2022, 3, 11, 2, 0, tzinfo=UTC))
    outputs = steps.call(reward.count_ballots)
    assert list(outputs) == ["outcome"]
