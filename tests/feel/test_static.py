"""What is known of an expression before its variables are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service import feel
from service.feel.functions import BUILTINS
from service.feel.static import _RESULTS

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)

KINDS = [
    ("score >= 80", "boolean"),
    ("score between 1 and 2 or not(done)", "boolean"),
    ("some one in all satisfies one", "boolean"),
    ("1 + 2 * 3", "number"),
    ("score + 1", None),
    ('"a" + "b"', "string"),
    ('"a" - 1', "null"),
    ('today() + duration("P1D")', None),
    ('today() + @"P1D"', "date"),
    ('now() - date("2022-01-01")', "days and time duration"),
    ('-@"P1M" * 2', "years and months duration"),
    ("if done then 1 else null", "number"),
    ('if done then 1 else "a"', None),
    ("[1, 2]", "list"),
    ("for one in all return one", "list"),
    ("{a: 1}", "context"),
    ("[1..2]", "range"),
    ("function(a) a", "function"),
    ("count(all) = 3", "boolean"),
    ("count(all)", "number"),
    ("string join(names)", "string"),
    ("case.name", None),
    ("names[1]", None),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=str)
def test_tells_the_kind_of_a_value_where_the_text_does(text: str, kind: str | None) -> None:
    assert feel.parse(text).kind == kind


def test_tells_no_kind_where_a_variable_may_stand_for_a_function() -> None:
    assert feel.parse("count(all)", frozenset({"count"})).kind is None


def test_a_text_without_equals_sign_is_a_string() -> None:
    assert feel.parse_property("so-y-te").kind == "string"


def test_every_result_is_that_of_a_function() -> None:
    assert _RESULTS.keys() <= BUILTINS.keys()


@pytest.mark.parametrize(("text", "kind"), [pair for pair in KINDS if pair[1] not in {None, "null"}], ids=str)
def test_the_value_is_of_that_kind_or_null(text: str, kind: str) -> None:
    value = feel.parse(text).evaluate({"score": 1, "all": [True], "done": True, "names": ["a"]}, now=NOW)
    assert value is None or feel.kind_of(value) == kind
