"""The decisions that come with the service, rule by rule as the process specification has them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from service import dmn
from tests.dmn.models import NAMESPACE, NOW

DMN = Path(__file__).parents[2] / "workflows" / "dmn"

# one line a rule, in the table's order: values that reach this rule and none above, and its answer
ELIGIBILITY = [
    ((True, "kinh-te-nong-dan", "collective", 0, 0, 0), "eligible"),
    ((False, "kinh-te-nong-dan", "individual", 4, 4, 100), "ineligible"),
    ((False, "lao-dong-sang-tao", "individual", 4, 4, 100), "ineligible"),
    ((False, "y-te", "farmer", 4, 4, 100), "ineligible"),
    ((False, "y-te", "worker", 4, 4, 100), "ineligible"),
    ((False, "y-te", "household", 4, 4, 100), "ineligible"),
    ((False, "y-te", "student", 4, 4, 100), "ineligible"),
    ((False, "y-te", "individual", 4, 2, 60), "eligible"),
    ((False, "y-te", "individual", 3, 4, 100), "incomplete"),
]
AWARD_PROPOSAL = [
    (("unexpected", "individual", "province", 10), "province"),
    (("unexpected", "individual", "agency", 10), "unit"),
    (("merit", "individual", "national", 59), "none"),
    (("thematic", "individual", "province", 85), "province"),
    (("thematic", "individual", "province", 84), "unit"),
    (("merit", "individual", "national", 90), "state"),
    (("merit", "farmer", "province", 75), "province"),
    (("merit", "individual", "province", 80), "province"),
    (("merit", "individual", "province", 79), "unit"),
]
# Decrees 152/2025, 98/2023 and 91/2017: from the first to the last day of each, how many rules stand above its block
DAYS = [
    ("2021-01-01", 18),
    ("2023-12-31", 18),
    ("2024-01-01", 9),
    ("2025-06-30", 9),
    ("2025-07-01", 0),
    ("2026-01-01", 0),
]
REMINDER_POLICY = [
    (("directive", 11, 5), ("list only", "ban-tdkt/supervisor", None)),
    (("request", -1, 0), ("in app, mail", "assignee", None)),
    (("directive", 0, 0), ("in app, mail", "assignee", 3)),
    (("directive", 4, 1), ("công văn đôn đốc", "head", 5)),
    (("directive", 11, 2), ("report up", "so-noi-vu/head", 10)),
    (("request", 5, 0), ("in app", "assignee", 5)),
    (("request", 20, 1), ("thư nhắc", "head", 10)),
    (("request", 21, 2), ("phone, paper reply", "ban-tdkt/supervisor", 20)),
]


def evaluated(decision_id: str, names: str, values: tuple[Any, ...], now: datetime = NOW) -> dmn.Evaluation:
    read = dmn.parse((DMN / f"{decision_id}.dmn").read_bytes())
    return read.explain(decision_id, dict(zip(names.split(), values, strict=True)), now=now)


def eligibility(*values: Any) -> dmn.Evaluation:
    return evaluated("eligibility", "secret movement subject_type gate_met common_met own_met", values)


def award_proposal(now: datetime, *values: Any) -> dmn.Evaluation:
    return evaluated("award_proposal", "award_type subject_type spread score", values, now)


def reminder_policy(*values: Any) -> dmn.Evaluation:
    return evaluated("reminder_policy", "mode days_late sent", values)


def matched(evaluation: dmn.Evaluation) -> list[int]:
    return [rule.index for rule in evaluation.matched_rules]


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+07:00")


@pytest.mark.parametrize(
    ("decision_id", "lines"),
    [("eligibility", ELIGIBILITY), ("award_proposal", AWARD_PROPOSAL * 3), ("reminder_policy", REMINDER_POLICY)],
)
def test_every_rule_has_a_line_here(decision_id: str, lines: list[Any]) -> None:
    document = etree.parse(DMN / f"{decision_id}.dmn")
    assert len(list(document.iter(f"{{{NAMESPACE}}}rule"))) == len(lines)


@pytest.mark.parametrize(("rule", "values", "outcome"), [(n, *line) for n, line in enumerate(ELIGIBILITY, 1)])
def test_eligibility(rule: int, values: tuple[Any, ...], outcome: str) -> None:
    found = eligibility(*values)
    assert (matched(found), found.output) == ([rule], outcome)


@pytest.mark.parametrize(
    ("movement", "subject_type", "outcome"),
    [
        ("kinh-te-nong-dan", "farmer", "eligible"),
        ("lao-dong-sang-tao", "worker", "eligible"),
        ("nong-thon-moi", "household", "eligible"),
        ("vi-nguoi-ngheo", "household", "eligible"),
        ("day-tot-hoc-tot", "student", "eligible"),
        ("kinh-te-nong-dan", "worker", "ineligible"),
        ("vi-nguoi-ngheo", "farmer", "ineligible"),
    ],
)
def test_each_kind_of_people_has_its_movements(movement: str, subject_type: str, outcome: str) -> None:
    assert eligibility(False, movement, subject_type, 4, 4, 100).output == outcome  # noqa: FBT003 -- as in the table


@pytest.mark.parametrize("counts", [(None, 2, 60), (4, None, 60), (4, 2, None), (4, 1, 60), (4, 2, 59)])
def test_a_missing_or_short_count_is_never_eligible(counts: tuple[Any, ...]) -> None:
    assert eligibility(None, "y-te", "individual", *counts).output == "incomplete"


@pytest.mark.parametrize(("day", "above"), DAYS)
@pytest.mark.parametrize(("rule", "values", "level"), [(n, *line) for n, line in enumerate(AWARD_PROPOSAL, 1)])
def test_award_proposal(day: str, above: int, rule: int, values: tuple[Any, ...], level: str) -> None:
    found = award_proposal(noon(day), *values)
    assert (matched(found), found.output) == ([above + rule], level)


@pytest.mark.parametrize(
    ("moment", "block"),
    [
        (datetime(2023, 12, 31, 16, 59, 59, tzinfo=UTC), 18),
        (datetime(2023, 12, 31, 17, tzinfo=UTC), 9),
        (datetime(2025, 6, 30, 16, 59, 59, tzinfo=UTC), 9),
        (datetime(2025, 6, 30, 17, tzinfo=UTC), 0),
    ],
)
def test_a_decree_begins_at_midnight_in_vietnam(moment: datetime, block: int) -> None:
    assert matched(award_proposal(moment, "merit", "individual", "national", 90)) == [block + 6]


@pytest.mark.parametrize("subject_type", ["household", "worker", "farmer", "student"])
def test_working_people_need_five_points_less(subject_type: str) -> None:
    assert award_proposal(NOW, "merit", subject_type, "province", 75).output == "province"
    assert award_proposal(NOW, "merit", subject_type, "province", 74).output == "unit"


@pytest.mark.parametrize(("rule", "values", "answer"), [(n, *line) for n, line in enumerate(REMINDER_POLICY, 1)])
def test_reminder_policy(rule: int, values: tuple[Any, ...], answer: tuple[Any, ...]) -> None:
    found = reminder_policy(*values)
    assert matched(found) == [rule]
    assert found.output == dict(zip(("manner", "recipient", "next_in"), answer, strict=True))


@pytest.mark.parametrize("mode", ["directive", "request"])
def test_every_day_late_has_a_reminder(mode: str) -> None:
    assert [day for day in range(-20, 60) if reminder_policy(mode, day, 0).output is None] == []
