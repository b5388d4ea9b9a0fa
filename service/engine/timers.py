"""Timers: when one is due, by the step's own clock and the business zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from service.core.clock import at_local_hour, local, parse_moment
from service.core.errors import Sentence, sentence

if TYPE_CHECKING:
    from service.engine.definition import EventDefinition

TIMER_HOUR = 8
DUE_HOUR = 17
MONTHS = 12
LONGEST_MONTH = 31

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION = re.compile(
    r"P(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)
_CYCLE = re.compile(r"R(?P<count>-1|\d{0,9})/(?:(?P<start>[^/]+)/)?(?P<interval>P[^/]+)")


class TimerUnreadable(Exception):  # noqa: N818 -- named for what happened; becomes a finding or a diagram fault
    """The value is no date or duration a timer can take; ``said`` tells why."""

    def __init__(self, said: Sentence) -> None:
        self.said = said
        super().__init__(said)


@dataclass(frozen=True, slots=True)
class Interval:
    """A length of time: months, which go by the calendar, and a fixed rest."""

    months: int
    rest: timedelta

    def after(self, start: datetime, times: int = 1) -> datetime:
        """Return the moment so many intervals after another, UTC; raises ``TimerUnreadable`` past the year 9999."""
        try:
            return (_plus_months(local(start), self.months * times) + self.rest * times).astimezone(UTC)
        except (OverflowError, ValueError) as beyond:
            raise TimerUnreadable(sentence("it reaches beyond the year 9999")) from beyond


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeating timer. Every occurrence is reckoned from ``anchor``, so that none drifts.

    ``first`` and ``last`` number the occurrences: 0 is the anchor itself; no ``last`` repeats for ever.
    """

    anchor: datetime
    interval: Interval
    first: int
    last: int | None

    def at_or_after(self, moment: datetime) -> datetime | None:
        """Return the first occurrence not earlier than a moment; ``None`` when all have been."""
        longest = timedelta(days=self.interval.months * LONGEST_MONTH) + self.interval.rest
        number = max(self.first, (moment - self.anchor) // longest)
        while self.last is None or number <= self.last:
            occurrence = self.interval.after(self.anchor, number)
            if occurrence >= moment:
                return occurrence
            number += 1
        return None

    def after(self, moment: datetime) -> datetime | None:
        """Return the first occurrence later than a moment: of several missed ones, none comes again."""
        return self.at_or_after(moment + datetime.resolution)


def due_at(event: EventDefinition, value: Any, now: datetime) -> datetime:
    """Return when a timer of this value is due first, UTC; raises ``TimerUnreadable``.

    A cycle all of whose occurrences have been is due now, as a date in the past is.
    """
    if event.timer_kind == "timeDate":
        return moment(value, hour=TIMER_HOUR)
    if event.timer_kind == "timeCycle":
        return cycle(str(value), now).at_or_after(now) or now
    return after(value, now)


def cycle(text: str, armed_at: datetime) -> Cycle:
    """Read a repeating interval of ISO 8601 (``R3/P1D``, ``R/2022-01-01T08:00:00/P1M``); raises ``TimerUnreadable``."""
    found = _CYCLE.fullmatch(text)
    if found is None:
        raise TimerUnreadable(sentence("'%(value)s' is no repeating interval such as R3/P7D", value=text))
    interval = _interval(found["interval"])
    is_anchored = found["start"] is not None
    anchor = moment(found["start"], hour=TIMER_HOUR) if is_anchored else armed_at
    if interval.after(anchor) <= anchor:
        raise TimerUnreadable(sentence("the duration '%(value)s' is not longer than zero", value=found["interval"]))
    count = -1 if found["count"] in {"", "-1"} else int(found["count"])
    if count == 0:
        raise TimerUnreadable(sentence("'%(value)s' repeats no time at all", value=text))
    first = 0 if is_anchored else 1
    return Cycle(anchor, interval, first, None if count < 0 else first + count - 1)


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
        except (ValueError, OverflowError):
            pass
    raise TimerUnreadable(sentence("'%(value)s' is no date or date-time", value=value))


def after(value: Any, now: datetime) -> datetime:
    """Read an ISO 8601 duration from ``now`` on; months and years go by the calendar."""
    due = _interval(str(value)).after(now)
    if due <= now:
        raise TimerUnreadable(sentence("the duration '%(value)s' is not longer than zero", value=value))
    return due


def _interval(text: str) -> Interval:
    found = _DURATION.fullmatch(text)
    if found is None or text in {"P", "PT"}:
        raise TimerUnreadable(sentence("'%(value)s' is no ISO 8601 duration", value=text))
    part = {name: int(digits or 0) for name, digits in found.groupdict().items()}
    months = part.pop("years") * MONTHS + part.pop("months")
    try:
        return Interval(months, timedelta(**part))
    except OverflowError as beyond:
        raise TimerUnreadable(sentence("it reaches beyond the year 9999")) from beyond


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
