"""A worker could not do its job: it may be tried again, or the diagram goes another way, or an incident holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service import engine
from service.core.errors import EngineFault, sentence
from service.process.history.rules import Entry
from service.process.instances.commands import Cause, advance, loaded, locked_instance, record_fault
from service.process.jobs.commands.lock import locked_job, write_job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx

LONGEST_MESSAGE = 10_000
"""Characters kept of what a worker reports; a stack trace may be longer."""
LONGEST_REASON = 500
"""Characters of it in the sentence of the incident."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a worker reports of a job that it could not do: how often to try again, from when, and why.

    ``variables`` become the element's own.
    """

    retries: int = 0
    message: str = ""
    back_off: timedelta = timedelta(0)
    variables: Mapping[str, Any] = field(default_factory=dict)


class JobFailed(EngineFault):
    """A job has failed as often as it may."""

    code = "job_failed"
    error_type = "JOB_NO_RETRIES"
    template = sentence(
        "Expected a worker to do job '%(job_type)s' at element '%(element_id)s', but it failed and no tries are left: "
        "%(reason)s. Correct the cause and retry the incident."
    )


def fail_job(tx: Tx, *, job_key: int, failure: Failure, lease_token: str | None = None) -> int | None:
    """Give a job back undone: to be tried again, or without tries left to an incident.

    Returns the key of the incident if there is one. Raises ``JobNotFound``, ``JobHeld`` and ``JobTaken``.
    """
    row, instance = locked_job(tx, job_key, lease_token)
    failed = {"state": "FAILED", "retries": failure.retries, "error_message": failure.message[:LONGEST_MESSAGE]}
    due_at = tx.wall + failure.back_off if failure.retries else None
    write_job(tx, job_key, **failed, due_at=due_at, locked_until=None)
    reason = failure.message[:LONGEST_REASON]
    details = {"worker": row.worker, "message": reason}
    cause = Cause(Entry("JOB_FAILED", row.element_id, row.process_definition_key, details), job_key=job_key)
    if failure.variables:
        command = engine.FailJob(job_key, dict(failure.variables))
        incident_key = advance(tx, instance, loaded(tx, instance), command, cause=cause).incident_key
        if incident_key is not None:
            write_job(tx, job_key, due_at=None)
            return incident_key
        instance = locked_instance(tx, row.process_instance_key)
    if failure.retries:
        return None
    reason = reason or sentence("the worker gave no reason")
    fault = JobFailed(job_type=row.job_type, element_id=row.element_id, reason=reason)
    fault.process_definition_key = row.process_definition_key
    return record_fault(tx, instance, None, fault, cause)


def throw_job_error(
    tx: Tx,
    *,
    job_key: int,
    code: str,
    message: str = "",
    variables: Mapping[str, Any] | None = None,
    lease_token: str | None = None,
) -> int | None:
    """End a job with a BPMN error, which the nearest boundary event that catches it takes with the variables.

    Where none catches it an incident holds the job; returns its key. Raises ``JobNotFound``, ``JobHeld`` and
    ``JobTaken``.
    """
    row, instance = locked_job(tx, job_key, lease_token)
    details = {"worker": row.worker, "error_code": code}
    cause = Cause(Entry("JOB_ERROR_THROWN", row.element_id, row.process_definition_key, details), job_key=job_key)
    command = engine.ThrowError(job_key, code, message[:LONGEST_REASON], dict(variables or {}))
    incident_key = advance(tx, instance, loaded(tx, instance), command, cause=cause).incident_key
    ended_at = tx.wall if incident_key is None else None
    thrown = {"state": "ERROR_THROWN", "error_code": code, "error_message": message[:LONGEST_MESSAGE]}
    write_job(tx, job_key, **thrown, due_at=None, locked_until=None, ended_at=ended_at)
    return incident_key
