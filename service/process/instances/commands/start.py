"""Starting and cancelling instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from service import engine
from service.core.errors import NotFound, sentence
from service.process.definitions.queries import Definition, definition, diagram, latest_definition
from service.process.history.rules import Entry
from service.process.instances.commands.advance import Cause, Outcome, advance, loaded
from service.process.instances.commands.lock import locked_instance
from service.process.instances.commands.record import insert_groups
from service.process.instances.model import incident, process_instance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.process.instances.commands.lock import Locked


class ProcessDefinitionNotFound(NotFound):
    """No such process or version is deployed."""

    code = "process_definition_not_found"
    template = sentence("Expected to start process '%(key)s', but it is not deployed. Check its id and version.")


def create_instance(
    tx: Tx,
    *,
    process_definition_id: str | None = None,
    process_definition_key: int | None = None,
    variables: Mapping[str, Any] | None = None,
    message_name: str | None = None,
    business_id: str = "",
) -> int:
    """Start an instance of the version with a key, or of the newest version of a process; returns its key.

    The starter's agency (the start variable ``agency`` where it is one of theirs, else all of theirs) may see it.
    """
    chosen = _chosen(tx, process_definition_id, process_definition_key)
    key = tx.new_key()
    given = dict(variables or {})
    groups = _starting_groups(tx, given)
    tx.execute(
        process_instance.insert(),
        {
            "process_instance_key": key,
            "process_definition_key": chosen.process_definition_key,
            "process_definition_id": chosen.process_definition_id,
            "version": chosen.version,
            "state": "ACTIVE",
            "revision": 0,
            "variables": given,
            "title": chosen.name,
            "business_id": business_id,
            "groups": groups,
            "started_at": tx.now,
            "started_by": tx.actor.user_name,
        },
    )
    insert_groups(tx, key, groups)
    begin(tx, key, engine.StartInstance(given, message_name))
    return key


def begin(tx: Tx, process_instance_key: int, command: engine.StartInstance) -> Outcome:
    """Step an instance that has no state yet from its start event."""
    instance = locked_instance(tx, process_instance_key)
    entry = Entry("PROCESS_INSTANCE_CREATED", process_definition_key=instance.process_definition_key)
    return advance(tx, instance, _fresh(tx, instance), command, cause=Cause(entry))


def cancel_instance(tx: Tx, *, process_instance_key: int, reason: str = "") -> None:
    """End a running instance where it stands; its open incidents are closed with it."""
    instance = locked_instance(tx, process_instance_key)
    entry = Entry("PROCESS_INSTANCE_CANCELED", details={"reason": reason})
    never_began = instance.state == "ACTIVE" and instance.blob is None
    run = _fresh(tx, instance) if never_began else loaded(tx, instance)
    advance(tx, instance, run, engine.CancelInstance(), cause=Cause(entry))
    tx.execute(
        update(incident)
        .where(incident.c.process_instance_key == process_instance_key, incident.c.state == "ACTIVE")
        .values(state="RESOLVED", resolved_at=tx.now, resolved_by=tx.actor.user_name)
    )


def _fresh(tx: Tx, instance: Locked) -> engine.Run:
    return engine.fresh(diagram(tx, instance.process_definition_key), now=tx.now, new_key=tx.new_key)


def _chosen(tx: Tx, process_id: str | None, key: int | None) -> Definition:
    found = latest_definition(tx, process_id or "") if key is None else definition(tx, key)
    if found is None:
        raise ProcessDefinitionNotFound(key=process_id if key is None else key)
    return found


def _starting_groups(tx: Tx, variables: Mapping[str, Any]) -> list[str]:
    agency = variables.get("agency")
    if isinstance(agency, str) and (agency in tx.actor.agencies or tx.actor.is_system):
        return [agency]
    return sorted(tx.actor.agencies)
