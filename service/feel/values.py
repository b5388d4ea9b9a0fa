"""The values of FEEL as Python values: what may enter, of what kind it is, when two are equal, which comes first.

null is ``None``, numbers are ``int`` (exact below 10**34) or ``Decimal``, lists are ``list``, contexts are any
``Mapping``, dates and times those of ``datetime``, days-and-time durations ``timedelta``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from service.core.errors import sentence
from service.feel.errors import FeelError
from service.feel.extended import Extended, clock_position, near, position, without_offset
from service.feel.limits import MAXIMUM_ADMITTED, TOO_MANY_ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.feel.limits import Run

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone in which ``now()`` and ``today()`` are told."""

_FOREIGN = sentence("Expected a FEEL value, but got a Python '%(kind)s'. Give numbers, text, dates, lists or contexts.")


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years-and-months duration, in months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends, each included when closed; or all that compare so with one value, as ``(>= 10)``.

    A range written with a ``sign`` has null for the end it leaves open, and for both when the sign is ``!=``.
    """

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True
    sign: str = ""
    other: Any = None

    def contains(self, value: Any) -> bool | None:
        """Return whether the value lies inside; null where it cannot be compared."""
        if self.sign:
            order = ordered(value, self.other)
            return None if order is None else _BY_SIGN[self.sign](order, 0)
        above, below = ordered(self.low, value), ordered(value, self.high)
        if above is None or below is None:
            return None
        return (above < 0 or (above == 0 and self.low_closed)) and (below < 0 or (below == 0 and self.high_closed))


_BY_SIGN: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


def signed_range(sign: str, value: Any) -> Range:
    """Return the range of all values that compare so with one, such as ``(< 10)``."""
    low = value if sign in {">", ">=", "="} else None
    high = value if sign in {"<", "<=", "="} else None
    return Range(low, high, sign in {">=", "="}, sign in {"<=", "="}, sign, value)


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that the text defines: parameter names and what it does with (run, arguments)."""

    parameters: tuple[str, ...]
    invoke: Callable[[Run, list[Any]], Any]


ENTERS = frozenset(
    {type(None), bool, int, str, Decimal, dict, date, time, datetime, timedelta, YearsMonths, Extended, Range, Function}
)


def admit(value: Any) -> Any:
    """Return a value from outside as a FEEL value; raises ``FeelError`` for a foreign Python object."""
    kind = type(value)
    if kind in ENTERS:
        return value
    if kind is list:
        return value if ENTERS.issuperset(map(type, value)) else _admit_deep(value, [MAXIMUM_ADMITTED])
    if kind is float:
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return value
    return _admit_kin(value)


def admit_list(items: list[Any], run: Run) -> list[Any]:
    """Return a list from outside as FEEL values, and spend the steps it takes."""
    if ENTERS.issuperset(map(type, items)):
        run.spend(len(items) >> 5)
        return items
    left = [MAXIMUM_ADMITTED]
    admitted = _admit_deep(items, left)
    run.spend(1 + ((MAXIMUM_ADMITTED - left[0]) >> 2))
    return admitted


def _admit_deep(items: Sequence[Any], left: list[int]) -> list[Any]:
    """Return a list and the lists in it as FEEL values; ``left`` counts down, as one list may stand in many places."""
    left[0] -= len(items)
    if left[0] < 0:
        raise FeelError(TOO_MANY_ITEMS, maximum=MAXIMUM_ADMITTED)
    return [_admit_deep(item, left) if isinstance(item, (list, tuple)) else admit(item) for item in items]


def _admit_kin(value: Any) -> Any:
    if isinstance(value, Enum):
        return admit(value.value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (list, tuple)):
        return _admit_deep(value, [MAXIMUM_ADMITTED])
    raise FeelError(_FOREIGN, kind=type(value).__name__)


def is_number(value: Any) -> bool:
    """Return whether the value is a number; a boolean is none."""
    kind = type(value)
    return kind is int or kind is Decimal


def kind_of(value: Any) -> str:
    """Return the FEEL type name of a value; ``foreign`` for what is none."""
    name = _KINDS.get(type(value))
    if name is not None:
        return name
    if type(value) is Extended:
        return _KINDS[type(value.near)]
    return "context" if isinstance(value, Mapping) else "foreign"


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    Range: "range",
    Function: "function",
}
_ORDERED = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)


def ordered(left: Any, right: Any) -> int | None:
    """Return -1, 0 or 1 as left comes before, with or after right; null when they have no order."""
    kind = kind_of(left)
    if kind not in _ORDERED or kind_of(right) != kind:
        return None
    if type(left) is type(right) is date:
        return int(left > right) - int(left < right)
    if kind in _MOMENTS:
        if is_zoned(left) is not is_zoned(right):
            left, right = without_offset(left), without_offset(right)  # as DMN says: the one takes the other's
        left, right = _MOMENTS[kind](left), _MOMENTS[kind](right)
    return int(left > right) - int(left < right)


_MOMENTS: dict[str, Callable[[Any], int]] = {"date": position, "time": clock_position, "date and time": position}
"""Where a moment stands among its like, in nanoseconds."""


def is_zoned(value: Any) -> bool:
    """Return whether a time or date-time tells its offset or zone; a date does not."""
    return getattr(near(value), "tzinfo", None) is not None


def equal(left: Any, right: Any, run: Run) -> bool | None:
    """Return whether two values are equal; null when they are of different kinds. Null equals only null."""
    kind = kind_of(left)
    if left is None or right is None:
        return left is right
    if kind_of(right) != kind:
        return None
    if kind in {"list", "context"}:
        run.spend(1)
        return _equal_lists(left, right, run) if kind == "list" else _equal_contexts(left, right, run)
    if kind in _MOMENTS:
        return is_zoned(left) is is_zoned(right) and _instant(left, kind) == _instant(right, kind)
    return bool(left == right)


def _instant(value: Any, kind: str) -> int:
    """Return where a moment stands to the millisecond, which is how far equality looks."""
    return _MOMENTS[kind](value) // 1_000_000


def _equal_lists(left: list[Any], right: list[Any], run: Run) -> bool:
    run.spend(min(len(left), len(right)))
    return len(left) == len(right) and all(
        equal(one, other, run) is True for one, other in zip(left, right, strict=True)
    )


def _equal_contexts(left: Mapping[str, Any], right: Mapping[str, Any], run: Run) -> bool:
    run.spend(min(len(left), len(right)))
    return left.keys() == right.keys() and all(equal(admit(left[key]), admit(right[key]), run) is True for key in left)
