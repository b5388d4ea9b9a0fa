"""*Việc của tôi*: the list, and the page of one user task."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from service.access import policy
from service.access.edge import begin, documents_dir, read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.process.documents import commands as document_commands
from service.process.documents.queries import document_by_key
from service.process.forms import pages as form_pages
from service.process.forms.queries import form_by_key
from service.process.forms.rules import AnswersInvalid, asks_again, from_html
from service.process.instances.queries import user_task_by_key, visible_variables
from service.process.worklist import commands, queries
from service.web.i18n import due_state, format_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx
    from service.process.forms.rules import Form
    from service.process.instances.queries import UserTask

blueprint = Blueprint("worklist", __name__, url_prefix="/tasks", template_folder="templates")


@blueprint.get("")
@asks(Action.WORKLIST_VIEW, How.ACTOR)
def index() -> str:
    """Show the actor's open user tasks, in groups by due date."""
    view = request.args.get("view", "all")
    view = view if view in queries.VIEWS else "all"
    search = request.args.get("q", "").strip()[:100]
    with read() as tx:
        page = queries.my_user_tasks(tx, view=view, search=search, cursor=request.args.get("after"))
        counts = queries.count_by_view(tx, search)
        stages = queries.stages_of(tx, {task.process_instance_key for task in page.items})
        groups: dict[str, list[UserTask]] = {}
        for task in page.items:
            groups.setdefault(_group(task, tx), []).append(task)
        return render_template(
            "worklist/index.html",
            groups=groups,
            page=page,
            counts=counts,
            view=view,
            search=search,
            stages=stages,
            now=tx.now,
            me=tx.actor,
            holders=display_names(tx, {task.assignee for task in page.items if task.assignee}),
            start_href=tx.domain.ask("start_href", tx),
        )


@blueprint.get("/<int:user_task_key>")
@asks(Action.TASK_VIEW)
def show(user_task_key: int) -> str:
    """Show a user task: its form with the draft, and the case beside it."""
    with read() as tx:
        task = _visible(tx, user_task_key)
        draft = queries.my_draft(tx, user_task_key)
        return _task_page(tx, task, None if draft is None else draft.answers, {}, draft)


@blueprint.post("/<int:user_task_key>")
@asks(Action.TASK_COMPLETE)
def submit(user_task_key: int) -> AnyResponse:
    """Complete the user task; or ask the questions again, with a row more, a file less, or what is now asked."""
    uploaded = _stored_uploads()
    if asks_again(request.form) or request.form.get("_save"):
        return _asked_again(user_task_key, uploaded)
    try:
        with begin() as tx:
            task = _visible(tx, user_task_key)
            answers = _answers(tx, task, _references(tx, task, uploaded))
            incident = commands.complete_user_task(tx, user_task_key=user_task_key, answers=answers)
    except AnswersInvalid as refused:
        with read() as tx:
            task = _visible(tx, user_task_key)
            body = _task_page(
                tx, task, _answers(tx, task, {}), dict(refused.fields), queries.my_draft(tx, user_task_key)
            )
        return make_response(body, 422)
    if incident is None:
        flash(gettext("Sent: %(name)s.", name=task.name), "done")
    else:
        flash(gettext("Sent: %(name)s. The process waits for its owner to settle a fault.", name=task.name), "soon")
    return redirect(url_for("worklist.index"), 303)


@blueprint.post("/<int:user_task_key>/draft")
@asks(Action.TASK_DRAFT)
def save_draft(user_task_key: int) -> AnyResponse:
    """Keep what is entered so far; answers a script with JSON."""
    revision = request.form.get("_revision", "0")
    with begin() as tx:
        task = _visible(tx, user_task_key)
        number = commands.save_draft(
            tx,
            user_task_key=user_task_key,
            answers=_answers(tx, task, {}),
            revision=int(revision) if revision.isdecimal() else 0,
        )
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
    """Take a user task."""
    with begin() as tx:
        commands.assign_user_task(tx, user_task_key=user_task_key, assignee=tx.actor.user_name)
    return redirect(_return_address(url_for("worklist.show", user_task_key=user_task_key)), 303)


@blueprint.post("/<int:user_task_key>/release")
@asks(Action.TASK_RELEASE)
def release(user_task_key: int) -> AnyResponse:
    """Give a user task back to its candidates."""
    with begin() as tx:
        commands.release_user_task(tx, user_task_key=user_task_key)
    flash(gettext("Given back. A colleague can take it now."), "done")
    return redirect(_return_address(url_for("worklist.index")), 303)


def _asked_again(user_task_key: int, uploaded: Mapping[str, list[Any]]) -> AnyResponse:
    """Keep the entries as a draft and show the form again."""
    with begin() as tx:
        task = _visible(tx, user_task_key)
        answers = _answers(tx, task, _references(tx, task, uploaded))
        known = queries.my_draft(tx, user_task_key)
        with suppress(commands.DraftStale):
            commands.save_draft(
                tx, user_task_key=user_task_key, answers=answers, revision=known.revision if known else 0
            )
        body = _task_page(tx, task, answers, {}, queries.my_draft(tx, user_task_key))
    return Response(body)


def _task_page(
    tx: Tx, task: UserTask, answers: Mapping[str, Any] | None, faults: Mapping[str, str], draft: queries.Draft | None
) -> str:
    form = None if task.form_key is None else form_by_key(tx, task.form_key).form
    locale = str(get_locale())
    is_open = task.state == "CREATED"
    resource = queries.task_resource(task)
    may_complete = is_open and policy.may(tx.actor, Action.TASK_COMPLETE, resource)
    questions = summary = None
    if form is not None:
        variables = visible_variables(tx, task.process_instance_key, task.user_task_key) if is_open else {}
        links = form_pages.Links(
            refresh=url_for("worklist.submit", user_task_key=task.user_task_key),
            document=lambda key: url_for("documents.download", document_key=key),
        )
        questions = form_pages.render(
            form,
            queries.first_answers(tx, task, variables) if answers is None else answers,
            faults,
            queries.form_context(tx, task.process_instance_key, variables),
            now=tx.now,
            locale=locale,
            read_only=not may_complete,
            links=links,
        )
        summary = form_pages.render_summary(form, faults, locale=locale) if faults else None
    return render_template(
        "worklist/task.html",
        task=task,
        questions=questions,
        summary=summary,
        draft=draft,
        panel=queries.case_panel(tx, task.process_instance_key),
        stage=queries.stages_of(tx, {task.process_instance_key}).get(task.process_instance_key, (0, ""))[0],
        history=queries.timeline(tx, task.process_instance_key)[:6],
        may_complete=may_complete,
        may_claim=is_open and task.assignee is None and policy.may(tx.actor, Action.TASK_CLAIM, resource),
        may_release=is_open and policy.may(tx.actor, Action.TASK_RELEASE, resource),
        holder=queries.name_of(tx, task.assignee),
        me=tx.actor,
        now=tx.now,
    )


def _visible(tx: Tx, user_task_key: int) -> UserTask:
    task = user_task_by_key(tx, user_task_key)
    if task is None or not policy.may(tx.actor, Action.TASK_VIEW, queries.task_resource(task)):
        raise commands.UserTaskNotFound(key=user_task_key)
    return task


def _answers(tx: Tx, task: UserTask, uploaded: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    if task.form_key is None:
        return {}
    form: Form = form_by_key(tx, task.form_key).form

    def known(document_id: str) -> Mapping[str, Any] | None:
        found = document_by_key(tx, int(document_id)) if document_id.isdecimal() else None
        belongs = found is not None and (
            found.process_instance_key == task.process_instance_key or found.created_by == tx.actor.user_name
        )
        return found.reference() if found is not None and belongs else None

    return from_html(form, request.form, documents=known, uploaded=uploaded)


def _stored_uploads() -> dict[str, list[document_commands.StoredContent]]:
    """Put every uploaded file in the store, before any transaction."""
    stored: dict[str, list[document_commands.StoredContent]] = {}
    for name, file in request.files.items(multi=True):
        if file.filename and name.endswith("__file"):
            content = document_commands.store_content(documents_dir(), file_name=file.filename, stream=file.stream)
            stored.setdefault(name.removesuffix("__file"), []).append(content)
    return stored


def _references(
    tx: Tx, task: UserTask, uploaded: Mapping[str, list[document_commands.StoredContent]]
) -> dict[str, list[dict[str, Any]]]:
    return {
        path: [
            document_commands.create_document(tx, each, process_instance_key=task.process_instance_key).reference()
            for each in contents
        ]
        for path, contents in uploaded.items()
    }


def _group(task: UserTask, tx: Tx) -> str:
    group = due_state(task.due_at, tx.now).group
    return "later" if group == "none" else group


def _return_address(otherwise: str) -> str:
    """Return the page of ours the button was on."""
    back = request.form.get("back", "")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else otherwise
