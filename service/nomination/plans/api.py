"""``/api/v1/plans``, ``/api/v1/agencies``, ``/api/v1/movements`` and ``/api/v1/quotas``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import RAISE

from service.access.edge import read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.paging import Page
from service.nomination.agencies import queries as agencies
from service.nomination.plans import queries, schemas
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


def _known(tx: Tx, query: dict[str, Any]) -> None:
    """Refuse a plan nobody loaded, rather than answer with an empty list."""
    if query["plan"] is not None:
        queries.plan_by_code(tx, query["plan"])
