"""Reading the history, and checking that nobody changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.process.history.model import audit_log
from service.process.history.rules import chained_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from service.core.tx import Tx

_COVERED = ("process_instance_key", "sequence", "actor", "operation", "element_id", "process_definition_key", "details")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry as it was recorded."""

    sequence: int
    happened_at: datetime
    actor: str
    operation: str
    element_id: str
    process_definition_key: int | None
    details: Mapping[str, Any]


def entries_of(
    tx: Tx, process_instance_key: int, *, operations: tuple[str, ...] = (), happened_at: datetime | None = None
) -> list[HistoryEntry]:
    """Return an instance's history, oldest first, narrowed to some operations and to one moment if named."""
    statement = select(audit_log).where(audit_log.c.process_instance_key == process_instance_key)
    if operations:
        statement = statement.where(audit_log.c.operation.in_(operations))
    if happened_at is not None:
        statement = statement.where(audit_log.c.happened_at == happened_at)
    return [
        HistoryEntry(
            sequence=row.sequence,
            happened_at=row.happened_at,
            actor=row.actor,
            operation=row.operation,
            element_id=row.element_id,
            process_definition_key=row.process_definition_key,
            details=row.details,
        )
        for row in tx.execute(statement.order_by(audit_log.c.sequence))
    ]


def broken_links(tx: Tx) -> Iterator[tuple[int, int]]:
    """Yield (process instance key, sequence) of every entry that does not follow from the one before it.

    What is missing at the end of a chain shows only against the head on the instance row: ``histories_cut_short``.
    """
    statement = select(audit_log).order_by(audit_log.c.process_instance_key, audit_log.c.sequence)
    instance, sequence, previous = 0, 0, ""
    for row in tx.execute(statement).mappings():
        if row["process_instance_key"] != instance:
            instance, sequence, previous = row["process_instance_key"], 0, ""
        content = {name: row[name] for name in _COVERED} | {
            name: row[name].isoformat(timespec="microseconds") for name in ("happened_at", "recorded_at")
        }
        if row["sequence"] != sequence + 1 or chained_hash(previous, content) != row["hash"]:
            yield instance, row["sequence"]
        sequence, previous = row["sequence"], row["hash"]
