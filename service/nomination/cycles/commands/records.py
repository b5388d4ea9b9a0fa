"""Writing cycle records, once per element instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from service.nomination.records.commands import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Table

    from service.core.operations import OperationCall
    from service.core.tx import Tx


def write_cycle_record(tx: Tx, table: Table, call: OperationCall, **columns: Any) -> None:
    """Write the one record of a step; the same element instance again writes nothing."""
    write_cycle_records(tx, table, call, [columns])


def write_cycle_records(tx: Tx, table: Table, call: OperationCall, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the records of a step that leaves several, in their order; those already written stay as they are.

    Plan, year and agency are those of the calling instance, unless a row says otherwise.
    """
    variables = call.variables
    write_rows(
        tx,
        table,
        call,
        rows,
        process_instance_key=call.process_instance_key,
        plan=str(variables["plan_key"]),
        plan_year=variables.get("plan_year"),
        agency=variables.get("agency"),
    )


def mark(tx: Tx, table: Table, *conditions: ColumnElement[bool], **columns: Any) -> int:
    """Set columns of the records that meet the conditions; returns how many there were."""
    return int(tx.execute(update(table).where(*conditions).values(**columns)).rowcount)
