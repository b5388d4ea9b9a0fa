"""Dates, times and date-times that Python's own cannot hold: years beyond 1 to 9999, and nanoseconds.

The calendar repeats itself every 400 years, weekdays included, so a moment of any year is one of the years 2000 to 2399
and a number of such cycles. Every function here takes and returns Python's own values wherever they suffice.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

CYCLE_YEARS = 400
CYCLE_DAYS = 146_097
FARTHEST_YEAR = 999_999_999

_FIRST_YEAR = 2000
_MONTHS = 12
_EPOCH = datetime(_FIRST_YEAR, 1, 1)  # noqa: DTZ001 -- positions are counted without a zone
_MICROSECOND = timedelta(microseconds=1)
_REFERENCE = date(1970, 1, 1)
"""The day whose offset a time with a zone has."""


@dataclass(frozen=True, slots=True)
class Extended:
    """A moment that lies ``cycles`` times 400 years after ``near``, and ``nanoseconds`` (0 to 999) later."""

    near: date | time
    cycles: int = 0
    nanoseconds: int = 0


def near(value: Any) -> Any:
    """Return the Python value that shares everything with a moment but the year and the nanoseconds."""
    return value.near if type(value) is Extended else value


def year(value: Any) -> int:
    """Return the year of a date or date-time."""
    cycles = value.cycles if type(value) is Extended else 0
    return int(near(value).year) + CYCLE_YEARS * cycles


def nanoseconds(value: Any) -> int:
    """Return the nanoseconds beyond the microsecond."""
    return value.nanoseconds if type(value) is Extended else 0


def without_offset(value: Any) -> Any:
    """Return a time or date-time as it is told where it is, without offset or zone."""
    if type(value) is Extended:
        return Extended(without_offset(value.near), value.cycles, value.nanoseconds)
    return value.replace(tzinfo=None)


def fold(moment: date | time, cycles: int = 0, nanoseconds: int = 0) -> Any:
    """Return a moment as Python's own where that can hold it; raises ``ValueError`` beyond the farthest year."""
    if isinstance(moment, time):
        return Extended(moment, 0, nanoseconds) if nanoseconds else moment
    whole_year = moment.year + CYCLE_YEARS * cycles
    if date.min.year <= whole_year <= date.max.year:
        moment = moment.replace(year=whole_year)
        return Extended(moment, 0, nanoseconds) if nanoseconds else moment
    if abs(whole_year) > FARTHEST_YEAR:
        message = f"Year {whole_year} cannot be written."
        raise ValueError(message)
    cycle, place = divmod(whole_year - _FIRST_YEAR, CYCLE_YEARS)
    return Extended(moment.replace(year=_FIRST_YEAR + place), cycle, nanoseconds)


def unfold(value: Any) -> tuple[Any, int, int]:
    """Return a date or date-time as one of the years 2000 to 2399, the cycles from there, and the nanoseconds."""
    moment = near(value)
    cycle, place = divmod(moment.year - _FIRST_YEAR, CYCLE_YEARS)
    cycles = value.cycles if type(value) is Extended else 0
    return moment.replace(year=_FIRST_YEAR + place), cycles + cycle, nanoseconds(value)


def in_year(whole_year: int, month: int, day: int) -> Any:
    """Return a date of any year; raises ``ValueError`` for one that no calendar has."""
    cycle, place = divmod(whole_year - _FIRST_YEAR, CYCLE_YEARS)
    return fold(date(_FIRST_YEAR + place, month, day), cycle)


def combine(day: Any, clock: Any) -> Any:
    """Return the date-time of a date and a time."""
    moment, cycles, _ = unfold(day)
    return fold(datetime.combine(moment, near(clock)), cycles, nanoseconds(clock))


def day_of(value: Any) -> Any:
    """Return the date of a date-time or date, in its own zone."""
    moment, cycles, _ = unfold(value)
    return fold(moment.date() if isinstance(moment, datetime) else moment, cycles)


def clock_of(value: Any) -> Any:
    """Return the time of a date-time, with its offset or zone."""
    return fold(near(value).timetz(), 0, nanoseconds(value))


def shift(value: Any, length: timedelta) -> Any:
    """Return a date-time, or the midnight of a date, moved by a duration."""
    moment, cycles, rest = unfold(value)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 -- a date has no zone
    more, days = divmod(length.days, CYCLE_DAYS)
    moved = moment + timedelta(days=days, seconds=length.seconds, microseconds=length.microseconds)
    return fold(moved, cycles + more, rest)


def shift_months(value: Any, months: int) -> Any:
    """Return the same day of another month, or that month's last day; raises ``ValueError`` beyond the last year."""
    whole_year, month = divmod(year(value) * _MONTHS + near(value).month - 1 + months, _MONTHS)
    moment, _, rest = unfold(value)
    cycle, place = divmod(whole_year - _FIRST_YEAR, CYCLE_YEARS)
    last = monthrange(_FIRST_YEAR + place, month + 1)[1]
    moved = moment.replace(year=_FIRST_YEAR + place, month=month + 1, day=min(moment.day, last))
    return fold(moved, cycle, rest)


def months_between(start: Any, end: Any) -> int:
    """Return the whole months from one date or date-time to another, negative when the end comes first."""
    if position(end) < position(start):
        return -months_between(end, start)
    months: int = (year(end) - year(start)) * _MONTHS + near(end).month - near(start).month
    return months - (_in_month(end) < _in_month(start))


def _in_month(value: Any) -> tuple[int, Any]:
    moment = near(value)
    return moment.day, moment.time() if isinstance(moment, datetime) else time()


def position(value: Any) -> int:
    """Return the nanoseconds from the start of 2000, at UTC where the moment has an offset, to a date or date-time."""
    moment, cycles, rest = unfold(value)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 -- a date has no zone
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    microseconds: int = (moment - _EPOCH) // _MICROSECOND
    return (cycles * CYCLE_DAYS * 86_400_000_000 + microseconds) * 1_000 + rest


def clock_position(value: Any) -> int:
    """Return the nanoseconds from midnight to a time, at UTC where the time has an offset."""
    clock = near(value)
    moment = datetime.combine(_REFERENCE, clock)
    length = moment - (moment.utcoffset() or timedelta(0)) - datetime.combine(_REFERENCE, time(), clock.tzinfo)
    microseconds: int = length // _MICROSECOND
    return microseconds * 1_000 + nanoseconds(value)
