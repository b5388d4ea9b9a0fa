"""The days of a play: where its clock stands, and what falls due there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from service.core.calendar import is_working_day
from service.core.clock import at_local_hour, business_date
from service.core.statement import Statement
from service.nomination.cycles.queries import next_start
from service.process.instances.model import timer
from service.process.monitoring.commands import pin_clock

if TYPE_CHECKING:
    from datetime import datetime

    from service.core.database import Database
    from service.core.tx import Tx
    from service.simulation.profile import Profile

MORNING = 9
"""The local hour at which everybody works; a task due at 17:00 is still in time that day."""

_DUE_TIMER = Statement(select(timer.c.timer_key).where(timer.c.due_at <= bindparam("moment")).limit(1))


def first_day(profile: Profile) -> datetime:
    """Return the moment at which a simulation in an empty database begins."""
    return at_local_hour(date.fromisoformat(profile.programme_on), MORNING)


def today(database: Database) -> date:
    """Return the business day on which a database stands."""
    with database.read() as tx:
        return business_date(tx.now)


def pin_morning(database: Database, day: date) -> None:
    """Let the clock stand at the morning of a day."""
    with database.begin() as tx:
        pin_clock(tx, moment=at_local_hour(day, MORNING))


def next_day(database: Database, day: date) -> date:
    """Return the next day on which something happens: an office is open, or a timer falls due."""
    following = day + timedelta(days=1)
    while not is_working_day(following):
        with database.read() as tx:
            if is_due(tx, at_local_hour(following, MORNING)):
                return following
        following += timedelta(days=1)
    return following


def is_due(tx: Tx, moment: datetime) -> bool:
    """Return whether a timer or a start of the schedule falls due by a moment."""
    if tx.driver.first(_DUE_TIMER, {"moment": moment}) is not None:
        return True
    coming = next_start(tx)
    return coming is not None and coming <= moment
