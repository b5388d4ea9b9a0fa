"""*Hồ sơ*: the list of cases, the page of one, and the actions that are no task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.nomination.agencies.queries import agencies, agency_names
from service.nomination.exemplars import commands, queries
from service.nomination.exemplars.operations.case import exemplar_facts
from service.nomination.exemplars.rules import BLOCK_KINDS, STAGES
from service.nomination.exemplars.schemas import STATUSES
from service.nomination.exemplars.words import FIGURES, SUBJECTS, WORDS
from service.nomination.plans.queries import movements
from service.nomination.publicity.commands import revoke_consent
from service.nomination.records.rules import day
from service.process.history.queries import entries_of
from service.process.instances.queries import active_elements

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx

blueprint = Blueprint("exemplars", __name__, url_prefix="/exemplars", template_folder="templates")

PAGE_SIZE = 50


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
            movements=movements(tx),
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
            here=[element for element in active_elements(tx, found.process_instance_key) if element.due_at],
            history=list(reversed(entries_of(tx, found.process_instance_key))),
            now=tx.now,
            words=WORDS,
            subject=SUBJECTS.get(found.subject_type or "", ""),
            block_kinds=BLOCK_KINDS,
            may_withdraw=found.is_open and policy.may(tx.actor, Action.CASE_WITHDRAW, _resource(tx, found)),
            may_revoke=policy.may(tx.actor, Action.CONSENT_REVOKE, _resource(tx, found)),
            is_supervisor=any(group.endswith("/supervisor") for group in tx.actor.groups),
        )


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
