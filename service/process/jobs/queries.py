"""Reading what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.process.instances.model import process_instance, signal_delivery, timer

if TYPE_CHECKING:
    from service.core.tx import Tx

BATCH = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """A signal to bring to an instance; ``target_key`` is its subscription, or without an instance what it starts."""

    signal_key: int
    target_key: int
    process_instance_key: int | None
    attempts: int


def instances_with_due_timers(tx: Tx, limit: int = BATCH) -> list[int]:
    """Return the keys of instances that have a timer due at the business time, the longest due first."""
    first_due = func.min(timer.c.due_at)
    statement = (
        select(timer.c.process_instance_key)
        .where(timer.c.due_at <= tx.now)
        .group_by(timer.c.process_instance_key)
        .order_by(first_due, timer.c.process_instance_key)
        .limit(limit)
    )
    return list(tx.execute(statement).scalars())


def due_deliveries(tx: Tx, limit: int = BATCH) -> list[Delivery]:
    """Return signals to deliver at the real time, the first broadcast first; suspended instances wait."""
    table = signal_delivery
    is_suspended = process_instance.c.state == "SUSPENDED"
    statement = (
        select(*(table.c[name] for name in Delivery.__slots__))
        .outerjoin(process_instance, process_instance.c.process_instance_key == table.c.process_instance_key)
        .where(table.c.due_at <= tx.wall, is_suspended.is_not(True))
        .order_by(table.c.due_at, table.c.signal_key, table.c.target_key)
        .limit(limit)
    )
    return [Delivery(**row) for row in tx.execute(statement).mappings()]
