"""What the process owner's pages say: processes, forms and decisions with their versions, and what runs on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, union

from service.process.decisions.model import decision_definition
from service.process.definitions import queries as definitions
from service.process.definitions.model import deployment, process_definition
from service.process.forms.model import form
from service.process.instances.model import ONGOING, element_instance, incident, process_instance, user_task
from service.process.monitoring.queries import processes_as_met
from service.process.studio.rules import Used, used_by_diagram

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Table

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


@dataclass(frozen=True, slots=True)
class Artefact:
    """One version of a form or a decision, with who deployed it when."""

    key: int
    artefact_id: str
    name: str
    version: int
    resource_name: str
    deployed_at: datetime
    deployed_by: str
    note: str


_FORM = (form.c.form_key.label("key"), form.c.form_id.label("artefact_id"), form.c.form_id.label("name"))
_DECISION = (
    decision_definition.c.decision_definition_key.label("key"),
    decision_definition.c.decision_definition_id.label("artefact_id"),
    decision_definition.c.name,
)


def processes(tx: Tx) -> list[Process]:
    """Return every process, in the order in which cases meet them."""
    running = running_by_version(tx)
    stuck = _incidents(tx)
    return [_process(tx, item, running, stuck) for item in processes_as_met(tx)]


def running_by_version(tx: Tx, process_definition_id: str | None = None) -> Counter[tuple[str, int]]:
    """Return how many running cases stand in each version, by process and version.

    A case stands in the process it was started with and in every process that is called in it now.
    """
    standing = union(
        select(process_instance.c.process_instance_key, process_instance.c.process_definition_key).where(
            process_instance.c.state.in_(ONGOING)
        ),
        *(
            select(table.c.process_instance_key, table.c.process_definition_key).where(table.c.state == state)
            for table, state in ((element_instance, "ACTIVE"), (user_task, "CREATED"))
        ),
    ).subquery()
    columns = (process_definition.c.process_definition_id, process_definition.c.version)
    statement = (
        select(*columns, func.count().label("number"))
        .join(standing, standing.c.process_definition_key == process_definition.c.process_definition_key)
        .group_by(*columns)
    )
    if process_definition_id is not None:
        statement = statement.where(process_definition.c.process_definition_id == process_definition_id)
    return Counter({(row.process_definition_id, row.version): row.number for row in tx.execute(statement)})


def cases_by_element(tx: Tx, process_definition_id: str) -> Counter[str]:
    """Return how many running cases stand at each element of a process, over all its versions."""
    found: Counter[str] = Counter()
    for table, state in ((element_instance, "ACTIVE"), (user_task, "CREATED")):
        found.update(_cases_at(tx, table, state, process_definition_id))
    return found


def running_cases(tx: Tx) -> int:
    """Return how many cases run, each counted once."""
    running = select(func.count()).select_from(process_instance).where(process_instance.c.state.in_(ONGOING))
    number: int = tx.execute(running).scalar_one()
    return number


def used(tx: Tx, language: str = "vi") -> list[tuple[definitions.Definition, Used]]:
    """Return the newest version of each process with the processes, forms and decisions it names, and the steps."""
    return [
        (item, used_by_diagram(definitions.xml_of(tx, item.process_definition_key) or b"", language))
        for item in definitions.latest_definitions(tx)
    ]


def callers(tx: Tx, process_definition_id: str) -> list[definitions.Definition]:
    """Return the processes whose newest version calls a process."""
    return [definition for definition, named in used(tx) if process_definition_id in named.processes]


def latest_forms(tx: Tx) -> list[Artefact]:
    """Return the newest version of every form, by id."""
    return _newest(_artefacts(tx, form, _FORM))


def form_versions(tx: Tx, form_id: str) -> list[Artefact]:
    """Return every version of a form, newest first."""
    return _artefacts(tx, form, _FORM, form_id)


def latest_decisions(tx: Tx) -> list[Artefact]:
    """Return the newest version of every decision, by id."""
    return _newest(_artefacts(tx, decision_definition, _DECISION))


def decision_versions(tx: Tx, decision_definition_id: str) -> list[Artefact]:
    """Return every version of a decision, newest first."""
    return _artefacts(tx, decision_definition, _DECISION, decision_definition_id)


def _artefacts(tx: Tx, table: Table, about: tuple[Any, ...], artefact_id: str | None = None) -> list[Artefact]:
    deployed = (deployment.c.deployed_at, deployment.c.deployed_by, deployment.c.note)
    statement = (
        select(*about, table.c.version, table.c.resource_name, *deployed)
        .join(deployment, deployment.c.deployment_key == table.c.deployment_key)
        .order_by(about[1], table.c.version.desc())
    )
    if artefact_id is not None:
        statement = statement.where(about[1] == artefact_id)
    rows = tx.execute(statement)
    return [Artefact(**{name: getattr(row, name) for name in Artefact.__slots__}) for row in rows]


def _newest(found: list[Artefact]) -> list[Artefact]:
    by_id: dict[str, Artefact] = {}
    for artefact in found:
        by_id.setdefault(artefact.artefact_id, artefact)
    return list(by_id.values())


def _cases_at(tx: Tx, table: Table, state: str, process_definition_id: str) -> dict[str, int]:
    statement = (
        select(table.c.element_id, func.count(table.c.process_instance_key.distinct()).label("number"))
        .where(table.c.process_definition_id == process_definition_id, table.c.state == state)
        .group_by(table.c.element_id)
    )
    return {row.element_id: row.number for row in tx.execute(statement)}


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
    statement = select(column, func.count().label("number")).where(incident.c.state == "ACTIVE").group_by(column)
    return Counter({row.process_definition_id: row.number for row in tx.execute(statement)})
