"""JSON of deployments and process definitions, as Camunda 8 writes them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from service.web.schemas import CamelSchema, Key, Tenant, search_answer

DEPLOYMENT_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["resources"],
                "properties": {
                    "resources": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "tenantId": {"type": "string"},
                },
            }
        }
    },
}
"""The body of a deployment, for the description of the interface."""


class ProcessDefinition(CamelSchema):
    """A version of a process definition."""

    process_definition_key = Key()
    process_definition_id = fields.String()
    name = fields.String()
    resource_name = fields.String()
    version = fields.Integer()
    version_tag = fields.Constant(None, allow_none=True)
    has_start_form = fields.Constant(constant=False)
    state = fields.Constant("ACTIVE")
    tenant_id = Tenant()


ProcessDefinitionSearch = search_answer(ProcessDefinition)


class DeployedProcess(CamelSchema):
    """A process of a deployment."""

    process_definition_key = Key()
    process_definition_id = fields.String()
    process_definition_version = fields.Integer(attribute="version")
    resource_name = fields.String()
    tenant_id = Tenant()


class DeployedForm(CamelSchema):
    """A form of a deployment."""

    form_key = Key()
    form_id = fields.String()
    version = fields.Integer()
    resource_name = fields.String()
    tenant_id = Tenant()


class DeployedDecision(CamelSchema):
    """A decision of a deployment; its requirements graph is the file it came in."""

    decision_definition_key = Key()
    decision_definition_id = fields.String()
    name = fields.String()
    version = fields.Integer()
    decision_requirements_id = fields.Function(lambda item: item.decision_definition_id)
    decision_requirements_key = fields.Function(lambda item: str(item.decision_definition_key))
    tenant_id = Tenant()


class Deployed(CamelSchema):
    """One resource of a deployment; exactly one member is set."""

    process_definition = fields.Nested(DeployedProcess, allow_none=True, dump_default=None)
    decision_definition = fields.Nested(DeployedDecision, allow_none=True, dump_default=None)
    decision_requirements = fields.Constant(None, allow_none=True)
    form = fields.Nested(DeployedForm, allow_none=True, dump_default=None)
    resource = fields.Constant(None, allow_none=True)


class Warned(CamelSchema):
    """A finding that did not stop the deployment."""

    rule_id = fields.String()
    element_id = fields.String()
    line = fields.Integer(allow_none=True)
    message = fields.String()
    hint = fields.String()


class Deployment(CamelSchema):
    """What a deployment made; ``warnings`` is our addition."""

    deployment_key = Key()
    tenant_id = Tenant()
    deployments = fields.List(fields.Nested(Deployed))
    warnings = fields.List(fields.Nested(Warned))
