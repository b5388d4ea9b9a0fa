"""JSON of element instances."""

from __future__ import annotations

from marshmallow import fields

from service.web.schemas import CamelSchema, Key, Moment, Tenant, search_answer


class ElementInstance(CamelSchema):
    """An element that waited or contained others; what a case only passed is in its history."""

    element_instance_key = Key()
    process_instance_key = Key()
    root_process_instance_key = Key(attribute="process_instance_key", dump_only=True)
    process_definition_key = Key()
    process_definition_id = fields.String()
    element_id = fields.String()
    element_name = fields.Function(lambda item: item.name or item.element_id)
    type = fields.String(attribute="element_type")
    state = fields.String()
    start_date = Moment(attribute="started_at")
    end_date = Moment(attribute="ended_at", allow_none=True)
    has_incident = fields.Function(lambda item: item.incident_key is not None)
    incident_key = Key(allow_none=True)
    tenant_id = Tenant()


ElementInstanceSearch = search_answer(ElementInstance)
