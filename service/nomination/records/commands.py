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
    row = _row(tx, table, call.element_instance_key, 0, {"exemplar_key": exemplar_key_of(call), **columns})
    return int(row[f"{table.name}_key"]) if tx.insert_missing(table, [row]) else None


def write_records(tx: Tx, table: Table, call: OperationCall, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the records of a step that leaves several, in their order; those already written stay as they are."""
    write_rows(tx, table, call, rows, exemplar_key=exemplar_key_of(call))


def write_rows(tx: Tx, table: Table, call: OperationCall, rows: Iterable[Mapping[str, Any]], **shared: Any) -> None:
    """Write rows of a step over what they share, in their order; those already written stay as they are."""
    step = call.element_instance_key
    tx.insert_missing(table, [_row(tx, table, step, place, {**shared, **row}) for place, row in enumerate(rows)])


def write_page_record(tx: Tx, table: Table, *, exemplar_key: int, columns: Mapping[str, Any]) -> int:
    """Write a record for an action on a page, where no step stands behind it; returns its key."""
    row = _row(tx, table, None, 0, {"exemplar_key": exemplar_key, **columns})
    tx.execute(table.insert().values(row))
    return int(row[f"{table.name}_key"])


def _row(
    tx: Tx, table: Table, element_instance_key: int | None, position: int, columns: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        f"{table.name}_key": tx.new_key(),
        "element_instance_key": element_instance_key,
        "position": position,
        "recorded_at": tx.now,
        "recorded_by": tx.actor.user_name,
        **columns,
    }
