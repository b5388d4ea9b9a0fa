"""What the process owner's list says: each process with its newest version and what runs on which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.process.definitions import queries as definitions
from service.process.instances.model import incident, process_instance

if TYPE_CHECKING:
    from service.core.tx import Tx


@dataclass(frozen=True, slots=True)
class Process:
    """A process as the list shows it; ``older`` pairs each older version still in use with its running cases."""

    process_definition_id: str
    name: str
    version: int
    running: int
    older: tuple[tuple[int, int], ...]
    incidents: int
    last: definitions.DeployedVersion


def processes(tx: Tx) -> list[Process]:
    """Return every process, those with most running cases first."""
    running = running_by_version(tx)
    stuck = _incidents(tx)
    found = [_process(tx, item, running, stuck) for item in definitions.latest_definitions(tx)]
    return sorted(found, key=lambda process: (-process.running, process.name))


def running_by_version(tx: Tx, process_definition_id: str | None = None) -> Counter[tuple[str, int]]:
    """Return the number of running cases by process and version."""
    columns = (process_instance.c.process_definition_id, process_instance.c.version)
    statement = select(*columns, func.count()).where(process_instance.c.state == "ACTIVE").group_by(*columns)
    if process_definition_id is not None:
        statement = statement.where(process_instance.c.process_definition_id == process_definition_id)
    return Counter({(process, version): count for process, version, count in tx.execute(statement)})


def _process(tx: Tx, latest: definitions.Definition, running: Counter[tuple[str, int]], stuck: Counter[str]) -> Process:
    process_id = latest.process_definition_id
    counts = {version: count for (process, version), count in running.items() if process == process_id}
    return Process(
        process_definition_id=process_id,
        name=latest.name,
        version=latest.version,
        running=sum(counts.values()),
        older=tuple(sorted((version, count) for version, count in counts.items() if version < latest.version)),
        incidents=stuck[process_id],
        last=definitions.versions(tx, process_id)[0],
    )


def _incidents(tx: Tx) -> Counter[str]:
    column = incident.c.process_definition_id
    statement = select(column, func.count()).where(incident.c.state == "ACTIVE").group_by(column)
    return Counter({process: count for process, count in tx.execute(statement)})  # noqa: C416 -- rows are no pairs
