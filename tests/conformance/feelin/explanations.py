"""Why the two differ: each explanation names the forms it is about, when it holds, and what DMN says.

A disagreement is looked for in the smallest part that can be evaluated alone and differs. It is explained where the
part's form, or one inside it that reads the part's bound names, is among an explanation's and the two values fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.feelin.expressions import Expression

SIGNS = ("<", "<=", ">", ">=", "=", "!=")


@dataclass(frozen=True)
class Explanation:
    """Why forms differ: what holds of (our value, theirs), the rule of DMN 1.5, and which side keeps to it."""

    id: str
    forms: frozenset[str]
    holds: Callable[[Any, Any], bool]
    rule: str


def _theirs_is_null(_: Any, theirs: Any) -> bool:
    return theirs is None


def _ours_is_null(ours: Any, _: Any) -> bool:
    return ours is None


def _theirs_fails(_: Any, theirs: Any) -> bool:
    return theirs is False or (isinstance(theirs, dict) and "fault" in theirs)


def _are(kind: str) -> Callable[[Any, Any], bool]:
    return lambda ours, theirs: all(isinstance(value, dict) and kind in value for value in (ours, theirs))


def _any(_: Any, __: Any) -> bool:
    return True


def _explanation(identifier: str, forms: str, holds: Callable[[Any, Any], bool], rule: str) -> Explanation:
    return Explanation(identifier, frozenset(form.strip() for form in forms.split(",")), holds, rule)


EXPLANATIONS = (
    _explanation(
        "duration-by-number",
        "days * number, months * number, abs of days, days / days",
        _any,
        "A duration times a number is a duration, its absolute value too, and one divided by a duration of nothing is "
        "null (semantics of multiplication and division; numeric functions). feelin has no such operation.",
    ),
    _explanation(
        "instance-of",
        "instance of number, instance of string, instance of list, instance of date",
        _theirs_fails,
        "A value is an instance of its own type (semantics of instance of). feelin 6.1 answers false or fails.",
    ),
    _explanation(
        "points-and-ranges",
        "starts, during",
        _theirs_is_null,
        "starts and during take a point or a range first (range functions). feelin takes two ranges only.",
    ),
    _explanation(
        "null-is-not-compared",
        "before, includes, in range, in tests, in a comparison, in texts, overlaps, meets",
        _ours_is_null,
        "A comparison with null is null, not false (three-valued logic; semantics of comparison and of in).",
    ),
    _explanation(
        "null-in-a-quantifier",
        "some, every",
        _ours_is_null,
        "some and every are or and and over their turns: null beside what does not decide is null (grammar rule 53).",
    ),
    _explanation(
        "in-null",
        "in list, in range",
        _any,
        "A value in null is whether it equals null, and null is in a list only where it is one of the tests "
        "(semantics of in).",
    ),
    _explanation(
        "between-in-order",
        ", ".join(f"{kind} between" for kind in ("number", "string", "date", "time", "days", "months")),
        _any,
        "x between a and b is x >= a and x <= b, in this order, by code point for strings and null for what cannot be "
        "compared (semantics of between). feelin turns the ends round where the first is the greater.",
    ),
    _explanation(
        "offsets",
        "date of a date and time, " + ", ".join(f"time {sign}" for sign in SIGNS),
        _any,
        "Of two times in an order, one without an offset takes the other's, and the date of a moment is that of its "
        "own offset (semantics of comparison; conversion functions). feelin reckons in UTC.",
    ),
    _explanation(
        "equality",
        "list =, kinds =",
        lambda ours, theirs: theirs is None or ours in {None, False},
        "Lists are equal where they are as long and equal place by place, else they are not; values of other kinds, a "
        "list and a text too, compare null (semantics of equality).",
    ),
    _explanation(
        "position-out-of-range",
        "substring, substring of a length, list replace, insert before, sublist, remove",
        lambda ours, theirs: ours is None or (isinstance(ours, str) and isinstance(theirs, str)),
        "A position counts from 1, or from -1 backwards, within the value; another is outside the domain, and the call "
        "null; of substring's numbers the whole part counts (string and list functions).",
    ),
    _explanation(
        "null-is-no-list",
        "concatenate, union, append, sort, list contains, reverse, count, flatten, distinct values",
        _any,
        "null is no list: the call is null (list functions). feelin takes it for a list of one.",
    ),
    _explanation(
        "filter-by-null",
        "filter, filter of contexts, paths of a list, names of a list",
        _any,
        "A filter keeps the items whose condition is true, null items too; with a condition of null it keeps none, and "
        "null is filtered as an empty list (semantics of filter).",
    ),
    _explanation(
        "whole-numbers-only",
        "odd, even",
        _ours_is_null,
        "A number with decimals is neither odd nor even (numeric functions).",
    ),
    _explanation(
        "date-minus-date",
        "date - date, years and months duration",
        _are("duration"),
        "The difference of two dates is a days and time duration; years and months duration gives whole months "
        "(semantics of subtraction; conversion functions). feelin gives years, months and days in one duration.",
    ),
    _explanation(
        "date-plus-hours",
        "date + days, date - days",
        _are("moment"),
        "A date plus a days and time duration is a date (semantics of addition). feelin gives a date and time.",
    ),
    _explanation(
        "parts-of-a-duration",
        "years, months, days, hours",
        _any,
        "The parts of a duration are those of its normal form: 36 hours are 1 day and 12 hours (properties of days and "
        "time duration). feelin reads them as they were written.",
    ),
    _explanation(
        "text-of-a-duration",
        "literal",
        _are("duration"),
        "A negative duration is written with the sign in front (XML Schema's lexical form). feelin signs each part.",
    ),
    _explanation(
        "decimal-numbers",
        "modulo, named arguments, string of a number, string of a list, string of a context, exp, decimal, median, "
        "odd, even, floor to a scale, floor, ceiling, round half up, round half down, round up, round down",
        _any,
        "Numbers are decimal, of 34 digits (IEEE 754 decimal128): 0.1 is a tenth. feelin's are binary, "
        "of some 16 digits; its median orders numbers as text.",
    ),
    _explanation(
        "empty-text-is-no-number",
        "number",
        _ours_is_null,
        "number of a text that is no number is null (conversion functions). feelin gives 0 for the empty text.",
    ),
    _explanation(
        "mode-in-order",
        "mode",
        _any,
        "mode gives its values in ascending order (list functions).",
    ),
)


def explanation_of(blamed: Expression, ours: Any, theirs: Any) -> Explanation | None:
    """Return why a part differs; ``None`` where nobody knows."""
    inside = set(_open_forms(blamed))
    for explanation in EXPLANATIONS:
        if blamed.name in explanation.forms and explanation.holds(ours, theirs):
            return explanation
    return next((explanation for explanation in EXPLANATIONS if explanation.forms & inside), None)


def _open_forms(expression: Expression) -> list[str]:
    """Return the forms of the parts that cannot be evaluated alone."""
    return [name for part in expression.parts if part.free for name in (part.name, *_open_forms(part))]
