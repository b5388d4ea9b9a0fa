"""Appending to the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from service.core.statement import Statement
from service.process.history.model import audit_log
from service.process.history.rules import Entry, Head, chained_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.core.tx import Tx


_APPEND = Statement(insert(audit_log))


def append(tx: Tx, *, process_instance_key: int, head: Head, entries: Iterable[Entry]) -> Head:
    """Chain the entries behind the head in one statement; returns the new head for the instance row."""
    rows = []
    for entry in entries:
        content = _content(tx, process_instance_key, head.sequence + 1, entry)
        head = Head(head.sequence + 1, chained_hash(head.hash, content))
        rows.append(
            content
            | {
                "audit_log_key": tx.new_key(),
                "happened_at": tx.now,
                "recorded_at": tx.wall,
                "hash": head.hash,
            }
        )
    if rows:
        tx.driver.write_all(_APPEND, rows)
    return head


def _content(tx: Tx, process_instance_key: int, sequence: int, entry: Entry) -> dict[str, Any]:
    return {
        "process_instance_key": process_instance_key,
        "sequence": sequence,
        "happened_at": tx.now.isoformat(timespec="microseconds"),
        "recorded_at": tx.wall.isoformat(timespec="microseconds"),
        "actor": tx.actor.user_name,
        "operation": entry.operation,
        "element_id": entry.element_id,
        "process_definition_key": entry.process_definition_key,
        "details": dict(entry.details or {}),
    }
