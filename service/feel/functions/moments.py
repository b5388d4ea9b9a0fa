"""Built-in functions on dates, times and durations, and on Vietnam's working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

from service.core import calendar
from service.feel.extended import clock_of, combine, day_of, fold, in_year, months_between, near, year
from service.feel.functions.builtin import builtin, whole
from service.feel.temporal import offset_zone, read_date, read_date_time, read_duration, read_time, write_time
from service.feel.values import ZONE, YearsMonths, kind_of

if TYPE_CHECKING:
    from service.feel.limits import Run

_CLOSE = time(17)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _local(moment: datetime) -> datetime:
    """Return the moment in Vietnam, with its offset rather than its zone, so that it is written as ISO 8601."""
    there = moment.astimezone(ZONE)
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta(0)))


def _day(value: Any) -> Any:
    """Return the day, in its own zone, of a date, a date-time or the text of one."""
    if isinstance(value, str):
        value = read_date_time(value)
    return day_of(value) if kind_of(value) in {"date", "date and time"} else None


def make_date(*parts: Any) -> Any:
    """Return a date from a text, a date-time, or year, month and day."""
    if len(parts) == 1:
        return read_date(parts[0]) if isinstance(parts[0], str) else _day(parts[0])
    return in_year(*map(whole, parts))


def make_time(*parts: Any) -> Any:
    """Return a time from a text, a date-time, or hour, minute, second and offset."""
    first = parts[0]
    if len(parts) == 1:
        if isinstance(first, str):
            return read_time(first)
        kind = kind_of(first)
        if kind == "date and time":
            return clock_of(first)
        return first if kind == "time" else time(0, tzinfo=timezone.utc) if kind == "date" else None  # noqa: UP017
    seconds, rest = divmod(parts[2], 1)
    offset = parts[3] if len(parts) > 3 else None  # noqa: PLR2004 -- the offset comes fourth
    if not isinstance(offset, timedelta | None):
        return None
    zone = None if offset is None else offset_zone(offset)
    microseconds, nanoseconds = divmod(int(rest * 1_000_000_000), 1_000)
    return fold(time(whole(first), whole(parts[1]), whole(seconds), microseconds, zone), 0, nanoseconds)


def make_date_time(*parts: Any) -> Any:
    """Return a date-time from a text or another date-time, or from a date and a time."""
    first = parts[0]
    if len(parts) == 1:
        return read_date_time(first) if isinstance(first, str) else first if _is_moment(first) else None
    day = _day(first) if not isinstance(first, str) else None
    return combine(day, parts[1]) if day is not None and kind_of(parts[1]) == "time" else None


def _is_moment(value: Any) -> bool:
    return kind_of(value) == "date and time"


def make_duration(text: Any) -> timedelta | YearsMonths | None:
    """Return the duration of an ISO 8601 text; a duration as it is."""
    return read_duration(text) if isinstance(text, str) else text if kind_of(text).endswith("duration") else None


def add_working_days(start: Any, count: Any) -> datetime | None:
    """Return 17:00 in Vietnam of the count-th working day after a day (before it, when negative; see core.calendar).

    ``start`` is a date, a date-time (its day in Vietnam) or the ISO 8601 text of one.
    """
    if isinstance(start, str):
        start = read_date_time(start)
    if isinstance(start, datetime) and start.tzinfo is not None:
        start = start.astimezone(ZONE)
    day = _day(start)
    if not isinstance(day, date):
        return None
    return _local(datetime.combine(calendar.add_working_days(day, whole(count)), _CLOSE, ZONE))


def _metered_working_days(run: Run, start: Any, count: Any) -> datetime | None:
    if abs(count) > 1:
        run.spend(min(abs(whole(count)), 100_000))
    return add_working_days(start, count)


def _of_day(compute: Any) -> Any:
    def computed(value: Any) -> Any:
        day = _day(value)
        return None if day is None else compute(near(day))

    return computed


def last_day_of_month(value: Any) -> Any:
    """Return the last day of a day's month; null for what is no day."""
    day = _day(value)
    return None if day is None else in_year(year(day), near(day).month, monthrange(near(day).year, near(day).month)[1])


def years_and_months(start: Any, end: Any) -> YearsMonths | None:
    """Return the whole years and months from one day to another."""
    first, last = _day(start), _day(end)
    return None if first is None or last is None else YearsMonths(months_between(first, last))


def now(run: Run) -> datetime | None:
    """Return the moment of the evaluation, written with Vietnam's offset; null where it has none."""
    return None if run.now is None else _local(run.now)


def same(left: Any, right: Any) -> bool:
    """Return whether two values are the same in kind and every part: of one offset, or of the zone of one name."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return False
    return bool(write_time(left) == write_time(right) if kind in {"time", "date and time"} else left == right)


def today(run: Run) -> date | None:
    """Return the day of the evaluation in Vietnam; null where it has none."""
    return None if run.now is None else _local(run.now).date()


MOMENTS = {
    "add_working_days": builtin(_metered_working_days, "from: moment, n: number"),
    "date": builtin(make_date, "from: any", "year: number, month: number, day: number", cost=6),
    "date and time": builtin(make_date_time, "from: any", "date: any, time: any", cost=6),
    "day of week": builtin(_of_day(lambda day: _DAYS[day.weekday()]), "date: moment"),
    "day of year": builtin(_of_day(lambda day: day.timetuple().tm_yday), "date: moment"),
    "duration": builtin(make_duration, "from: any", cost=6),
    "is": builtin(same, "value1: any, value2: any", takes_null=True),
    "last day of month": builtin(last_day_of_month, "date: moment"),
    "month of year": builtin(_of_day(lambda day: _MONTHS[day.month - 1]), "date: moment"),
    "now": builtin(now, ""),
    "time": builtin(make_time, "from: any", "hour: number, minute: number, second: number, offset?: any", cost=6),
    "today": builtin(today, ""),
    "week of year": builtin(_of_day(lambda day: day.isocalendar().week), "date: moment"),
    "years and months duration": builtin(years_and_months, "from: moment, to: moment"),
}
