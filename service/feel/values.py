"""The values of FEEL as Python values: what may enter, of what kind it is, when two are equal, which comes first.

null is ``None``, numbers are ``int`` (exact below 10**34) or ``Decimal``, lists are ``list``, contexts are any
``Mapping``, dates and times those of ``datetime``, days-and-time durations ``timedelta``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from service.core.errors import sentence
from service.feel.errors import FeelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.feel.limits import Run

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone of a date-time that names none."""

_FOREIGN = sentence("Expected a FEEL value, but got a Python '%(kind)s'. Give numbers, text, dates, lists or contexts.")


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years-and-months duration, in months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends, each included when closed."""

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True

    def contains(self, value: Any) -> bool | None:
        """Return whether the value lies inside; null where it cannot be compared."""
        above, below = ordered(self.low, value), ordered(value, self.high)
        if above is None or below is None:
            return None
        return (above < 0 or (above == 0 and self.low_closed)) and (below < 0 or (below == 0 and self.high_closed))


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that the text defines: parameter names and what it does with (run, arguments)."""

    parameters: tuple[str, ...]
    invoke: Callable[[Run, list[Any]], Any]


ENTERS = frozenset(
    {type(None), bool, int, str, Decimal, dict, date, time, datetime, timedelta, YearsMonths, Range, Function}
)


def admit(value: Any) -> Any:
    """Return a value from outside as a FEEL value; raises ``FeelError`` for a foreign Python object."""
    kind = type(value)
    if kind in ENTERS:
        return value
    if kind is list:
        return value if ENTERS.issuperset(map(type, value)) else [admit(item) for item in value]
    if kind is float:
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return value
    return _admit_kin(value)


def _admit_kin(value: Any) -> Any:
    if isinstance(value, Enum):
        return admit(value.value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (list, tuple)):
        return [admit(item) for item in value]
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
    if kind == "date and time":
        left, right = zoned(left), zoned(right)
    elif kind == "time":
        left, right = seconds_of_day(left), seconds_of_day(right)
    return int(left > right) - int(left < right)


def zoned(value: datetime) -> datetime:
    """Return the date-time with a zone: Vietnam's where it has none."""
    return value if value.tzinfo is not None else value.replace(tzinfo=ZONE)


def seconds_of_day(value: time) -> Decimal:
    """Return the seconds from midnight UTC; a time without offset is Vietnam's."""
    offset = value.utcoffset()
    shift = int(offset.total_seconds()) if offset is not None else 7 * 3600
    whole = value.hour * 3600 + value.minute * 60 + value.second - shift
    return Decimal(whole) + Decimal(value.microsecond) / 1_000_000


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
    if kind in {"date and time", "time"}:
        return ordered(left, right) == 0
    return bool(left == right)


def _equal_lists(left: list[Any], right: list[Any], run: Run) -> bool:
    run.spend(min(len(left), len(right)))
    return len(left) == len(right) and all(
        equal(admit(one), admit(other), run) is True for one, other in zip(left, right, strict=True)
    )


def _equal_contexts(left: Mapping[str, Any], right: Mapping[str, Any], run: Run) -> bool:
    run.spend(min(len(left), len(right)))
    return left.keys() == right.keys() and all(equal(admit(left[key]), admit(right[key]), run) is True for key in left)
