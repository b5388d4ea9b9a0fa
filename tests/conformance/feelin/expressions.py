"""Expressions made at random, each of a kind: what FEEL may be asked, and what of it can be asked alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

VARIABLES: dict[str, Any] = {
    "n": 7,
    "m": -2.5,
    "s": "Lạng Sơn",
    "t": True,
    "none": None,
    "xs": [3, 1, 2, 2],
    "c": {"a": 1, "b": "x"},
    "cs": [{"a": 1, "b": "x"}, {"a": 5, "b": "y"}],
}

LEAVES: dict[str, tuple[str, ...]] = {
    "number": ("0", "1", "2", "-3", "2.5", "0.1", "10", "-0.75", "100", "n", "m", "c.a"),
    "boolean": ("true", "false", "t"),
    "string": ('""', '"a"', '"abc"', '"A"', '"x"', '"foobar"', '"Lạng Sơn"', '"a,b"', "s", "c.b"),
    "date": ('date("2025-01-31")', '@"2024-02-29"', "date(2021, 12, 1)", 'date("1999-05-19")'),
    "time": ('time("10:30:00")', '@"23:59:59"', "time(7, 0, 0)", 'time("10:30:00+07:00")'),
    "date and time": (
        'date and time("2025-01-31T10:30:00")',
        '@"2024-02-29T00:00:00"',
        'date and time("2025-01-31T10:30:00+07:00")',
    ),
    "days": ('duration("P1D")', '@"PT36H"', 'duration("-PT90M")', 'duration("P1DT2H3M4S")'),
    "months": ('duration("P1Y")', '@"P14M"', 'duration("-P1M")'),
    "numbers": ("[]", "[1]", "[1, 2, 3]", "[5, -1, 5, 2.5]", "xs", "[2, null]"),
    "strings": ("[]", '["a"]', '["b", "a", "b"]', '["foobar", "x"]'),
    "booleans": ("[]", "[true]", "[true, false]", "[false, null]"),
    "context": ("{}", "{a: 1}", '{a: 2, b: "y"}', "c"),
    "contexts": ("cs", "[{a: 1}]"),
    "range": ("[1..5]", "(0..10)", "[2..2]", "]1..3["),
}
ANY = ("number", "boolean", "string", "date", "numbers", "strings", "context", "days")
COMPARED = ("number", "string", "date", "time", "days", "months")


@dataclass(frozen=True)
class Form:
    """A kind of expression: its value's kind, its name, its text with ``§`` for each part, the parts' kinds.

    ``binds`` are names that the last part may read, with their kinds.
    """

    kind: str
    name: str
    text: str
    parts: tuple[str, ...]
    binds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Expression:
    """An expression: its form's name, its text, its parts, the bound names it reads from around it."""

    name: str
    text: str
    parts: tuple[Expression, ...] = ()
    free: frozenset[str] = frozenset()


def _forms() -> Iterator[Form]:
    for line in FORMS.strip().splitlines():
        kind, name, text, parts, *binds = (cell.strip() for cell in line.split("|"))
        names = tuple((pair.split(":")[0], pair.split(":")[1]) for pair in binds[0].split()) if binds else ()
        yield Form(kind, name, text, tuple(part.strip() for part in parts.split(",")) if parts else (), names)
    for kind in COMPARED:
        for sign in ("<", "<=", ">", ">=", "=", "!="):
            yield Form("boolean", f"{kind} {sign}", f"(§ {sign} §)", (kind, kind))
        yield Form("boolean", f"{kind} between", "(§ between § and §)", (kind, kind, kind))


FORMS = """
number | + | (§ + §) | number, number
number | - | (§ - §) | number, number
number | * | (§ * §) | number, number
number | / | (§ / §) | number, number
number | ** | (§ ** 2) | number
number | unary - | -(§) | number
number | abs | abs(§) | number
number | floor | floor(§) | number
number | ceiling | ceiling(§) | number
number | floor to a scale | floor(§, 1) | number
number | round half up | round half up(§, 0) | number
number | round half down | round half down(§, 0) | number
number | round up | round up(§, 0) | number
number | round down | round down(§, 0) | number
number | decimal | decimal(§, 1) | number
number | modulo | modulo(§, §) | number, number
number | sqrt | sqrt(§) | number
number | exp | exp(§) | number
number | log | log(§) | number
number | number | number(§) | string
number | number with signs | number("1 000,5", " ", ",") |
number | string length | string length(§) | string
number | count | count(§) | numbers
number | sum | sum(§) | numbers
number | min | min(§) | numbers
number | max | max(§) | numbers
number | mean | mean(§) | numbers
number | median | median(§) | numbers
number | product | product(§) | numbers
number | stddev | stddev(§) | numbers
number | min of arguments | min(§, §) | number, number
number | item | §[1] | numbers
number | last item | §[-1] | numbers
number | if | (if § then § else §) | boolean, number, number
number | year | §.year | date
number | day | §.day | date
number | weekday | §.weekday | date
number | hour | §.hour | time
number | days | §.days | days
number | hours | §.hours | days
number | years | §.years | months
number | months | §.months | months
number | day of year | day of year(§) | date
number | week of year | week of year(§) | date
number | path | §.a | context
number | call of a function | (function(x, y) x + y)(§, §) | number, number
number | named arguments | modulo(dividend: §, divisor: §) | number, number
boolean | and | (§ and §) | boolean, boolean
boolean | or | (§ or §) | boolean, boolean
boolean | not | not(§) | boolean
boolean | odd | odd(§) | number
boolean | even | even(§) | number
boolean | boolean = | (§ = §) | boolean, boolean
boolean | list = | (§ = §) | numbers, numbers
boolean | context = | (§ = §) | context, context
boolean | kinds = | (§ = §) | any, any
boolean | null = | (§ = null) | any
boolean | in range | (§ in §) | number, range
boolean | in list | (§ in §) | number, numbers
boolean | in tests | (§ in (< 2, > 5)) | number
boolean | in texts | (§ in ("a", "x")) | string
boolean | in a comparison | (§ in > 2) | number
boolean | contains | contains(§, §) | string, string
boolean | starts with | starts with(§, §) | string, string
boolean | ends with | ends with(§, §) | string, string
boolean | matches | matches(§, "^[a-f]+$") | string
boolean | list contains | list contains(§, §) | numbers, number
boolean | all | all(§) | booleans
boolean | any | any(§) | booleans
boolean | some | (some i in § satisfies §) | numbers, boolean | i:number
boolean | every | (every i in § satisfies §) | numbers, boolean | i:number
boolean | instance of number | (§ instance of number) | any
boolean | sign before instance of | (-(§) instance of number) | number
boolean | instance of string | (§ instance of string) | any
boolean | instance of list | (§ instance of list<number>) | any
boolean | instance of date | (§ instance of date) | any
boolean | before | before(§, §) | number, number
boolean | includes | includes(§, §) | range, number
boolean | during | during(§, §) | number, range
boolean | overlaps | overlaps(§, §) | range, range
boolean | meets | meets(§, §) | range, range
boolean | starts | starts(§, §) | number, range
string | concatenation | (§ + §) | string, string
string | substring | substring(§, §) | string, number
string | substring of a length | substring(§, 2, 1) | string
string | upper case | upper case(§) | string
string | lower case | lower case(§) | string
string | substring before | substring before(§, §) | string, string
string | substring after | substring after(§, §) | string, string
string | replace | replace(§, "[aeiou]", "*") | string
string | string of a number | string(§) | number
string | string of a date | string(§) | date
string | string of a time | string(§) | time
string | string of a date and time | string(§) | date and time
string | string of days | string(§) | days
string | string of months | string(§) | months
string | string of a list | string(§) | numbers
string | string of a context | string(§) | context
string | string of a boolean | string(§) | boolean
string | string join | string join(§, ", ") | strings
string | string item | §[1] | strings
string | if string | (if § then § else §) | boolean, string, string
string | day of week | day of week(§) | date
string | month of year | month of year(§) | date
date | date + days | (§ + §) | date, days
date | date + months | (§ + §) | date, months
date | date - days | (§ - §) | date, days
date | date of a date and time | date(§) | date and time
date | date of numbers | date(§.year, §.month, 1) | date, date
time | time of a date and time | time(§) | date and time
time | time + days | (§ + §) | time, days
date and time | date and time of parts | date and time(§, §) | date, time
date and time | date and time + days | (§ + §) | date and time, days
date and time | date and time + months | (§ + §) | date and time, months
days | date - date | (§ - §) | date, date
days | days + days | (§ + §) | days, days
days | days * number | (§ * §) | days, number
days | abs of days | abs(§) | days
number | days / days | (§ / §) | days, days
months | months + months | (§ + §) | months, months
months | months * number | (§ * §) | months, number
months | years and months duration | years and months duration(§, §) | date, date
numbers | list of numbers | [§, §] | number, number
numbers | for | (for i in § return §) | numbers, number | i:number
numbers | for of a range | (for i in 1..3 return §) | number | i:number
numbers | for of two | (for i in §, j in [1, 2] return §) | numbers, number | i:number j:number
numbers | filter | §[§] | numbers, boolean | item:number
numbers | append | append(§, §) | numbers, number
numbers | concatenate | concatenate(§, §) | numbers, numbers
numbers | reverse | reverse(§) | numbers
numbers | distinct values | distinct values(§) | numbers
numbers | union | union(§, §) | numbers, numbers
numbers | flatten | flatten([§, [§]]) | numbers, numbers
numbers | sublist | sublist(§, 2) | numbers
numbers | insert before | insert before(§, 1, §) | numbers, number
numbers | remove | remove(§, 1) | numbers
numbers | index of | index of(§, §) | numbers, number
numbers | sort | sort(§, function(x, y) x < y) | numbers
numbers | mode | mode(§) | numbers
numbers | paths of a list | §.a | contexts
numbers | list replace | list replace(§, 1, §) | numbers, number
strings | list of strings | [§, §] | string, string
strings | split | split(§, ",") | string
strings | names of a list | §.b | contexts
booleans | list of booleans | [§, §] | boolean, boolean
context | context of parts | {a: §, b: §} | number, string
context | context that reads itself | {a: §, b: a + 1} | number
context | context put | context put(§, "a", §) | context, number
context | context merge | context merge([§, §]) | context, context
any | get value | get value(§, "a") | context
contexts | get entries | get entries(§) | context
contexts | filter of contexts | §[a > 1] | contexts
"""
ALL_FORMS = tuple(_forms())


def expressions(random: Random, *, depth: int = 3) -> Iterator[Expression]:
    """Yield expressions up to a depth without end; every form stands at the top as often as any other."""
    for form in cycle(ALL_FORMS):
        yield _of_form(random, form, random.randint(1, depth), {})


def _of_form(random: Random, form: Form, depth: int, scope: Mapping[str, str]) -> Expression:
    last = len(form.parts) - 1
    inner = {**scope, **dict(form.binds)}
    parts = tuple(
        _of_kind(random, kind, depth - 1, inner if place == last else scope) for place, kind in enumerate(form.parts)
    )
    pieces = form.text.split("§")
    text = pieces[0] + "".join(part.text + piece for part, piece in zip(parts, pieces[1:], strict=True))
    free = frozenset().union(
        *(part.free for part in parts[:-1]), *(part.free - set(dict(form.binds)) for part in parts[-1:])
    )
    return Expression(form.name, text, parts, free)


def _of_kind(random: Random, kind: str, depth: int, scope: Mapping[str, str]) -> Expression:
    if kind == "any":
        kind = random.choice(ANY)
    chance = random.random()
    if chance < _NULLS:
        return Expression("null", "null")
    names = [name for name, of in scope.items() if of == kind]
    if names and chance < _BOUND:
        name = random.choice(names)
        return Expression("name", name, free=frozenset({name}))
    forms = [form for form in ALL_FORMS if form.kind == kind]
    if depth <= 0 or not forms:
        return Expression("literal", random.choice(LEAVES[kind]))
    return _of_form(random, random.choice(forms), depth, scope)


_NULLS, _BOUND = 0.04, 0.6
