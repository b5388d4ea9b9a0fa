"""Arithmetic of FEEL values: decimal128 numbers, strings, dates and durations. What has no meaning is null."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Any

from service.feel.extended import clock_position, day_of, fold, nanoseconds, near, position, shift, shift_months
from service.feel.limits import MAXIMUM_INTEGER
from service.feel.values import YearsMonths, is_number, is_zoned, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

DECIMAL = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""decimal128, whose errors are raised and become null."""

_MICROSECOND = timedelta(microseconds=1)


def bounded(number: int) -> int | Decimal:
    """Return an integer as it is while it is exact, rounded to 34 digits beyond."""
    return number if -MAXIMUM_INTEGER < number < MAXIMUM_INTEGER else DECIMAL.plus(Decimal(number))


def _null_on_error(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def computed(left: Any, right: Any) -> Any:
        try:
            return compute(left, right)
        except (ArithmeticError, ValueError):
            return None

    return computed


@_null_on_error
def add(left: Any, right: Any) -> Any:
    """Return ``left + right``: numbers, strings, durations, a date or date-time and a duration; else null."""
    if is_number(left) and is_number(right):
        return bounded(left + right) if type(left) is type(right) is int else DECIMAL.add(left, right)
    kinds = kind_of(left), kind_of(right)
    if kinds == ("string", "string"):
        return left + right
    if kinds[0] == kinds[1] and kinds[0] in _DURATIONS:
        return left + right if isinstance(left, timedelta) else YearsMonths(left.months + right.months)
    if kinds[1] in _DURATIONS:
        return _shift(left, right)
    return _shift(right, left) if kinds[0] in _DURATIONS else None


@_null_on_error
def subtract(left: Any, right: Any) -> Any:
    """Return ``left - right``: as ``add``, and between two dates or date-times their distance; else null."""
    if is_number(left) and is_number(right):
        return bounded(left - right) if type(left) is type(right) is int else DECIMAL.subtract(left, right)
    if isinstance(right, timedelta):
        return add(left, -right)
    if isinstance(right, YearsMonths):
        return add(left, YearsMonths(-right.months))
    return _distance(left, right)


def _distance(left: Any, right: Any) -> timedelta | None:
    """Return the time from right to left; null between a moment of a known offset and one of none.

    A date is its midnight at UTC, so it has a known distance from moments with an offset only, and from dates.
    """
    kinds = {kind_of(left), kind_of(right)}
    if kinds == {"time"}:
        where, zoned = clock_position, is_zoned(left) is is_zoned(right)
    elif kinds <= {"date", "date and time"}:
        where = position
        zoned = kinds == {"date"} or _has_offset(left) is _has_offset(right)
    else:
        return None
    return timedelta(microseconds=(where(left) - where(right)) // 1_000) if zoned else None


def _has_offset(moment: Any) -> bool:
    return kind_of(moment) == "date" or is_zoned(moment)


@_null_on_error
def multiply(left: Any, right: Any) -> Any:
    """Return ``left * right``: numbers, or a duration and a number; else null."""
    if is_number(left) and is_number(right):
        return bounded(left * right) if type(left) is type(right) is int else DECIMAL.multiply(left, right)
    if is_number(left):
        left, right = right, left
    if is_number(right) and isinstance(left, timedelta):
        return timedelta(microseconds=int(DECIMAL.multiply(Decimal(left // _MICROSECOND), right)))
    if is_number(right) and isinstance(left, YearsMonths):
        return YearsMonths(_small(DECIMAL.multiply(left.months, right)))
    return None


@_null_on_error
def divide(left: Any, right: Any) -> Any:
    """Return ``left / right``: numbers, a duration by a number, two durations of a kind; else null."""
    if is_number(left) and is_number(right):
        return DECIMAL.divide(left, right)
    if isinstance(left, timedelta):
        if isinstance(right, timedelta):
            return DECIMAL.divide(left // _MICROSECOND, right // _MICROSECOND)
        return timedelta(microseconds=int(DECIMAL.divide(left // _MICROSECOND, right))) if is_number(right) else None
    if isinstance(left, YearsMonths):
        if isinstance(right, YearsMonths):
            return DECIMAL.divide(left.months, right.months)
        return YearsMonths(_small(DECIMAL.divide(left.months, right))) if is_number(right) else None
    return None


@_null_on_error
def power(left: Any, right: Any) -> Any:
    """Return ``left ** right`` for numbers, rounded to 34 digits; else null."""
    return DECIMAL.power(left, right) if is_number(left) and is_number(right) else None


def negate(value: Any) -> Any:
    """Return ``-value`` for numbers and durations, else null."""
    kind = kind_of(value)
    if kind == "number":
        return -value if type(value) is int else DECIMAL.minus(value)
    if kind == "days and time duration":
        return _null_on_error(lambda left, _: -left)(value, None)
    return YearsMonths(-value.months) if kind == "years and months duration" else None


def _shift(moment: Any, duration: timedelta | YearsMonths) -> Any:
    kind = kind_of(moment)
    if kind == "time" and isinstance(duration, timedelta):
        clock = near(moment)
        around = timedelta(seconds=duration.seconds, microseconds=duration.microseconds)
        shifted = datetime.combine(date(2000, 1, 1), clock.replace(tzinfo=None)) + around
        return fold(shifted.time().replace(tzinfo=clock.tzinfo), 0, nanoseconds(moment))
    if kind not in {"date", "date and time"}:
        return None
    if isinstance(duration, YearsMonths):
        return shift_months(moment, duration.months)
    # a date moves by whole days, as DMN says: it is its midnight, cut to the date again
    return shift(moment, duration) if kind == "date and time" else day_of(shift(moment, duration))


def _small(number: Decimal) -> int:
    if number.adjusted() > 12:  # noqa: PLR2004 -- far beyond any calendar, still cheap to expand
        message = "The duration is too long."
        raise ValueError(message)
    return int(number)


_DURATIONS = frozenset({"days and time duration", "years and months duration"})
