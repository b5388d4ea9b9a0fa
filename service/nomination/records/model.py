"""The common shape of the tables that steps write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from service.core.database import Instant, key_column, metadata

if TYPE_CHECKING:
    from sqlalchemy.schema import SchemaItem


def record_table(name: str, *columns: SchemaItem) -> Table:
    """Return a table of records: key, exemplar, element instance and position in it, the columns, who and when.

    ``element_instance_key`` is empty where a page, not a step, wrote the row.
    """
    return Table(
        name,
        metadata,
        key_column(f"{name}_key"),
        Column("exemplar_key", BigInteger, ForeignKey("exemplar.exemplar_key"), nullable=False),
        Column("element_instance_key", BigInteger),
        Column("position", Integer, nullable=False, server_default="0"),
        *columns,
        Column("recorded_at", Instant, nullable=False),
        Column("recorded_by", String(100), nullable=False),
        UniqueConstraint("element_instance_key", "position"),
        Index(None, "exemplar_key"),
    )
