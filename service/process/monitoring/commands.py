"""The one thing a supervisor changes here: the business clock of a rehearsal, pinned, or run ahead by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from service.core.clock import at_local_hour, business_date
from service.core.database import business_clock
from service.core.errors import Forbidden, InvalidInput, sentence
from service.process.monitoring.queries import next_timer_at

if TYPE_CHECKING:
    from datetime import datetime

    from service.core.tx import Tx
    from service.process.monitoring.queries import Clock

LONGEST_RUN = timedelta(days=3_700)
"""How far the clock runs ahead at once: ten years."""

MORNING = 8
"""The local hour of a running clock's stop on every day: that of date timers and of the plan's schedule."""


class ClockIsReal(Forbidden):
    """The database holds real data: its clock cannot be pinned."""

    code = "clock_is_real"
    template = sentence("Expected to pin the clock, but this database holds real data. Rehearse on demo data.")


class MomentTooFar(InvalidInput):
    """The clock runs at most ten years ahead at once."""

    code = "moment_too_far"
    template = sentence("Expected to run the clock ahead, but more than ten years at once. Choose an earlier day.")


def pin_clock(tx: Tx, *, moment: datetime | None) -> None:
    """Pin the business clock at a moment, or let it run (``None``); refused outside demo data. A run under way ends."""
    _require_demo(tx)
    tx.execute(update(business_clock).values(pinned_at=moment, runs_from=None, runs_to=None))


def run_clock(tx: Tx, *, until: datetime) -> None:
    """Let the worker move the clock ahead to a moment day by day, doing on each day what falls due on it.

    A moment that is past is pinned at once: nothing fires while the clock goes back. Raises ``ClockIsReal``,
    ``MomentTooFar``.
    """
    _require_demo(tx)
    if until - tx.now > LONGEST_RUN:
        raise MomentTooFar(fields={"day": sentence("Choose a day at most ten years ahead.")})
    if until <= tx.now:
        pin_clock(tx, moment=until)
        return
    tx.execute(update(business_clock).values(pinned_at=tx.now, runs_from=tx.now, runs_to=until))


def step_clock(tx: Tx, seen: Clock) -> bool:
    """Move a running clock to the next timer, the next morning or its end, whichever comes first.

    ``seen`` is the clock as it stood when nothing was due. Returns whether it still stands so: two workers that saw it
    make one step, and neither passes over what falls due at its end.
    """
    statement = select(business_clock.c.pinned_at, business_clock.c.runs_to).with_for_update(skip_locked=True)
    row = tx.execute(statement).one_or_none()
    if row is None or (row.pinned_at, row.runs_to) != (seen.pinned_at, seen.runs_to) or row.pinned_at != tx.now:
        return False
    runs_to: datetime = row.runs_to
    stops = [runs_to, _next_morning(row.pinned_at)]
    if (timer_at := next_timer_at(tx)) is not None:
        stops.append(timer_at)
    moment = min(stops)
    ended = {"runs_from": None, "runs_to": None} if moment >= runs_to else {}
    tx.execute(update(business_clock).values(pinned_at=moment, **ended))
    return True


def stop_clock(tx: Tx) -> None:
    """End a run where the clock stands."""
    pin_clock(tx, moment=tx.now)


def give_up_run(tx: Tx, seen: Clock, error: Exception) -> None:
    """End a run whose step failed."""
    del seen, error
    tx.execute(update(business_clock).values(runs_from=None, runs_to=None))


def _next_morning(moment: datetime) -> datetime:
    today = business_date(moment)
    morning = at_local_hour(today, MORNING)
    return morning if morning > moment else at_local_hour(today + timedelta(days=1), MORNING)


def _require_demo(tx: Tx) -> None:
    if not tx.execute(select(business_clock.c.is_demo)).scalar_one_or_none():
        raise ClockIsReal
