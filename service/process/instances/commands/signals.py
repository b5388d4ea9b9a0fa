"""Signals: one reaches everybody who waits when it is broadcast, and starts the processes that begin with it.

How many that are nobody knows beforehand, so a broadcast only addresses the signal; the worker then delivers it to one
instance after another, each in a transaction of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, insert, literal, select

from service.core.database import Instant
from service.process.definitions.queries import started_by_signal
from service.process.instances.model import signal, signal_delivery, signal_subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx


def broadcast_signal(tx: Tx, *, name: str, variables: Mapping[str, Any] | None = None) -> int:
    """Address a signal to every subscription there is and every process it starts; returns its key.

    Thrown within a step it is broadcast once that step is recorded, so that its own case hears it too.
    """
    key = tx.new_key()

    def address() -> None:
        tx.execute(
            signal.insert(),
            {
                "signal_key": key,
                "signal_name": name,
                "variables": dict(variables or {}),
                "broadcast_at": tx.now,
                "broadcast_by": tx.actor.user_name,
            },
        )
        _address_waiting(tx, key, name)
        _address_starts(tx, key, name)

    if tx.deferred is None:
        address()
    else:
        tx.deferred.append(address)
    return key


def _address_waiting(tx: Tx, key: int, name: str) -> None:
    table = signal_subscription
    waiting = select(
        literal(key, BigInteger),
        table.c.signal_subscription_key,
        table.c.process_instance_key,
        literal(tx.wall, Instant),
    ).where(table.c.signal_name == name)
    columns = ["signal_key", "target_key", "process_instance_key", "due_at"]
    tx.execute(insert(signal_delivery).from_select(columns, waiting))


def _address_starts(tx: Tx, key: int, name: str) -> None:
    rows = [
        {"signal_key": key, "target_key": found.process_definition_key, "due_at": tx.wall}
        for found in started_by_signal(tx, name)
    ]
    if rows:
        tx.execute(signal_delivery.insert(), rows)
