"""Dates, times and durations: reading, writing and their parts."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from service.feel.values import YearsMonths

if TYPE_CHECKING:
    from collections.abc import Callable

_DATE = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
_TIME = (
    r"(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?:(?P<offset>Z|[+-]\d{2}:\d{2}(?::\d{2})?)|@(?P<zone>[A-Za-z][A-Za-z0-9_+/-]{0,62}))?"
)
_READ_DATE = re.compile(_DATE, re.ASCII)
_READ_TIME = re.compile("T?" + _TIME, re.ASCII)
_READ_DATE_TIME = re.compile(_DATE + "T" + _TIME, re.ASCII)
_READ_YEARS = re.compile(r"(?P<sign>-?)P(?=\d)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?", re.ASCII)
_READ_DAYS = re.compile(
    r"(?P<sign>-?)P(?=[\dT])(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,12})H)?(?:(?P<minutes>\d{1,14})M)?(?:(?P<seconds>\d{1,15}(?:\.\d{1,9})?)S)?)?",
    re.ASCII,
)


def read_date(text: str) -> date | None:
    """Return the date of ``2025-07-01``, or null."""
    match = _READ_DATE.fullmatch(text)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Return the time of ``17:00:00``, with offset or ``@zone`` where written, or null."""
    match = _READ_TIME.fullmatch(text)
    try:
        return _time(match) if match else None
    except ValueError:
        return None


def read_date_time(text: str) -> datetime | None:
    """Return the date-time of ``2025-07-01T17:00:00+07:00``; a date alone means its midnight; or null."""
    match = _READ_DATE_TIME.fullmatch(text)
    if match is None:
        day = read_date(text)
        return None if day is None else datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- local until compared
    try:
        return datetime.combine(date(int(match["year"]), int(match["month"]), int(match["day"])), _time(match))
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time:
    microsecond = int((match["fraction"] or "0").ljust(9, "0")[:6])
    zone = _offset(match["offset"]) if match["offset"] else _zone(match["zone"])
    return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), microsecond, zone)


def _zone(key: str | None) -> ZoneInfo | None:
    """Return the zone of a key; raises ``ValueError`` where the table has none, so that no other file is looked for."""
    if key is None:
        return None
    if key not in _zones():
        message = f"There is no time zone {key}."
        raise ValueError(message)
    return ZoneInfo(key)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return timezone.utc  # noqa: UP017 -- a FEEL offset like the others
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    shift = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone(-shift if text[0] == "-" else shift)


def read_duration(text: str) -> timedelta | YearsMonths | None:
    """Return the duration of ``P1Y2M`` or ``P1DT2H``, or null."""
    if match := _READ_YEARS.fullmatch(text):
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return YearsMonths(-months if match["sign"] else months)
    match = _READ_DAYS.fullmatch(text)
    if match is None:
        return None
    try:
        length = timedelta(
            days=int(match["days"] or 0),
            hours=int(match["hours"] or 0),
            minutes=int(match["minutes"] or 0),
            microseconds=int(Decimal(match["seconds"] or 0) * 1_000_000),
        )
        return -length if match["sign"] else length
    except OverflowError:
        return None


def read_any(text: str) -> Any:
    """Return what ``@"…"`` means: a date, time, date-time or duration, or null."""
    for read in (read_date, read_date_time, read_time, read_duration):
        value = read(text)
        if value is not None:
            return value
    return None


def write_duration(value: timedelta | YearsMonths) -> str:
    """Return the duration in ISO 8601: ``P1Y2M``, ``P2DT3H``, ``PT0S``."""
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if value.months < 0 else "") + "P" + (text or "0M")
    length = abs(value)
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{length.microseconds:06}".rstrip("0") if length.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = (f"{length.days}D" if length.days else "") + (f"T{clock}" if clock else "")
    return ("-" if value < timedelta(0) else "") + "P" + (text or "T0S")


def write_time(value: time | datetime) -> str:
    """Return a time or date-time in ISO 8601 with its offset, or with ``@zone`` where it has a zone."""
    if isinstance(value.tzinfo, ZoneInfo):
        return f"{value.replace(tzinfo=None).isoformat()}@{value.tzinfo.key}"
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def shift_months(value: date, months: int) -> date:
    """Return the same day of another month, or that month's last day; raises ``ValueError`` outside years 1 to 9999."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        message = f"Year {year} cannot be written."
        raise ValueError(message)
    return value.replace(year=year, month=month + 1, day=min(value.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Return the whole months from one date to another, negative when the end comes first."""
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _zone_name(value: Any) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _whole_seconds(value: timedelta) -> int:
    return abs(value).seconds


def _signed(value: timedelta, amount: int) -> int:
    return -amount if value < timedelta(0) else amount


_DATE_PARTS: dict[str, Callable[[Any], Any]] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": lambda value: value.isoweekday(),
}
_TIME_PARTS: dict[str, Callable[[Any], Any]] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "time offset": lambda value: value.utcoffset(),
    "timezone": _zone_name,
}
PARTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "date": _DATE_PARTS,
    "time": _TIME_PARTS,
    "date and time": _DATE_PARTS | _TIME_PARTS,
    "days and time duration": {
        "days": lambda value: _signed(value, abs(value).days),
        "hours": lambda value: _signed(value, _whole_seconds(value) // 3600),
        "minutes": lambda value: _signed(value, _whole_seconds(value) % 3600 // 60),
        "seconds": lambda value: _signed(value, _whole_seconds(value) % 60),
    },
    "years and months duration": {
        "years": lambda value: int(value.months / 12),
        "months": lambda value: value.months - 12 * int(value.months / 12),
    },
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_closed,
        "end included": lambda value: value.high_closed,
    },
}
"""The parts a path may name, by kind of value."""
