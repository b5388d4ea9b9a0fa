"""What diagrams may call to remind, and what the BPMN wing may ask about manners."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from service.core.calendar import add_working_days
from service.core.clock import business_date
from service.core.operations import OperationCall, operation, provider
from service.nomination.plans.queries import agency_mode
from service.nomination.reminders.commands import due_on, remind_of
from service.nomination.reminders.queries import REQUEST, mode_of_task
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


@provider("is_asked_for")
def is_asked_for(tx: Tx, task: UserTask) -> bool:
    """Return whether a task is asked for (Đề nghị), not ordered (Giao)."""
    return mode_of_task(tx, task) == REQUEST


@provider("is_asked")
def is_asked(tx: Tx, agency: str) -> bool:
    """Return whether an agency is asked (Đề nghị), not given orders (Giao)."""
    return agency_mode(tx, agency) == REQUEST


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
