"""The list of plans, one plan with its parts, and its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.core.clock import business_date
from service.nomination.agencies.queries import every_agency, short_names, successions
from service.nomination.plans import commands, queries
from service.nomination.plans.pages.entrance import blueprint, called, called_in
from service.nomination.plans.words import COLUMNS, SECTIONS, STATES
from service.web.i18n import language, translated

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx

VIEWS = ("movements", "quotas", "milestones", "bases", "agencies", "figures", "versions")
LONGEST_TEXT = 500


@blueprint.get("")
@asks(Action.PLAN_VIEW, How.ACTOR)
def index() -> str:
    """List the plans and drafts."""
    return index_page()


@blueprint.post("")
@asks(Action.PLAN_EDIT, How.ACTOR)
def upload() -> AnyResponse | tuple[str, int]:
    """Keep an uploaded plan file as a draft; one with faults is refused, each at its path."""
    file = request.files.get("document")
    document = file.stream.read() if file else b""
    try:
        with begin() as tx:
            draft = commands.draft_plan(tx, document)
    except commands.PlanRefused as refused:
        return index_page(faults=dict(refused.fields)), 422
    except commands.PlanClosed as refused:
        return index_page(refusal=translated(refused)), 422
    flash(gettext("The draft is kept. Nothing of it holds until it is published."), "done")
    return redirect(url_for("plans.draft", code=draft.code), 303)


@blueprint.get("/<code>")
@asks(Action.PLAN_VIEW, How.ACTOR)
def show(code: str) -> str:
    """Show one part of a plan."""
    view = request.args.get("view", "movements")
    with read() as tx:
        found = queries.plan_by_code(tx, code)
        versions = queries.plan_versions(tx, code)
        return render_template(
            "plans/show.html",
            plan=found,
            view=view if view in VIEWS else "movements",
            states=STATES,
            movements=queries.movements(tx, code),
            minimums=queries.quota_minimums(tx, code),
            milestones=_dated(tx, code),
            successions=successions(tx),
            parameters=queries.parameters(tx),
            agencies=every_agency(tx),
            versions=versions,
            names=display_names(tx, {version.made_by for version in versions} | {found.closed_by or ""}),
            draft=next((draft for draft in queries.drafts(tx) if draft.code == code), None),
            running=tx.domain.ask("running_under_plan", tx, code, default=0),
            today=business_date(tx.now),
            may_edit=policy.may(tx.actor, Action.PLAN_EDIT),
        )


@blueprint.get("/<code>/versions/<int:version>")
@asks(Action.PLAN_VIEW, How.ACTOR)
def version(code: str, version: int) -> str:
    """Show a version and what differs from another, by default the one before."""
    with read() as tx:
        found = queries.plan_by_code(tx, code)
        versions = queries.plan_versions(tx, code)
        document = queries.version_document(tx, code, version)
        other = request.args.get("with", version - 1, type=int)
        known = {item.version for item in versions}
        differs = (
            queries.versions_differ(queries.version_document(tx, code, other), document) if other in known else None
        )
        return render_template(
            "plans/version.html",
            plan=found,
            version=next(item for item in versions if item.version == version),
            versions=versions,
            other=other,
            report=differs and differs.report,
            called_rows=differs and differs.names(is_english=language() == "en"),
            columns=COLUMNS,
            sections=SECTIONS,
            names=display_names(tx, {item.made_by for item in versions}),
        )


@blueprint.get("/<code>/versions/<int:version>.yaml")
@asks(Action.PLAN_VIEW, How.ACTOR)
def file(code: str, version: int) -> Response:
    """Send the file of a version as it was loaded."""
    with read() as tx:
        content = queries.version_document(tx, code, version)
    return as_file(content, f"{code}-{version}.yaml")


@blueprint.post("/<code>/closing")
@asks(Action.PLAN_EDIT, How.ACTOR)
def close(code: str) -> AnyResponse:
    """Close a plan."""
    with begin() as tx:
        commands.close_plan(tx, code, reason=request.form.get("reason", "").strip()[:LONGEST_TEXT])
    flash(gettext("The plan is closed. It is read as before and never changes again."), "done")
    return redirect(url_for("plans.show", code=code), 303)


def as_file(content: bytes, name: str) -> Response:
    """Return a plan file as a download."""
    return Response(
        content, mimetype="application/yaml", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def index_page(*, faults: dict[str, str] | None = None, refusal: str = "") -> str:
    """Return the list, above it what an uploaded file was refused for."""
    with read() as tx:
        plans, drafts = queries.plans(tx), queries.drafts(tx)
        in_force = queries.plan_in_force(tx)
        return render_template(
            "plans/index.html",
            plans=plans,
            drafts=drafts,
            drafted={draft.code: called_in(draft) for draft in drafts},
            called=called(plans),
            states=STATES,
            open_questions={draft.code: queries.open_question_count(tx, draft.code) for draft in drafts},
            versions={plan.code: queries.plan_versions(tx, plan.code) for plan in plans},
            in_force=in_force.code if in_force else "",
            names=display_names(tx, {draft.changed_by for draft in drafts}),
            faults=faults or {},
            refusal=refusal,
            today=business_date(tx.now),
            short_names=short_names(tx),
            may_edit=policy.may(tx.actor, Action.PLAN_EDIT),
        )


def _dated(tx: Tx, code: str) -> list[tuple[queries.Milestone, queries.Occurrence | None]]:
    """Return the milestones by the day they are due; those on occasions and continuous ones last."""
    rows: list[Any] = []
    for found in queries.milestones(tx, code):
        rows += [(found, occurrence) for occurrence in found.occurrences] or [(found, None)]
    return sorted(rows, key=lambda row: (row[1] is None, row[1].due_on if row[1] else business_date(tx.now)))
