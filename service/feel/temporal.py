"""Dates, times and durations: reading, writing and their parts."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from service.feel.extended import combine, fold, in_year, nanoseconds, near, shift, year
from service.feel.values import YearsMonths

if TYPE_CHECKING:
    from collections.abc import Callable

_DATE = r"(?P<year>(?!-0000)-?(?:\d{4}|[1-9]\d{4,8}))-(?P<month>\d{2})-(?P<day>\d{2})"
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
    r"(?:T(?=\d)(?:(?P<hours>\d{1,12})H)?(?:(?P<minutes>\d{1,14})M)?(?:(?P<seconds>\d{1,15}(?:\.\d{0,9})?)S)?)?",
    re.ASCII,
)


_LARGEST_OFFSET = timedelta(hours=18)


def read_date(text: str) -> Any:
    """Return the date of ``2025-07-01``, or null; years reach from -999999999 to 999999999."""
    match = _READ_DATE.fullmatch(text)
    try:
        return _date(match) if match else None
    except ValueError:
        return None


def read_time(text: str) -> Any:
    """Return the time of ``17:00:00``, with offset or ``@zone`` where written, or null."""
    match = _READ_TIME.fullmatch(text)
    try:
        return _time(match) if match else None
    except ValueError:
        return None


def read_date_time(text: str) -> Any:
    """Return the date-time of ``2025-07-01T17:00:00+07:00``; a date alone means its midnight; or null."""
    match = _READ_DATE_TIME.fullmatch(text)
    if match is None:
        day = read_date(text)
        return None if day is None else combine(day, time())
    try:
        if (match["hour"], match["minute"]) == ("24", "00") and not (match["second"] or "").strip("0"):
            return shift(combine(_date(match), _time(match, hour=0)), timedelta(days=1))
        return combine(_date(match), _time(match))
    except ValueError:
        return None


def _date(match: re.Match[str]) -> Any:
    return in_year(int(match["year"]), int(match["month"]), int(match["day"]))


def _time(match: re.Match[str], hour: int | None = None) -> Any:
    fraction = (match["fraction"] or "").ljust(9, "0")
    zone = _offset(match["offset"]) if match["offset"] else _zone(match["zone"])
    hours = int(match["hour"]) if hour is None else hour
    clock = time(hours, int(match["minute"]), int(match["second"] or 0), int(fraction[:6]), zone)
    return fold(clock, 0, int(fraction[6:]))


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
    distance = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return offset_zone(-distance if text[0] == "-" else distance)


def offset_zone(distance: timedelta) -> tzinfo:
    """Return the zone of a fixed offset; raises ``ValueError`` beyond 18 hours."""
    if abs(distance) > _LARGEST_OFFSET:
        message = f"There is no offset of {distance}."
        raise ValueError(message)
    return timezone(distance)


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


def write_time(value: Any) -> str:
    """Return a time or date-time in ISO 8601 with its offset, or with ``@zone`` where it has a zone."""
    moment = near(value)
    fraction = f"{moment.microsecond:06}{nanoseconds(value):03}".rstrip("0")
    text = moment.replace(tzinfo=None, microsecond=0).isoformat() + (f".{fraction}" if fraction else "")
    if isinstance(moment, datetime):
        text = _write_year(value) + text[4:]
    if isinstance(moment.tzinfo, ZoneInfo):
        return f"{text}@{moment.tzinfo.key}"
    offset = moment.isoformat()[len(moment.replace(tzinfo=None).isoformat()) :]
    return f"{text}{'Z' if offset == '+00:00' else offset}"


def write_date(value: Any) -> str:
    """Return a date in ISO 8601."""
    return f"{_write_year(value)}{near(value).isoformat()[4:]}"


def _write_year(value: Any) -> str:
    return f"{year(value):0{5 if year(value) < 0 else 4}}"


def _zone_name(value: Any) -> str | None:
    zone = near(value).tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else None


def _whole_seconds(value: timedelta) -> int:
    return abs(value).seconds


def _signed(value: timedelta, amount: int) -> int:
    return -amount if value < timedelta(0) else amount


_DATE_PARTS: dict[str, Callable[[Any], Any]] = {
    "year": year,
    "month": lambda value: near(value).month,
    "day": lambda value: near(value).day,
    "weekday": lambda value: near(value).isoweekday(),
}
_TIME_PARTS: dict[str, Callable[[Any], Any]] = {
    "hour": lambda value: near(value).hour,
    "minute": lambda value: near(value).minute,
    "second": lambda value: near(value).second,
    "time offset": lambda value: near(value).utcoffset(),
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
