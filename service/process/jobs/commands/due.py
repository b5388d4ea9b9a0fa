"""Doing what is due: timers, signals and messages of one instance, and clearing messages that nobody came for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select, update

from service import engine
from service.process.history.rules import Entry
from service.process.instances.commands import (
    Cause,
    advance,
    deliver_kept,
    free_instance,
    loaded,
    locked_instance,
    start_by_event,
    start_by_kept,
)
from service.process.instances.model import message, signal, signal_delivery, signal_subscription, timer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx
    from service.process.jobs.queries import Awaited, Delivery, Starting

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=6)


def fire_timers(tx: Tx, process_instance_key: int) -> bool:
    """Fire the timers of an instance that are due; returns whether there still were any under the lock.

    An instance that somebody moves at this moment is left for the next sweep.
    """
    instance = free_instance(tx, process_instance_key)
    if instance is None:
        return False
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


def deliver_signal(tx: Tx, delivery: Delivery) -> bool:
    """Bring a signal to all that waits for it in an instance, or start a process by it; returns whether one moved.

    Under the lock nothing may be left to do: another worker was here, or the instance went on meanwhile. An instance
    that somebody moves at this moment is left for the next sweep.
    """
    if delivery.process_instance_key is None:
        return _start_by_signal(tx, delivery)
    instance = free_instance(tx, delivery.process_instance_key)
    if instance is None:
        return False
    addressed = _taken(tx, delivery, signal_delivery.c.process_instance_key == instance.process_instance_key)
    key = signal_subscription.c.signal_subscription_key
    keys = tuple(tx.execute(select(key).where(key.in_(addressed)).order_by(key)).scalars())
    if not keys:
        return False
    sent = _signal(tx, delivery)
    command = engine.CatchSignal(keys, sent.signal_name, sent.variables)
    entry = Entry("SIGNAL_CAUGHT", details={"signal": sent.signal_name, "broadcast_by": sent.broadcast_by})
    advance(tx, instance, loaded(tx, instance), command, cause=Cause(entry))
    return True


def _start_by_signal(tx: Tx, delivery: Delivery) -> bool:
    if not _taken(tx, delivery, signal_delivery.c.target_key == delivery.target_key):
        return False
    sent = _signal(tx, delivery)
    start_by_event(tx, delivery.target_key, engine.StartInstance(sent.variables, signal_name=sent.signal_name))
    return True


def _taken(tx: Tx, delivery: Delivery, which: ColumnElement[bool]) -> Sequence[int]:
    """Take deliveries of a signal off the list; returns their targets."""
    mine = (signal_delivery.c.signal_key == delivery.signal_key, which)
    return tx.execute(delete(signal_delivery).where(*mine).returning(signal_delivery.c.target_key)).scalars().all()


def _signal(tx: Tx, delivery: Delivery) -> Any:
    return tx.execute(select(signal).where(signal.c.signal_key == delivery.signal_key)).one()


def postpone_signal(tx: Tx, delivery: Delivery) -> None:
    """Try a delivery again later, after an error that was not the diagram's: 10 s, doubled up to 6 h."""
    values = {"attempts": signal_delivery.c.attempts + 1, "due_at": tx.wall + _delay_after(delivery.attempts)}
    tx.execute(
        update(signal_delivery)
        .where(signal_delivery.c.signal_key == delivery.signal_key, signal_delivery.c.target_key == delivery.target_key)
        .values(values)
    )


def deliver_message(tx: Tx, awaited: Awaited) -> bool:
    """Give a kept message to a subscription that it fits; returns whether both were still there."""
    instance = free_instance(tx, awaited.process_instance_key)
    return instance is not None and deliver_kept(tx, instance, awaited.message_subscription_key, awaited.message_key)


def start_by_message(tx: Tx, starting: Starting) -> bool:
    """Start the processes that by now begin with a kept message; returns whether it was still there."""
    return start_by_kept(tx, starting.message_key)


def postpone_message(tx: Tx, kept: Awaited | Starting) -> None:
    """Try a message again later, after an error that was not the diagram's: 10 s, doubled up to 6 h."""
    values = {"attempts": message.c.attempts + 1, "due_at": tx.wall + _delay_after(kept.attempts)}
    tx.execute(update(message).where(message.c.message_key == kept.message_key).values(values))


def postpone_timers(tx: Tx, process_instance_key: int) -> None:
    """Try an instance's due timers again later, after an error that was not the diagram's: 10 s, doubled up to 6 h."""
    locked_instance(tx, process_instance_key)
    rows = tx.execute(
        select(timer.c.timer_key, timer.c.attempts).where(
            timer.c.process_instance_key == process_instance_key, timer.c.due_at <= tx.now
        )
    ).all()
    for row in rows:
        tx.execute(
            update(timer)
            .where(timer.c.timer_key == row.timer_key)
            .values(attempts=row.attempts + 1, due_at=tx.now + _delay_after(row.attempts))
        )


def _delay_after(attempts: int) -> timedelta:
    longer: timedelta = FIRST_DELAY * 2 ** min(attempts, 20)
    return min(longer, LONGEST_DELAY)


def drop_delivered_signals(tx: Tx) -> int:
    """Delete signals that have reached everybody; returns how many."""
    is_addressed = exists().where(signal_delivery.c.signal_key == signal.c.signal_key)
    return tx.execute(delete(signal).where(~is_addressed)).rowcount


def drop_expired_messages(tx: Tx) -> int:
    """Delete messages nobody awaited in their time to live; returns how many."""
    return tx.execute(delete(message).where(message.c.expires_at <= tx.now)).rowcount
