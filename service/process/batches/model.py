"""Tables: batch operations and their items."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from service.core.database import Instant, key_column, metadata

batch_operation = Table(
    "batch_operation",
    metadata,
    key_column("batch_operation_key"),
    Column("operation", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("ended_at", Instant),
    Index("ix_batch_operation_state", "state"),
)
"""``operation`` is one of Camunda's types. States: ACTIVE, SUSPENDED, COMPLETED, CANCELED."""

batch_operation_item = Table(
    "batch_operation_item",
    metadata,
    Column(
        "batch_operation_key",
        BigInteger,
        ForeignKey("batch_operation.batch_operation_key"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "process_instance_key",
        BigInteger,
        ForeignKey("process_instance.process_instance_key"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("position", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("template", Text),
    Column("parameters", JSON),
    Column("processed_at", Instant),
    Index("ix_batch_operation_item_state", "state", "position"),
    Index("ix_batch_operation_item_instance", "process_instance_key"),
)
"""States: ACTIVE, COMPLETED, FAILED, CANCELED. ``template`` with ``parameters`` is the sentence why an item failed.

Items are done by ``position``, so that a small batch need not wait for a large one to end.
"""
