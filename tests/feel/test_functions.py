"""The built-in functions, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from service import feel
from service.feel.values import YearsMonths

NOW = datetime(2022, 4, 29, 18, tzinfo=UTC)  # already 30 April in Vietnam, a holiday
VIETNAM = timezone(timedelta(hours=7))

NUMBERS = [
    ("floor(-1.5)", -2),
    ("floor(1.56, 1)", Decimal("1.5")),
    ("ceiling(1.2)", 2),
    ("round half up(2.5, 0)", 3),
    ("round half up(-2.5, 0)", -3),
    ("round up(1.121, 2)", Decimal("1.13")),
    ("decimal(2.5, 0)", 2),
    ("decimal(1234, -2)", 1200),
    ("decimal(1, 99999999)", None),
    ("decimal(1.5, 99999999)", None),
    ("abs(-3)", 3),
    ('abs(@"-P1D")', timedelta(days=1)),
    ("modulo(-5, 3)", 1),
    ("modulo(5.5, -3)", Decimal("-0.5")),
    ("modulo(5, 0)", None),
    ("sqrt(16)", 4),
    ("sqrt(-1)", None),
    ("odd(3)", True),
    ("even(3)", False),
    ('floor("1")', None),
]
STRINGS = [
    ('string length("điển")', 4),
    ('upper case("điển")', "ĐIỂN"),
    ('lower case("ĐIỂN")', "điển"),
    ('starts with("so-y-te", "so-")', True),
    ('ends with("so-y-te", "-te")', True),
    ('contains("foobar", "ob")', True),
    ('contains(null, "a")', None),
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", 3, 2)', "ob"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("foobar", 3, 3.8)', "oba"),
    ('substring("foobar", 0.9)', None),
    ('substring("foobar", 1, 10 ** 6000)', "foobar"),
    ('substring("foobar", 0)', None),
    ('substring(string: "foobar", start position: 5)', "ar"),
    ('substring before("a/b", "/")', "a"),
    ('substring after("a/b", "/")', "b"),
    ('trim("  a ")', "a"),
    ('string join(["a", null, "b"], ", ")', "a, b"),
    ('number("12")', 12),
    ('number("1.250,5", ".", ",")', Decimal("1250.5")),
    ('number("abc")', None),
    ("string(1.50)", "1.50"),
    ("string(null)", None),
    ('string([1, "a", {b: @"P1D"}, null, true])', '[1, "a", {b: P1D}, null, true]'),
    ('string(date("2025-07-01"))', "2025-07-01"),
]
LISTS = [
    ("list contains([1, null], null)", True),
    ("list contains([1, 2], 2.0)", True),
    ("list contains([1], 3)", False),
    ("count([1, null])", 2),
    ("count(null)", None),
    ("sum([1, 2.5])", Decimal("3.5")),
    ("sum(1, 2)", 3),
    ("sum([])", None),
    ('sum([1, "a"])', None),
    ("mean([1, 2])", Decimal("1.5")),
    ("median([3, 1, 2])", 2),
    ("min([3, 1, 2])", 1),
    ("max(3, 1, 2)", 3),
    ('max("a", "b")', "b"),
    ("max([])", None),
    ('min(1, "a")', None),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2], [3])", [1, 2, 3]),
    ("distinct values([1, 2, 1.0, null, null])", [1, 2, None]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("flatten([1, [2, [3]]])", [1, 2, 3]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("reverse([1, 2])", [2, 1]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
    ('sort([1, "a"])', None),
    ("sort([2, null, 1], function(x, y) x < y)", None),
    ("sort([2, null, 1], function(x, y) if x = null then false else y = null or x < y)", [1, 2, None]),
    ("sublist([1, 2, 3], 2)", [2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], -1)", [1, 2]),
    ("is empty([])", True),
]
CONTEXTS = [
    ('get value({a: {b: 1}}, "a")', {"b": 1}),
    ('get value({a: {b: 1}}, ["a", "b"])', 1),
    ('get value({a: 1}, "z")', None),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ("is defined(missing.a)", False),
    ("is defined(1)", True),
    ("get or else(missing, 3)", 3),
    ("get or else(1, 3)", 1),
]
MOMENTS = [
    ('date("2025-07-01")', date(2025, 7, 1)),
    ("date(2025, 7, 1)", date(2025, 7, 1)),
    ("date(2025, 2, 30)", None),
    ('date("2025-02-30")', None),
    ("date(now())", date(2022, 4, 30)),
    ('time("17:00:00Z")', time(17, tzinfo=UTC)),
    ("time(17, 30, 0)", time(17, 30)),
    ('date and time("2025-07-01")', datetime(2025, 7, 1)),  # noqa: DTZ001 -- local until compared
    ('date and time(date("2025-07-01"), time("17:00:00"))', datetime(2025, 7, 1, 17)),  # noqa: DTZ001
    ('date and time(date and time("2025-07-01T17:00:00"), null)', None),
    ('duration("P1Y")', YearsMonths(12)),
    ('duration("PT90M")', timedelta(minutes=90)),
    ('duration("P")', None),
    ('duration("P999999999D") + duration("P999999999D")', None),
    ("now()", datetime(2022, 4, 30, 1, tzinfo=VIETNAM)),
    ("today()", date(2022, 4, 30)),
    ("string(now())", "2022-04-30T01:00:00+07:00"),
    ('date("2024-01-31") + duration("P1M")', date(2024, 2, 29)),
    ('date("2024-03-01") - date("2024-02-28")', timedelta(days=2)),
    ('date("2024-03-01") - duration("PT1H")', date(2024, 2, 29)),
    ('time("23:30:00") + duration("PT1H")', time(0, 30)),
    ('duration("P1D") * 1.5', timedelta(hours=36)),
    ('duration("P1D") / duration("PT12H")', 2),
    ('string(date("9999-12-31") + duration("P1D"))', "10000-01-01"),
    ('string(date("-0001-03-01") - duration("P1D"))', "-0001-02-28"),
    ('date("10000-01-01") - date("9999-12-31")', timedelta(days=1)),
    ('date("999999999-12-31") + duration("P1D")', None),
    ('string(time("09:00:00.123456789"))', "09:00:00.123456789"),
    ('years and months duration(date("2020-01-15"), date("2022-03-01"))', YearsMonths(25)),
    ('day of week(date("2022-04-30"))', "Saturday"),
    ('month of year(date("2022-04-30"))', "April"),
    ('last day of month(date("2024-02-01"))', date(2024, 2, 29)),
    ("week of year(today())", 17),
    ('is(@"23:00:50Z", @"23:00:50+00:00")', True),
    ('is(@"23:00:50", @"23:00:50Z")', False),
    ('is(@"23:00:50@Etc/GMT", @"23:00:50Z")', False),
    ('is(@"2021-04-02T23:00:00@Australia/Melbourne", @"2021-04-02T23:00:00@Australia/Melbourne")', True),
    ('is(@"2021-04-02T23:00:00@Australia/Melbourne", @"2021-04-02T23:00:00@Australia/Sydney")', False),
    ('is(@"2021-04-02T23:00:00@Australia/Melbourne", @"2021-04-02T23:00:00+11:00")', False),
    ('is(value1: @"2021-02-13")', False),
    ("is(value2: null)", True),
]
WORKING_DAYS = [
    ('add_working_days("2022-03-01", 5)', date(2022, 3, 8)),
    ('add_working_days(date("2022-03-04"), 1)', date(2022, 3, 7)),
    ('add_working_days("2022-04-29", 1)', date(2022, 5, 4)),  # 30 April and 1 May, made up for on 2 and 3 May
    ('add_working_days("2022-05-04", -1)', date(2022, 4, 29)),
    ('add_working_days("2022-03-05", 0)', date(2022, 3, 7)),
    ('add_working_days("2022-03-04", 0)', date(2022, 3, 4)),
    ('add_working_days("2022-03-03T18:00:00Z", 1)', date(2022, 3, 7)),  # that is Friday in Vietnam
    ("add_working_days(now(), 1)", date(2022, 5, 4)),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS + STRINGS + LISTS + CONTEXTS + MOMENTS, ids=str)
def test_computes_each_function(text: str, expected: Any) -> None:
    value = feel.parse(text).evaluate({}, now=NOW)

    assert value == expected
    assert type(value) is type(expected) or feel.to_plain(value) == feel.to_plain(expected)


@pytest.mark.parametrize(("text", "day"), WORKING_DAYS, ids=str)
def test_counts_vietnamese_working_days_to_their_close(text: str, day: date) -> None:
    due_at = feel.parse(text).evaluate({}, now=NOW)

    assert due_at.isoformat() == f"{day.isoformat()}T17:00:00+07:00"


@pytest.mark.parametrize(
    "text",
    ['add_working_days("soon", 1)', "add_working_days(null, 1)", "add_working_days(today(), 1.5)",
     "add_working_days(today(), 10001)", "add_working_days(today(), null)"],
)  # fmt: skip
def test_counts_no_working_days_from_what_is_no_day(text: str) -> None:
    assert feel.parse(text).evaluate({}, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "position"),
    [("foo(1)", 0), ("1 + cuont(xs)", 4), ("count()", 0), ("substring(text: 1)", 0), ("now(1)", 0), ("is(1)", 0)],
)
def test_refuses_a_call_that_cannot_be_meant(text: str, position: int) -> None:
    with pytest.raises(feel.FeelError, match="call function") as fault:
        feel.parse(text)

    assert fault.value.position == position


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1.0", 1),
        ("1.5", 1.5),
        ('{a: [date("2025-07-01"), null, true]}', {"a": ["2025-07-01", None, True]}),
        ('add_working_days("2022-03-01", 5)', "2022-03-08T17:00:00+07:00"),
        ('duration("P1DT2H")', "P1DT2H"),
        ('duration("P14M")', "P1Y2M"),
        ('time("17:00:00")', "17:00:00"),
    ],
)
def test_gives_values_as_json(text: str, plain: object) -> None:
    value = feel.to_plain(feel.parse(text).evaluate({}, now=NOW))

    assert value == plain
    assert type(value) is type(plain)


@pytest.mark.parametrize("text", ["[1..2]", "function(x) x", "10 ** 400"])
def test_refuses_to_store_what_json_cannot_hold(text: str) -> None:
    value = feel.parse(text).evaluate({}, now=NOW)

    with pytest.raises(feel.FeelError):
        feel.to_plain(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'matches("hello world", "hello\ sworld", "x")', True),
        (r'matches("hello world", " hello[ ]world ", "x")', True),
        (r'matches("hello world", "\p{ I s B a s i c L a t i n }+", "x")', True),
        (r'matches("hello world", "\p{ IsBasicLatin}+")', None),
        (r'matches("a]b", "a \] b", "x")', True),
        ('matches("x", "[A-Z-[OI]]", "i")', True),
        ('matches("i", "[A-Z-[OI]]", "i")', False),
    ],
)
def test_a_pattern_with_flag_x_may_be_spaced_out_but_for_its_classes(text: str, value: object) -> None:
    assert feel.parse(text).evaluate({}) is value


def test_a_cell_may_hold_its_tests_in_parentheses() -> None:
    tests = feel.parse_unary_tests('("a", > 3, [1..2])')
    assert [tests.matches(value, {}) for value in ("a", 4, 1, "b", 3)] == [True, True, True, False, False]
