"""Changing a job: how often it may be tried, and how long its worker has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from service.core.errors import WrongState, sentence
from service.process.instances.model import job
from service.process.jobs.commands.lock import JobNotFound, JobTaken, write_job

if TYPE_CHECKING:
    from datetime import timedelta

    from service.core.tx import Tx


class JobNotActivated(WrongState):
    """No worker has the job now."""

    code = "job_not_activated"
    template = sentence(
        "Expected a worker to have job '%(key)s', but none does, so that there is no time to change. Activate it first."
    )


def update_job(
    tx: Tx,
    *,
    job_key: int,
    retries: int | None = None,
    timeout: timedelta | None = None,
    lease_token: str | None = None,
) -> None:
    """Change how often a job may still be tried, and how long from now its worker has.

    A job that an incident holds stays there until that is resolved. Without a token it is an operator's change, which
    is always taken. Raises ``JobNotFound``, ``JobNotActivated`` and ``JobTaken``.
    """
    row = tx.execute(select(job).where(job.c.job_key == job_key).with_for_update()).one_or_none()
    if row is None or row.ended_at is not None:
        raise JobNotFound(key=job_key)
    if lease_token is not None and row.lease_token != lease_token:
        raise JobTaken(key=job_key)
    if retries is not None:
        write_job(tx, job_key, retries=retries)
    if timeout is not None:
        if row.locked_until is None or row.locked_until <= tx.wall:
            raise JobNotActivated(key=job_key)
        write_job(tx, job_key, due_at=tx.wall + timeout, locked_until=tx.wall + timeout)
