"""``/v2/process-instances``, ``/v2/variables``, ``/v2/incidents``, ``/v2/messages`` and ``/v2/signals``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, false, literal

from service.access import policy
from service.access.current import actor
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import InvalidInput, sentence
from service.core.keys import first_key
from service.process.definitions.model import process_definition
from service.process.definitions.queries import definition_version
from service.process.instances import commands, queries, schemas
from service.process.instances.model import incident, message_subscription, process_instance
from service.web import row_search, search
from service.web.interface import Blueprint
from service.web.schemas import SearchRequest

if TYPE_CHECKING:
    from sqlalchemy import Select

    from service.core.tx import Tx

blueprint = Blueprint("instances_api", __name__, url_prefix="/v2", description="Process instances and what they hold")


_has_incident = exists().where(
    incident.c.process_instance_key == process_instance.c.process_instance_key, incident.c.state == "ACTIVE"
)
INSTANCE_FIELDS: search.Fields = {
    "processInstanceKey": search.Field(process_instance.c.process_instance_key, search.key),
    "processDefinitionKey": search.Field(process_instance.c.process_definition_key, search.key),
    "processDefinitionId": search.Field(process_instance.c.process_definition_id),
    "processDefinitionName": search.Field(process_definition.c.name),
    "processDefinitionVersion": search.Field(process_instance.c.version, int),
    "state": search.Field(process_instance.c.state),
    "startDate": search.Field(process_instance.c.started_at, search.moment),
    "endDate": search.Field(process_instance.c.ended_at, search.moment),
    "businessId": search.Field(process_instance.c.business_id),
    "hasIncident": search.Condition(lambda value: _has_incident if value else ~_has_incident),
    "tenantId": search.TENANT_FIELD,
    "parentProcessInstanceKey": search.Condition(lambda _value: false()),
}
_VARIABLES_OF: search.Fields = {
    "processInstanceKey": search.Field(process_instance.c.process_instance_key, search.key),
    "scopeKey": search.Field(process_instance.c.process_instance_key, search.key),
    "tenantId": search.TENANT_FIELD,
}
_INCIDENT_FIELDS: search.Fields = {
    "incidentKey": search.Field(incident.c.incident_key, search.key),
    "processInstanceKey": search.Field(incident.c.process_instance_key, search.key),
    "processDefinitionKey": search.Field(incident.c.process_definition_key, search.key),
    "processDefinitionId": search.Field(incident.c.process_definition_id),
    "elementId": search.Field(incident.c.element_id),
    "state": search.Field(incident.c.state),
    "creationTime": search.Field(incident.c.created_at, search.moment),
    "errorMessage": search.Field(incident.c.message),
    "errorType": search.Field(incident.c.error_type),
    "elementInstanceKey": search.Field(incident.c.element_instance_key, search.key),
    "jobKey": search.Field(incident.c.job_key, search.key),
    "tenantId": search.TENANT_FIELD,
}
_SUBSCRIPTION_FIELDS: search.Fields = {
    "messageSubscriptionKey": search.Field(message_subscription.c.message_subscription_key, search.key),
    "elementInstanceKey": search.Field(message_subscription.c.message_subscription_key, search.key),
    "lastUpdatedDate": search.Field(
        message_subscription.c.message_subscription_key, lambda value: first_key(search.moment(value))
    ),
    "processInstanceKey": search.Field(message_subscription.c.process_instance_key, search.key),
    "processDefinitionKey": search.Field(message_subscription.c.process_definition_key, search.key),
    "processDefinitionId": search.Field(process_definition.c.process_definition_id),
    "processDefinitionName": search.Field(process_definition.c.name),
    "processDefinitionVersion": search.Field(process_definition.c.version, int),
    "elementId": search.Field(message_subscription.c.element_id),
    "messageName": search.Field(message_subscription.c.message_name),
    "correlationKey": search.Field(message_subscription.c.correlation_key),
    "businessId": search.Field(process_instance.c.business_id),
    "messageSubscriptionState": search.Field(literal(schemas.OPEN)),
    "messageSubscriptionType": search.Field(literal(schemas.OF_INSTANCE)),
    "tenantId": search.TENANT_FIELD,
}


class AgencyIllTyped(InvalidInput):
    """The variable ``agency`` decides who may start and see a case, so it is a code or absent."""

    code = "agency_ill_typed"
    template = sentence(
        "Expected variable 'agency' to be an agency's code, but it is of another type. Send one code, as text."
    )


@blueprint.post("/process-instances")
@blueprint.arguments(schemas.ProcessInstanceCreation)
@blueprint.response(200, schemas.CreatedProcessInstance)
@asks(Action.CASE_START)
def create_process_instance(body: dict[str, Any]) -> queries.Instance | None:
    """Start an instance of a process."""
    policy.authorize(actor(), Action.CASE_START, policy.StartResource(_agency(body["variables"])))
    with begin() as tx:
        key = commands.create_instance(
            tx,
            process_definition_id=body.get("process_definition_id"),
            process_definition_key=_version_key(tx, body),
            variables=body["variables"],
            business_id=body.get("business_id", ""),
        )
        return queries.instance(tx, key)


@blueprint.get("/process-instances/<int:process_instance_key>")
@blueprint.response(200, schemas.ProcessInstance)
@asks(Action.CASE_VIEW)
def get_process_instance(process_instance_key: int) -> Any:
    """Return one instance."""
    with read() as tx:
        visible_instance(tx, process_instance_key)
        return tx.execute(_instances(tx).where(process_instance.c.process_instance_key == process_instance_key)).one()


@blueprint.post("/process-instances/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.ProcessInstanceSearch)
@asks(Action.CASE_VIEW)
def search_process_instances(body: dict[str, Any]) -> dict[str, Any]:
    """Search the instances the caller may see."""
    with read() as tx:
        found = search.run(tx, _instances(tx), INSTANCE_FIELDS, body, process_instance.c.process_instance_key)
    return {"items": found.rows, "page": found.page}


@blueprint.post("/process-instances/<int:process_instance_key>/cancellation")
@blueprint.arguments(schemas.Intervention)
@blueprint.response(204)
@asks(Action.CASE_CANCEL)
def cancel_process_instance(body: dict[str, Any], process_instance_key: int) -> None:
    """Cancel a running or suspended instance."""
    with begin() as tx:
        authorize_on(tx, Action.CASE_CANCEL, process_instance_key)
        commands.cancel_instance(tx, process_instance_key=process_instance_key, reason=body["reason"])


@blueprint.post("/process-instances/<int:process_instance_key>/suspension")
@blueprint.arguments(schemas.Intervention)
@blueprint.response(204)
@asks(Action.CASE_SUSPEND)
def suspend_process_instance(body: dict[str, Any], process_instance_key: int) -> None:
    """Hold a running instance where it stands; what comes for it meanwhile is kept."""
    with begin() as tx:
        authorize_on(tx, Action.CASE_SUSPEND, process_instance_key)
        commands.suspend_instance(tx, process_instance_key=process_instance_key, reason=body["reason"])


@blueprint.post("/process-instances/<int:process_instance_key>/resumption")
@blueprint.arguments(schemas.Intervention)
@blueprint.response(204)
@asks(Action.CASE_SUSPEND)
def resume_process_instance(body: dict[str, Any], process_instance_key: int) -> None:
    """Let a suspended instance go on."""
    with begin() as tx:
        authorize_on(tx, Action.CASE_SUSPEND, process_instance_key)
        commands.resume_instance(tx, process_instance_key=process_instance_key, reason=body["reason"])


@blueprint.post("/variables/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.VariableSearch)
@asks(Action.VARIABLE_READ)
def search_variables(body: dict[str, Any]) -> dict[str, Any]:
    """Search the variables of the instances the caller may see; ``processInstanceKey`` narrows it."""
    with read() as tx:
        return _found_variables(tx, body)


@blueprint.post("/incidents/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.IncidentSearch)
@asks(Action.CASE_VIEW)
def search_incidents(body: dict[str, Any]) -> dict[str, Any]:
    """Search the incidents of the instances the caller may see."""
    with read() as tx:
        statement = queries.select_incidents()
        if not tx.actor.sees_everything:
            statement = statement.where(queries.visible_to(tx.actor, incident.c.process_instance_key))
        found = search.run(tx, statement, _INCIDENT_FIELDS, body, incident.c.incident_key)
    return {"items": found.rows, "page": found.page}


@blueprint.post("/incidents/<int:incident_key>/resolution")
@blueprint.response(204)
@asks(Action.INCIDENT_RESOLVE, How.ACTOR)
def resolve_incident(incident_key: int) -> None:
    """Replay what failed, as the person who did it."""
    with begin() as tx:
        commands.resolve_incident(tx, incident_key=incident_key)


@blueprint.post("/messages/publication")
@blueprint.arguments(schemas.MessagePublication)
@blueprint.response(200, schemas.PublishedMessage)
@asks(Action.MESSAGE_PUBLISH, How.ACTOR)
def publish_message(body: dict[str, Any]) -> dict[str, int]:
    """Publish a message to the instances that await it, or keep it for its time to live."""
    with begin() as tx:
        key = commands.publish_message(
            tx,
            name=body["name"],
            correlation_key=body["correlation_key"],
            variables=body["variables"],
            time_to_live=timedelta(milliseconds=body["time_to_live"]),
            message_id=body.get("message_id") or None,
        )
    return {"message_key": key}


@blueprint.post("/messages/correlation")
@blueprint.arguments(schemas.MessageCorrelation)
@blueprint.response(200, schemas.CorrelatedMessage)
@asks(Action.MESSAGE_PUBLISH, How.ACTOR)
def correlate_message(body: dict[str, Any]) -> dict[str, int]:
    """Deliver a message now, or answer that nobody awaits it; it is not kept."""
    with begin() as tx:
        key, process_instance_key = commands.correlate_message(
            tx, name=body["name"], correlation_key=body["correlation_key"], variables=body["variables"]
        )
    return {"message_key": key, "process_instance_key": process_instance_key}


@blueprint.post("/message-subscriptions/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.MessageSubscriptionSearch)
@asks(Action.CASE_VIEW)
def search_message_subscriptions(body: dict[str, Any]) -> dict[str, Any]:
    """Search what the instances the caller may see wait for; who may publish messages sees all."""
    with read() as tx:
        statement = queries.select_message_subscriptions()
        if not (tx.actor.sees_everything or policy.may(tx.actor, Action.MESSAGE_PUBLISH)):
            visible = queries.visible_to(tx.actor, message_subscription.c.process_instance_key)
            statement = statement.where(visible)
        key = message_subscription.c.message_subscription_key
        found = search.run(tx, statement, _SUBSCRIPTION_FIELDS, body, key)
    return {"items": found.rows, "page": found.page}


@blueprint.post("/signals/broadcast")
@blueprint.arguments(schemas.SignalBroadcast)
@blueprint.response(200, schemas.BroadcastSignal)
@asks(Action.SIGNAL_BROADCAST, How.ACTOR)
def broadcast_signal(body: dict[str, Any]) -> dict[str, int]:
    """Broadcast a signal to all that wait for it now, and start the processes that begin with it."""
    with begin() as tx:
        key = commands.broadcast_signal(tx, name=body["signal_name"], variables=body["variables"])
    return {"signal_key": key}


def _agency(variables: dict[str, Any]) -> str | None:
    """Return the agency a start is for; raises ``AgencyIllTyped``."""
    agency = variables.get("agency")
    if agency is None or isinstance(agency, str):
        return agency
    raise AgencyIllTyped(fields={"variables.agency": sentence("Write the code of one agency.")})


def _version_key(tx: Tx, body: dict[str, Any]) -> int | None:
    """Return the key of the version a start names, ``None`` for the newest."""
    version = body["process_definition_version"]
    if "process_definition_key" in body or version < 1:
        return body.get("process_definition_key")
    found = definition_version(tx, body["process_definition_id"], version)
    if found is None:
        raise commands.ProcessDefinitionNotFound(key=f"{body['process_definition_id']}:{version}")
    return found.process_definition_key


def visible_instance(tx: Tx, process_instance_key: int) -> queries.Instance:
    """Return an instance the actor may see; raises ``ProcessInstanceNotFound`` for any other."""
    found = queries.instance(tx, process_instance_key)
    resource = None if found is None else policy.CaseResource(frozenset(found.groups))
    if found is None or not policy.may(tx.actor, Action.CASE_VIEW, resource):
        raise commands.ProcessInstanceNotFound(key=process_instance_key)
    return found


def authorize_on(tx: Tx, action: Action, process_instance_key: int) -> None:
    """Raise unless the actor may do an action on an instance; one that is not there is not found."""
    found = queries.instance(tx, process_instance_key)
    if found is None:
        raise commands.ProcessInstanceNotFound(key=process_instance_key)
    policy.authorize(tx.actor, action, policy.CaseResource(frozenset(found.groups)))


def _instances(tx: Tx) -> Select[Any]:
    statement = (
        queries.select_instances()
        .add_columns(process_definition.c.name.label("process_definition_name"), _has_incident.label("has_incident"))
        .join(
            process_definition,
            process_definition.c.process_definition_key == process_instance.c.process_definition_key,
        )
    )
    if tx.actor.sees_everything:
        return statement
    return statement.where(queries.visible_to(tx.actor, process_instance.c.process_instance_key))


def _found_variables(tx: Tx, body: dict[str, Any]) -> dict[str, Any]:
    """Search within instances in the database, within their variables here: they are one JSON value each."""
    given = dict(body["filter"])
    within = {name: given.pop(name) for name in _VARIABLES_OF if name in given}
    request = {"filter": within, "page": {"limit": search.MAXIMUM_LIMIT}}
    instances = search.run(tx, _instances(tx), _VARIABLES_OF, request, process_instance.c.process_instance_key)
    rows = [row for one in instances.rows for row in schemas.variable_rows(one.process_instance_key, one.variables)]
    found = row_search.run(rows, body | {"filter": given}, searchable=schemas.SEARCHABLE_OF_VARIABLES)
    has_more = instances.page["totalItems"] > len(instances.rows)
    return {"items": found.rows, "page": found.page | {"hasMoreTotalItems": has_more}}
