"""The page of one user task: its form, and beside it the case it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import render_template, url_for

from service.access import policy
from service.access.policy import Action
from service.process.forms import pages as form_pages
from service.process.forms.queries import form_by_key
from service.process.forms.rules import without_privacy
from service.process.instances.queries import visible_variables
from service.process.worklist import queries
from service.web.i18n import language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from markupsafe import Markup

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

_TIMELINE = 6
"""Lines of the history beside a task; the case's own page has all."""
SENSITIVE = frozenset({"P3", "P4"})
"""Privacy classes of answers that stay with those who asked: sensitive facts and votes."""
_SHORT = 8
_KEPT_OUTSIDE = "#draft-revision, #draft-saved, #draft-conflict"
"""What asking the questions again brings up to date besides the questions."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands in the form: nothing yet (``None``), or answers with their faults.

    ``is_stale`` says that a newer draft was saved from another window and these entries are not in it; ``late`` is why
    they can no longer be sent.
    """

    answers: Mapping[str, Any] | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    is_stale: bool = False
    late: str = ""


def task_page(tx: Tx, task: UserTask, entries: Entries = Entries()) -> str:
    """Return the page of a user task for the actor, who may see it."""
    draft = queries.my_draft(tx, task.user_task_key)
    may = _may(tx, task)
    returned = queries.returned(tx, task, locale=language()) if task.state == "CREATED" else None
    beside = _beside(tx, task)
    return render_template(
        "worklist/task.html",
        task=task,
        draft=draft,
        entries=entries,
        may=may,
        me=tx.actor,
        now=tx.now,
        is_asked=task.user_task_key in queries.asked_for(tx, [task]),
        holder=queries.name_of(tx, task.assignee),
        sender=queries.name_of(tx, task.completed_by),
        name=queries.task_name(tx, task, locale=language()),
        submit_label=queries.submit_label(tx, task, locale=language()),
        returned=returned,
        before=_steps_before(tx, task, returned, beside["panel"]) if task.state == "CREATED" else [],
        **_form(tx, task, entries, draft, may_complete=may["complete"]),
        **beside,
    )


def _may(tx: Tx, task: UserTask) -> dict[str, bool]:
    """Return which buttons the actor gets."""
    resource = queries.task_resource(task)
    is_open = task.state == "CREATED"
    return {
        "complete": is_open and policy.may(tx.actor, Action.TASK_COMPLETE, resource),
        "claim": is_open and task.assignee is None and policy.may(tx.actor, Action.TASK_CLAIM, resource),
        "release": is_open and task.assignee is not None and policy.may(tx.actor, Action.TASK_RELEASE, resource),
    }


def _form(
    tx: Tx, task: UserTask, entries: Entries, draft: queries.Draft | None, *, may_complete: bool
) -> dict[str, Any]:
    """Return the questions, or what was sent or kept as a draft, and the summary of faults."""
    if task.form_key is None:
        return {"questions": None, "summary": None}
    is_open = task.state == "CREATED"
    answers = draft.answers if entries.answers is None and draft is not None else entries.answers
    if is_open and not may_complete and answers is None:
        return {"questions": None, "summary": None}
    form = form_by_key(tx, task.form_key).form
    variables = visible_variables(tx, task.process_instance_key, task.user_task_key) if is_open else {}
    questions = form_pages.render(
        form,
        queries.first_answers(tx, task, variables) if answers is None else answers,
        entries.faults,
        queries.form_context(tx, task.process_instance_key, variables),
        now=tx.now,
        locale=language(),
        read_only=not may_complete,
        links=form_pages.Links(
            refresh=url_for("worklist.submit", user_task_key=task.user_task_key),
            document=_document_href,
            outside=_KEPT_OUTSIDE,
        ),
    )
    summary = form_pages.render_summary(form, entries.faults, locale=language()) if entries.faults else None
    return {"questions": questions, "summary": summary}


@dataclass(frozen=True, slots=True)
class Before:
    """What the step before was answered with: the name of the step, who sent it when, and the answers as HTML.

    ``is_short`` answers are read before one's own are given; long ones are folded away.
    """

    name: str
    sender: str
    sent_at: datetime | None
    answers: Markup
    is_short: bool


def _steps_before(tx: Tx, task: UserTask, returned: queries.Returned | None, panel: Any) -> list[Before]:
    """Return what the steps before were answered with, the last first.

    Of a case that has a page of its own only the last: that page tells the rest. Answers that came back with this task
    are not repeated, they stand in the form.
    """
    steps = queries.steps_before(tx, task)
    told = steps[:1] if panel is not None and panel.tells_answers else steps
    shown = (_before(tx, task, step) for step in told if not (returned and step.element_id == task.element_id))
    return [each for each in shown if each is not None]


def _before(tx: Tx, task: UserTask, step: UserTask) -> Before | None:
    """Return what a step was answered with, without what is sensitive; ``None`` where there is nothing."""
    if step.form_key is None:
        return None
    form = without_privacy(form_by_key(tx, step.form_key).form, SENSITIVE)
    variables = visible_variables(tx, task.process_instance_key, task.user_task_key)
    given = queries.first_answers(tx, step, {})
    answers = form_pages.render(
        form,
        given,
        {},
        queries.form_context(tx, task.process_instance_key, variables),
        now=tx.now,
        locale=language(),
        read_only=True,
        links=form_pages.Links(document=_document_href),
    )
    name, sender = queries.task_name(tx, step, locale=language()), queries.name_of(tx, step.completed_by)
    rows = sum(len(value) for value in given.values() if isinstance(value, list))
    is_short = len(form.all_keys) + rows <= _SHORT
    return Before(name, sender, step.completed_at, answers, is_short) if form.keys else None


def _document_href(document_id: str) -> str:
    return url_for("documents.download", document_key=document_id)


def _beside(tx: Tx, task: UserTask) -> dict[str, Any]:
    """Return the case the task is about: facts, where it stands, what happened, its files."""
    key = task.process_instance_key
    history = queries.timeline(tx, key, locale=language())
    return {
        "panel": queries.case_panel(tx, key),
        "suspension": queries.suspension_of(tx, key) if task.state == "CREATED" else None,
        "stage": queries.stages_of(tx, {key}).get(key, (0, ""))[0],
        "standing": queries.standing(tx, task, locale=language()) if task.state == "CREATED" else [],
        "history": history[:_TIMELINE],
        "history_count": len(history),
    }
