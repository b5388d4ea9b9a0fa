"""``/api/v1/reports``: the thirteen reports of a plan as data."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE

from service.access import policy
from service.access.edge import read
from service.access.policy import Action, StartResource
from service.access.routes import How, asks
from service.nomination.plans.queries import plan_in_force
from service.nomination.reports import queries, rules, schemas
from service.web.interface import Blueprint

blueprint = Blueprint("reports_api", __name__, url_prefix="/api/v1", description="Reports of a plan")


@blueprint.get("/reports")
@blueprint.response(200, schemas.ReportKind(many=True))
@asks(Action.PLAN_READ, How.ACTOR)
def list_reports() -> list[dict[str, Any]]:
    """List the reports there are, in the order of the plan's document flows."""
    return [
        {"code": code, "title": kind.title, "is_yearly": kind.is_yearly, "is_of_agency": kind.is_of_agency}
        for code, kind in queries.REPORTS.items()
    ]


@blueprint.get("/reports/<string:code>")
@blueprint.arguments(schemas.ReportQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.Report)
@asks(Action.REPORT_READ)
def get_report(query: dict[str, Any], code: str) -> rules.Report:
    """Return a report as it stands now; an agency's own report may be read by its members."""
    with read() as tx:
        policy.authorize(tx.actor, Action.REPORT_READ, StartResource(query["agency"]))
        plan = query["plan"] or getattr(plan_in_force(tx), "code", "")
        return queries.report(tx, code, rules.Scope(plan, query["year"], query["agency"]))
