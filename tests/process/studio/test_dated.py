"""Dated tables: which figures hold on a day, and the file with those of another day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from service import dmn
from service.process.studio.rules import Place, block_in_force, with_figures

DMN = Path(__file__).parents[3] / "workflows" / "dmn"
AWARDS, REMINDERS = ((DMN / f"{name}.dmn").read_bytes() for name in ("award_proposal", "reminder_policy"))
NEW: dict[Place, str] = {
    (0, name): value
    for name, value in {"lowest": "65", "thematic": "85", "people": "75", "province": "82.5", "state": "95"}.items()
}


def scores(xml: bytes, day: str) -> dict[str, object]:
    answer = dmn.parse(xml).evaluate("award_scores", {}, now=datetime.fromisoformat(f"{day}T02:00:00+00:00"))
    return {name: float(value) for name, value in answer.items()}


def test_the_block_in_force_is_the_newest_that_has_begun() -> None:
    begins = [
        block_in_force(AWARDS, "award_scores", day) for day in (date(2026, 1, 1), date(2024, 1, 1), date(2021, 1, 1))
    ]
    assert [block.begins_on for block in begins if block] == [date(2025, 7, 1), date(2024, 1, 1), None]


def test_figures_of_a_day_hold_from_that_day_on_and_no_earlier() -> None:
    changed = with_figures(AWARDS, "award_scores", date(2026, 3, 1), NEW, "QĐ 12/2026")
    assert scores(changed, "2026-03-01") == {"lowest": 65, "thematic": 85, "people": 75, "province": 82.5, "state": 95}
    for day in ("2026-02-28", "2025-07-01", "2024-01-01", "2021-01-01"):
        assert scores(changed, day) == scores(AWARDS, day)
    assert "QĐ 12/2026".encode() in changed


def test_figures_of_a_day_between_hold_until_the_next_begin() -> None:
    changed = with_figures(AWARDS, "award_scores", date(2025, 1, 1), NEW, "QĐ")
    assert scores(changed, "2025-06-30")["lowest"] == 65
    assert scores(changed, "2025-07-01") == scores(AWARDS, "2025-07-01")
    assert scores(changed, "2024-12-31") == scores(AWARDS, "2024-12-31")


def test_figures_that_begin_on_the_day_are_replaced() -> None:
    once = with_figures(AWARDS, "award_scores", date(2026, 3, 1), NEW, "QĐ 12/2026")
    again = with_figures(once, "award_scores", date(2026, 3, 1), NEW | {(0, "lowest"): "61"}, "QĐ 13/2026")
    assert scores(again, "2026-03-01")["lowest"] == 61
    assert len(dmn.parse(again).decision("award_scores").rules) == len(dmn.parse(once).decision("award_scores").rules)


def test_several_rows_of_a_day_stay_together_with_ids_of_their_own() -> None:
    block = block_in_force(REMINDERS, "reminder_ladder", date(2026, 1, 1))
    assert block is not None
    assert [line.about for line in block.lines] == ["Giao", "Đề nghị", "Chưa rõ Giao hay Đề nghị"]
    values = {figure.place: figure.value for line in block.lines for figure in line.figures} | {(1, "most"): "4"}
    changed = with_figures(REMINDERS, "reminder_ladder", date(2026, 1, 1), values, "QĐ")
    rules = dmn.parse(changed).decision("reminder_ladder").rules
    assert len({rule.id for rule in rules}) == len(rules) == 6
    asked = {"mode": "request", "days_late": 2, "sent": 4}
    answers = [
        dmn.parse(changed).evaluate("reminder_policy", asked, now=datetime(year, 6, 1, tzinfo=UTC))
        for year in (2025, 2026)
    ]
    assert [answer["manner"] for answer in answers] == ["in app", "list only"]


@pytest.mark.parametrize(
    ("xml", "decision_id"), [(AWARDS, "award_proposal"), (REMINDERS, "reminder_policy"), (AWARDS, "gone")]
)
def test_other_decisions_are_no_dated_tables(xml: bytes, decision_id: str) -> None:
    assert block_in_force(xml, decision_id, date(2026, 1, 1)) is None
    with pytest.raises(ValueError, match="Expected dated table"):
        with_figures(xml, decision_id, date(2026, 1, 1), NEW, "QĐ")
