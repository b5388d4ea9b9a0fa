"""Work that failed for no fault of the diagram: it waits, ever longer, and in the end becomes an incident."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from service import engine
from service.core.errors import AnticipatedError, EngineFault, sentence
from service.process.history.rules import Entry
from service.process.instances.commands import Cause, locked_instance, record_fault, taken
from service.process.instances.model import message, signal_delivery, timer
from service.process.jobs.commands.due import signal_for, taken_subscriptions
from service.process.jobs.queries import Awaited

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.jobs.queries import Delivery, Starting

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=6)
ATTEMPTS = 8
"""How often work is tried before somebody must look at it; together some twenty minutes."""


class WorkGivenUp(EngineFault):
    """What was due could not be done, however often it was tried."""

    code = "work_given_up"
    template = sentence(
        "Expected to go on at element '%(element_id)s', but that failed %(attempts)d times, at last so: %(reason)s. "
        "Correct the cause and retry the incident."
    )


def postpone_timers(tx: Tx, process_instance_key: int, error: Exception) -> None:
    """Fire an instance's due timers later: after 10 s, doubled up to 6 h; after ``ATTEMPTS`` an incident does."""
    instance = locked_instance(tx, process_instance_key)
    are_due = (timer.c.process_instance_key == process_instance_key, timer.c.due_at <= tx.now)
    rows = tx.execute(select(timer).where(*are_due).order_by(timer.c.due_at)).all()
    if rows and max(row.attempts for row in rows) + 1 >= ATTEMPTS:
        entry = Entry("TIMER_FIRED", rows[0].element_id, details={"elements": [row.element_id for row in rows]})
        record_fault(tx, instance, engine.FireTimers(), _given_up(rows[0].element_id, error), Cause(entry))
        return
    for row in rows:
        postponed = {"attempts": row.attempts + 1, "due_at": tx.now + _delay_after(row.attempts)}
        tx.execute(update(timer).where(timer.c.timer_key == row.timer_key).values(postponed))


def postpone_signal(tx: Tx, delivery: Delivery, error: Exception) -> None:
    """Deliver a signal later, likewise; the start of a process by one has no instance and is tried for ever."""
    if delivery.process_instance_key is not None and delivery.attempts + 1 >= ATTEMPTS:
        instance = locked_instance(tx, delivery.process_instance_key)
        waiting = taken_subscriptions(tx, delivery)
        if waiting:
            command, entry = signal_for(tx, delivery, waiting)
            record_fault(tx, instance, command, _given_up(waiting[0].element_id, error), Cause(entry))
        return
    values = {"attempts": signal_delivery.c.attempts + 1, "due_at": tx.wall + _delay_after(delivery.attempts)}
    mine = (signal_delivery.c.signal_key == delivery.signal_key, signal_delivery.c.target_key == delivery.target_key)
    tx.execute(update(signal_delivery).where(*mine).values(values))


def postpone_message(tx: Tx, kept: Awaited | Starting, error: Exception) -> None:
    """Give a message to its subscription later, likewise; the start of a process by one is tried for ever."""
    if isinstance(kept, Awaited) and kept.attempts + 1 >= ATTEMPTS:
        instance = locked_instance(tx, kept.process_instance_key)
        sent = taken(tx, kept.message_key)
        if sent is not None:
            command = engine.CorrelateMessage(kept.message_subscription_key, sent.name, sent.variables)
            entry = Entry("MESSAGE_CORRELATED", kept.element_id, details={"message": sent.name})
            record_fault(tx, instance, command, _given_up(kept.element_id, error), Cause(entry))
        return
    values = {"attempts": message.c.attempts + 1, "due_at": tx.wall + _delay_after(kept.attempts)}
    tx.execute(update(message).where(message.c.message_key == kept.message_key).values(values))


def _given_up(element_id: str, error: Exception) -> WorkGivenUp:
    reason = error if isinstance(error, AnticipatedError) else str(error)[:500] or type(error).__name__
    return WorkGivenUp(element_id=element_id, attempts=ATTEMPTS, reason=reason)


def _delay_after(attempts: int) -> timedelta:
    longer: timedelta = FIRST_DELAY * 2 ** min(attempts, 20)
    return min(longer, LONGEST_DELAY)
