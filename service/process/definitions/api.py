"""``/v2/deployments`` and ``/v2/process-definitions``."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from sqlalchemy import false, func, literal, select, true

from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import NotFound, sentence
from service.process.definitions import commands, queries, schemas
from service.process.definitions.model import process_definition
from service.web import search
from service.web.interface import Blueprint
from service.web.schemas import SearchRequest

blueprint = Blueprint("definitions_api", __name__, url_prefix="/v2", description="Deployments, process definitions")

_newest = (
    select(func.max(process_definition.c.process_definition_key))
    .group_by(process_definition.c.process_definition_id)
    .scalar_subquery()
)
_FIELDS: search.Fields = {
    "processDefinitionKey": search.Field(process_definition.c.process_definition_key, search.key),
    "processDefinitionId": search.Field(process_definition.c.process_definition_id),
    "name": search.Field(process_definition.c.name),
    "resourceName": search.Field(process_definition.c.resource_name),
    "version": search.Field(process_definition.c.version, int),
    "tenantId": search.TENANT_FIELD,
    "state": search.Field(literal("ACTIVE")),
    "hasStartForm": search.Condition(lambda value: true() if value is False else false()),
    "isLatestVersion": search.Condition(
        lambda value: (
            process_definition.c.process_definition_key.in_(_newest)
            if value
            else process_definition.c.process_definition_key.not_in(_newest)
        )
    ),
}


class DefinitionNotFound(NotFound):
    """No such version."""

    code = "process_definition_not_found"
    template = sentence("Expected to find process definition '%(key)s', but there is none. Check the key.")


@blueprint.post("/deployments")
@blueprint.doc(requestBody=schemas.DEPLOYMENT_BODY)
@blueprint.response(200, schemas.Deployment)
@asks(Action.DEFINITION_DEPLOY, How.ACTOR)
def create_deployment() -> dict[str, Any]:
    """Deploy diagrams, decisions and forms together (multipart field ``resources``)."""
    resources = [
        commands.Resource(file.filename or "", file.stream.read()) for file in request.files.getlist("resources")
    ]
    with begin() as tx:
        made = commands.deploy(tx, resources)
    deployed = (
        [{"process_definition": item} for item in made.definitions]
        + [{"decision_definition": item} for item in made.decisions]
        + [{"form": item} for item in made.forms]
    )
    return {"deployment_key": made.deployment_key, "deployments": deployed, "warnings": made.warnings}


@blueprint.post("/process-definitions/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.ProcessDefinitionSearch)
@asks(Action.DEFINITION_READ, How.ACTOR)
def search_process_definitions(body: dict[str, Any]) -> dict[str, Any]:
    """Search versions of process definitions."""
    columns = [column for column in process_definition.c if column.name != "xml"]
    with read() as tx:
        found = search.run(tx, select(*columns), _FIELDS, body, process_definition.c.process_definition_key)
    return {"items": found.rows, "page": found.page}


@blueprint.get("/process-definitions/<int:process_definition_key>")
@blueprint.response(200, schemas.ProcessDefinition)
@asks(Action.DEFINITION_READ, How.ACTOR)
def get_process_definition(process_definition_key: int) -> queries.Definition:
    """Return one version."""
    with read() as tx:
        found = queries.definition(tx, process_definition_key)
    if found is None:
        raise DefinitionNotFound(key=process_definition_key)
    return found


@blueprint.get("/process-definitions/<int:process_definition_key>/xml")
@blueprint.response(200, content_type="text/xml")
@asks(Action.DEFINITION_READ, How.ACTOR)
def get_process_definition_xml(process_definition_key: int) -> Response:
    """Return the deployed XML of a version."""
    with read() as tx:
        xml = queries.xml_of(tx, process_definition_key)
    if xml is None:
        raise DefinitionNotFound(key=process_definition_key)
    return Response(xml, mimetype="text/xml")
