"""*Hồ sơ*: the list of cases, the page of one, and the actions that are no task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.nomination.agencies.queries import agencies, agency_names
from service.nomination.correspondence.queries import Filters, visible_documents
from service.nomination.correspondence.words import TITLES
from service.nomination.exemplars import commands, queries
from service.nomination.exemplars.operations.case import exemplar_facts
from service.nomination.exemplars.rules import BLOCK_KINDS, STAGES
from service.nomination.exemplars.schemas import STATUSES
from service.nomination.exemplars.words import FIGURES, SUBJECTS, WORDS
from service.nomination.plans.queries import channels, every_movement
from service.nomination.publicity.commands import revoke_consent
from service.nomination.records.rules import day
from service.process.definitions.queries import xml_of
from service.process.forms import pages as form_pages
from service.process.forms.queries import latest_form
from service.process.forms.rules import AnswersInvalid, from_html
from service.process.forms.schemas import check
from service.process.instances.queries import open_user_tasks
from service.process.worklist.queries import (
    form_context,
    open_steps,
    suspension_of,
    task_resource,
    timeline,
    trails,
)
from service.web.i18n import language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx
    from service.process.forms.rules import Form
    from service.process.worklist.queries import Trail

blueprint = Blueprint("exemplars", __name__, url_prefix="/exemplars", template_folder="templates")

PAGE_SIZE = 50
START_FORM = "exemplar_start"


@blueprint.get("")
@asks(Action.WORKLIST_VIEW, How.ACTOR)
def index() -> str:
    """Show the cases the actor may see, newest first, narrowed by what the address says."""
    filters = _filters(request.args)
    with read() as tx:
        page = queries.exemplars(tx, filters, limit=PAGE_SIZE, cursor=request.args.get("after"))
        return render_template(
            "exemplars/index.html",
            page=page,
            filters=filters,
            movements=every_movement(tx),
            agencies=agencies(tx),
            agency_names=agency_names(tx),
            stages=STAGES,
            statuses=STATUSES,
            words=WORDS,
            figures=FIGURES,
            sees_everything=tx.actor.sees_everything,
        )


@blueprint.get("/<int:exemplar_key>")
@asks(Action.CASE_VIEW)
def show(exemplar_key: int) -> str:
    """Show one case whole."""
    with read() as tx:
        found = queries.visible_exemplar(tx, exemplar_key)
        return render_template(
            "exemplars/show.html",
            case=queries.case_of(tx, found),
            exemplar=found,
            facts=list(exemplar_facts(tx, found)),
            stage=STAGES.index(found.stage) + 1 if found.is_open else _reached(found),
            here=open_steps(tx, found.process_instance_key, locale=language()),
            trails=trails(tx, found.process_instance_key, locale=language()),
            history=timeline(tx, found.process_instance_key, locale=language()),
            letters=visible_documents(tx, Filters(process_instance_key=found.process_instance_key)).items,
            letter_titles=TITLES,
            agency_names=agency_names(tx),
            now=tx.now,
            words=WORDS | _movement_names(tx),
            channels=_channel_names(tx),
            subject=SUBJECTS.get(found.subject_type or "", ""),
            block_kinds=BLOCK_KINDS,
            suspension=suspension_of(tx, found.process_instance_key),
            may_modify=found.is_open and policy.may(tx.actor, Action.CASE_MODIFY, _resource(tx, found)),
            may_operate=found.is_open and policy.may(tx.actor, Action.BATCH_RUN),
            may_withdraw=found.is_open and policy.may(tx.actor, Action.CASE_WITHDRAW, _resource(tx, found)),
            may_revoke=policy.may(tx.actor, Action.CONSENT_REVOKE, _resource(tx, found)),
            is_supervisor=any(group.endswith("/supervisor") for group in tx.actor.groups),
        )


@blueprint.get("/<int:exemplar_key>/diagrams/<int:process_definition_key>.bpmn")
@asks(Action.CASE_VIEW)
def diagram_xml(exemplar_key: int, process_definition_key: int) -> Response:
    """Return a diagram the case runs on, in the version it runs on."""
    with read() as tx:
        trail = _trail(tx, exemplar_key, process_definition_key)
        return Response(xml_of(tx, trail.process_definition_key), mimetype="text/xml")


@blueprint.get("/<int:exemplar_key>/diagrams/<int:process_definition_key>.json")
@asks(Action.CASE_VIEW)
def diagram_trail(exemplar_key: int, process_definition_key: int) -> Response:
    """Return where the case stands on a diagram and which steps it went through."""
    with read() as tx:
        trail = _trail(tx, exemplar_key, process_definition_key)
        return jsonify(current=trail.current, done=trail.done)


@blueprint.get("/new")
@asks(Action.CASE_START)
def new() -> str:
    """Ask for which agency a nomination starts."""
    with read() as tx:
        policy.authorize(tx.actor, Action.CASE_START, policy.StartResource())
        return _start_page(tx, {}, {})


@blueprint.post("/new")
@asks(Action.CASE_START)
def start() -> AnyResponse:
    """Start a nomination and lead to its first step; the same page sent twice starts one."""
    try:
        with begin() as tx:
            policy.authorize(tx.actor, Action.CASE_START, policy.StartResource(request.form.get("agency") or None))
            answers = _start_answers(tx)
            key = request.form.get("request_key") or None
            found = commands.start_nomination(tx, agency=answers["agency"], idempotency_key=key)
            tasks = [
                task
                for task in open_user_tasks(tx, found.process_instance_key)
                if policy.may(tx.actor, Action.TASK_COMPLETE, task_resource(task))
            ]
    except AnswersInvalid as refused:
        with read() as tx:
            return make_response(_start_page(tx, {}, dict(refused.fields)), 422)
    flash(gettext("Case %(code)s is open.", code=found.code), "done")
    if not tasks:
        return _back(found.exemplar_key)
    return redirect(url_for("worklist.show", user_task_key=tasks[0].user_task_key), 303)


@blueprint.post("/<int:exemplar_key>/withdrawal")
@asks(Action.CASE_WITHDRAW)
def withdraw(exemplar_key: int) -> AnyResponse:
    """Withdraw the exemplar."""
    with begin() as tx:
        commands.withdraw_exemplar(tx, exemplar_key=exemplar_key, reason=request.form.get("reason", ""))
    flash(gettext("The exemplar is withdrawn and its case closed."), "done")
    return _back(exemplar_key)


@blueprint.post("/<int:exemplar_key>/consent-revocation")
@asks(Action.CONSENT_REVOKE)
def revoke(exemplar_key: int) -> AnyResponse:
    """Revoke the consent to be public."""
    with begin() as tx:
        found = queries.visible_exemplar(tx, exemplar_key)
        policy.authorize(tx.actor, Action.CONSENT_REVOKE, _resource(tx, found))
        revoke_consent(tx, exemplar_key=found.exemplar_key, reason=request.form.get("reason", ""))
    flash(gettext("The consent is revoked. What was published is hidden; Ban TĐKT confirms the takedown."), "done")
    return _back(exemplar_key)


@blueprint.post("/<int:exemplar_key>/integrity-blocks")
@asks(Action.CASE_WITHDRAW)
def open_block(exemplar_key: int) -> AnyResponse:
    """Open an integrity block."""
    form = request.form
    with begin() as tx:
        commands.open_integrity_block(
            tx,
            exemplar_key=exemplar_key,
            kind=form.get("kind", ""),
            document=form.get("document", ""),
            detail=form.get("detail", ""),
            penalty_until=_day(form.get("penalty_until", "")),
        )
    flash(gettext("The block is open. Evaluation, award and signature wait."), "done")
    return _back(exemplar_key)


@blueprint.post("/<int:exemplar_key>/integrity-blocks/<int:integrity_block_key>/closing")
@asks(Action.CASE_WITHDRAW)
def close_block(exemplar_key: int, integrity_block_key: int) -> AnyResponse:
    """Close an integrity block."""
    with begin() as tx:
        commands.close_integrity_block(
            tx, integrity_block_key=integrity_block_key, document=request.form.get("document", "")
        )
    flash(gettext("The block is closed."), "done")
    return _back(exemplar_key)


def _filters(given: MultiDict[str, str]) -> queries.Filters:
    share = _share(given)
    return queries.Filters(
        movement=None if share else given.get("movement") or None,
        agency=given.get("agency") or None,
        status=given.get("status") or None,
        stage=given.get("stage") or None,
        year=None if share else given.get("year", type=int),
        text=given.get("q", "").strip()[:100],
        share=share,
    )


def _share(given: MultiDict[str, str]) -> queries.QuotaShare | None:
    """Return the number of the quota table whose cases the address asks for; year and movement are then the quota's."""
    figure, year = given.get("figure", ""), given.get("year", type=int)
    if figure not in queries.FIGURES or year is None:
        return None
    mode, lead, movement = (given.get(name) or None for name in ("mode", "lead", "movement"))
    return queries.QuotaShare(figure, year, mode=mode, agency=lead, movement=movement)


def _movement_names(tx: Tx) -> dict[str, str]:
    """Return movement code → name in the reader's language."""
    is_english = language() == "en"
    return {found.code: found.name_en if is_english else found.short_name for found in every_movement(tx)}


def _channel_names(tx: Tx) -> dict[str, str]:
    return {found.code: found.label_en if language() == "en" else found.label for found in channels(tx)}


def _trail(tx: Tx, exemplar_key: int, process_definition_key: int) -> Trail:
    """Return the trail of a case the actor may see on one of its diagrams; any other diagram is not found."""
    found = queries.visible_exemplar(tx, exemplar_key)
    for trail in trails(tx, found.process_instance_key, locale=language()):
        if trail.process_definition_key == process_definition_key:
            return trail
    raise queries.ExemplarNotFound(key=exemplar_key)


def _start_answers(tx: Tx) -> dict[str, Any]:
    form = _start_form(tx)
    return check(form, from_html(form, request.form), form_context(tx, None, {}), now=tx.now)


def _start_page(tx: Tx, answers: Mapping[str, Any], faults: Mapping[str, str]) -> str:
    form, context = _start_form(tx), form_context(tx, None, {})
    mine = context["lists"]["my_agencies"]
    given = answers or ({"agency": mine[0]["value"]} if len(mine) == 1 else {})
    return render_template(
        "exemplars/new.html",
        questions=form_pages.render(form, given, faults, context, now=tx.now, locale=language()),
        summary=form_pages.render_summary(form, faults, locale=language()),
        request_key=tx.new_key(),
    )


def _start_form(tx: Tx) -> Form:
    found = latest_form(tx, START_FORM)
    if found is None:
        abort(404)
    return found.form


def _resource(tx: Tx, found: queries.Exemplar) -> policy.CaseResource:
    """Return a case that the actor is known to see."""
    return policy.CaseResource(groups=tx.actor.groups, agency=found.agency)


def _reached(found: queries.Exemplar) -> int:
    """Return what the closed case's line of six steps shows: 7 once everything is done."""
    return len(STAGES) + 1 if found.status == "replicated" else STAGES.index(found.stage) + 1


def _day(text: str) -> date | None:
    try:
        return day(text)
    except ValueError:
        abort(422)


def _back(exemplar_key: int) -> AnyResponse:
    return redirect(url_for("exemplars.show", exemplar_key=exemplar_key), 303)
