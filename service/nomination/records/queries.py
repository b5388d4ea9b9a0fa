"""Reading records: the newest one, or the rows the newest step left."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from service.core.statement import Statement

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table

    from service.core.tx import Tx

Record = dict[str, Any]
"""A record's columns by name."""


@cache
def _latest(table: Table) -> Statement:
    of_exemplar = select(table).where(table.c.exemplar_key == bindparam("exemplar_key"))
    return Statement(of_exemplar.order_by(table.c[f"{table.name}_key"].desc()).limit(1))


def latest(tx: Tx, table: Table, exemplar_key: int) -> Record | None:
    """Return the newest record of an exemplar, or ``None``."""
    row = tx.driver.first(_latest(table), {"exemplar_key": exemplar_key})
    return None if row is None else dict(row._asdict())


def latest_where(tx: Tx, table: Table, exemplar_key: int, *conditions: ColumnElement[bool]) -> Record | None:
    """Return the newest record of an exemplar that meets the conditions, or ``None``."""
    return next(reversed(all_of(tx, table, exemplar_key, *conditions)), None)


def all_of(tx: Tx, table: Table, exemplar_key: int, *conditions: ColumnElement[bool]) -> list[Record]:
    """Return every record of an exemplar, oldest first, narrowed by conditions."""
    statement = (
        select(table).where(table.c.exemplar_key == exemplar_key, *conditions).order_by(table.c[f"{table.name}_key"])
    )
    return [dict(row) for row in tx.execute(statement).mappings()]


def latest_rows(tx: Tx, table: Table, exemplar_key: int) -> list[Record]:
    """Return the records the newest step left, in their order: a list written again replaces the one before."""
    newest = latest(tx, table, exemplar_key)
    if newest is None:
        return []
    same_step = table.c.element_instance_key == newest["element_instance_key"]
    return sorted(all_of(tx, table, exemplar_key, same_step), key=lambda row: row["position"])
