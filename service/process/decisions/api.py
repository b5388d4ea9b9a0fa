"""``/v2/decision-definitions`` and ``/v2/expression``."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import func, select

from service.access.edge import read
from service.access.policy import Action
from service.access.routes import How, asks
from service.process.decisions import commands, queries, schemas
from service.process.decisions.model import decision_definition
from service.web import search
from service.web.interface import Blueprint
from service.web.schemas import SearchRequest

blueprint = Blueprint("decisions_api", __name__, url_prefix="/v2", description="Decisions and expressions")

_newest = (
    select(func.max(decision_definition.c.decision_definition_key))
    .group_by(decision_definition.c.decision_definition_id)
    .scalar_subquery()
)
_FIELDS: search.Fields = {
    "decisionDefinitionKey": search.Field(decision_definition.c.decision_definition_key, search.key),
    "decisionDefinitionId": search.Field(decision_definition.c.decision_definition_id),
    "name": search.Field(decision_definition.c.name),
    "version": search.Field(decision_definition.c.version, int),
    "decisionRequirementsId": search.Field(decision_definition.c.resource_name),
    "decisionRequirementsKey": search.Field(decision_definition.c.deployment_key, search.key),
    "decisionRequirementsName": search.Field(decision_definition.c.resource_name),
    "decisionRequirementsVersion": search.Field(decision_definition.c.version, int),
    "tenantId": search.TENANT_FIELD,
    "isLatestVersion": search.Condition(
        lambda value: (
            decision_definition.c.decision_definition_key.in_(_newest)
            if value
            else decision_definition.c.decision_definition_key.not_in(_newest)
        )
    ),
}


@blueprint.post("/decision-definitions/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.DecisionDefinitionSearch)
@asks(Action.DEFINITION_READ, How.ACTOR)
def search_decision_definitions(body: dict[str, Any]) -> dict[str, Any]:
    """Search versions of decisions."""
    columns = [column for column in decision_definition.c if column.name != "xml"]
    with read() as tx:
        found = search.run(tx, select(*columns), _FIELDS, body, decision_definition.c.decision_definition_key)
    return {"items": found.rows, "page": found.page}


@blueprint.get("/decision-definitions/<int:decision_definition_key>")
@blueprint.response(200, schemas.DecisionDefinition)
@asks(Action.DEFINITION_READ, How.ACTOR)
def get_decision_definition(decision_definition_key: int) -> queries.DecisionDefinition:
    """Return one version."""
    with read() as tx:
        return commands.existing_decision(tx, decision_definition_key)


@blueprint.get("/decision-definitions/<int:decision_definition_key>/xml")
@blueprint.response(200, content_type="text/xml")
@asks(Action.DEFINITION_READ, How.ACTOR)
def get_decision_definition_xml(decision_definition_key: int) -> Response:
    """Return the deployed XML of a version."""
    with read() as tx:
        commands.existing_decision(tx, decision_definition_key)
        return Response(queries.decision_xml(tx, decision_definition_key), mimetype="text/xml")


@blueprint.post("/decision-definitions/evaluation")
@blueprint.arguments(schemas.DecisionEvaluation)
@blueprint.response(200, schemas.EvaluatedDecisionResult)
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def evaluate_decision(body: dict[str, Any]) -> dict[str, Any]:
    """Evaluate a decision by its key, or the newest version of its id; nothing is recorded, as no case asks."""
    with read() as tx:
        return commands.try_decision(
            tx,
            decision_definition_id=body.get("decision_definition_id"),
            decision_definition_key=body.get("decision_definition_key"),
            variables=body["variables"],
        )


@blueprint.post("/expression/evaluation")
@blueprint.arguments(schemas.ExpressionEvaluation)
@blueprint.response(200, schemas.ExpressionResult)
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def evaluate_expression(body: dict[str, Any]) -> dict[str, Any]:
    """Evaluate a FEEL expression with the variables given, by the business clock."""
    with read() as tx:
        result = commands.evaluate_expression(tx, text=body["expression"], variables=body["variables"] or {})
    return {"expression": body["expression"], "result": result, "warnings": [], "referenced_secrets": []}
