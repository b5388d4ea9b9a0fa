"""Working days of Vietnam's State offices.

Weekends, public holidays and the swapped days the Government announces, from the ``holidays`` package.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_MAXIMUM_DAYS = 10_000


@lru_cache(maxsize=1)
def _vietnam() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


@lru_cache(maxsize=20_000)
def is_working_day(day: date) -> bool:
    """Return whether offices are open on this day."""
    return _vietnam().is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """Return the count-th working day after (before, when negative) a day; the next open day when count is 0.

    Raises ``ValueError`` beyond 10,000 days.
    """
    if abs(count) > _MAXIMUM_DAYS:
        message = f"Expected to add at most {_MAXIMUM_DAYS} working days, but got {count}."
        raise ValueError(message)
    if count == 0:
        while not is_working_day(day):
            day += timedelta(days=1)
        return day
    step = timedelta(days=1 if count > 0 else -1)
    remaining = abs(count)
    while remaining:
        day += step
        remaining -= is_working_day(day)
    return day
