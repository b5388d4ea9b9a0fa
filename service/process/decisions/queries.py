"""Reading decisions: definitions by id, and the parsed model behind a key."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service import dmn
from service.process.decisions.model import decision_definition

if TYPE_CHECKING:
    from service.core.tx import Tx

_COLUMNS = [column for column in decision_definition.c if column.name != "xml"]

_models: dict[int, dmn.DecisionModel] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class DecisionDefinition:
    """One version of a decision, without its XML."""

    decision_definition_key: int
    decision_definition_id: str
    version: int
    name: str
    resource_name: str
    deployment_key: int
    digest: str


def decision(tx: Tx, decision_definition_key: int) -> DecisionDefinition | None:
    """Return one version of a decision."""
    row = tx.execute(
        select(*_COLUMNS).where(decision_definition.c.decision_definition_key == decision_definition_key)
    ).one_or_none()
    return None if row is None else DecisionDefinition(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for it


def decisions_beside(tx: Tx, found: DecisionDefinition) -> dict[str, DecisionDefinition]:
    """Return id → newest version that came from the same file content as a version, itself included."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(decision_definition.c.digest == found.digest)
        .order_by(decision_definition.c.decision_definition_key)
    )
    beside = {row.decision_definition_id: DecisionDefinition(**row._mapping) for row in rows}  # noqa: SLF001 -- as above
    return beside | {found.decision_definition_id: found}


def latest_decision(tx: Tx, decision_definition_id: str) -> DecisionDefinition | None:
    """Return the newest version of a decision."""
    row = tx.execute(
        select(*_COLUMNS)
        .where(decision_definition.c.decision_definition_id == decision_definition_id)
        .order_by(decision_definition.c.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else DecisionDefinition(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for it


def latest_files(tx: Tx) -> dict[str, bytes]:
    """Return resource name → file of the newest version of every decision."""
    table = decision_definition
    newest = (
        select(table.c.decision_definition_id, func.max(table.c.version).label("version"))
        .group_by(table.c.decision_definition_id)
        .subquery()
    )
    is_newest = (table.c.decision_definition_id == newest.c.decision_definition_id) & (
        table.c.version == newest.c.version
    )
    statement = select(table.c.resource_name, table.c.xml).join(newest, is_newest)
    rows = tx.execute(statement.order_by(table.c.decision_definition_key))
    return {row.resource_name: row.xml for row in rows}


def decision_xml(tx: Tx, decision_definition_key: int) -> bytes | None:
    """Return the file a version was deployed with."""
    return tx.execute(
        select(decision_definition.c.xml).where(
            decision_definition.c.decision_definition_key == decision_definition_key
        )
    ).scalar_one_or_none()


def decision_model(tx: Tx, decision_definition_key: int) -> dmn.DecisionModel | None:
    """Return the parsed model of a version; versions never change, so each is read and parsed once per process."""
    if (known := _models.get(decision_definition_key)) is not None:
        return known
    xml = decision_xml(tx, decision_definition_key)
    if xml is None:
        return None
    model = dmn.parse(xml)
    with _lock:
        return _models.setdefault(decision_definition_key, model)
