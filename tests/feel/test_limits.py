"""Any text is harmless: it gives a value, null or a FeelError, soon, and reaches nothing of Python."""

from __future__ import annotations

import threading
import time
import tracemalloc
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service import feel
from tests.feel.hostile import HOSTILE, NOW, outcome

SECONDS = 1.0
"""Long enough for a busy machine, too short for a text that runs away; ``make bench`` tells the worst time."""
MEGABYTES = 64


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:40].encode("ascii", "replace").decode())
def test_makes_a_hostile_text_harmless(text: str) -> None:
    start = time.process_time()

    value = outcome(text)

    assert time.process_time() - start < SECONDS
    assert value is None or isinstance(value, feel.FeelError | int | float | str | list | dict | bool)
    assert "object at" not in str(value)
    assert "root:" not in str(value)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:40].encode("ascii", "replace").decode())
def test_takes_little_memory_for_a_hostile_text(text: str) -> None:
    tracemalloc.start()
    try:
        outcome(text)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("text", ["a.__class__", "b.upper", "c.keys", "c.d.append", "n.x", "t.real", "now().tzinfo"])
def test_reaches_no_attribute_of_a_python_object(text: str) -> None:
    value = outcome(text)

    assert value is None or value == [None, None, None]


def test_names_the_place_of_a_fault() -> None:
    with pytest.raises(feel.FeelError, match="'\\)' cannot stand") as fault:
        feel.parse("1 + )")

    assert fault.value.position == 4
    with pytest.raises(feel.FeelError, match="ends too early") as fault:
        feel.parse("1 +")
    assert fault.value.position == 3


def test_refuses_a_range_that_is_too_long_without_walking_it() -> None:
    with pytest.raises(feel.FeelError, match="100000 items"):
        feel.parse("for i in 1..10000000000 return i").evaluate({}, now=NOW)


def test_stops_after_its_steps() -> None:
    with pytest.raises(feel.FeelError, match="steps"):
        feel.parse("some i in 1..10000, j in 1..10000 satisfies false").evaluate({}, now=NOW)


def test_keeps_within_the_stack_of_a_deep_caller() -> None:
    def deeper(levels: int) -> Any:
        return deeper(levels - 1) if levels else outcome("(" + "1+(" * 70 + "1" + ")" * 70 + ")")

    assert isinstance(deeper(850), int | feel.FeelError)


WORDS = (
    '1 2.5 "a" a b c.d xs n t ? item partial + - * / ** = != < <= > >= ( ) [ ] { } , : . .. and or not( if then else '
    "for x in return some every satisfies between instance of function number list count( sum( date( duration( "
    'string( @"P1D" @"2025-01-01" true false null f: sort( list contains( get value( now() today() min( ]1..2[ '
    "/* */ // \n `q` é"
)
TOKENS = st.sampled_from(WORDS.split(" "))


SHORT = st.one_of(st.text(max_size=60), st.lists(TOKENS, max_size=14).map(" ".join))
LONG = st.builds(
    lambda opening, inner, closing, times: opening * times + inner + closing * times,
    SHORT,
    SHORT,
    SHORT,
    st.integers(2, 10_000),
)
"""A short text between two others, each up to ten thousand times: nested deeply where they fit, up to a megabyte."""


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(SHORT, LONG))
def test_gives_a_value_or_a_fault_for_any_text(text: str) -> None:
    start = time.process_time()

    outcome(text)
    outcome(text, feel.parse_unary_tests)

    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("text", ["Infinity", "-Infinity", "NaN", "sNaN"])
def test_a_number_that_is_not_finite_is_no_plain_value(text: str) -> None:
    with pytest.raises(feel.FeelError):
        feel.to_plain(Decimal(text))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=5)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.timedeltas(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
FORMS = [
    "x + y", "x - y", "x * y", "x / y", "x ** y", "x = y", "x < y", "x in y", "x[y]", "x[item = y]", "x.year", "-x",
    "x between y and y", "[x..y]", "for i in x return i + y", "some i in x satisfies i = y", "x and y", "abs(x)",
    "floor(x, y)", "modulo(x, y)", "substring(x, y)", "number(x)", "string([x, y])", "min(x, y)", "sum([x, y])",
    "mean(x)", "sort([x, y])", "list contains(x, y)", "distinct values([x, y])", "date(x)", "date(x, y, 1)", "time(x)",
    "date and time(x, y)", "duration(x)", "add_working_days(x, y)", "get value(x, y)", "context put(x, y, 1)",
    "years and months duration(x, y)", "decimal(x, y)", "sublist(x, y)", "day of week(x)", "x instance of list<number>",
]  # fmt: skip


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FORMS), VALUES, VALUES)
def test_gives_a_value_or_a_fault_for_any_variables(text: str, x: object, y: object) -> None:
    try:
        feel.to_plain(feel.parse(text).evaluate({"x": x, "y": y}, now=NOW))
    except feel.FeelError as fault:
        assert str(fault)  # noqa: PT017 -- either way is right, nothing else is


def test_a_pattern_may_wait_for_a_busy_machine() -> None:
    expression = feel.parse('for i in 1..200 return matches("foobar", "^[a-r]+$")')
    stop = threading.Event()

    def keep_busy() -> None:
        while not stop.is_set():
            sum(range(1000))

    others = [threading.Thread(target=keep_busy) for _ in range(4)]
    for other in others:
        other.start()
    try:
        assert expression.evaluate({}) == [True] * 200
    finally:
        stop.set()
        for other in others:
            other.join()
