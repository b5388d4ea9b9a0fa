"""``/api/v1/reports``: the thirteen reports of a plan as data."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE

from service.access.edge import read
from service.access.policy import Action
from service.access.routes import How, asks
from service.nomination.plans.queries import Plan, plan_by_code, plan_code, plan_in_force
from service.nomination.plans.schemas import PlanQuery
from service.nomination.reports import queries, rules, schemas
from service.web.interface import Blueprint

blueprint = Blueprint("reports_api", __name__, url_prefix="/api/v1", description="Reports of a plan")


@blueprint.get("/reports")
@blueprint.arguments(PlanQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.ReportKind(many=True))
@asks(Action.PLAN_READ, How.ACTOR)
def list_reports(query: dict[str, Any]) -> list[dict[str, Any]]:
    """List the reports there are, in the order of the plan's document flows, with the years each can be made for."""
    with read() as tx:
        plan = plan_by_code(tx, query["plan"]) if query["plan"] is not None else plan_in_force(tx)
    return [_described(code, kind, plan) for code, kind in queries.REPORTS.items()] if plan else []


@blueprint.get("/reports/<string:code>")
@blueprint.arguments(schemas.ReportQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.Report)
@asks(Action.REPORT_READ)
def get_report(query: dict[str, Any], code: str) -> rules.Report:
    """Return a report as it stands now; the province's to who watches it, a unit's to its people too."""
    with read() as tx:
        plan = plan_code(tx, query["plan"])
        return queries.visible_report(tx, code, rules.Scope(plan, query["year"], query["agency"]))


def _described(code: str, kind: queries.ReportKind, plan: Plan) -> dict[str, Any]:
    years = list(queries.years_of(plan)) if kind.is_yearly else []
    return {
        "code": code,
        "title": kind.title,
        "is_yearly": kind.is_yearly,
        "is_of_agency": kind.is_of_agency,
        "plan": plan.code,
        "years": years,
    }
