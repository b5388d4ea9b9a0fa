"""Which reminders are due to be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.core.clock import business_date
from service.notifications.model import notice
from service.process.instances.model import process_instance, user_task

if TYPE_CHECKING:
    from service.core.tx import Tx


def due_repeats(tx: Tx, *, limit: int = 100) -> list[int]:
    """Return the keys of open tasks whose last reminder named a day that has come, the longest due first.

    Those of suspended instances wait with them.
    """
    last = func.max(notice.c.next_on)
    statement = (
        select(notice.c.user_task_key)
        .join(user_task, user_task.c.user_task_key == notice.c.user_task_key)
        .join(process_instance, process_instance.c.process_instance_key == user_task.c.process_instance_key)
        .where(user_task.c.state == "CREATED", process_instance.c.state == "ACTIVE", notice.c.next_on.is_not(None))
        .group_by(notice.c.user_task_key)
        .having(last <= business_date(tx.now))
        .order_by(last, notice.c.user_task_key)
        .limit(limit)
    )
    return list(tx.execute(statement).scalars())
