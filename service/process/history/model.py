"""Tables: the append-only, hash-chained history of each process instance."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Integer, String, Table, UniqueConstraint

from service.core.database import Instant, key_column, metadata

audit_log = Table(
    "audit_log",
    metadata,
    key_column("audit_log_key"),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("operation", String(60), nullable=False),
    Column("element_id", String(200), nullable=False, server_default=""),
    Column("process_definition_key", BigInteger),
    Column("details", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("process_instance_key", "sequence"),
)
