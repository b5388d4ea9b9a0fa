"""The decisions that come with the service, beyond what their test rows say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service import dmn
from tests.dmn.models import NOW

DMN = Path(__file__).parents[2] / "workflows" / "dmn"


def read(decision_id: str) -> dmn.DecisionModel:
    return dmn.parse((DMN / f"{decision_id}.dmn").read_bytes())


def matched(decision_id: str, now: datetime = NOW, **variables: Any) -> list[int]:
    evaluation = read(decision_id).explain(decision_id, variables, now=now)
    return [rule.index for rule in evaluation.matched_rules]


@pytest.mark.parametrize(("decision_id", "count"), [("eligibility", 9), ("award_proposal", 27), ("reminder_policy", 8)])
def test_the_tables_have_the_rules_of_the_specification(decision_id: str, count: int) -> None:
    assert len(read(decision_id).decision(decision_id).rules) == count


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
    asked = {"award_type": "merit", "subject_type": "individual", "spread": "national", "score": 90}
    assert matched("award_proposal", moment, **asked) == [block + 6]


@pytest.mark.parametrize("mode", ["directive", "request"])
def test_every_day_late_has_one_reminder(mode: str) -> None:
    found = [matched("reminder_policy", mode=mode, days_late=day, sent=0) for day in range(-20, 60)]
    assert [len(rules) for rules in found] == [1] * 80


def test_the_numbers_of_a_table_stand_in_the_dated_table_that_it_requires() -> None:
    model = read("award_proposal").explain("award_proposal", {}, now=NOW)
    (scores,) = model.required
    assert scores.decision_id == "award_scores"
    assert scores.output == {"lowest": 60, "thematic": 85, "people": 75, "province": 80, "state": 90}
