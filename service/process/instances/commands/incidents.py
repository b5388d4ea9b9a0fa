"""Incidents: what a diagram could not do, and trying it again once the cause is corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select, update

from service import engine
from service.access.queries import actor_named
from service.core.actor import SYSTEM
from service.core.errors import AnticipatedError, NotFound, WrongState, sentence
from service.process.history.rules import Entry
from service.process.instances.commands.advance import advance, begin, loaded
from service.process.instances.commands.lock import ProcessInstanceEnded, ProcessInstanceSuspended, locked_instance
from service.process.instances.commands.record import Cause
from service.process.instances.commands.replay import command_of
from service.process.instances.model import incident, job

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.core.actor import Actor
    from service.core.tx import Tx


class IncidentNotFound(NotFound):
    """No such incident."""

    code = "incident_not_found"
    template = sentence("Expected to find incident '%(key)s', but there is none. Check the key.")


class IncidentResolved(WrongState):
    """The incident is already resolved."""

    code = "incident_resolved"
    template = sentence("Expected to resolve incident '%(key)s', but it already is. Reload the list.")


def resolve_incident(tx: Tx, *, incident_key: int) -> int | None:
    """Replay what failed as the person who did it, or give a job that failed out again.

    Returns ``None`` when it now went through or nothing waits for it any more (its case went another way or ended),
    else the key of the incident that replaces this one.
    """
    found = tx.execute(select(incident).where(incident.c.incident_key == incident_key)).one_or_none()
    if found is None:
        raise IncidentNotFound(key=incident_key)
    instance = locked_instance(tx, found.process_instance_key)
    row = tx.execute(select(incident).where(incident.c.incident_key == incident_key)).one()
    if row.state != "ACTIVE":
        raise IncidentResolved(key=incident_key)
    if instance.state == "SUSPENDED":
        raise ProcessInstanceSuspended(key=instance.process_instance_key)
    tx.execute(
        update(incident)
        .where(incident.c.incident_key == incident_key)
        .values(state="RESOLVED", resolved_at=tx.now, resolved_by=tx.actor.user_name)
    )
    following = _replay(tx, instance, row)
    if following is not None:
        tx.execute(update(incident).where(incident.c.incident_key == incident_key).values(replaced_by=following))
    return following


def resolve_incidents(tx: Tx, incident_keys: Iterable[int]) -> dict[int, AnticipatedError]:
    """Retry several incidents, oldest first, each behind a savepoint: one that is refused leaves the others done.

    Returns the refusals by incident key. All are one transaction: a crash amid them leaves every incident as it was.
    """
    refused: dict[int, AnticipatedError] = {}
    for key in sorted(set(incident_keys)):
        try:
            with tx.connection.begin_nested():
                resolve_incident(tx, incident_key=key)
        except AnticipatedError as error:
            refused[key] = error
    return refused


def _doer(tx: Tx, user_name: str) -> Actor:
    """Return who gave the command that failed; who retries it where they have no account any more."""
    return SYSTEM if user_name == SYSTEM.user_name else actor_named(tx, user_name) or tx.actor


def _reopen_job(tx: Tx, job_key: int) -> None:
    """Let workers have a job again, once at least; nothing where it has ended meanwhile."""
    tries = case((job.c.retries < 1, 1), else_=job.c.retries)
    is_open = (job.c.job_key == job_key, job.c.ended_at.is_(None))
    tx.execute(update(job).where(*is_open).values(retries=tries, due_at=tx.wall, locked_until=None, updated_at=tx.wall))


def _replay(tx: Tx, instance: Any, row: Any) -> int | None:
    if row.job_key is not None:
        _reopen_job(tx, row.job_key)
        return None
    command = command_of(row.command)
    acting = replace(tx, actor=_doer(tx, row.actor))
    if isinstance(command, engine.StartInstance):
        return begin(acting, row.process_instance_key, command).incident_key
    entry = Entry("INCIDENT_RETRIED", row.element_id, row.process_definition_key, {"by": tx.actor.user_name})
    try:
        run = loaded(tx, instance)
        return advance(acting, instance, run, command, cause=Cause(entry, row.submission_key)).incident_key
    except (ProcessInstanceEnded, engine.NotWaiting):
        return None


def resolve_moot_incidents(tx: Tx, process_instance_key: int, run: engine.Run | None) -> None:
    """Close the incidents of what is no longer there, all where nothing runs any more: to retry them would do nothing.

    ``run`` is the instance as it stands now.
    """
    are_open = (incident.c.process_instance_key == process_instance_key, incident.c.state == "ACTIVE")
    rows = tx.execute(select(incident).where(*are_open)).all()
    if moot := [row.incident_key for row in rows if run is None or _is_moot(run, row)]:
        resolved = update(incident).where(incident.c.incident_key.in_(moot))
        tx.execute(resolved.values(state="RESOLVED", resolved_at=tx.now, resolved_by=tx.actor.user_name))


def _is_moot(run: engine.Run, row: Any) -> bool:
    command = command_of(row.command) if row.command else None
    if isinstance(command, engine.FireTimers):
        return not run.has_due_timer
    keys = command.keys if isinstance(command, engine.CatchSignal) else (row.element_instance_key,)
    return not any(run.is_there(key) for key in keys)
