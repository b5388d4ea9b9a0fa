"""JSON of process instances, variables, incidents, messages and signals, as Camunda 8 writes them."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.core.keys import made_at
from service.web.schemas import TENANT, CamelSchema, Key, Moment, Tenant, search_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN, OF_INSTANCE = "CREATED", "PROCESS_EVENT"
"""Camunda's words for the state and type of message subscriptions; of start events there are no rows."""
MAXIMUM_TIME_TO_LIVE = 366 * 24 * 3600 * 1000
LARGEST_VERSION = 2**31 - 1


class ProcessInstanceCreation(CamelSchema):
    """Which process to start with which variables."""

    process_definition_id = fields.String()
    process_definition_key = Key()
    process_definition_version = fields.Integer(load_default=-1, validate=validate.Range(max=LARGEST_VERSION))
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    business_id = fields.String(validate=validate.Length(max=200))
    tenant_id = fields.String(validate=validate.Equal("<default>"))
    await_completion = fields.Boolean(validate=validate.Equal(comparable=False))
    fetch_variables = fields.List(fields.String())
    request_timeout = fields.Integer()
    operation_reference = fields.Integer()
    start_instructions = fields.List(fields.Dict(), validate=validate.Length(max=0))
    runtime_instructions = fields.List(fields.Dict(), validate=validate.Length(max=0))
    tags = fields.List(fields.String(), load_default=list)

    @validates_schema
    def names_a_process(self, data: dict[str, Any], **_options: Any) -> None:
        """Refuse a request that names no process."""
        if "process_definition_id" not in data and "process_definition_key" not in data:
            raise ValidationError({"processDefinitionId": ["Name the process."]})


class CreatedProcessInstance(CamelSchema):
    """The started instance."""

    process_instance_key = Key()
    process_definition_key = Key()
    process_definition_id = fields.String()
    process_definition_version = fields.Integer(attribute="version")
    variables = fields.Dict()
    tenant_id = Tenant()
    tags = fields.Constant[list[str]]([])
    business_id = fields.Function(lambda item: item.business_id or None)


class ProcessInstance(CamelSchema):
    """A process instance."""

    process_instance_key = Key()
    process_definition_key = Key()
    process_definition_id = fields.String()
    process_definition_name = fields.String(allow_none=True)
    process_definition_version = fields.Integer(attribute="version")
    process_definition_version_tag = fields.Constant(None, allow_none=True)
    state = fields.String()
    start_date = Moment(attribute="started_at")
    end_date = Moment(attribute="ended_at", allow_none=True)
    suspended_date = fields.Constant(None, allow_none=True)
    has_incident = fields.Boolean()
    tenant_id = Tenant()
    parent_process_instance_key = fields.Constant(None, allow_none=True)
    parent_element_instance_key = fields.Constant(None, allow_none=True)
    root_process_instance_key = fields.Function(lambda item: str(item.process_instance_key))
    tags = fields.Constant[list[str]]([])
    business_id = fields.Function(lambda item: item.business_id or None)


ProcessInstanceSearch = search_answer(ProcessInstance)


class Variable(CamelSchema):
    """A variable as its scope has it; ``value`` is JSON text."""

    variable_key = fields.String(attribute="variableKey")
    name = fields.String()
    value = fields.String()
    is_truncated = fields.Boolean(attribute="isTruncated")
    tenant_id = fields.String(attribute="tenantId")
    scope_key = fields.String(attribute="scopeKey")
    process_instance_key = fields.String(attribute="processInstanceKey")
    root_process_instance_key = fields.String(attribute="rootProcessInstanceKey")


VariableSearch = search_answer(Variable)
SEARCHABLE_OF_VARIABLES = frozenset(
    {"name", "value", "variableKey", "isTruncated", "scopeKey", "processInstanceKey", "tenantId"}
)


def variable_rows(
    process_instance_key: int, variables: Mapping[str, Any], scope_key: int | None = None
) -> list[dict[str, Any]]:
    """Return variables of one scope (the instance's own by default) by their JSON names, sorted by name.

    A variable has no row of its own: its key is made from its scope and name, and is the same every time.
    """
    scope = str(scope_key or process_instance_key)
    return [
        {
            "variableKey": str(_variable_key(scope, name)),
            "name": name,
            "value": json.dumps(value, ensure_ascii=False),
            "isTruncated": False,
            "tenantId": TENANT,
            "scopeKey": scope,
            "processInstanceKey": str(process_instance_key),
            "rootProcessInstanceKey": str(process_instance_key),
        }
        for name, value in sorted(variables.items())
    ]


def _variable_key(scope: str, name: str) -> int:
    digest = blake2b(f"{scope}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


class Incident(CamelSchema):
    """An incident; ``errorType`` is Camunda's, ``errorMessage`` our sentence in English."""

    incident_key = Key()
    process_definition_id = fields.String()
    process_definition_key = Key()
    process_instance_key = Key()
    root_process_instance_key = fields.Function(lambda item: str(item.process_instance_key))
    element_id = fields.String()
    element_instance_key = fields.Function(lambda item: str(item.element_instance_key or item.process_instance_key))
    error_type = fields.String()
    error_message = fields.String(attribute="message")
    state = fields.String()
    creation_time = Moment(attribute="created_at")
    job_key = Key(allow_none=True)
    tenant_id = Tenant()


IncidentSearch = search_answer(Incident)


class MessageCorrelation(CamelSchema):
    """A message to deliver. No instance takes its business id from a message."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    correlation_key = fields.String(load_default="", validate=validate.Length(max=300))
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    tenant_id = fields.String(validate=validate.Equal("<default>"))
    business_id = fields.String(validate=validate.OneOf((), error="Not taken here."))


class MessagePublication(MessageCorrelation):
    """A message to publish; ``timeToLive`` in milliseconds, 0 for not kept.

    One with a ``messageId`` is taken once in its time to live, for its name and correlation key.
    """

    time_to_live = fields.Integer(load_default=0, validate=validate.Range(min=0, max=MAXIMUM_TIME_TO_LIVE))
    message_id = fields.String(validate=validate.Length(max=200))


class PublishedMessage(CamelSchema):
    """The published message."""

    message_key = Key()
    tenant_id = Tenant()


class CorrelatedMessage(PublishedMessage):
    """The delivered message, and the first instance that it reached."""

    process_instance_key = Key()


class MadeAt(Moment):
    """When something was made, as its key tells."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return super()._serialize(made_at(value), attr, obj, **kwargs)


class MessageSubscription(CamelSchema):
    """A message that an instance waits for; what it waits for no longer is not there."""

    business_id = fields.Function(lambda item: item.business_id or None)
    message_subscription_key = Key()
    process_definition_id = fields.String()
    process_definition_key = Key()
    process_definition_name = fields.String()
    process_definition_version = fields.Integer()
    process_instance_key = Key()
    root_process_instance_key = Key(attribute="process_instance_key", dump_only=True)
    element_id = fields.String()
    element_instance_key = Key(attribute="message_subscription_key", dump_only=True)
    message_subscription_state = fields.Constant(OPEN)
    message_subscription_type = fields.Constant(OF_INSTANCE)
    last_updated_date = MadeAt(attribute="message_subscription_key", dump_only=True)
    message_name = fields.String()
    correlation_key = fields.String()
    tool_properties = fields.Constant[dict[str, str]]({})
    tool_name = fields.Constant(None, allow_none=True)
    inbound_connector_type = fields.Constant(None, allow_none=True)
    tenant_id = Tenant()


MessageSubscriptionSearch = search_answer(MessageSubscription)


class SignalBroadcast(CamelSchema):
    """A signal to broadcast."""

    signal_name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    tenant_id = fields.String(validate=validate.Equal("<default>"))


class BroadcastSignal(CamelSchema):
    """The broadcast signal."""

    signal_key = Key()
    tenant_id = Tenant()
