"""Reading cycle records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.nomination.cycles.model.records import consolidated_report, delegate_allocation

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table

    from service.core.tx import Tx

Record = dict[str, Any]
"""A record's columns by name."""


def all_cycle_records(tx: Tx, table: Table, *conditions: ColumnElement[bool]) -> list[Record]:
    """Return the records that meet the conditions, oldest first."""
    statement = select(table).where(*conditions).order_by(table.c[f"{table.name}_key"])
    return [dict(row) for row in tx.execute(statement).mappings()]


def latest_cycle_rows(tx: Tx, table: Table, *conditions: ColumnElement[bool]) -> list[Record]:
    """Return the records the newest step left, in their order: a list written again replaces the one before."""
    found = all_cycle_records(tx, table, *conditions)
    newest = found[-1]["element_instance_key"] if found else None
    return sorted((row for row in found if row["element_instance_key"] == newest), key=lambda row: row["position"])


def latest_cycle_record(tx: Tx, table: Table, *conditions: ColumnElement[bool]) -> Record | None:
    """Return the record the newest step left, where a step leaves one; ``None`` where none did."""
    return next(iter(latest_cycle_rows(tx, table, *conditions)), None)


def latest_report(tx: Tx, plan: str, step: str, plan_year: int | None = None) -> Record | None:
    """Return the consolidated report as written last at a step (of a year), or ``None``."""
    table = consolidated_report
    mine = [table.c.plan == plan, table.c.step == step]
    mine += [table.c.plan_year == plan_year] if plan_year is not None else []
    return latest_cycle_record(tx, table, *mine)


def seats_of(tx: Tx, plan: str) -> dict[str, int]:
    """Return agency → delegates it may send to the Congress, as allocated last (R58)."""
    rows = latest_cycle_rows(tx, delegate_allocation, delegate_allocation.c.plan == plan)
    return {row["agency"]: row["seats"] for row in rows}
