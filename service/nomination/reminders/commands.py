"""Reminding of one task: what the reminder policy says, as notices in the page and as letters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.errors import sentence
from service.core.operations import OperationCall
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from service.nomination.cycles.queries import cycle_of_instance
from service.nomination.exemplars.queries import exemplar_of_instance
from service.nomination.plans.queries import plan_code
from service.nomination.reminders.queries import REQUEST, mode_of_task
from service.notifications.commands import Notice, end_repeats, put_off_repeats, write_notice
from service.notifications.queries import sent_about
from service.process.decisions.commands import evaluate_decision, keep_answers
from service.process.instances.commands import free_instance
from service.process.instances.queries import UserTask, user_task_by_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx

UNSHOWN = frozenset({"mail", "list only"})
"""Manners that leave nothing in the page: mail goes out by itself, a list is always there."""

LETTERS = {"công văn đôn đốc": "urge", "thư nhắc": "courtesy"}
"""Manners that are letters → their kind: Giao is urged, Đề nghị is asked courteously (R34)."""

BOARD = "ban-tdkt"

SOON = sentence("%(task)s is due on %(due_on)s: %(case)s")
SOON_REQUEST = sentence("%(task)s is hoped for by %(due_on)s: %(case)s")
LATE_DIRECTIVE = sentence("%(task)s is overdue by %(days)s days: %(case)s")
LATE_REQUEST = sentence("%(task)s has no reply yet, hoped for by %(due_on)s: %(case)s")

_WORDS = {
    (False, False): SOON,
    (False, True): SOON_REQUEST,
    (True, False): LATE_DIRECTIVE,
    (True, True): LATE_REQUEST,
}
"""(late, Đề nghị) → what is said."""


def remind_of(tx: Tx, task: UserTask, call: OperationCall) -> None:
    """Remind of a dated task as the policy says today: notices to those it names, and a letter where it asks for one.

    The same element instance reminds the same recipient in the same manner once.
    """
    today = business_date(tx.now)
    days_late = (today - due_on(task)).days
    way = mode_of_task(tx, task)
    context = {"mode": way, "days_late": days_late, "sent": sent_about(tx, task.user_task_key).times}
    answer = evaluate_decision(tx, decision_id="reminder_policy", variables=context, element_id=call.element_id)
    keep_answers(tx, call.process_instance_key, [answer])
    policy = answer.value
    if not policy:
        return
    next_on = _next_on(policy.get("next_in"), today, task)
    said = _WORDS[days_late > 0, way == REQUEST]
    parameters = {"task": task.name, "case": task.title, "due_on": f"{due_on(task):%d/%m/%Y}", "days": days_late}
    manners = [manner.strip() for manner in str(policy["manner"]).split(",")]
    for recipient in _recipients(task, str(policy["recipient"])):
        for manner in manners:
            if manner not in UNSHOWN:
                content = Notice(
                    recipient=recipient,
                    template=said,
                    parameters=parameters,
                    manner=manner,
                    process_instance_key=call.process_instance_key,
                    user_task_key=task.user_task_key,
                    element_instance_key=call.element_instance_key,
                    next_on=next_on,
                )
                write_notice(tx, content)
    _issue_letters(tx, call, task, manners=manners, mode=way, parameters=parameters)


def remind_again(tx: Tx, user_task_key: int) -> bool:
    """Repeat the reminder of a task whose next one is due; returns whether there was anything left to remind of.

    Under the lock of its instance nobody else repeats it; who comes meanwhile leaves it for the next sweep.
    """
    task = user_task_by_key(tx, user_task_key)
    if task is None or free_instance(tx, task.process_instance_key) is None:
        return False
    task = user_task_by_key(tx, user_task_key)
    next_on = sent_about(tx, user_task_key).next_on
    if task is None or task.state != "CREATED" or next_on is None or next_on > business_date(tx.now):
        return False
    call = OperationCall(
        process_instance_key=task.process_instance_key,
        element_instance_key=tx.new_key(),
        element_id=task.element_id,
        process_id=task.process_definition_id,
        variables={},
    )
    remind_of(tx, task, call)
    after = sent_about(tx, user_task_key).next_on
    if after is not None and after <= business_date(tx.now):
        end_repeats(tx, user_task_key=user_task_key)
    return True


def postpone_repeat(tx: Tx, user_task_key: int, error: Exception) -> None:
    """Put a reminder that could not be repeated off to tomorrow."""
    del error
    put_off_repeats(tx, user_task_key=user_task_key, next_on=business_date(tx.now) + timedelta(days=1))


def due_on(task: UserTask) -> date:
    """Return the day a task is due; one without a due day never is."""
    return business_date(task.due_at) if task.due_at is not None else date.max


def _next_on(next_in: Any, today: date, task: UserTask) -> date | None:
    """Return the day of the next reminder: as the policy says; where it is not late yet, the day after it was due."""
    if next_in is not None:
        return today + timedelta(days=int(next_in))
    return due_on(task) + timedelta(days=1) if today < due_on(task) else None


def _issue_letters(
    tx: Tx,
    call: OperationCall,
    task: UserTask,
    *,
    manners: list[str],
    mode: str,
    parameters: Mapping[str, Any],
) -> None:
    codes = [LETTERS[manner] for manner in manners if manner in LETTERS]
    if not codes:
        return
    plan, plan_year = _plan_of_case(tx, call.process_instance_key)
    agencies = sorted({group.split("/")[0] for group in task.candidate_groups} - {BOARD})
    for code in codes:
        for agency in agencies:
            letter = IssuedDocument(
                code,
                issuer=BOARD,
                recipient=agency,
                plan=plan,
                plan_year=plan_year,
                mode=mode,
                user_task_key=task.user_task_key,
                parameters=parameters,
            )
            issue_document(tx, call, letter)


def _plan_of_case(tx: Tx, process_instance_key: int) -> tuple[str, int | None]:
    """Return the plan a case was opened under, which it keeps to its end, and the year where it is a cycle's."""
    exemplar = exemplar_of_instance(tx, process_instance_key)
    if exemplar is not None:
        return exemplar.plan or plan_code(tx), None
    cycle = cycle_of_instance(tx, process_instance_key)
    return (cycle.plan, cycle.plan_year) if cycle is not None else (plan_code(tx), None)


def _recipients(task: UserTask, recipient: str) -> list[str]:
    """Return who is meant: the assignee (else everybody who may take the task), the heads, or a named group."""
    if recipient == "assignee":
        return [task.assignee] if task.assignee else list(task.candidate_groups)
    if recipient == "head":
        return sorted({f"{group.split('/')[0]}/head" for group in task.candidate_groups})
    return [recipient]
