"""``/v2/jobs``: the protocol of external workers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, literal

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.process.definitions.model import process_definition
from service.process.instances.model import job, process_instance
from service.process.instances.queries import visible_to
from service.process.jobs import commands, queries, schemas
from service.web import search
from service.web.interface import Blueprint
from service.web.schemas import SearchRequest

blueprint = Blueprint("jobs_api", __name__, url_prefix="/v2/jobs", description="Jobs of external workers")

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_has_failed_with_retries_left = and_(job.c.state == "FAILED", job.c.retries > 0)


def _failed_with_retries_left(value: Any) -> ColumnElement[bool]:
    return _has_failed_with_retries_left if value else ~_has_failed_with_retries_left


_FIELDS: search.Fields = {
    "jobKey": search.Field(job.c.job_key, search.key),
    "type": search.Field(job.c.job_type),
    "state": search.Field(job.c.state),
    "worker": search.Field(job.c.worker),
    "retries": search.Field(job.c.retries, int),
    "deadline": search.Field(job.c.locked_until, search.moment),
    "errorCode": search.Field(job.c.error_code),
    "errorMessage": search.Field(job.c.error_message),
    "hasFailedWithRetriesLeft": search.Condition(_failed_with_retries_left),
    "elementId": search.Field(job.c.element_id),
    "elementInstanceKey": search.Field(job.c.job_key, search.key),
    "processInstanceKey": search.Field(job.c.process_instance_key, search.key),
    "processDefinitionKey": search.Field(job.c.process_definition_key, search.key),
    "processDefinitionId": search.Field(process_definition.c.process_definition_id),
    "businessId": search.Field(process_instance.c.business_id),
    "creationTime": search.Field(job.c.created_at, search.moment),
    "lastUpdateTime": search.Field(job.c.updated_at, search.moment),
    "endTime": search.Field(job.c.ended_at, search.moment),
    "kind": search.Field(literal(schemas.KIND)),
    "listenerEventType": search.Field(literal(schemas.LISTENER_EVENT_TYPE)),
    "tenantId": search.TENANT_FIELD,
}


@blueprint.post("/activation")
@blueprint.arguments(schemas.JobActivation)
@blueprint.response(200, schemas.JobActivationAnswer)
@asks(Action.JOB_WORK, How.ACTOR)
def activate_jobs(body: dict[str, Any]) -> dict[str, Any]:
    """Take jobs of a type for some time: at once those there are, at most 100; none is an empty list."""
    wanted = queries.Wanted(body["type"], with_lease=bool(body["with_lease"]))
    with read() as tx:
        if not queries.waits_for_worker(tx, wanted):
            return {"jobs": []}
    with begin() as tx:
        jobs = commands.activate_jobs(
            tx,
            wanted,
            limit=body["max_jobs_to_activate"],
            timeout=timedelta(milliseconds=body["timeout"]),
            worker=body["worker"],
            fetch_variables=body["fetch_variable"],
        )
    return {"jobs": jobs}


@blueprint.post("/<int:job_key>/completion")
@blueprint.arguments(schemas.JobCompletion)
@blueprint.response(204)
@asks(Action.JOB_WORK, How.ACTOR)
def complete_job(body: dict[str, Any], job_key: int) -> None:
    """Complete a job with variables."""
    with begin() as tx:
        commands.complete_job(tx, job_key=job_key, variables=body["variables"], lease_token=body["job_lease_token"])


@blueprint.post("/<int:job_key>/failure")
@blueprint.arguments(schemas.JobFailure)
@blueprint.response(204)
@asks(Action.JOB_WORK, How.ACTOR)
def fail_job(body: dict[str, Any], job_key: int) -> None:
    """Give a job back undone; without retries left an incident holds it."""
    with begin() as tx:
        commands.fail_job(
            tx,
            job_key=job_key,
            failure=commands.Failure(
                retries=body["retries"],
                message=body["error_message"],
                back_off=timedelta(milliseconds=body["retry_back_off"]),
                variables=body["variables"] or {},
            ),
            lease_token=body["job_lease_token"],
        )


@blueprint.post("/<int:job_key>/error")
@blueprint.arguments(schemas.JobError)
@blueprint.response(204)
@asks(Action.JOB_WORK, How.ACTOR)
def throw_job_error(body: dict[str, Any], job_key: int) -> None:
    """End a job with a BPMN error."""
    with begin() as tx:
        commands.throw_job_error(
            tx,
            job_key=job_key,
            code=body["error_code"],
            message=body["error_message"] or "",
            variables=body["variables"],
            lease_token=body["job_lease_token"],
        )


@blueprint.patch("/<int:job_key>")
@blueprint.arguments(schemas.JobUpdate)
@blueprint.response(204)
@asks(Action.JOB_WORK, How.ACTOR)
def update_job(body: dict[str, Any], job_key: int) -> None:
    """Change the retries of a job, or the time its worker has from now."""
    timeout = body["changeset"].get("timeout")
    with begin() as tx:
        commands.update_job(
            tx,
            job_key=job_key,
            retries=body["changeset"].get("retries"),
            timeout=None if timeout is None else timedelta(milliseconds=timeout),
            lease_token=body["job_lease_token"],
        )


@blueprint.post("/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.JobSearch)
@asks(Action.CASE_VIEW)
def search_jobs(body: dict[str, Any]) -> dict[str, Any]:
    """Search the jobs of the instances the caller may see; who may work on jobs sees all."""
    with read() as tx:
        statement = queries.select_jobs()
        if not (tx.actor.sees_everything or policy.may(tx.actor, Action.JOB_WORK)):
            statement = statement.where(visible_to(tx.actor, job.c.process_instance_key))
        found = search.run(tx, statement, _FIELDS, body, job.c.job_key)
    return {"items": found.rows, "page": found.page}
