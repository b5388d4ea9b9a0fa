"""Which values are of a type, which become so, and that any other is null."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from service import dmn, feel
from tests.dmn.models import NOW, component, data, decide, decision, function_item, item, knowledge, model, written

PERSON = item("tPerson", component("name", "string"), component("age", "tAge"))
TYPES = (
    item("tAge", of="number", allowed="[0..150]"),
    PERSON,
    item("tPeople", of="tPerson", collection=True),
    item("tNumbers", of="number", collection=True),
    item("tColour", of="string", allowed='"red", "green"'),
    item("tSameColour", of="tColour"),
    item("tDirection", of="tColour", allowed='"left", "right"'),
    item("tColours", of="string", allowed='"red", "green"', collection=True),
    item("tFewColours", of="tColour", whole="count(?) < 3", collection=True),
    item("tAnything", of="string", allowed="-"),
    item("tTree", component("leaf", "number"), component("branches", "tTrees")),
    item("tTrees", of="tTree", collection=True),
    item("tInner", '<itemComponent name="inner">' + component("a", "number") + "</itemComponent>"),
    item("tOlder", of="feel:string"),
    item("tWritten", of="list<number>"),
    item("tSpan", of="range<number>"),
)
ANN = {"name": "Ann", "age": 40}
LEAF = {"leaf": 1, "branches": []}


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("", "x", "x"),
        ("Any", [1], [1]),
        ("number", 1, 1),
        ("number", "1", None),
        ("number", True, None),
        ("number", 1.5, 1.5),
        ("string", "a", "a"),
        ("string", ["a"], "a"),
        ("string", ["a", "b"], None),
        ("string", [1], None),
        ("number", [[1]], None),
        ("boolean", False, False),
        ("date", date(2022, 3, 1), date(2022, 3, 1)),
        ("date", "2022-03-01", None),
        ("date and time", date(2022, 3, 1), datetime(2022, 3, 1, tzinfo=UTC)),
        ("dateTime", [datetime(2022, 3, 1, tzinfo=UTC)], datetime(2022, 3, 1, tzinfo=UTC)),
        ("date", datetime(2022, 3, 1, tzinfo=UTC), None),
        ("time", time(9), time(9)),
        ("dayTimeDuration", feel.parse('@"P1D"').evaluate({}), feel.parse('@"P1D"').evaluate({})),
        ("yearMonthDuration", feel.parse('@"P1D"').evaluate({}), None),
        ("context", ANN, ANN),
        ("list", [1, "a"], [1, "a"]),
        ("list", 1, [1]),
        ("list<number>", [1, 2], [1, 2]),
        ("list<number>", [1, "a"], None),
        ("list<tAge>", [1, 151], None),
        ("tWritten", [1], [1]),
        ("tSpan", feel.parse("[1..2]").evaluate({}), feel.parse("[1..2]").evaluate({})),
        ("tSpan", [1], None),
        ("feel:number", 1, 1),
        ("tOlder", "a", "a"),
        ("other:tAge", 1, 1),
        ("tAge", 150, 150),
        ("tAge", 151, None),
        ("tAge", None, None),
        ("tAge", [5], 5),
        ("tPerson", ANN, ANN),
        ("tPerson", ANN | {"town": "Lạng Sơn"}, ANN | {"town": "Lạng Sơn"}),
        ("tPerson", ANN | {"age": None}, ANN | {"age": None}),
        ("tPerson", ANN | {"age": "40"}, None),
        ("tPerson", ANN | {"age": 151}, None),
        ("tPerson", {"name": "Ann"}, None),
        ("tPerson", [ANN], ANN),
        ("tPerson", "Ann", None),
        ("tPeople", ANN, [ANN]),
        ("tPeople", [ANN, None], [ANN, None]),
        ("tPeople", [ANN, {"name": "Bee"}], None),
        ("tNumbers", 1, [1]),
        ("tNumbers", [], []),
        ("tNumbers", "one", None),
        ("tNumbers", None, None),
        ("tColour", "red", "red"),
        ("tColour", "blue", None),
        ("tSameColour", "blue", None),
        ("tDirection", "left", "left"),
        ("tDirection", "red", None),
        ("tColours", ["red", "red"], ["red", "red"]),
        ("tColours", ["red", "blue"], None),
        ("tFewColours", ["red", "green"], ["red", "green"]),
        ("tFewColours", ["red", "green", "red"], None),
        ("tFewColours", ["blue"], None),
        ("tAnything", "blue", "blue"),
        ("tTree", LEAF | {"branches": [LEAF, LEAF]}, LEAF | {"branches": [LEAF, LEAF]}),
        ("tTree", LEAF | {"branches": [{"leaf": 1}]}, None),
        ("tInner", {"inner": {"a": 1}}, {"inner": {"a": 1}}),
        ("tInner", {"inner": {"a": "1"}}, None),
    ],
)
def test_an_input_and_an_answer_are_bound_to_their_types(type_: str, value: Any, expected: Any) -> None:
    typed_input = model(*TYPES, data("x", type_), decision("d", written("x"), "input:x"))
    typed_answer = model(*TYPES, decision("d", written("x"), type_=type_))
    assert decide(typed_input, {"x": value}).output == expected
    assert decide(typed_answer, {"x": value}).output == expected


def test_what_is_no_feel_value_has_no_type() -> None:
    with pytest.raises(dmn.DmnError, match="Expected a FEEL value, but got a Python 'object'"):
        decide(model(*TYPES, data("x", "tPeople"), decision("d", written("x"), "input:x")), {"x": [object()]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x instance of tAge", True),
        ("151 instance of tAge", True),
        ('"1" instance of tAge', False),
        ("null instance of tAge", False),
        ("[x] instance of tNumbers", True),
        ("[x] instance of list<tAge>", True),
        ('{name: "Ann", age: 151} instance of tPerson', True),
        ('{name: "Ann", age: "1"} instance of tPerson', False),
        ("[151] instance of list<tAge>", True),
        ("(function(a: tAge) a)(151)", None),
        ("(function(a: tAge) a)(15)", 15),
        ("(function(a: tAge) a)([15])", 15),
        ("(function(a: number) a)([15])", 15),
        ("(function(a: list<number>) a)([15])", [15]),
        ('(function(a: number) a)("15")', None),
        ("(function(a: tNumbers) a)(15)", [15]),
        ('(function(a: date and time) a)(@"2022-03-01")', datetime(2022, 3, 1, tzinfo=UTC)),
    ],
)
def test_texts_may_name_the_types_of_the_model(text: str, expected: Any) -> None:
    assert decide(model(*TYPES, decision("d", written(text))), {"x": 5}).output == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [("f(2)", [4]), ('f("2")', None), ("f([2])", [4]), ("f(0)", None), ("f(null)", None), ("f(1, 2)", None)],
)
def test_a_function_is_bound_to_the_types_of_its_parameters_and_result(call: str, expected: Any) -> None:
    doubles = item("tDoubles", function_item("tFilled", "number"))
    filled = item("tFilled", of="number", allowed="> 0", collection=True)
    xml = model(
        doubles,
        filled,
        knowledge("f", written("2 * n"), "n", type_="tDoubles"),
        decision("d", written(call), "knowledge:f"),
    )
    assert decide(xml).output == expected


def test_what_is_no_function_is_none_of_its_type() -> None:
    xml = model(item("tF", function_item("number")), decision("d", written("x"), type_="tF"))
    assert decide(xml, {"x": 1}).output is None


@pytest.mark.parametrize(
    ("definitions", "element_id", "words"),
    [
        (["<itemDefinition id='i'/>"], "i", "to have a name"),
        ([item("t", '<itemComponent id="c"/>')], "c", "to have a name"),
        ([item("t"), item("t")], "t", "'t' stands twice"),
        ([item("t", of="tOther")], "t", "'tOther' is none"),
        ([item("t", of="list<tOther>")], "t", "'tOther' is none"),
        ([item("t", of="range<tOther>")], "t", "'range<tOther>' is none"),
        ([item("t", component("a", "tOther"))], "a_component", "'tOther' is none"),
        ([item("t", of="t")], "t", "leads back to itself"),
        ([item("a", of="b"), item("b", of="c"), item("c", of="b")], "b", "leads back to itself"),
        ([item("t", of="number", allowed="> >")], "t", "FEEL in 'allowedValues'"),
        ([item("t", of="number", whole="> >")], "t", "FEEL in 'typeConstraint'"),
        ([item("t").replace("<itemD", '<itemDefinition typeLanguage="xsd" id="u" name="u"/><itemD')], "u", "'xsd'"),
        ([data("x", "tOther")], "x", "'tOther' is none"),
    ],
)
def test_a_broken_type_is_refused_at_its_element(definitions: list[str], element_id: str, words: str) -> None:
    with pytest.raises(dmn.DmnError, match="Expected ") as refused:
        dmn.parse(model(*definitions, decision("d", written("1"))))
    assert (refused.value.element_id, words in str(refused.value)) == (element_id, True), str(refused.value)


def test_a_broken_type_read_leniently_is_a_fault_and_any() -> None:
    xml = model(item("t", of="tOther"), item("u", of="number", allowed="> >"), decision("d", written("x"), type_="t"))
    read = dmn.parse(xml, strict=False)
    assert [fault.element_id for fault in read.faults] == ["t", "u"]
    assert read.evaluate("d", {"x": 1}, now=NOW) == 1
