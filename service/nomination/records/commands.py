"""Writing records, once per element instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Table

    from service.core.operations import OperationCall
    from service.core.tx import Tx


def exemplar_key_of(call: OperationCall) -> int:
    """Return the key of the exemplar an operation is called for; variables carry keys as decimal strings."""
    return int(call.variables["exemplar_key"])


def write_record(tx: Tx, table: Table, call: OperationCall, **columns: Any) -> int | None:
    """Write the one record of a step; returns its key, or ``None`` when this element instance wrote it before."""
    row = _row(tx, table, exemplar_key_of(call), call.element_instance_key, 0, columns)
    return int(row[f"{table.name}_key"]) if tx.insert_missing(table, [row]) else None


def write_records(tx: Tx, table: Table, call: OperationCall, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the records of a step that leaves several, in their order; those already written stay as they are."""
    key = exemplar_key_of(call)
    found = enumerate(rows)
    tx.insert_missing(table, [_row(tx, table, key, call.element_instance_key, place, row) for place, row in found])


def write_page_record(tx: Tx, table: Table, *, exemplar_key: int, columns: Mapping[str, Any]) -> int:
    """Write a record for an action on a page, where no step stands behind it; returns its key."""
    row = _row(tx, table, exemplar_key, None, 0, columns)
    tx.execute(table.insert().values(row))
    return int(row[f"{table.name}_key"])


def _row(
    tx: Tx,
    table: Table,
    exemplar_key: int,
    element_instance_key: int | None,
    position: int,
    columns: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        f"{table.name}_key": tx.new_key(),
        "exemplar_key": exemplar_key,
        "element_instance_key": element_instance_key,
        "position": position,
        "recorded_at": tx.now,
        "recorded_by": tx.actor.user_name,
        **columns,
    }
