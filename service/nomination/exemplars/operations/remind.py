"""Reminders: what the reminder policy says for each task that is due soon or late, as notices in the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from service.core.calendar import add_working_days
from service.core.clock import business_date
from service.core.errors import sentence
from service.core.operations import OperationCall, operation
from service.nomination.exemplars.queries import Exemplar, exemplar_of_instance
from service.nomination.plans.queries import agency_mode, mode_of
from service.notifications.commands import Notice, write_notice
from service.notifications.queries import sent_about
from service.process.decisions.commands import evaluate_decision, keep_answers
from service.process.instances.queries import UserTask, open_user_tasks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.core.tx import Tx

REMINDED_WITHIN = 5
"""Working days before a task is due within which it is reminded of; the diagrams' timers fire two or five before."""

UNSHOWN = frozenset({"mail", "list only"})
"""Manners that leave nothing in the page: mail goes out with another issue, a list is always there."""

SOON = sentence("%(task)s is due on %(due_on)s: %(case)s")
LATE_DIRECTIVE = sentence("%(task)s is overdue by %(days)s days: %(case)s")
LATE_REQUEST = sentence("%(task)s has no reply yet, hoped for by %(due_on)s: %(case)s")


@operation("reminder.send")
def send_reminders(tx: Tx, call: OperationCall) -> None:
    """Remind of the open tasks of the calling process that are due soon or late."""
    today = business_date(tx.now)
    horizon = add_working_days(today, REMINDED_WITHIN)
    _remind(tx, call, (task for task in _tasks(tx, call) if _due_on(task) <= horizon))


@operation("reminder.escalate")
def escalate(tx: Tx, call: OperationCall) -> None:
    """Take the late tasks of the calling process to whoever the policy names."""
    today = business_date(tx.now)
    _remind(tx, call, (task for task in _tasks(tx, call) if _due_on(task) < today))


def _tasks(tx: Tx, call: OperationCall) -> list[UserTask]:
    """Return the dated open tasks of the calling process; of the one step only where the element names it."""
    step = call.element_id.partition("_")[2]
    tasks = [
        task
        for task in open_user_tasks(tx, call.process_instance_key)
        if task.process_definition_id == call.process_id and task.due_at is not None
    ]
    return [task for task in tasks if task.element_id == step] or tasks


def _due_on(task: UserTask) -> date:
    return business_date(task.due_at) if task.due_at is not None else date.max


def _remind(tx: Tx, call: OperationCall, tasks: Iterable[UserTask]) -> None:
    found = exemplar_of_instance(tx, call.process_instance_key)
    for task in tasks:
        _remind_of(tx, call, task, found)


def _remind_of(tx: Tx, call: OperationCall, task: UserTask, found: Exemplar | None) -> None:
    today = business_date(tx.now)
    days_late = (today - _due_on(task)).days
    way = _mode(tx, task, found)
    context = {"mode": way, "days_late": days_late, "sent": sent_about(tx, task.user_task_key).times}
    answer = evaluate_decision(tx, decision_id="reminder_policy", variables=context, element_id=call.element_id)
    keep_answers(tx, call.process_instance_key, [answer])
    policy = answer.value
    if not policy:
        return
    next_in = policy.get("next_in")
    parameters = {
        "task": task.name,
        "case": task.title or (found.code if found else ""),
        "due_on": f"{_due_on(task):%d/%m/%Y}",
        "days": days_late,
    }
    late = LATE_REQUEST if way == "request" else LATE_DIRECTIVE
    for recipient in _recipients(task, str(policy["recipient"])):
        for manner in str(policy["manner"]).split(","):
            if manner.strip() not in UNSHOWN:
                content = Notice(
                    recipient=recipient,
                    template=late if days_late > 0 else SOON,
                    parameters=parameters,
                    manner=manner.strip(),
                    process_instance_key=call.process_instance_key,
                    user_task_key=task.user_task_key,
                    element_instance_key=call.element_instance_key,
                    next_on=None if next_in is None else today + timedelta(days=int(next_in)),
                )
                write_notice(tx, content)


def _mode(tx: Tx, task: UserTask, found: Exemplar | None) -> str:
    """Return directive or request for whoever holds the task; Đề nghị agencies are never pressed."""
    agency = next((group.split("/")[0] for group in task.candidate_groups), "")
    if found is None or found.movement is None:
        return agency_mode(tx, agency)
    return mode_of(tx, movement=found.movement, agency=agency) or agency_mode(tx, agency)


def _recipients(task: UserTask, recipient: str) -> list[str]:
    """Return who is meant: the assignee (else everybody who may take the task), the heads, or a named group."""
    if recipient == "assignee":
        return [task.assignee] if task.assignee else list(task.candidate_groups)
    if recipient == "head":
        return sorted({f"{group.split('/')[0]}/head" for group in task.candidate_groups})
    return [recipient]
