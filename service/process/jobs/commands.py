"""Doing what is due: timers of one instance, and clearing messages that nobody came for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from service import engine
from service.process.history.rules import Entry
from service.process.instances.commands import Cause, advance, loaded, locked_instance
from service.process.instances.model import message, timer

if TYPE_CHECKING:
    from service.core.tx import Tx

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=6)


def fire_timers(tx: Tx, *, process_instance_key: int) -> bool:
    """Fire the timers of an instance that are due; returns whether there still were any under the lock."""
    instance = locked_instance(tx, process_instance_key)
    due = list(
        tx.execute(
            select(timer.c.element_id).where(
                timer.c.process_instance_key == process_instance_key, timer.c.due_at <= tx.now
            )
        ).scalars()
    )
    if not due:
        return False
    if instance.state != "ACTIVE":
        tx.execute(delete(timer).where(timer.c.process_instance_key == process_instance_key))
        return False
    entry = Entry("TIMER_FIRED", due[0], details={"elements": due})
    advance(tx, instance, loaded(tx, instance), engine.FireTimers(), cause=Cause(entry))
    return True


def postpone_timers(tx: Tx, *, process_instance_key: int) -> None:
    """Try an instance's due timers again later, after an error that was not the diagram's: 10 s, doubled up to 6 h."""
    rows = tx.execute(
        select(timer.c.timer_key, timer.c.attempts).where(
            timer.c.process_instance_key == process_instance_key, timer.c.due_at <= tx.now
        )
    ).all()
    for row in rows:
        delay = min(FIRST_DELAY * 2 ** min(row.attempts, 20), LONGEST_DELAY)
        tx.execute(
            update(timer)
            .where(timer.c.timer_key == row.timer_key)
            .values(attempts=row.attempts + 1, due_at=tx.now + delay)
        )


def drop_expired_messages(tx: Tx) -> int:
    """Delete messages nobody awaited in their time to live; returns how many."""
    return tx.execute(delete(message).where(message.c.expires_at <= tx.now)).rowcount
