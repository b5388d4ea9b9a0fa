"""Test rows: read whole or refused with each place, and tried against a model."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import dmn
from service.process.decisions.rows import RowsRefused, Trial, read_rows, try_rows
from tests.dmn.models import literal, model, table

NOW = datetime(2022, 3, 1, 2, tzinfo=UTC)
DMN = Path(__file__).parents[3] / "workflows" / "dmn"
GRADES = model(table((">= 8", '"giỏi"'), ("< 8", '"khá"'), policy="FIRST"))
HEAD = "decision: d\ngiven: [x]\nexpected: y\n"


def tried(rows: str, xml: bytes = GRADES) -> Trial:
    return try_rows(dmn.parse(xml), read_rows(rows.encode(), name="d.tests.yaml"), now=NOW)


def faults(document: bytes) -> dict[str, str]:
    with pytest.raises(RowsRefused, match=r"test rows 'd\.tests\.yaml', but they are not as they should be") as refused:
        read_rows(document, name="d.tests.yaml")
    return refused.value.fields


def test_rows_that_hold_and_reach_every_rule_are_well() -> None:
    trial = tried(HEAD + "rows:\n  - [9, giỏi]\n  - [7.5, khá]\n")
    assert (trial.decision_id, trial.tried, trial.differences, trial.unreached) == ("d", 2, (), ())
    assert trial.is_well


def test_a_row_with_another_answer_is_told_with_the_answer_found() -> None:
    (difference,) = tried(HEAD + "rows:\n  - [9, giỏi]\n  - [7, giỏi]\n").differences
    assert (difference.number, difference.row.given, difference.row.expected) == (2, {"x": 7}, "giỏi")
    assert (difference.found, difference.fault) == ("khá", "")


def test_a_rule_that_no_row_reaches_is_told() -> None:
    trial = tried(HEAD + "rows: [[9, giỏi]]")
    assert (trial.unreached, trial.is_well) == ((("d", 2),), False)


def test_the_rules_of_required_decisions_are_to_be_reached_too() -> None:
    model_of_award = (DMN / "award_proposal.dmn").read_bytes()
    rows = "decision: award_proposal\ngiven: [today, award_type, subject_type, spread, score]\nexpected: award_level\n"
    trial = tried(rows + "rows: [[2022-03-01, merit, individual, agency, 70, unit]]", model_of_award)
    assert [number for decision_id, number in trial.unreached if decision_id == "award_scores"] == [1, 2]


def test_several_outputs_take_a_column_each() -> None:
    pair = model(table(("-", "1", "2"), outputs=("a", "b")))
    assert tried("decision: d\ngiven: []\nexpected: [a, b]\nrows: [[1, 2]]", pair).is_well
    (difference,) = tried("decision: d\ngiven: []\nexpected: [a, b]\nrows: [[1, 3]]", pair).differences
    assert (difference.row.expected, difference.found) == ({"a": 1, "b": 3}, {"a": 1, "b": 2})


def test_today_is_the_business_date_of_the_row_and_else_now() -> None:
    day = model(literal("d", "today()"))
    assert tried("decision: d\ngiven: [today]\nexpected: d\nrows: [[2024-02-29, 2024-02-29]]", day).is_well
    assert tried("decision: d\ngiven: []\nexpected: d\nrows: [[2022-03-01]]", day).is_well


def test_a_decision_without_an_answer_is_a_difference_that_says_why() -> None:
    (difference,) = tried(
        "decision: d\ngiven: []\nexpected: y\nrows: [[1]]", model(table(("-", "1"), ("-", "2")))
    ).differences
    assert "rules 1, 2" in difference.fault


def test_rows_of_another_decision_are_refused() -> None:
    with pytest.raises(dmn.DmnError, match="'other'"):
        tried("decision: other\ngiven: []\nexpected: y\nrows: [[1]]")


@pytest.mark.parametrize(
    ("document", "places"),
    [
        (b"", {"file"}),
        (b"\xff", {"byte 0"}),
        (b"decision: [", {"line 1"}),
        (b"decision: d", {"given", "expected", "rows"}),
        (HEAD.encode() + b"rows: []", {"rows"}),
        (HEAD.encode() + b"rows: [[1]]", {"rows[0]"}),
        (HEAD.encode() + b"rows: [[1, 2], [1, 2, 3], 7]", {"rows[2]"}),
        (HEAD.encode() + b"rows: [[1, 2]]\nmore: 1", {"more"}),
        (b"decision: d\ngiven: [x]\nexpected: []\nrows: [[1]]", {"expected"}),
        (b"decision: d\ngiven: [today]\nexpected: y\nrows: [[yesterday, 1]]", {"rows[0]"}),
        (b"decision: d\ngiven: [today]\nexpected: y\nrows: [[2022-03-01 09:00:00, 1]]", {"rows[0]"}),
    ],
)
def test_a_file_that_holds_no_rows_is_refused_with_each_place(document: bytes, places: set[str]) -> None:
    assert set(faults(document)) == places


def test_dates_among_the_values_are_dates() -> None:
    rows = read_rows(b"decision: d\ngiven: [today, born]\nexpected: y\nrows: [[2022-03-01, 1990-05-19, 1]]", name="d")
    assert rows.rows[0].given == {"born": date(1990, 5, 19)}
    assert rows.rows[0].day == date(2022, 3, 1)


@settings(max_examples=150, deadline=None)
@given(document=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: (HEAD + text).encode())))
def test_any_bytes_are_read_or_refused(document: bytes) -> None:
    try:
        read_rows(document, name="d.tests.yaml")
    except RowsRefused as refused:
        assert refused.fields  # noqa: PT017 -- both ends are right


@pytest.mark.parametrize("decision_id", ["eligibility", "award_proposal", "reminder_policy"])
def test_the_decisions_of_the_service_have_rows_that_hold_and_reach_every_rule(decision_id: str) -> None:
    trial = tried((DMN / f"{decision_id}.tests.yaml").read_text("utf-8"), (DMN / f"{decision_id}.dmn").read_bytes())
    assert trial.decision_id == decision_id
    assert (trial.differences, trial.unreached) == ((), ())
