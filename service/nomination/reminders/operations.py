"""What diagrams may call to remind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from service.core.calendar import add_working_days
from service.core.clock import business_date
from service.core.operations import OperationCall, operation
from service.nomination.reminders.commands import due_on, remind_of
from service.process.instances.queries import UserTask, open_user_tasks

if TYPE_CHECKING:
    from service.core.tx import Tx

REMINDED_WITHIN = 5
"""Working days before a task is due within which it is reminded of; the diagrams' timers fire two or five before."""


@operation("reminder.send")
def send_reminders(tx: Tx, call: OperationCall) -> None:
    """Remind of the open tasks of the calling process that are due soon or late."""
    horizon = add_working_days(business_date(tx.now), REMINDED_WITHIN)
    _remind(tx, call, until=horizon)


@operation("reminder.escalate")
def escalate(tx: Tx, call: OperationCall) -> None:
    """Take the late tasks of the calling process to whoever the policy names."""
    yesterday = date.fromordinal(business_date(tx.now).toordinal() - 1)
    _remind(tx, call, until=yesterday)


def _remind(tx: Tx, call: OperationCall, *, until: date) -> None:
    for task in _tasks(tx, call):
        if due_on(task) <= until:
            remind_of(tx, task, call)


def _tasks(tx: Tx, call: OperationCall) -> list[UserTask]:
    """Return the dated open tasks of the calling process; of the one step only where the element names it."""
    step = call.element_id.partition("_")[2]
    tasks = [
        task
        for task in open_user_tasks(tx, call.process_instance_key)
        if task.process_definition_id == call.process_id and task.due_at is not None
    ]
    return [task for task in tasks if task.element_id == step] or tasks
