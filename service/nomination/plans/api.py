"""``/api/v1/plans``, ``/api/v1/agencies``, ``/api/v1/movements`` and ``/api/v1/quotas``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import RAISE

from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.paging import Page
from service.nomination.agencies import queries as agencies
from service.nomination.plans import commands, queries, schemas
from service.web.interface import Blueprint

if TYPE_CHECKING:
    from service.core.tx import Tx

blueprint = Blueprint("plans_api", __name__, url_prefix="/api/v1", description="Plans, agencies, movements, quotas")


@blueprint.get("/plans")
@blueprint.response(200, schemas.PlanPage)
@asks(Action.PLAN_READ, How.ACTOR)
def list_plans() -> Page[queries.Plan]:
    """List the plans, the newest period first."""
    with read() as tx:
        return Page(queries.plans(tx), None)


@blueprint.get("/plans/<string:code>")
@blueprint.response(200, schemas.Plan)
@asks(Action.PLAN_READ, How.ACTOR)
def get_plan(code: str) -> queries.Plan:
    """Return a published or closed plan."""
    with read() as tx:
        return queries.plan_by_code(tx, code)


@blueprint.get("/plans/<string:code>/versions")
@blueprint.response(200, schemas.PlanVersion(many=True))
@asks(Action.PLAN_VIEW, How.ACTOR)
def list_versions(code: str) -> list[queries.PlanVersion]:
    """List the versions of a plan, the newest first."""
    with read() as tx:
        queries.plan_by_code(tx, code)
        return list(queries.plan_versions(tx, code))


@blueprint.get("/plans/<string:code>/versions/<int:version>")
@blueprint.response(200, schemas.PlanDocument)
@asks(Action.PLAN_VIEW, How.ACTOR)
def get_version(code: str, version: int) -> dict[str, Any]:
    """Return the file of a version as it was loaded."""
    with read() as tx:
        return {"plan": code, "document": queries.version_document(tx, code, version).decode()}


@blueprint.post("/plans/drafts")
@blueprint.arguments(schemas.DraftMade)
@blueprint.response(201, schemas.Draft)
@asks(Action.PLAN_EDIT, How.ACTOR)
def draft_plan(body: dict[str, Any]) -> dict[str, Any]:
    """Keep a plan file as the draft of its plan, in place of an earlier one; nothing of it holds yet."""
    with begin() as tx:
        return _draft(tx, commands.draft_plan(tx, body["document"].encode()))


@blueprint.post("/plans/<string:code>/clone")
@blueprint.arguments(schemas.CloneMade)
@blueprint.response(201, schemas.Draft)
@asks(Action.PLAN_EDIT, How.ACTOR)
def clone_plan(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Make the draft of the period that begins in a year, with what a person must still decide."""
    with begin() as tx:
        return _draft(tx, commands.clone_plan(tx, code, first_year=body["first_year"]))


@blueprint.get("/plans/<string:code>/draft")
@blueprint.response(200, schemas.Draft)
@asks(Action.PLAN_VIEW, How.ACTOR)
def get_draft(code: str) -> dict[str, Any]:
    """Return a draft with its questions, open and decided."""
    with read() as tx:
        return _draft(tx, queries.draft_by_code(tx, code))


@blueprint.post("/plans/<string:code>/draft/decisions")
@blueprint.arguments(schemas.DecisionMade)
@blueprint.response(200, schemas.Draft)
@asks(Action.PLAN_EDIT, How.ACTOR)
def decide_question(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Decide a question of a draft, which then says what was decided."""
    with begin() as tx:
        commands.decide_question(
            tx, code, body["question"], answer=body["answer"], value=body["value"], note=body["note"]
        )
        return _draft(tx, queries.draft_by_code(tx, code))


@blueprint.post("/plans/<string:code>/publication")
@blueprint.arguments(schemas.PublicationMade)
@blueprint.response(200, schemas.Plan)
@asks(Action.PLAN_EDIT, How.ACTOR)
def publish_plan(body: dict[str, Any], code: str) -> queries.Plan:
    """Put a draft in force as the next version of its plan; refused while questions are open."""
    with begin() as tx:
        commands.publish_plan(tx, code, reason=body["reason"], basis=body["basis"])
        return queries.plan_by_code(tx, code)


@blueprint.post("/plans/<string:code>/closing")
@blueprint.arguments(schemas.ClosingMade)
@blueprint.response(200, schemas.Plan)
@asks(Action.PLAN_EDIT, How.ACTOR)
def close_plan(body: dict[str, Any], code: str) -> queries.Plan:
    """Close a plan: it is read as before and never changes again."""
    with begin() as tx:
        commands.close_plan(tx, code, reason=body["reason"])
        return queries.plan_by_code(tx, code)


@blueprint.get("/agencies")
@blueprint.arguments(schemas.AgencyQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.AgencyPage)
@asks(Action.PLAN_READ, How.ACTOR)
def list_agencies(query: dict[str, Any]) -> Page[agencies.Agency]:
    """List the agencies valid on a day under their names of that day, in the plan's order."""
    with read() as tx:
        return agencies.agency_page(
            tx, on=query["on"], has_ended=query["ended"], limit=query["limit"], cursor=query["cursor"]
        )


@blueprint.get("/agencies/<string:code>")
@blueprint.arguments(schemas.AgencyQuery(only=["on"]), location="query", unknown=RAISE)
@blueprint.response(200, schemas.Agency)
@asks(Action.PLAN_READ, How.ACTOR)
def get_agency(query: dict[str, Any], code: str) -> agencies.Agency:
    """Return an agency, ended or not, under its name of a day."""
    with read() as tx:
        return agencies.agency_by_code(tx, code, on=query["on"])


@blueprint.get("/movements")
@blueprint.arguments(schemas.PlanQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.MovementPage)
@asks(Action.PLAN_READ, How.ACTOR)
def list_movements(query: dict[str, Any]) -> Page[queries.Movement]:
    """List a plan's movements in their official order."""
    with read() as tx:
        _known(tx, query)
        return Page(queries.movements(tx, query["plan"]), None)


@blueprint.get("/quotas")
@blueprint.arguments(schemas.QuotaQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.QuotaRow(many=True))
@asks(Action.QUOTA_READ, How.ACTOR)
def list_quotas(query: dict[str, Any]) -> list[queries.QuotaRow]:
    """Return the quota table of a plan's year as rows: minimum, selected, built, replicated."""
    with read() as tx:
        _known(tx, query)
        return list(queries.quota_rows(tx, query["plan"], query["year"]))


def _draft(tx: Tx, draft: queries.Draft) -> dict[str, Any]:
    return {"draft": draft, "questions": queries.questions(tx, draft.code)}


def _known(tx: Tx, query: dict[str, Any]) -> None:
    """Refuse a plan nobody loaded, rather than answer with an empty list."""
    if query["plan"] is not None:
        queries.plan_by_code(tx, query["plan"])
