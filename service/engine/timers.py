"""Timers: when one is due, by the step's own clock and the business zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from service.core.clock import at_local_hour, local, parse_moment
from service.core.errors import Sentence, sentence

if TYPE_CHECKING:
    from service.engine.definition import EventDefinition

TIMER_HOUR = 8
DUE_HOUR = 17
MONTHS = 12

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


class TimerUnreadable(Exception):  # noqa: N818 -- named for what happened; becomes a finding or a diagram fault
    """The value is no date or duration a timer can take; ``said`` tells why."""

    def __init__(self, said: Sentence) -> None:
        self.said = said
        super().__init__(said)


def due_at(event: EventDefinition, value: Any, now: datetime) -> datetime:
    """Return when a timer of this value is due, UTC; raises ``TimerUnreadable``."""
    if event.timer_kind == "timeDate":
        return moment(value, hour=TIMER_HOUR)
    return after(value, now)


def moment(value: Any, *, hour: int) -> datetime:
    """Read a date-time or a date (that local hour of it); values without a zone mean the business zone."""
    if isinstance(value, datetime):
        value = value.isoformat()
    elif isinstance(value, date):
        return at_local_hour(value, hour)
    if isinstance(value, str):
        try:
            if _DATE.fullmatch(value):
                return at_local_hour(date.fromisoformat(value), hour)
            return parse_moment(value.partition("[")[0].partition("@")[0])
        except ValueError:
            pass
    raise TimerUnreadable(sentence("'%(value)s' is no date or date-time", value=value))


def after(value: Any, now: datetime) -> datetime:
    """Read an ISO 8601 duration from ``now`` on; months and years go by the calendar."""
    due = _after_text(str(value), now)
    if due <= now:
        raise TimerUnreadable(sentence("the duration '%(value)s' is not longer than zero", value=value))
    return due.astimezone(UTC)


def _after_text(text: str, now: datetime) -> datetime:
    found = _DURATION.fullmatch(text)
    if found is None or text in {"P", "PT"}:
        raise TimerUnreadable(sentence("'%(value)s' is no ISO 8601 duration", value=text))
    part = {name: int(digits or 0) for name, digits in found.groupdict().items()}
    start = _plus_months(local(now), part["years"] * MONTHS + part["months"])
    parts = {name: part[name] for name in ("weeks", "days", "hours", "minutes", "seconds")}
    return start + timedelta(**parts)


def _plus_months(start: datetime, months: int) -> datetime:
    if not months:
        return start
    year, month = divmod(start.year * MONTHS + start.month - 1 + months, MONTHS)
    for day in range(start.day, 27, -1):
        try:
            return start.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return start.replace(year=year, month=month + 1)
