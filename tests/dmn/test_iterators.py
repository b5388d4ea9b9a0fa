"""Boxed ``for``, ``some``, ``every`` and ``filter``."""

from __future__ import annotations

from typing import Any

import pytest

from service import dmn
from tests.dmn.models import decide, decision, model, written


def iterator(tag: str, source: str, body: str) -> Any:
    """The value of a decision that goes through a list, of which the variable is ``each``."""
    part = {"for": "return", "filter": "match"}.get(tag, "satisfies")
    variable = "" if tag == "filter" else ' iteratorVariable="each one"'
    logic = f"<{tag}{variable}><in>{written(source)}</in><{part}>{written(body)}</{part}></{tag}>"
    return decide(model(decision("d", logic)), {"limit": 2, "none": None}).output


@pytest.mark.parametrize(
    ("tag", "source", "body", "expected"),
    [
        ("for", "[1, 2, 3]", "each one * limit", [2, 4, 6]),
        ("for", "[1..3]", "each one", [1, 2, 3]),
        ("for", "[1..4]", "if each one < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3]),
        ("for", "[]", "each one", []),
        ("for", "5", "each one", [5]),
        ("for", "none", "each one", None),
        ("some", "[1, 2, 3]", "each one > limit", True),
        ("some", "[1, 2]", "each one > limit", False),
        ("some", "[]", "true", False),
        ("some", "[1, null]", "each one > limit", None),
        ("some", "[null, 3]", "each one > limit", True),
        ("some", "[1, 2]", 'if each one = 2 then true else "no boolean"', None),
        ("some", "none", "true", None),
        ("every", "[3, 4]", "each one > limit", True),
        ("every", "[2, 3]", "each one > limit", False),
        ("every", "[]", "false", True),
        ("every", "[3, null]", "each one > limit", None),
        ("every", "[null, 1]", "each one > limit", False),
        ("every", "[1, 2]", 'if each one = 1 then true else "no boolean"', None),
        ("filter", "[1, 2, 3]", "item >= limit", [2, 3]),
        ("filter", "[1, 2, 3]", "item > 9", []),
        ("filter", "[1, null]", "item >= 1", [1]),
        ("filter", "[{a: 1, the b: 2}, {a: 3, the b: 4}]", "a > limit", [{"a": 3, "the b": 4}]),
        ("filter", "[{a: 1, item: 9}]", "item = 9", [{"a": 1, "item": 9}]),
        ("filter", "[1, 2]", '"no boolean"', None),
        ("filter", "[1, 2]", "1", None),
        ("filter", "none", "true", None),
    ],
)
def test_an_iterator_goes_through_a_list(tag: str, source: str, body: str, expected: Any) -> None:
    assert iterator(tag, source, body) == expected


def test_iterators_share_the_steps_of_their_decision() -> None:
    with pytest.raises(dmn.DmnError, match="more than 15000 steps"):
        iterator("for", "[1..2000]", "for i in 1..1000 return i")
