"""``/v2/element-instances``: what of a case waits or contains others, and did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_

from service.access.edge import read
from service.access.policy import Action
from service.access.routes import asks
from service.core.errors import NotFound, sentence
from service.process.instances import queries, schemas
from service.process.instances.queries import ELEMENTS
from service.web import search
from service.web.interface import Blueprint
from service.web.schemas import SearchRequest

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from service.core.tx import Tx

blueprint = Blueprint("elements_api", __name__, url_prefix="/v2/element-instances", description="Elements of instances")


class ElementInstanceNotFound(NotFound):
    """No such element instance, or not one the actor may see."""

    code = "element_instance_not_found"
    template = sentence("Expected to find element instance '%(key)s', but there is none. Check the key.")


def _within(value: Any) -> ColumnElement[bool]:
    """Return the condition of element instances directly in another, or in a process instance itself."""
    key = search.key(value)
    return or_(
        ELEMENTS.c.scope_key == key, and_(ELEMENTS.c.scope_key.is_(None), ELEMENTS.c.process_instance_key == key)
    )


_FIELDS: search.Fields = {
    "elementInstanceKey": search.Field(ELEMENTS.c.element_instance_key, search.key),
    "processInstanceKey": search.Field(ELEMENTS.c.process_instance_key, search.key),
    "processDefinitionKey": search.Field(ELEMENTS.c.process_definition_key, search.key),
    "processDefinitionId": search.Field(ELEMENTS.c.process_definition_id),
    "elementId": search.Field(ELEMENTS.c.element_id),
    "elementName": search.Field(ELEMENTS.c.name),
    "type": search.Field(ELEMENTS.c.element_type),
    "state": search.Field(ELEMENTS.c.state),
    "startDate": search.Field(ELEMENTS.c.started_at, search.moment),
    "endDate": search.Field(ELEMENTS.c.ended_at, search.moment),
    "incidentKey": search.Field(queries.INCIDENT_OF_ELEMENT, search.key),
    "hasIncident": search.Condition(
        lambda value: queries.INCIDENT_OF_ELEMENT.is_not(None) if value else queries.INCIDENT_OF_ELEMENT.is_(None)
    ),
    "elementInstanceScopeKey": search.Condition(_within),
    "tenantId": search.TENANT_FIELD,
}


@blueprint.post("/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.ElementInstanceSearch)
@asks(Action.CASE_VIEW)
def search_element_instances(body: dict[str, Any]) -> dict[str, Any]:
    """Search the element instances of the instances the caller may see."""
    with read() as tx:
        found = _found(tx, body)
    return {"items": found.rows, "page": found.page}


@blueprint.get("/<int:element_instance_key>")
@blueprint.response(200, schemas.ElementInstance)
@asks(Action.CASE_VIEW)
def get_element_instance(element_instance_key: int) -> Any:
    """Return one element instance."""
    with read() as tx:
        found = _found(tx, {"filter": {"elementInstanceKey": element_instance_key}}).rows
    if not found:
        raise ElementInstanceNotFound(key=element_instance_key)
    return found[0]


def _found(tx: Tx, body: dict[str, Any]) -> search.Found:
    statement = queries.select_elements()
    if not tx.actor.sees_everything:
        statement = statement.where(queries.visible_to(tx.actor, ELEMENTS.c.process_instance_key))
    return search.run(tx, statement, _FIELDS, body, ELEMENTS.c.element_instance_key)
