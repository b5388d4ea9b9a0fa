"""JSON of user tasks, as Camunda 8 writes them."""

from __future__ import annotations

from marshmallow import fields, validate

from service.web.schemas import CamelSchema, Key, Moment, Tenant, search_answer


class UserTask(CamelSchema):
    """A user task."""

    user_task_key = Key()
    element_instance_key = fields.Function(lambda item: str(item.user_task_key))
    name = fields.String()
    state = fields.String()
    assignee = fields.String(allow_none=True)
    element_id = fields.String()
    candidate_groups = fields.List(fields.String())
    candidate_users = fields.List(fields.String())
    process_definition_id = fields.String()
    process_definition_key = Key()
    process_definition_version = fields.Integer()
    process_name = fields.String(allow_none=True)
    process_instance_key = Key()
    root_process_instance_key = fields.Function(lambda item: str(item.process_instance_key))
    creation_date = Moment(attribute="created_at")
    completion_date = Moment(attribute="completed_at", allow_none=True)
    follow_up_date = Moment(attribute="follow_up_at", allow_none=True)
    due_date = Moment(attribute="due_at", allow_none=True)
    external_form_reference = fields.Constant(None, allow_none=True)
    custom_headers = fields.Constant[dict[str, str]]({})
    priority = fields.Integer()
    form_key = Key(allow_none=True)
    business_id = fields.Function(lambda item: item.business_id or None)
    tags = fields.Constant[list[str]]([])
    tenant_id = Tenant()


UserTaskSearch = search_answer(UserTask)


class UserTaskForm(CamelSchema):
    """The form of a user task; ``schema`` is its JSON text."""

    form_key = Key()
    form_id = fields.String()
    version = fields.Integer()
    schema = fields.String()
    tenant_id = Tenant()


class Completion(CamelSchema):
    """The answers of a completed user task."""

    variables = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)
    action = fields.String(allow_none=True)


class Assignment(CamelSchema):
    """Who gets a user task."""

    assignee = fields.String(required=True, validate=validate.Length(min=1, max=100))
    allow_override = fields.Boolean(load_default=True, allow_none=True)
    action = fields.String(allow_none=True)


class Changeset(CamelSchema):
    """What to change; a field left out stays."""

    due_date = Moment(allow_none=True, attribute="due_at")
    follow_up_date = Moment(allow_none=True, attribute="follow_up_at")
    priority = fields.Integer(validate=validate.Range(min=0, max=100), allow_none=True)
    candidate_groups = fields.List(fields.String(), allow_none=True)
    candidate_users = fields.List(fields.String(), allow_none=True)


class Update(CamelSchema):
    """A change of a user task's schedule, priority or candidates."""

    changeset = fields.Nested(Changeset, load_default=dict, allow_none=True)
    action = fields.String(allow_none=True)
