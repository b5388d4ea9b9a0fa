"""Reading definitions: rows by key, id or version, and the parsed diagram behind a key."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from service import engine
from service.core.statement import Statement
from service.process.definitions.model import deployment, process_definition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from service.core.tx import Tx

_COLUMNS = [column for column in process_definition.c if column.name != "xml"]
_LATEST = Statement(
    select(*_COLUMNS)
    .where(process_definition.c.process_definition_id == bindparam("process_definition_id"))
    .order_by(process_definition.c.version.desc())
    .limit(1)
)

_diagrams: dict[int, engine.Diagram] = {}
_definitions: dict[int, Definition] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a process definition, without its XML; ``start_messages`` and ``start_signals`` start it."""

    process_definition_key: int
    process_definition_id: str
    version: int
    name: str
    resource_name: str
    deployment_key: int
    digest: str
    start_messages: Sequence[str] = ()
    start_signals: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DeployedVersion:
    """A version with who deployed it when, for the process owner's list."""

    definition: Definition
    deployed_at: datetime
    deployed_by: str
    note: str


def definition(tx: Tx, process_definition_key: int) -> Definition | None:
    """Return a version by its key; versions never change, so each is read from the database once."""
    if (known := _definitions.get(process_definition_key)) is not None:
        return known
    row = tx.execute(
        select(*_COLUMNS).where(process_definition.c.process_definition_key == process_definition_key)
    ).one_or_none()
    if row is None:
        return None
    return _definitions.setdefault(process_definition_key, _definition(row))


def latest_definition(tx: Tx, process_definition_id: str) -> Definition | None:
    """Return the newest version of a process."""
    row = tx.driver.first(_LATEST, {"process_definition_id": process_definition_id})
    return None if row is None else _definition(row)


def definition_version(tx: Tx, process_definition_id: str, version: int) -> Definition | None:
    """Return one version of a process."""
    row = tx.execute(
        select(*_COLUMNS).where(
            process_definition.c.process_definition_id == process_definition_id,
            process_definition.c.version == version,
        )
    ).one_or_none()
    return None if row is None else _definition(row)


def latest_definitions(tx: Tx) -> list[Definition]:
    """Return the newest version of every process, by id."""
    newest = (
        select(process_definition.c.process_definition_id, func.max(process_definition.c.version).label("version"))
        .group_by(process_definition.c.process_definition_id)
        .subquery()
    )
    rows = tx.execute(
        select(*_COLUMNS)
        .join(
            newest,
            (newest.c.process_definition_id == process_definition.c.process_definition_id)
            & (newest.c.version == process_definition.c.version),
        )
        .order_by(process_definition.c.process_definition_id)
    )
    return [_definition(row) for row in rows]


def versions(tx: Tx, process_definition_id: str) -> list[DeployedVersion]:
    """Return every version of a process, newest first."""
    rows = tx.execute(
        select(*_COLUMNS, deployment.c.deployed_at, deployment.c.deployed_by, deployment.c.note)
        .join(deployment, deployment.c.deployment_key == process_definition.c.deployment_key)
        .where(process_definition.c.process_definition_id == process_definition_id)
        .order_by(process_definition.c.version.desc())
    )
    return [DeployedVersion(_definition(row), row.deployed_at, row.deployed_by, row.note) for row in rows]


def started_by(tx: Tx, message_name: str) -> list[Definition]:
    """Return the newest versions that a message starts."""
    return [found for found in latest_definitions(tx) if message_name in found.start_messages]


def started_by_signal(tx: Tx, signal_name: str) -> list[Definition]:
    """Return the newest versions that a signal starts."""
    return [found for found in latest_definitions(tx) if signal_name in found.start_signals]


def xml_of(tx: Tx, process_definition_key: int) -> bytes | None:
    """Return the deployed bytes of a version."""
    statement = select(process_definition.c.xml).where(
        process_definition.c.process_definition_key == process_definition_key
    )
    xml: bytes | None = tx.execute(statement).scalar_one_or_none()
    return xml


def diagram(tx: Tx, process_definition_key: int) -> engine.Diagram:
    """Return the parsed diagram of a deployed version; parsed once per process and shared by threads.

    Raises ``KeyError`` when there is no such version: keys come from our own rows.
    """
    if (known := _diagrams.get(process_definition_key)) is not None:
        return known
    xml = xml_of(tx, process_definition_key)
    if xml is None:
        raise KeyError(process_definition_key)
    with _lock:
        if process_definition_key not in _diagrams:
            _diagrams[process_definition_key] = engine.read(xml, process_definition_key=process_definition_key)
    return _diagrams[process_definition_key]


def diagrams(tx: Tx, process_definition_keys: Iterable[int]) -> dict[int, engine.Diagram]:
    """Return the parsed diagrams behind several keys."""
    return {key: diagram(tx, key) for key in process_definition_keys}


def _definition(row: object) -> Definition:
    return Definition(**{name: getattr(row, name) for name in Definition.__slots__})
