"""A worker has done its job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service import engine
from service.process.history.rules import Entry
from service.process.instances.commands import Cause, advance, loaded
from service.process.jobs.commands.lock import locked_job, write_job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx


def complete_job(
    tx: Tx, *, job_key: int, variables: Mapping[str, Any] | None = None, lease_token: str | None = None
) -> int | None:
    """Complete a job with what its worker found out, and go on behind its element.

    Returns the key of the incident when the diagram could not go on: the job is completed all the same. Raises
    ``JobNotFound``, ``JobHeld`` and ``JobTaken``.
    """
    row, instance = locked_job(tx, job_key, lease_token)
    write_job(tx, job_key, state="COMPLETED", due_at=None, ended_at=tx.wall)
    entry = Entry("JOB_COMPLETED", row.element_id, row.process_definition_key, {"worker": row.worker})
    command = engine.CompleteJob(job_key, dict(variables or {}))
    return advance(tx, instance, loaded(tx, instance), command, cause=Cause(entry)).incident_key
