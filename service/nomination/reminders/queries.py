"""Which reminders are due to be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Date, Integer, bindparam, func, select

from service.core.clock import business_date
from service.core.statement import Statement
from service.notifications.model import notice
from service.process.instances.model import process_instance, user_task

if TYPE_CHECKING:
    from service.core.tx import Tx


_last = func.max(notice.c.next_on)
_DUE_REPEATS = Statement(
    select(notice.c.user_task_key)
    .join(user_task, user_task.c.user_task_key == notice.c.user_task_key)
    .join(process_instance, process_instance.c.process_instance_key == user_task.c.process_instance_key)
    .where(user_task.c.state == "CREATED", process_instance.c.state == "ACTIVE", notice.c.next_on.is_not(None))
    .group_by(notice.c.user_task_key)
    .having(_last <= bindparam("today", type_=Date))
    .order_by(_last, notice.c.user_task_key)
    .limit(bindparam("limit", type_=Integer))
)


def due_repeats(tx: Tx, *, limit: int = 100) -> list[int]:
    """Return the keys of open tasks whose last reminder named a day that has come, the longest due first.

    Those of suspended instances wait with them.
    """
    rows = tx.driver.all(_DUE_REPEATS, {"today": business_date(tx.now), "limit": limit})
    return [row.user_task_key for row in rows]
