"""Reading what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.process.instances.model import timer

if TYPE_CHECKING:
    from service.core.tx import Tx

BATCH = 200


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
