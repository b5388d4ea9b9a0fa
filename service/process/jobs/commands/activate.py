"""Giving jobs to a worker, who has them for some time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service.core.errors import AnticipatedError
from service.process.instances.model import job
from service.process.instances.queries import visible_variables
from service.process.jobs.commands.lock import write_job
from service.process.jobs.queries import ActivatedJob, select_due_jobs

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta

    from service.core.tx import Tx
    from service.process.jobs.queries import Wanted

log = structlog.get_logger(__name__)

LARGEST_BATCH = 100
"""Jobs that one activation gives at most: each costs a look into its instance, all are one transaction."""


def activate_jobs(
    tx: Tx,
    wanted: Wanted,
    *,
    limit: int,
    timeout: timedelta,
    worker: str,
    fetch_variables: Collection[str] = (),
) -> list[ActivatedJob]:
    """Give a worker jobs that wait, the longest waiting first, until ``timeout`` of the real clock has passed.

    A job's variables are those its element sees now. What cannot be looked into stays taken as if it had been given,
    so that it neither stops the others nor is tried at every call. PostgreSQL passes over jobs that another
    transaction has locked; SQLite knows one writer only.
    """
    due = select_due_jobs(tx, wanted).limit(min(limit, LARGEST_BATCH)).with_for_update(of=job, skip_locked=True)
    locked_until = tx.wall + timeout
    given = []
    for row in tx.execute(due).mappings().all():
        token = str(tx.new_key()) if wanted.with_lease else None
        write_job(tx, row["job_key"], due_at=locked_until, locked_until=locked_until, worker=worker, lease_token=token)
        try:
            seen = visible_variables(tx, row["process_instance_key"], row["job_key"])
        except AnticipatedError:
            log.exception("a job's instance cannot be read", job_key=row["job_key"])
            continue
        variables = {name: seen[name] for name in fetch_variables if name in seen} if fetch_variables else seen
        given.append(ActivatedJob(**row, worker=worker, deadline=locked_until, lease_token=token, variables=variables))
    return given
