"""Which rules of a table match, and what its hit policy makes of them."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import pytest

from service import dmn
from tests.dmn.models import decide, item, model, table

TWO = (("> 1", '"more than one"'), ("> 2", '"more than two"'))


@pytest.mark.parametrize(
    ("entry", "value", "matches"),
    [
        ("-", 1, True),
        ("-", None, True),
        ("", None, True),
        ("60", 60, True),
        ("60", 60.0, True),
        ("60", "60", False),
        ("true", True, True),
        ("true", False, False),
        ("null", None, True),
        ('"điển hình"', "điển hình", True),
        (">= 60", 60, True),
        ("< 60", 60, False),
        ("< 60", None, False),
        ("< 60", "5", False),
        ("[1..3]", 3, True),
        ("[1..3)", 3, False),
        ("(1..3]", 1, False),
        ("]1..3[", 2, True),
        ('"a", "b"', "b", True),
        ('"a", "b"', "c", False),
        ('["a", "b"]', "a", True),
        ("< 0, [4..5], > 9", 4, True),
        ("< 0, [4..5], > 9", 7, False),
        ('not("a", "b")', "c", True),
        ('not("a", "b")', "b", False),
        ("not([1..3])", 2, False),
        ("> limit", 6, True),
        ("> limit", 5, False),
        ("? > limit and ? < 2 * limit", 6, True),
        ('contains(?, "hình")', "điển hình", True),
        ('[date("2024-01-01")..date("2025-06-30")]', date(2025, 6, 30), True),
        ('[date("2024-01-01")..date("2025-06-30")]', date(2025, 7, 1), False),
        ('< date("2024-01-01")', "2021-03-01", False),
    ],
)
def test_an_entry_matches(entry: str, value: Any, matches: bool) -> None:  # noqa: FBT001 -- a column of the table above
    evaluation = decide(model(table((entry, '"yes"'))), {"x": value, "limit": 5})
    assert evaluation.output == ("yes" if matches else None)


def test_a_rule_matches_where_all_its_entries_do() -> None:
    xml = model(table(("> 1", '"a"', '"both"'), inputs=("x", "kind")))
    assert decide(xml, {"x": 2, "kind": "a"}).output == "both"
    assert decide(xml, {"x": 2, "kind": "b"}).output is None
    assert decide(xml, {"x": 1, "kind": "a"}).output is None


def test_no_match_is_null_and_says_what_was_asked() -> None:
    evaluation = decide(model(table(("> 1", '"more"'))), {"x": 1})
    assert (evaluation.output, evaluation.matched_rules) == (None, ())
    assert evaluation.inputs == (dmn.Input("in_1", "x", 1),)


def test_no_match_is_the_default_where_there_is_one() -> None:
    default = '<output id="out_1" name="y"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>'
    xml = model(table(("> 1", '"more"')).replace('<output id="out_1" name="y"/>', default))
    assert decide(xml, {"x": 1}).output == "none"


def test_a_missing_variable_is_null() -> None:
    assert decide(model(table(("null", '"missing"')))).output == "missing"


def test_one_output_is_a_value_and_several_are_a_context() -> None:
    assert decide(model(table(("-", "1 + 1")))).output == 2
    several = decide(model(table(("-", "1 + 1", "null"), outputs=("days", "recipient"))))
    assert several.output == {"days": 2, "recipient": None}
    assert several.matched_rules == (dmn.MatchedRule("rule_1", 1, {"days": 2, "recipient": None}),)


def test_unique_refuses_two_matches_and_names_them() -> None:
    xml = model(table(("> 9", '"far more"'), *TWO))
    assert decide(xml, {"x": 2}).output == "more than one"
    with pytest.raises(dmn.DmnError, match=r"at most one rule of table 't' to match, but rules 2, 3 do\.") as refused:
        decide(xml, {"x": 3})
    assert refused.value.element_id == "t"


def test_a_table_that_names_no_policy_is_unique() -> None:
    xml = model(table(*TWO).replace(' hitPolicy="UNIQUE"', ""))
    with pytest.raises(dmn.DmnError, match="at most one rule"):
        decide(xml, {"x": 3})


def test_first_stops_at_the_first_match() -> None:
    evaluation = decide(model(table(*TWO, policy="FIRST")), {"x": 3})
    assert evaluation.output == "more than one"
    assert [rule.index for rule in evaluation.matched_rules] == [1]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("RULE ORDER", [3, 1, 2]),
        ("COLLECT", [3, 1, 2]),
        ('COLLECT" aggregation="SUM', 6),
        ('COLLECT" aggregation="MIN', 1),
        ('COLLECT" aggregation="MAX', 3),
        ('COLLECT" aggregation="COUNT', 3),
        ("OUTPUT ORDER", [2, 1, 3]),
        ("PRIORITY", 2),
    ],
)
def test_the_other_policies_combine_what_matches(policy: str, expected: Any) -> None:
    priorities = '<output id="out_1" name="y"><outputValues><text>2, 1, 3</text></outputValues></output>'
    xml = table(("-", "3"), ("-", "1"), ("-", "2"), ("> 9", "9"), policy=policy)
    assert decide(model(xml.replace('<output id="out_1" name="y"/>', priorities)), {"x": 0}).output == expected


@pytest.mark.parametrize(
    ("first", "second", "agree"), [("2", "2.0", True), ("null", "null", True), ("1", "2", False), ("true", "1", False)]
)
def test_any_wants_its_matches_to_agree(first: str, second: str, agree: bool) -> None:  # noqa: FBT001 -- likewise
    xml = model(table(("-", first), ("-", second), policy="ANY"))
    if agree:
        decide(xml)
    else:
        with pytest.raises(dmn.DmnError, match="rules 1, 2 of table 't' to agree"):
            decide(xml)


def constrained(part: str, values: str, column: str) -> bytes:
    """The table of one column each way, with the values that the input or output may have."""
    xml = table(("1", '"one"'), ("null", '"none"'), ("-", "x"), policy="FIRST")
    return model(xml.replace(column, f"<{part}><text>{values}</text></{part}>{column}"))


@pytest.mark.parametrize(
    ("values", "value", "expected"),
    [
        ("1, 2", 1, "one"),
        ("2, 3", 1, "none"),
        ("not(1)", 1, "none"),
        ("[1..9]", 1, "one"),
        ("? != 1", 1, "none"),
        ("-", 1, "one"),
        ("", 1, "one"),
        ("2", None, "none"),
    ],
)
def test_an_input_that_is_not_among_its_values_is_null(values: str, value: Any, expected: str) -> None:
    xml = constrained("inputValues", escape(values), "</input>")
    evaluation = decide(xml, {"x": value})
    assert evaluation.output == expected
    assert evaluation.inputs[0].value == (value if expected == "one" else None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ('"a", "b"', "a"),
        ('"b"', None),
        ("string length(?) = 1", "a"),
        ("string length(?) > 1", None),
        ("-", "a"),
        ("", "a"),
    ],
)
def test_an_output_that_is_not_among_its_values_is_null(values: str, expected: str | None) -> None:
    values_of = f'<output name="y"><outputValues><text>{escape(values)}</text></outputValues></output>'
    xml = table(("-", "x"))
    evaluation = decide(model(xml.replace('<output id="out_1" name="y"/>', values_of)), {"x": "a"})
    assert evaluation.output == expected
    assert evaluation.matched_rules[0].outputs == {"y": expected}


def test_columns_cells_and_tables_are_bound_to_their_types() -> None:
    xml = table(("5", "x", "x"), outputs=("y", "z"))
    typed = xml.replace('id="of_1"', 'id="of_1" typeRef="number"').replace('name="y"', 'name="y" typeRef="string"')
    assert decide(model(typed), {"x": [5]}).output == {"y": None, "z": [5]}
    cell = xml.replace('<outputEntry id="rule_1_3"', '<outputEntry typeRef="number"')
    assert decide(model(cell), {"x": 5}).output == {"y": 5, "z": 5}
    whole = xml.replace("<decisionTable", '<decisionTable typeRef="string"')
    assert decide(model(whole), {"x": 5}).output is None


def test_a_table_without_inputs_has_every_rule_match() -> None:
    assert decide(model(table(("1",), ("2",), inputs=(), policy="COLLECT"))).output == [1, 2]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("COLLECT", []),
        ("RULE ORDER", []),
        ("OUTPUT ORDER", []),
        ("UNIQUE", None),
        ("PRIORITY", None),
        ('COLLECT" aggregation="SUM', None),
        ('COLLECT" aggregation="COUNT', 0),
    ],
)
def test_no_match_is_null_or_a_list_or_count_of_none(policy: str, expected: object) -> None:
    assert decide(model(table(("> 9", "1"), policy=policy)), {"x": 1}).output == expected


def test_the_defaults_of_several_outputs_are_a_context() -> None:
    xml = table(("> 9", "1", "2"), outputs=("y", "z"))
    default = '<output name="y"><defaultOutputEntry><text>x</text></defaultOutputEntry></output>'
    assert decide(model(xml.replace('<output id="out_1" name="y"/>', default)), {"x": 5}).output == {"y": 5, "z": None}


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
def test_only_numbers_are_aggregated(aggregation: str) -> None:
    xml = table(("-", "1"), ("-", '"2"'), policy=f'COLLECT" aggregation="{aggregation}')
    assert decide(model(xml)).output is None


def test_outputs_are_ordered_by_the_allowed_values_of_their_type() -> None:
    xml = table(("-", '"b"'), ("-", '"a"'), ("-", '"c"'), policy="OUTPUT ORDER")
    typed = xml.replace('name="y"', 'name="y" typeRef="tY"')
    assert decide(model(item("tY", of="string", allowed='"c", "a"'), typed)).output == ["c", "a", None]


def test_several_outputs_are_ordered_column_by_column() -> None:
    xml = table(("-", "2", "1"), ("-", "1", "2"), ("-", "1", "1"), outputs=("y", "z"), policy="PRIORITY")
    values = '<output name="{0}"><outputValues><text>1, 2</text></outputValues></output>'
    for place, name in enumerate("yz", 1):
        xml = xml.replace(f'<output id="out_{place}" name="{name}"/>', values.format(name))
    evaluation = decide(model(xml))
    assert evaluation.output == {"y": 1, "z": 1}
    assert [rule.index for rule in evaluation.matched_rules] == [3]


def test_a_test_that_stands_in_many_rows_is_made_once() -> None:
    slow = "count(for i in 1..300 return i) = 300 and ? > 0"
    rows = [(slow, str(number)) for number in range(1, 5_000)]
    assert len(decide(model(table(*rows, policy="COLLECT")), {"x": 1}).output) == 4_999
