"""Reading decided days, a year of the calendar, and what falls due on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.core.calendar import holiday_name, in_force, is_official_working_day
from service.core.clock import at_local_hour
from service.core.database import working_day
from service.process.instances.model import timer, user_task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.core.tx import Tx


@dataclass(frozen=True, slots=True)
class DecidedDay:
    """A decision on a day: what it is now, why, by which document of whom, and whether it was taken back."""

    day: date
    is_working: bool
    reason: str
    document: str
    issuer: str
    decided_at: datetime
    decided_by: str
    taken_back_at: datetime | None
    taken_back_by: str | None

    @property
    def is_in_force(self) -> bool:
        """Whether nobody took it back."""
        return self.taken_back_at is None


@dataclass(frozen=True, slots=True)
class Effect:
    """What was reckoned before and falls on a day: open tasks that are due, and timers that fire."""

    tasks: int
    timers: int


@dataclass(frozen=True, slots=True)
class Span:
    """Days between two, both included, how many of them are working days, and which were decided."""

    first: date
    last: date
    count: int
    decided: tuple[DecidedDay, ...]


def decided_days(tx: Tx, first: date, last: date) -> tuple[DecidedDay, ...]:
    """Return every decision on days of a span by day, the newest of a day first; those taken back too."""
    columns = [working_day.c[name] for name in DecidedDay.__dataclass_fields__]
    within = (working_day.c.day >= first, working_day.c.day <= last)
    order = (working_day.c.day, working_day.c.working_day_key.desc())
    rows = tx.execute(select(*columns).where(*within).order_by(*order)).mappings()
    return tuple(DecidedDay(**dict(row)) for row in rows)


def span(tx: Tx, first: date, last: date) -> Span:
    """Return the working days from one day to another by the calendar in force."""
    return Span(first, last, in_force().count(first, last), decided_days(tx, first, last))


def known_holidays(year: int, language: str) -> tuple[tuple[date, str], ...]:
    """Return the days from Monday to Friday that the calendar package itself has off in a year, with their names."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    saturday = 5
    return tuple(
        (day, holiday_name(day, language))
        for day in days
        if day.year == year and day.weekday() < saturday and not is_official_working_day(day)
    )


def effects(tx: Tx, days: Iterable[date]) -> dict[date, Effect]:
    """Return what falls due on each of some days, whoever may see it."""
    return {day: Effect(_open_tasks(tx, day), _timers(tx, day)) for day in days}


def _open_tasks(tx: Tx, day: date) -> int:
    due = (user_task.c.due_at >= at_local_hour(day, 0), user_task.c.due_at < at_local_hour(day + timedelta(days=1), 0))
    open_ones = select(func.count()).select_from(user_task).where(user_task.c.state == "CREATED", *due)
    return int(tx.execute(open_ones).scalar_one())


def _timers(tx: Tx, day: date) -> int:
    due = (timer.c.due_at >= at_local_hour(day, 0), timer.c.due_at < at_local_hour(day + timedelta(days=1), 0))
    return int(tx.execute(select(func.count()).select_from(timer).where(*due)).scalar_one())
