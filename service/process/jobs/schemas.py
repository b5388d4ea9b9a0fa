"""JSON of jobs, as Camunda 8 writes them; spans of time are milliseconds."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.web.schemas import TENANT, CamelSchema, Key, Moment, Tenant, search_answer

LONGEST_SPAN = 366 * 24 * 3600 * 1000
MOST_RETRIES = 2**31 - 1
KIND = "BPMN_ELEMENT"
LISTENER_EVENT_TYPE = "UNSPECIFIED"
_NOT_TAKEN = validate.OneOf((), error="Not taken here.")


class LeaseHolder(CamelSchema):
    """What a worker says of a job that it has; the token proves it where the job was activated with a lease."""

    job_lease_token = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=100))


class JobActivation(CamelSchema):
    """Which jobs a worker wants, how many, and for how long it has them.

    ``requestTimeout`` is taken and not waited for: the answer comes at once, with no jobs where there are none.
    """

    type = fields.String(required=True, validate=validate.Length(min=1, max=200))
    timeout = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=LONGEST_SPAN))
    max_jobs_to_activate = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    worker = fields.String(load_default="", validate=validate.Length(max=200))
    fetch_variable = fields.List(fields.String(), load_default=list, validate=validate.Length(max=1000))
    request_timeout = fields.Integer(strict=True)
    tenant_ids = fields.List(fields.String(validate=validate.Equal(TENANT)))
    tenant_filter = fields.String(validate=validate.OneOf(("PROVIDED", "ASSIGNED")))
    with_lease = fields.Boolean(allow_none=True, load_default=None)


class ActivatedJob(CamelSchema):
    """A job in the hands of a worker until ``deadline``, milliseconds since 1970."""

    type = fields.String(attribute="job_type")
    process_definition_id = fields.String()
    process_definition_version = fields.Integer()
    element_id = fields.String()
    custom_headers = fields.Dict(attribute="headers")
    worker = fields.String()
    retries = fields.Integer()
    deadline = fields.Function(lambda item: int(item.deadline.timestamp() * 1000))
    variables = fields.Dict()
    tenant_id = Tenant()
    physical_tenant_id = Tenant()
    job_key = Key()
    process_instance_key = Key()
    process_definition_key = Key()
    element_instance_key = Key(attribute="job_key", dump_only=True)
    kind = fields.Constant(KIND)
    listener_event_type = fields.Constant(LISTENER_EVENT_TYPE)
    user_task = fields.Constant(None, allow_none=True)
    tags = fields.Constant[list[str]]([])
    root_process_instance_key = Key(attribute="process_instance_key", dump_only=True)
    business_id = fields.Function(lambda item: item.business_id or None)
    priority = fields.Constant(0)
    job_lease_token = fields.String(attribute="lease_token", allow_none=True)


class JobActivationAnswer(CamelSchema):
    """The jobs a worker now has."""

    jobs = fields.List(fields.Nested(ActivatedJob))


class JobCompletion(LeaseHolder):
    """What a worker found out; results for listeners and business ids given by workers are not taken."""

    variables = fields.Dict(keys=fields.String(), allow_none=True, load_default=None)
    result = fields.Raw(allow_none=True, validate=_NOT_TAKEN)
    business_id = fields.Raw(allow_none=True, validate=_NOT_TAKEN)


class JobFailure(LeaseHolder):
    """Why a job could not be done, how often it may be tried again, and after how long."""

    retries = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0, max=MOST_RETRIES))
    error_message = fields.String(load_default="")
    retry_back_off = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0, max=LONGEST_SPAN))
    variables = fields.Dict(keys=fields.String(), allow_none=True, load_default=None)


class JobError(LeaseHolder):
    """A BPMN error that a worker throws."""

    error_code = fields.String(required=True, validate=validate.Length(min=1, max=200))
    error_message = fields.String(allow_none=True, load_default=None)
    variables = fields.Dict(keys=fields.String(), allow_none=True, load_default=None)


class JobChangeset(CamelSchema):
    """What to change of a job; what is absent or null stays. Jobs have no priority of their own."""

    retries = fields.Integer(allow_none=True, strict=True, validate=validate.Range(min=1, max=MOST_RETRIES))
    timeout = fields.Integer(allow_none=True, strict=True, validate=validate.Range(min=1, max=LONGEST_SPAN))

    @validates_schema
    def changes_something(self, data: dict[str, Any], **_options: Any) -> None:
        """Refuse a request that changes nothing."""
        if all(value is None for value in data.values()):
            raise ValidationError({"retries": ["Name retries, timeout or both."]})


class JobUpdate(LeaseHolder):
    """Camunda's update request."""

    changeset = fields.Nested(JobChangeset, required=True)
    operation_reference = fields.Integer()


class Job(CamelSchema):
    """A job."""

    custom_headers = fields.Dict(attribute="headers")
    deadline = Moment(attribute="locked_until", allow_none=True)
    denied_reason = fields.Constant(None, allow_none=True)
    element_id = fields.String()
    element_instance_key = Key(attribute="job_key", dump_only=True)
    end_time = Moment(attribute="ended_at", allow_none=True)
    error_code = fields.String(allow_none=True)
    error_message = fields.String(allow_none=True)
    has_failed_with_retries_left = fields.Function(lambda item: item.state == "FAILED" and item.retries > 0)
    is_denied = fields.Constant(None, allow_none=True)
    job_key = Key()
    kind = fields.Constant(KIND)
    listener_event_type = fields.Constant(LISTENER_EVENT_TYPE)
    process_definition_id = fields.String()
    process_definition_key = Key()
    process_instance_key = Key()
    root_process_instance_key = Key(attribute="process_instance_key", dump_only=True)
    business_id = fields.Function(lambda item: item.business_id or None)
    retries = fields.Integer()
    state = fields.String()
    tenant_id = Tenant()
    type = fields.String(attribute="job_type")
    worker = fields.String()
    creation_time = Moment(attribute="created_at")
    last_update_time = Moment(attribute="updated_at")
    priority = fields.Constant(0)


JobSearch = search_answer(Job)
