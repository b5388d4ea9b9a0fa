"""Which user tasks were opened since one looked last, each with how often its step was opened before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from service.core.statement import Statement
from service.process.instances.model import user_task
from service.process.instances.queries import select_user_tasks, user_task_from

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

_before = user_task.alias("before")
_OPENED = Statement(
    select_user_tasks()
    .add_columns(
        select(func.count())
        .where(
            _before.c.process_instance_key == user_task.c.process_instance_key,
            _before.c.element_id == user_task.c.element_id,
            _before.c.user_task_key < user_task.c.user_task_key,
        )
        .scalar_subquery()
        .label("times_before")
    )
    .where(user_task.c.user_task_key > bindparam("after"), user_task.c.state == "CREATED")
    .order_by(user_task.c.user_task_key)
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A user task somebody must do; ``times_before`` is how often its instance opened the same step before."""

    task: UserTask
    times_before: int


def opened_since(tx: Tx, user_task_key: int) -> list[Opened]:
    """Return the open user tasks made after one, oldest first."""
    rows = tx.driver.all(_OPENED, {"after": user_task_key})
    return [Opened(user_task_from(row), row.times_before) for row in rows]
