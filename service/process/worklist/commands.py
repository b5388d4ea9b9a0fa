"""What an officer does with a user task: take it, give it back, hand it on, keep a draft, complete it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, select, update

from service import engine
from service.access import policy
from service.access.queries import actor_named
from service.core.errors import Conflict, InvalidInput, NotFound, WrongState, sentence
from service.core.statement import Statement
from service.process.forms import commands as form_commands
from service.process.forms.queries import form_by_key
from service.process.forms.schemas import check
from service.process.history.rules import Entry
from service.process.instances.commands import (
    LOCKED_COLUMNS,
    Cause,
    advance,
    close_user_task,
    loaded,
    locked_from,
    locking,
)
from service.process.instances.model import user_task
from service.process.instances.queries import select_user_tasks, user_task_by_key, user_task_from
from service.process.worklist.model import draft
from service.process.worklist.queries import form_context, task_resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask


_LOCK_TASK = locking(
    select_user_tasks()
    .add_columns(exists().where(draft.c.user_task_key == user_task.c.user_task_key).label("has_draft"), *LOCKED_COLUMNS)
    .where(user_task.c.user_task_key == bindparam("user_task_key"))
)
"""Locks the instance; the task's own row is not locked, see ``close_user_task``."""
_DROP_DRAFTS = Statement(delete(draft).where(draft.c.user_task_key == bindparam("user_task_key")))


class UserTaskNotFound(NotFound):
    """No such user task, or not one the actor may see."""

    code = "user_task_not_found"
    template = sentence("Expected to find user task '%(key)s', but there is none for you. Reload the list.")


class UserTaskClosed(WrongState):
    """The user task is completed or canceled."""

    code = "user_task_closed"
    template = sentence("Expected to change user task '%(key)s', but it is already closed. Reload the list.")


class UserTaskTaken(Conflict):
    """Somebody else holds the user task."""

    code = "user_task_taken"
    template = sentence(
        "Expected to take user task '%(key)s', but %(assignee)s holds it. Ask them, or reload the list."
    )


class AssigneeUnknown(InvalidInput):
    """Nobody has that user name."""

    code = "assignee_unknown"
    template = sentence(
        "Expected to give user task '%(key)s' to '%(assignee)s', but nobody has that user name. Check the name."
    )


class DraftStale(Conflict):
    """The draft was saved elsewhere after this page read it."""

    code = "draft_stale"
    template = sentence(
        "Expected to save draft %(revision)s of user task '%(key)s', but a newer one is stored. Reload the page."
    )


def open_user_task(tx: Tx, user_task_key: int, action: policy.Action) -> UserTask:
    """Return a user task for an action: it exists for the actor, they may do this, it is open."""
    task = user_task_by_key(tx, user_task_key)
    if task is None:
        raise UserTaskNotFound(key=user_task_key)
    _ensure_open(tx, task, action)
    return task


def _ensure_open(tx: Tx, task: UserTask, action: policy.Action) -> None:
    if not policy.may(tx.actor, policy.Action.TASK_VIEW, task_resource(task)):
        raise UserTaskNotFound(key=task.user_task_key)
    policy.authorize(tx.actor, action, task_resource(task))
    if task.state != "CREATED":
        raise UserTaskClosed(key=task.user_task_key)


def complete_user_task(tx: Tx, *, user_task_key: int, answers: Mapping[str, Any]) -> int | None:
    """Complete a user task with its form's answers.

    The submission is stored whole. Returns the key of the incident when the diagram could not go on: the task is
    completed all the same. Raises ``UserTaskNotFound``, ``Forbidden``, ``UserTaskClosed`` and the form's
    ``AnswersInvalid``; then nothing has changed.
    """
    row = tx.driver.first(_LOCK_TASK, {"user_task_key": user_task_key})
    if row is None:
        raise UserTaskNotFound(key=user_task_key)
    task, instance = user_task_from(row), locked_from(row)
    _ensure_open(tx, task, policy.Action.TASK_COMPLETE)
    if not close_user_task(tx, user_task_key):
        raise UserTaskClosed(key=user_task_key)
    run = loaded(tx, instance)
    submission = _checked(tx, task, answers, run.variables_at(user_task_key))
    submission_key = form_commands.record_submission(
        tx,
        user_task_key=user_task_key,
        process_instance_key=task.process_instance_key,
        process_definition_id=task.process_definition_id,
        element_id=task.element_id,
        form_key=task.form_key,
        answers=submission,
    )
    if row.has_draft:
        tx.driver.write(_DROP_DRAFTS, {"user_task_key": user_task_key})
    command = engine.CompleteUserTask(user_task_key, submission)
    entry = Entry(
        "USER_TASK_COMPLETED",
        task.element_id,
        task.process_definition_key,
        {"name": task.name, "submission_key": str(submission_key)},
    )
    return advance(tx, instance, run, command, cause=Cause(entry, submission_key)).incident_key


def assign_user_task(tx: Tx, *, user_task_key: int, assignee: str, allow_override: bool = True) -> None:
    """Give a user task to a person: oneself (claim) or, for heads and supervisors, another."""
    claims = assignee == tx.actor.user_name
    action = policy.Action.TASK_CLAIM if claims else policy.Action.TASK_ASSIGN
    task = open_user_task(tx, user_task_key, action)
    if task.assignee not in (None, assignee) and (claims or not allow_override):
        raise UserTaskTaken(key=user_task_key, assignee=task.assignee)
    if not claims and actor_named(tx, assignee) is None:
        raise AssigneeUnknown(key=user_task_key, assignee=assignee, fields={"assignee": sentence("Name a person.")})
    _set_assignee(tx, task, assignee)


def release_user_task(tx: Tx, *, user_task_key: int) -> None:
    """Give a user task back to its candidates."""
    task = open_user_task(tx, user_task_key, policy.Action.TASK_RELEASE)
    _set_assignee(tx, task, None)


def save_draft(tx: Tx, *, user_task_key: int, answers: Mapping[str, Any], revision: int) -> int:
    """Keep what a person has entered so far; ``revision`` is the draft the page started from (0 for none).

    Returns the new revision. Raises ``DraftStale`` when another page of theirs saved in between.
    """
    open_user_task(tx, user_task_key, policy.Action.TASK_COMPLETE)
    mine = (draft.c.user_task_key == user_task_key, draft.c.user_name == tx.actor.user_name)
    stored = tx.execute(select(draft.c.revision).where(*mine)).scalar_one_or_none() or 0
    if stored != revision:
        raise DraftStale(key=user_task_key, revision=revision)
    values = {"answers": dict(answers), "revision": revision + 1, "saved_at": tx.now}
    if stored:
        tx.execute(update(draft).where(*mine, draft.c.revision == revision).values(**values))
    else:
        tx.execute(draft.insert(), values | {"user_task_key": user_task_key, "user_name": tx.actor.user_name})
    return revision + 1


def discard_draft(tx: Tx, *, user_task_key: int) -> None:
    """Throw one's draft away."""
    open_user_task(tx, user_task_key, policy.Action.TASK_COMPLETE)
    tx.execute(delete(draft).where(draft.c.user_task_key == user_task_key, draft.c.user_name == tx.actor.user_name))


def update_user_task(tx: Tx, *, user_task_key: int, changes: Mapping[str, Any]) -> None:
    """Change the schedule, priority or candidates of an open user task (columns by name)."""
    task = open_user_task(tx, user_task_key, policy.Action.TASK_ASSIGN)
    if changes:
        tx.execute(update(user_task).where(user_task.c.user_task_key == task.user_task_key).values(**changes))


def _checked(tx: Tx, task: UserTask, answers: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    if task.form_key is None:
        return dict(answers)
    form = form_by_key(tx, task.form_key).form
    context = form_context(tx, task.process_instance_key, variables)
    return check(form, answers, context, now=tx.now)


def _set_assignee(tx: Tx, task: UserTask, assignee: str | None) -> None:
    unchanged = user_task.c.assignee.is_(None) if task.assignee is None else user_task.c.assignee == task.assignee
    changed = tx.execute(
        update(user_task)
        .where(user_task.c.user_task_key == task.user_task_key, user_task.c.state == "CREATED", unchanged)
        .values(assignee=assignee)
    )
    if changed.rowcount != 1:
        raise UserTaskTaken(key=task.user_task_key, assignee=task.assignee or "-")
