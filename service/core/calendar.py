"""Working days of Vietnam's State offices.

Weekends, public holidays and the swapped days the Government announces, from the ``holidays`` package, which knows what
was announced before its release; above it the days the office entered itself (``working_day``). Every unit of work runs
under the calendar that holds when it begins (``Database``), so that expressions, due dates and lists agree.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MAXIMUM_DAYS = 10_000


@lru_cache(maxsize=2)
def _vietnam(language: str = "vi") -> holidays.HolidayBase:
    return holidays.country_holidays("VN", language="vi" if language == "vi" else "en_US")


@lru_cache(maxsize=20_000)
def is_official_working_day(day: date) -> bool:
    """Return whether offices are open on this day as far as the package knows."""
    return _vietnam().is_working_day(day)


def holiday_name(day: date, language: str = "vi") -> str:
    """Return what the package calls a holiday, in Vietnamese or English; empty for other days."""
    return str(_vietnam(language).get(day) or "")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days offices are open; ``decided`` are the days that somebody decided otherwise than the package says."""

    decided: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Return whether offices are open on this day."""
        decided = self.decided.get(day)
        return is_official_working_day(day) if decided is None else decided

    def add(self, day: date, count: int) -> date:
        """Return the count-th working day after (before, when negative) a day; the next open day when count is 0.

        Raises ``ValueError`` beyond 10,000 days.
        """
        if abs(count) > _MAXIMUM_DAYS:
            message = f"Expected to add at most {_MAXIMUM_DAYS} working days, but got {count}."
            raise ValueError(message)
        if count == 0:
            while not self.is_working_day(day):
                day += timedelta(days=1)
            return day
        step = timedelta(days=1 if count > 0 else -1)
        remaining = abs(count)
        while remaining:
            day += step
            remaining -= self.is_working_day(day)
        return day

    def count(self, first: date, last: date) -> int:
        """Return how many working days there are from one day to another, both included."""
        return sum(self.is_working_day(first + timedelta(days=days)) for days in range((last - first).days + 1))


OFFICIAL = Calendar()
_in_force: ContextVar[Calendar] = ContextVar("calendar", default=OFFICIAL)


def in_force() -> Calendar:
    """Return the calendar of the unit of work under way; the official one outside of any."""
    return _in_force.get()


@contextmanager
def using(calendar: Calendar) -> Iterator[None]:
    """Let a calendar be in force while the block runs."""
    before = _in_force.get()
    _in_force.set(calendar)
    try:
        yield
    finally:
        _in_force.set(before)


def is_working_day(day: date) -> bool:
    """Return whether offices are open on this day by the calendar in force."""
    return in_force().is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    """Return the count-th working day after a day by the calendar in force; see ``Calendar.add``."""
    return in_force().add(day, count)
