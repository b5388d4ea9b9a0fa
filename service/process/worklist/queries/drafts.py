"""What stands in a form before it is sent: the reader's draft, an earlier answer, a suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.process.forms.queries import form_by_key, last_submission, submission_of_task
from service.process.worklist.model import draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has entered so far."""

    answers: Mapping[str, Any]
    revision: int
    saved_at: datetime


def my_draft(tx: Tx, user_task_key: int) -> Draft | None:
    """Return the actor's draft of a user task."""
    row = tx.execute(
        select(draft).where(draft.c.user_task_key == user_task_key, draft.c.user_name == tx.actor.user_name)
    ).one_or_none()
    return None if row is None else Draft(row.answers, row.revision, row.saved_at)


def first_answers(tx: Tx, task: UserTask, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a form shows before its reader answered.

    A closed task shows what was sent; an open one this step's last submission, else what the domain suggests.
    """
    if task.form_key is None:
        return {}
    if task.state != "CREATED":
        sent = submission_of_task(tx, task.user_task_key)
        return {} if sent is None else sent.answers
    last = last_submission(tx, task.process_instance_key, task.element_id)
    if last is not None:
        return last.answers
    form_id = form_by_key(tx, task.form_key).form_id
    suggested: Mapping[str, Any] = tx.domain.ask(
        "prefill", tx, form_id, task.process_instance_key, variables, default={}
    )
    return suggested
