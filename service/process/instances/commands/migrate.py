"""Migration: a running instance goes on under another version or another process, and finding out whether it could.

What is active keeps its keys, people, deadlines, variables and jobs; of a user task the name and the form are those of
the target, because its output mappings read that form (decision 19).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from service import engine
from service.core.errors import AnticipatedError, NotFound, sentence
from service.process.definitions.queries import Definition, definition, diagram
from service.process.history.rules import Entry
from service.process.instances.commands.advance import fresh, loaded, record
from service.process.instances.commands.incidents import resolve_moot_incidents
from service.process.instances.commands.lock import (
    LOCKED_COLUMNS,
    ProcessInstanceNotFound,
    locked_from,
    locked_instance,
)
from service.process.instances.commands.record import Step, encoded
from service.process.instances.commands.replay import command_of
from service.process.instances.model import ONGOING, incident, process_instance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.core.tx import Tx
    from service.process.instances.commands.lock import Locked


class MigrationDefinitionNotFound(NotFound):
    """The version to leave or to go on under is not deployed."""

    code = "process_definition_not_found"
    template = sentence(
        "Expected to migrate between deployed versions, but '%(key)s' is none. Check the key of the version."
    )


@dataclass(frozen=True, slots=True)
class Migration:
    """Which version to leave for which, and what becomes what.

    Without a source it is the instance's own version; a process that it calls is migrated by naming that one's.
    """

    target_process_definition_key: int
    instructions: Sequence[engine.Instruction]
    source_process_definition_key: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an instance can be migrated: ``refused`` is what would be raised, with every reason."""

    process_instance_key: int
    refused: AnticipatedError | None = None


def migrate_instance(tx: Tx, *, process_instance_key: int, migration: Migration, reason: str = "") -> None:
    """Put a running or suspended instance on another version, or leave all as it is and raise why not.

    Raises ``engine.MappingInvalid``, ``engine.MigrationRefused``, ``MigrationDefinitionNotFound``,
    ``ProcessInstanceEnded``, ``ProcessInstanceNotFound``.
    """
    instance = locked_instance(tx, process_instance_key)
    source, target = _versions(tx, instance, migration)
    run = _migrated(tx, instance, source, target, migration.instructions)
    blob = None if instance.blob is None else encoded(run, process_instance_key)
    details = {
        "reason": reason,
        "from": _named(source),
        "to": _named(target),
        "mapping": [list(instruction) for instruction in migration.instructions],
    }
    entry = Entry("PROCESS_INSTANCE_MIGRATED", "", source.process_definition_key, details)
    _repoint_incidents(tx, process_instance_key, source, target, dict(migration.instructions))
    record(tx, instance, Step(None, run.take_events(), [], blob), entry)
    if blob is not None:
        # Looked at anew: messages that were kept may have moved it on.
        moved = locked_instance(tx, process_instance_key)
        run_now = None if moved.blob is None else loaded(tx, moved, even_suspended=True)
        resolve_moot_incidents(tx, process_instance_key, run_now)


def proposed_instructions(tx: Tx, source_key: int, target_key: int) -> list[engine.Instruction]:
    """Return the instructions that map on itself what stayed what it was between two versions.

    Raises ``MigrationDefinitionNotFound``.
    """
    source, target = (diagram(tx, _version(tx, key).process_definition_key) for key in (source_key, target_key))
    return engine.proposed_instructions(source, target)


def verdict_on(tx: Tx, *, process_instance_key: int, migration: Migration) -> Verdict:
    """Find out whether an instance could be migrated now; nothing is locked or written.

    That there is no such instance, or that it has ended, is a verdict. Raises ``MigrationDefinitionNotFound``.
    """
    is_meant = process_instance.c.process_instance_key == process_instance_key
    row = tx.execute(select(*LOCKED_COLUMNS).where(is_meant)).one_or_none()
    if row is None:
        return Verdict(process_instance_key, ProcessInstanceNotFound(key=process_instance_key))
    instance = locked_from(row)
    source, target = _versions(tx, instance, migration)
    try:
        _migrated(tx, instance, source, target, migration.instructions)
    except AnticipatedError as refused:
        return Verdict(process_instance_key, refused)
    return Verdict(process_instance_key)


def _migrated(
    tx: Tx, instance: Locked, source: Definition, target: Definition, instructions: Sequence[engine.Instruction]
) -> engine.Run:
    """Return the migrated run of an instance, of which nothing is recorded."""
    has_begun = instance.blob is not None or instance.state not in ONGOING
    run = loaded(tx, instance, even_suspended=True) if has_begun else fresh(tx, instance)
    beginning = None if has_begun else _beginning(tx, instance.process_instance_key)
    before, after = (diagram(tx, version.process_definition_key) for version in (source, target))
    run.migrate(before, after, instructions, beginning)
    return run


def _beginning(tx: Tx, process_instance_key: int) -> engine.StartInstance | None:
    """Return the command with which an incident keeps an instance from beginning."""
    is_open = (incident.c.process_instance_key == process_instance_key, incident.c.state == "ACTIVE")
    held = [command_of(plain) for plain in tx.execute(select(incident.c.command).where(*is_open)).scalars() if plain]
    return next((command for command in held if isinstance(command, engine.StartInstance)), None)


def _versions(tx: Tx, instance: Locked, migration: Migration) -> tuple[Definition, Definition]:
    source = migration.source_process_definition_key or instance.process_definition_key
    return _version(tx, source), _version(tx, migration.target_process_definition_key)


def _version(tx: Tx, process_definition_key: int) -> Definition:
    found = definition(tx, process_definition_key)
    if found is None:
        raise MigrationDefinitionNotFound(key=process_definition_key)
    return found


def _named(version: Definition) -> str:
    return f"{version.process_definition_id}:{version.version}"


def _repoint_incidents(
    tx: Tx, process_instance_key: int, source: Definition, target: Definition, becomes: dict[str, str]
) -> None:
    """Let open incidents name the element that theirs becomes; where the target has none they tell where it was."""
    elements = diagram(tx, target.process_definition_key).elements
    becomes = {source.process_definition_id: target.process_definition_id, **becomes}
    are_meant = (
        incident.c.process_instance_key == process_instance_key,
        incident.c.process_definition_key == source.process_definition_key,
        incident.c.state == "ACTIVE",
    )
    for row in tx.execute(select(incident.c.incident_key, incident.c.element_id).where(*are_meant)).all():
        element_id = becomes.get(row.element_id, row.element_id)
        if element_id in elements or element_id == target.process_definition_id:
            values = {
                "process_definition_key": target.process_definition_key,
                "process_definition_id": target.process_definition_id,
                "element_id": element_id,
            }
            tx.execute(update(incident).where(incident.c.incident_key == row.incident_key).values(**values))
