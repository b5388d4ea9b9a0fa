"""What each boxed expression gives, and what it does to the variables around it."""

from __future__ import annotations

from typing import Any

import pytest

from service import dmn
from tests.dmn.models import NOW, decide, decision, formal, knowledge, model, written


def value(logic: str, *requires: str, variables: dict[str, Any] | None = None, beside: str = "") -> Any:
    """The value of a decision of that logic."""
    return decide(model(decision("d", logic, *requires), beside), variables).output


def entry(name: str, logic: str, type_: str = "") -> str:
    typed = f' typeRef="{type_}"' if type_ else ""
    return f'<contextEntry><variable name="{name}"{typed}/>{logic}</contextEntry>'


def result(logic: str) -> str:
    return f"<contextEntry>{logic}</contextEntry>"


def function(text: str, *parameters: str, type_: str = "", kind: str = "FEEL") -> str:
    typed = f' typeRef="{type_}"' if type_ else ""
    return f'<functionDefinition kind="{kind}"{typed}>{formal(*parameters)}{text}</functionDefinition>'


def invocation(called: str, **arguments: str) -> str:
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{written(text) if text else ""}</binding>'
        for name, text in arguments.items()
    )
    return f"<invocation>{written(called)}{bindings}</invocation>"


def conditional(condition: str, yes: str, no: str) -> str:
    parts = f"<if>{written(condition)}</if><then>{written(yes)}</then><else>{written(no)}</else>"
    return f"<conditional>{parts}</conditional>"


def test_a_literal_is_bound_to_its_type() -> None:
    assert value(written("[x]", "number"), variables={"x": 5}) == 5
    assert value(written("x", "number"), variables={"x": "five"}) is None


def test_a_context_has_entries_that_see_those_before_them() -> None:
    logic = f"<context>{entry('net', written('x * 2'))}{entry('gross sum', written('net + 1'))}</context>"
    assert value(logic, variables={"x": 3}) == {"net": 6, "gross sum": 7}


def test_a_context_may_give_its_last_entry() -> None:
    logic = f"<context>{entry('net sum', written('x * 2'))}{result(written('net sum + 1'))}</context>"
    assert value(logic, variables={"x": 3}) == 7


def test_an_entry_may_be_called_as_what_it_reads_and_is_bound_to_its_type() -> None:
    assert value(f"<context>{entry('x', written('x + 1'))}</context>", variables={"x": 3}) == {"x": 4}
    assert value(f"<context>{entry('a', written('x'), 'string')}</context>", variables={"x": 3}) == {"a": None}
    assert value("<context/>") == {}


def test_an_entry_may_be_called_as_a_function_of_feel() -> None:
    logic = (
        f"<context>{entry('string length', written('string length(x)'))}{entry('max', written('max(1, 2)'))}</context>"
    )
    assert value(logic, variables={"x": "abc"}) == {"string length": 3, "max": 2}


def test_contexts_stand_in_contexts() -> None:
    inner = f"<context>{entry('b', written('a + 1'))}</context>"
    assert value(f"<context>{entry('a', written('1'))}{entry('c', inner)}</context>") == {"a": 1, "c": {"b": 2}}


def test_a_list_holds_any_expressions() -> None:
    items = written("1") + "<list/>" + f"<context>{entry('a', written('x'))}</context>"
    assert value(f"<list>{items}</list>", variables={"x": 2}) == [1, [], {"a": 2}]


def test_a_relation_is_a_list_of_contexts() -> None:
    columns = '<column name="name"/><column name="base rate" typeRef="number"/>'
    rows = f"<row>{written('name')}{written('x')}</row><row>{written('null')}{written('true')}</row>"
    assert value(f"<relation>{columns}{rows}</relation>", variables={"x": 2, "name": "a"}) == [
        {"name": "a", "base rate": 2},
        {"name": None, "base rate": None},
    ]


@pytest.mark.parametrize(("x", "expected"), [(1, "more"), (0, "less"), (None, "less")])
def test_a_conditional_chooses(x: int | None, expected: str) -> None:
    assert value(conditional("x > 0", '"more"', '"less"'), variables={"x": x}) == expected


def test_a_conditional_without_a_verdict_is_null() -> None:
    assert value(conditional("x", "1", "2"), variables={"x": "yes"}) is None


def test_a_function_sees_what_stands_around_it() -> None:
    times = entry("times", function(written("a * factor"), "a:number"))
    body = f"<context>{entry('factor', written('3'))}{times}{result(written('times(2)'))}</context>"
    assert value(body) == 6
    assert value(body.replace("times(2)", 'times("2")')) is None


def test_a_function_may_call_itself() -> None:
    factorial = function(written("if n = 0 then 1 else n * factorial(n - 1)"), "n")
    body = f"<context>{entry('factorial', factorial)}{result(written('factorial(5)'))}</context>"
    assert value(body) == 120


def test_a_function_that_never_ends_is_an_error() -> None:
    body = f"<context>{entry('f', function(written('f(n)'), 'n'))}{result(written('f(1)'))}</context>"
    with pytest.raises(dmn.DmnError, match="call each other too deeply") as refused:
        value(body)
    assert refused.value.element_id == "d"


def test_the_type_of_a_function_is_its_own_or_that_of_its_result() -> None:
    body = f"<context>{entry('f', function(written('a'), 'a'), 'number')}{result(written('[f(1), f(true)]'))}</context>"
    assert value(body) == [1, None]


@pytest.mark.parametrize(
    ("called", "arguments", "expected"),
    [
        ("power of", {"base": "2", "exponent": "x"}, 8),
        ("power of", {"exponent": "x", "base": "2"}, 8),
        ("power of", {"base": "2"}, None),
        ("power of", {"base": "2", "exponent": ""}, None),
        ("power of", {"base": "2", "exponent": '"3"'}, None),
        ("power of", {"base": "2", "other": "3"}, None),
        ("function(a) a + x", {"a": "1"}, 4),
        ("x", {"a": "1"}, None),
        ("missing", {}, None),
    ],
)
def test_an_invocation_binds_arguments_by_name(called: str, arguments: dict[str, str], expected: Any) -> None:
    power = knowledge("power of", written("base ** exponent"), "base:number", "exponent:number")
    logic = invocation(called, **arguments)
    assert value(logic, "knowledge:power of", variables={"x": 3}, beside=power) == expected


def test_an_argument_is_bound_to_the_type_of_its_binding() -> None:
    typed = invocation("function(a) a", a="x").replace('name="a"', 'name="a" typeRef="number"')
    assert value(typed, variables={"x": [1]}) == 1
    assert value(typed, variables={"x": "1"}) is None


JAVA = "<context>{}{}</context>".format(
    entry("class", written('"java.lang.Math"')), entry("method signature", written('"max(double, double)"'))
)


def test_a_function_of_java_is_one_of_a_table() -> None:
    body = function(JAVA, "a:number", "b:number", kind="Java")
    assert value(f"<context>{entry('largest', body)}{result(written('largest(2, 3.5)'))}</context>") * 2 == 7
    assert value(f"<context>{entry('largest', body)}{result(written('largest(2, true)'))}</context>") is None


def test_a_function_of_java_that_is_not_in_the_table_is_a_fault_or_null() -> None:
    body = function(JAVA.replace("Math", "System"), "a", "b", kind="Java").replace(" kind", ' id="f" kind')
    xml = model(decision("d", f"<context>{entry('f', body)}{result(written('f(1, 2)'))}</context>"))
    with pytest.raises(dmn.DmnError, match="one of Java's mathematics and texts, but found 'Java'") as refused:
        dmn.parse(xml)
    assert refused.value.element_id == "f"
    read = dmn.parse(xml, strict=False)
    assert [fault.element_id for fault in read.faults] == ["f"]
    assert read.evaluate("d", {}, now=NOW) is None
