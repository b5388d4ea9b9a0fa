"""Doing what is due: timers, signals and messages of one instance, and clearing messages that nobody came for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select

from service import engine
from service.process.history.rules import Entry
from service.process.instances.commands import (
    Cause,
    advance,
    deliver_kept,
    free_instance,
    loaded,
    start_by_event,
    start_by_kept,
)
from service.process.instances.model import message, signal, signal_delivery, signal_subscription, timer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx
    from service.process.jobs.queries import Awaited, Delivery, Starting


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
    if instance.state == "SUSPENDED":
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
    waiting = [] if instance.state == "SUSPENDED" else taken_subscriptions(tx, delivery)
    if not waiting:
        return False
    command, entry = signal_for(tx, delivery, waiting)
    advance(tx, instance, loaded(tx, instance), command, cause=Cause(entry))
    return True


def taken_subscriptions(tx: Tx, delivery: Delivery) -> Sequence[Any]:
    """Take a signal's deliveries to a locked instance off the list; returns those subscriptions that are still open."""
    addressed = _taken(tx, delivery, signal_delivery.c.process_instance_key == delivery.process_instance_key)
    key = signal_subscription.c.signal_subscription_key
    return tx.execute(select(signal_subscription).where(key.in_(addressed)).order_by(key)).all()


def signal_for(tx: Tx, delivery: Delivery, waiting: Sequence[Any]) -> tuple[engine.CatchSignal, Entry]:
    """Return the command that brings a signal to subscriptions, and its history entry."""
    sent = _signal(tx, delivery)
    keys = tuple(row.signal_subscription_key for row in waiting)
    entry = Entry("SIGNAL_CAUGHT", details={"signal": sent.signal_name, "broadcast_by": sent.broadcast_by})
    return engine.CatchSignal(keys, sent.signal_name, sent.variables), entry


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


def deliver_message(tx: Tx, awaited: Awaited) -> bool:
    """Give a kept message to a subscription that it fits; returns whether both were still there."""
    instance = free_instance(tx, awaited.process_instance_key)
    return instance is not None and deliver_kept(tx, instance, awaited.message_subscription_key, awaited.message_key)


def start_by_message(tx: Tx, starting: Starting) -> bool:
    """Start the processes that by now begin with a kept message; returns whether it was still there."""
    return start_by_kept(tx, starting.message_key)


def drop_delivered_signals(tx: Tx) -> int:
    """Delete signals that have reached everybody; returns how many."""
    is_addressed = exists().where(signal_delivery.c.signal_key == signal.c.signal_key)
    return tx.execute(delete(signal).where(~is_addressed)).rowcount


def drop_expired_messages(tx: Tx) -> int:
    """Delete messages nobody awaited in their time to live; returns how many."""
    return tx.execute(delete(message).where(message.c.expires_at <= tx.now)).rowcount
