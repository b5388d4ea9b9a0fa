"""One user task: showing it, keeping a draft, taking it, giving it back, sending it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import asks
from service.core.errors import Forbidden
from service.process.forms.rules import AnswersInvalid, asks_again
from service.process.instances.commands import ProcessInstanceSuspended
from service.process.instances.queries import open_user_tasks, user_task_by_key
from service.process.worklist import commands, queries
from service.process.worklist.pages.blueprint import blueprint
from service.process.worklist.pages.sent import Uploads, answers_sent, store_uploads
from service.process.worklist.pages.task_page import Entries, task_page
from service.web.i18n import format_time, language, safe_target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

OVERWRITE = "overwrite"
"""The value of the button that keeps this window's draft although another window saved a newer one."""


@blueprint.get("/<int:user_task_key>")
@asks(Action.TASK_VIEW)
def show(user_task_key: int) -> str:
    """Show a user task: its form with the draft, and the case beside it."""
    with read() as tx:
        return task_page(tx, _visible(tx, user_task_key))


@blueprint.post("/<int:user_task_key>")
@asks(Action.TASK_COMPLETE)
def submit(user_task_key: int) -> AnyResponse:
    """Complete the user task; or ask the questions again, with a row more, a file less, or what is now asked."""
    uploads = store_uploads()
    try:
        if asks_again(request.form) or request.form.get("_save") or uploads.faults:
            return _asked_again(user_task_key, uploads, uploads.faults)
        try:
            return _completed(user_task_key, uploads)
        except AnswersInvalid as refused:
            return _asked_again(user_task_key, uploads, dict(refused.fields), status=422)
        except ProcessInstanceSuspended:
            return _asked_again(user_task_key, uploads, {}, status=409)
    except commands.UserTaskClosed:
        return _too_late(user_task_key)
    except Forbidden:
        if not _is_for_me(user_task_key):
            raise
        return _too_late(user_task_key)


@blueprint.post("/<int:user_task_key>/draft")
@asks(Action.TASK_DRAFT)
def save_draft(user_task_key: int) -> AnyResponse:
    """Keep what is entered so far; answers a script with JSON."""
    with begin() as tx:
        task = _visible(tx, user_task_key)
        answers = answers_sent(tx, task, Uploads())
        number = commands.save_draft(tx, user_task_key=user_task_key, answers=answers, revision=_revision(tx, task))
        return jsonify(revision=number, saved_at=format_time(tx.now))


@blueprint.post("/<int:user_task_key>/discard")
@asks(Action.TASK_DRAFT)
def discard_draft(user_task_key: int) -> AnyResponse:
    """Throw the draft away and start from the form as it was."""
    with begin() as tx:
        commands.discard_draft(tx, user_task_key=user_task_key)
    return redirect(url_for("worklist.show", user_task_key=user_task_key), 303)


@blueprint.post("/<int:user_task_key>/claim")
@asks(Action.TASK_CLAIM)
def claim(user_task_key: int) -> AnyResponse:
    """Take a user task; where a colleague was faster, say who."""
    try:
        with begin() as tx:
            commands.assign_user_task(tx, user_task_key=user_task_key, assignee=tx.actor.user_name)
    except (commands.UserTaskTaken, commands.UserTaskClosed):
        with read() as tx:
            flash(_meanwhile(tx, _visible(tx, user_task_key)), "soon")
    return redirect(_return_address(url_for("worklist.show", user_task_key=user_task_key)), 303)


@blueprint.post("/<int:user_task_key>/release")
@asks(Action.TASK_RELEASE)
def release(user_task_key: int) -> AnyResponse:
    """Give a user task back to its candidates."""
    with begin() as tx:
        commands.release_user_task(tx, user_task_key=user_task_key)
    flash(gettext("Given back. A colleague can take it now."), "done")
    return redirect(_return_address(url_for("worklist.index")), 303)


def _completed(user_task_key: int, uploads: Uploads) -> AnyResponse:
    with begin() as tx:
        task = _visible(tx, user_task_key)
        answers = answers_sent(tx, task, uploads)
        incident = commands.complete_user_task(tx, user_task_key=user_task_key, answers=answers)
        sent = gettext("Sent: %(name)s.", name=queries.task_name(tx, task, locale=language()))
        following = _following(tx, task)
        back = queries.came_back_now(tx, task.process_instance_key)
        is_mine = back is not None and policy.may(tx.actor, Action.TASK_COMPLETE, queries.task_resource(back))
    if back is not None and is_mine:
        return redirect(url_for("worklist.show", user_task_key=back.user_task_key), 303)
    if incident is not None:
        stuck = gettext("The process waits for its owner to settle a fault.")
        flash(f"{sent} {stuck}", "soon")
    else:
        flash(Markup("{} {}").format(sent, following) if following else sent, "done")
    return redirect(url_for("worklist.index"), 303)


def _following(tx: Tx, task: UserTask) -> Markup:
    """Return which steps of the case wait now, as links; empty when none does."""
    steps = Markup(", ").join(
        Markup('<a href="{}">{}</a>').format(
            url_for("worklist.show", user_task_key=each.user_task_key), queries.task_name(tx, each, locale=language())
        )
        for each in open_user_tasks(tx, task.process_instance_key)
        if policy.may(tx.actor, Action.TASK_VIEW, queries.task_resource(each))
    )
    return Markup(str(escape(gettext("Next: %(steps)s.", steps="{}")))).format(steps) if steps else Markup()  # noqa: S704


def _asked_again(user_task_key: int, uploads: Uploads, faults: Mapping[str, str], *, status: int = 200) -> AnyResponse:
    """Keep the entries as a draft and show the form again."""
    is_stale = False
    with begin() as tx:
        task = _visible(tx, user_task_key)
        answers = answers_sent(tx, task, uploads)
        try:
            commands.save_draft(tx, user_task_key=user_task_key, answers=answers, revision=_revision(tx, task))
        except commands.DraftStale:
            is_stale = True
        body = task_page(tx, task, Entries(answers, faults, is_stale=is_stale))
    # htmx shows only what was answered with success; a page without script is told what it is.
    return make_response(body, 200 if "HX-Request" in request.headers else 409 if is_stale else status)


def _too_late(user_task_key: int) -> AnyResponse:
    """Say who has or sent the task meanwhile, above what the reader entered: nothing typed is lost."""
    with read() as tx:
        task = _visible(tx, user_task_key)
        entries = Entries(answers_sent(tx, task, Uploads()), late=_meanwhile(tx, task))
        return make_response(task_page(tx, task, entries), 409)


def _is_for_me(user_task_key: int) -> bool:
    """Return whether the actor is among those whom the task was for, whoever holds it now."""
    with read() as tx:
        return policy.may(tx.actor, Action.TASK_CLAIM, queries.task_resource(_visible(tx, user_task_key)))


def _meanwhile(tx: Tx, task: UserTask) -> str:
    """Return what became of a task that the reader wanted."""
    person = queries.name_of(tx, task.completed_by or task.assignee)
    if task.state == "CREATED":
        return str(gettext("%(person)s has taken this task meanwhile.", person=person))
    if task.state == "COMPLETED":
        return str(gettext("%(person)s has sent this task meanwhile.", person=person))
    return str(gettext("This task is no longer needed."))


def _visible(tx: Tx, user_task_key: int) -> UserTask:
    task = user_task_by_key(tx, user_task_key)
    if task is None or not policy.may(tx.actor, Action.TASK_VIEW, queries.task_resource(task)):
        raise commands.UserTaskNotFound(key=user_task_key)
    return task


def _revision(tx: Tx, task: UserTask) -> int:
    """Return the draft the page started from; the stored one where the reader chose to overwrite it."""
    if request.form.get("_save") == OVERWRITE:
        stored = queries.my_draft(tx, task.user_task_key)
        return stored.revision if stored is not None else 0
    sent = request.form.get("_revision", "0")
    return int(sent) if sent.isdecimal() else 0


def _return_address(otherwise: str) -> str:
    """Return the page of ours the button was on."""
    return safe_target(request.form.get("back"), otherwise)
