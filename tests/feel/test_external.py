"""Functions of Java: those of the table give what Java gives, all others are null."""

from __future__ import annotations

from typing import Any

import pytest

from service import feel


def call(owner: str, method: str, *arguments: str) -> Any:
    """The value of a call of a method of ``java.lang``, written in FEEL."""
    names = ", ".join(f"p{place}" for place in range(len(arguments)))
    mapping = f'{{java: {{class: "java.lang.{owner}", method signature: "{method}"}}}}'
    return feel.parse(f"(function({names}) external {mapping})({', '.join(arguments)})").evaluate({})


@pytest.mark.parametrize(
    ("owner", "method", "arguments", "expected"),
    [
        ("Math", "max(double, double)", ["1", "2.5"], "2.5"),
        ("Math", " max ( int , int ) ", ["1", "2"], "2"),
        ("Math", "min(long,long)", ["1", "-2"], "-2"),
        ("Math", "abs(float)", ["-1.5"], "1.5"),
        ("Math", "round(double)", ["-2.5"], "-2"),
        ("Math", "floor(double)", ["-2.5"], "-3"),
        ("Math", "pow(double, double)", ["2", "10"], "1024"),
        ("Math", "cbrt(double)", ["-8"], "-2"),
        ("Math", "signum(double)", ["-8"], "-1"),
        ("Math", "rint(double)", ["2.5"], "2"),
        ("Math", "sqrt(double)", ["-1"], "null"),
        ("Math", "log(double)", ["0"], "null"),
        ("Math", "exp(double)", ["1000"], "null"),
        ("Math", "abs(int)", ["1.5"], "null"),
        ("Math", "abs(int)", ["2147483648"], "null"),
        ("Math", "abs(int)", ["true"], "null"),
        ("Math", "abs(int)", ["null"], "null"),
        ("Math", "max(byte, byte)", ["1", "2"], "null"),
        ("Math", "foo(double)", ["1"], "null"),
        ("System", "exit(int)", ["1"], "null"),
        ("Byte", "valueOf(byte)", ["127"], "127"),
        ("Byte", "valueOf(byte)", ["128"], "null"),
        ("Short", "valueOf(short)", ["-32768"], "-32768"),
        ("Integer", "valueOf(java.lang.String)", ['"-12"'], "-12"),
        ("Integer", "valueOf(java.lang.String)", ['"1_2"'], "null"),
        ("Integer", "valueOf(java.lang.String)", ['"99999999999"'], "null"),
        ("Double", "valueOf(java.lang.String)", ['" 1.5e2 "'], "150"),
        ("Double", "valueOf(java.lang.String)", ['"nan"'], "null"),
        ("Float", "valueOf(java.lang.String)", ['"1_0"'], "null"),
        ("Boolean", "valueOf(boolean)", ["true"], "true"),
        ("String", "valueOf(double)", ["1"], '"1.0"'),
        ("String", "valueOf(boolean)", ["true"], '"true"'),
        ("String", "valueOf(char)", ['"a"'], '"a"'),
        ("String", "valueOf(char)", ['"ab"'], "null"),
    ],
)
def test_a_method_gives_what_java_gives(owner: str, method: str, arguments: list[str], expected: str) -> None:
    assert call(owner, method, *arguments) == feel.parse(expected).evaluate({})


@pytest.mark.parametrize(
    ("pattern", "values", "expected"),
    [
        ("foo %s", ['"bar"'], "foo bar"),
        ("%s %d %.2f %f", ["true", "3", "1.005", "2"], "true 3 1.01 2.000000"),
        ("100%%%n", [], "100%\n"),
        ("%s", [], None),
        ("%s %s", ["1"], None),
        ("%x", ["1"], None),
        ("%d", ["1.5"], None),
        ("%f", ['"1"'], None),
        ("%s", ["null"], None),
        ("%9999999d", ["1"], None),
    ],
)
@pytest.mark.parametrize("variable", ["[Ljava.lang.Object;", "java.lang.Object..."])
def test_a_format_takes_any_number_of_values(
    pattern: str, values: list[str], expected: str | None, variable: str
) -> None:
    assert call("String", f"format(java.lang.String, {variable})", f'"{pattern}"', *values) == expected


@pytest.mark.parametrize(
    "mapping",
    [
        "{}",
        "{java: 1}",
        '{java: {class: "java.lang.Math"}}',
        '{java: {class: "java.lang.Math", method signature: "abs"}}',
        '{java: {class: "java.lang.Math", method signature: "abs(int, int)"}}',
        '{java: {class: 1, method signature: "abs(int)"}}',
        '{pmml: {document: "a", model: "b"}}',
    ],
)
def test_what_names_no_method_is_no_function(mapping: str) -> None:
    text = f"function(p) external {mapping}"
    assert feel.parse(text).evaluate({}) is None
    assert feel.parse(f"{{f: {text}, r: f(1)}}.r").evaluate({}) is None


def test_a_text_that_would_be_too_long_is_refused() -> None:
    values = ", ".join(["text"] * 9)
    names = ", ".join(f"p{place}" for place in range(10))
    text = (
        f'(function({names}) external {{java: {{class: "java.lang.String", '
        f'method signature: "format(java.lang.String, java.lang.Object...)"}}}})("{"%s" * 9}", {values})'
    )
    with pytest.raises(feel.FeelError, match="more than 200000 characters"):
        feel.parse(text).evaluate({"text": "a" * 50_000})
