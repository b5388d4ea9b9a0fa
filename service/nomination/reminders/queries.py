"""Which reminders are due to be repeated, and in which manner a task is reminded of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Date, Integer, bindparam, func, select

from service.core.clock import business_date
from service.core.statement import Statement
from service.nomination.cycles.queries import cycle_of_instance
from service.nomination.exemplars.queries import exemplar_of_instance
from service.nomination.plans.queries import agency_mode, mode_of
from service.notifications.model import notice
from service.process.instances.model import process_instance, user_task

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

REQUEST = "request"

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


def mode_of_task(tx: Tx, task: UserTask) -> str:
    """Return directive or request for whoever holds a task; Đề nghị agencies are never pressed (R34).

    A cycle says it itself; an exemplar's task has it from its movement; else it is the agency's own.
    """
    agency = next((group.split("/")[0] for group in task.candidate_groups), "")
    found = exemplar_of_instance(tx, task.process_instance_key)
    if found is None:
        cycle = cycle_of_instance(tx, task.process_instance_key)
        is_its_own = cycle is not None and cycle.agency == agency
        return cycle.mode if cycle is not None and is_its_own else agency_mode(tx, agency)
    if found.movement is None:
        return agency_mode(tx, agency)
    return mode_of(tx, movement=found.movement, agency=agency, plan=found.plan) or agency_mode(tx, agency)
