"""Drafts: cloning a plan, deciding what is open, publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.core.errors import AnticipatedError
from service.nomination.agencies.queries import agencies, every_agency
from service.nomination.plans import commands, queries
from service.nomination.plans.pages.entrance import blueprint, called, shown_asked, shown_questions
from service.nomination.plans.pages.reading import LONGEST_TEXT, as_file
from service.nomination.plans.words import COLUMNS, FIELDS, SECTIONS
from service.web.i18n import language, translated

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

SHOWN_YEARS = 10


@blueprint.get("/<code>/clone")
@asks(Action.PLAN_EDIT, How.ACTOR)
def cloning(code: str) -> str:
    """Ask for the first year, and show what would move and what would be open."""
    with read() as tx:
        found = queries.plan_by_code(tx, code)
        years = queries.first_years(tx, code)
        first_year = request.args.get("first_year", years[0], type=int)
        made = queries.cloned_plan(tx, code, first_year)
        return render_template(
            "plans/clone.html",
            plan=found,
            years=years[:SHOWN_YEARS],
            first_year=first_year,
            made=made,
            asked=shown_asked(made.clone.asked),
            sections=SECTIONS,
            fields=FIELDS,
            agencies=every_agency(tx),
            is_drafted=any(draft.code == made.code for draft in queries.drafts(tx)),
            is_published=any(plan.code == made.code for plan in queries.plans(tx)),
        )


@blueprint.post("/<code>/clone")
@asks(Action.PLAN_EDIT, How.ACTOR)
def clone(code: str) -> Response:
    """Make the draft of the next period."""
    with begin() as tx:
        draft = commands.clone_plan(tx, code, first_year=request.form.get("first_year", 0, type=int))
    flash(gettext("The draft of the next plan is made. Decide what is open, then publish it."), "done")
    return redirect(url_for("plans.draft", code=draft.code), 303)


@blueprint.get("/<code>/draft")
@asks(Action.PLAN_VIEW, How.ACTOR)
def draft(code: str) -> str:
    """Show a draft: what is still to decide, and what publishing it would change."""
    return _draft(code)


@blueprint.get("/<code>/draft.yaml")
@asks(Action.PLAN_VIEW, How.ACTOR)
def draft_file(code: str) -> Response:
    """Send the file of a draft, to be corrected and uploaded again."""
    with read() as tx:
        return as_file(queries.draft_by_code(tx, code).document.encode(), f"{code}.yaml")


@blueprint.post("/<code>/draft/decision")
@asks(Action.PLAN_EDIT, How.ACTOR)
def decide(code: str) -> Response | tuple[str, int]:
    """Decide a question."""
    form = request.form
    question = form.get("question", "")
    try:
        with begin() as tx:
            commands.decide_question(
                tx,
                code,
                question,
                answer=form.get("answer", ""),
                value=form.get("value", ""),
                note=form.get("note", "").strip(),
            )
    except (commands.DecisionInvalid, commands.PlanRefused) as refused:
        return _draft(code, refused=(question, translated(refused))), 422
    return redirect(url_for("plans.draft", code=code, _anchor="questions"), 303)


@blueprint.post("/<code>/draft/publication")
@asks(Action.PLAN_EDIT, How.ACTOR)
def publish(code: str) -> Response | tuple[str, int]:
    """Put a draft in force."""
    reason, basis = (request.form.get(name, "").strip()[:LONGEST_TEXT] for name in ("reason", "basis"))
    try:
        with begin() as tx:
            commands.publish_plan(tx, code, reason=reason, basis=basis)
    except AnticipatedError as refused:
        if isinstance(refused, queries.DraftNotFound):
            raise
        return _draft(code, refused=("", translated(refused))), 422
    flash(gettext("The plan is published."), "done")
    return redirect(url_for("plans.show", code=code), 303)


@blueprint.post("/<code>/draft/discarding")
@asks(Action.PLAN_EDIT, How.ACTOR)
def discard(code: str) -> Response:
    """Drop a draft."""
    with begin() as tx:
        commands.discard_draft(tx, code)
    flash(gettext("The draft is discarded."), "done")
    return redirect(url_for("plans.index"), 303)


def _draft(code: str, *, refused: tuple[str, str] | None = None) -> str:
    with read() as tx:
        found = queries.draft_by_code(tx, code)
        document = queries.checked_document(found.document.encode())
        asked = shown_questions(found, queries.questions(tx, code))
        difference = queries.difference(tx, document)
        people = {found.changed_by} | {item["question"].decided_by or "" for item in asked}
        return render_template(
            "plans/draft.html",
            draft=found,
            period=document["plan"],
            called=called(queries.plans(tx)),
            asked_open=[item for item in asked if item["question"].is_open],
            asked_decided=[item for item in asked if not item["question"].is_open],
            report=difference.report,
            called_rows=difference.names(is_english=language() == "en"),
            columns=COLUMNS,
            is_published=any(plan.code == code for plan in queries.plans(tx)),
            sections=SECTIONS,
            agencies=agencies(tx, on=document["plan"]["from"]),
            names=display_names(tx, people),
            refused=refused,
            may_edit=policy.may(tx.actor, Action.PLAN_EDIT),
        )
