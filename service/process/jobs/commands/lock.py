"""Locking a job for its worker. Lock order: instance row, then job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.core.errors import Conflict, NotFound, WrongState, sentence
from service.process.instances.commands import locked_instance
from service.process.instances.model import job

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.commands.lock import Locked


class JobNotFound(NotFound):
    """No such job, or none any more: it is done, or its element was ended from elsewhere."""

    code = "job_not_found"
    template = sentence(
        "Expected to find job '%(key)s', but there is none, or it has ended. Leave it and activate other jobs."
    )


class JobHeld(WrongState):
    """An incident holds the job."""

    code = "job_held"
    template = sentence(
        "Expected job '%(key)s' to wait for a worker, but an incident holds it. "
        "Correct the cause and retry the incident."
    )


class JobTaken(Conflict):
    """The lease token is not that of the last activation."""

    code = "job_taken"
    template = sentence(
        "Expected the lease of job '%(key)s' to be yours, but another worker has activated it since. Leave it to them."
    )


def locked_job(tx: Tx, job_key: int, lease_token: str | None) -> tuple[Any, Locked]:
    """Lock a job that waits for a worker, and its instance; returns both.

    A job activated with a lease is its last worker's alone; any other is whoever's comes first, as in Camunda, even
    after its time has run out. Raises ``JobNotFound``, ``JobHeld`` and ``JobTaken``.
    """
    within = select(job.c.process_instance_key).where(job.c.job_key == job_key)
    process_instance_key = tx.execute(within).scalar_one_or_none()
    if process_instance_key is None:
        raise JobNotFound(key=job_key)
    instance = locked_instance(tx, process_instance_key)
    row = tx.execute(select(job).where(job.c.job_key == job_key).with_for_update()).one()
    if row.ended_at is not None:
        raise JobNotFound(key=job_key)
    if row.due_at is None:
        raise JobHeld(key=job_key)
    if row.lease_token != lease_token:
        raise JobTaken(key=job_key)
    return row, instance


def write_job(tx: Tx, job_key: int, **values: Any) -> None:
    """Write columns of a job under its lock."""
    tx.execute(job.update().where(job.c.job_key == job_key).values(**values, updated_at=tx.wall))
