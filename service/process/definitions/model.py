"""Tables: deployments and the versions of process definitions."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from service.core.database import Instant, key_column, metadata

deployment = Table(
    "deployment",
    metadata,
    key_column("deployment_key"),
    Column("deployed_at", Instant, nullable=False),
    Column("deployed_by", String(100), nullable=False),
    Column("note", String(500), nullable=False, server_default=""),
)

process_definition = Table(
    "process_definition",
    metadata,
    key_column("process_definition_key"),
    Column("process_definition_id", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(300), nullable=False),
    Column("resource_name", String(300), nullable=False),
    Column("deployment_key", BigInteger, ForeignKey("deployment.deployment_key"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("start_messages", JSON, nullable=False, server_default="[]"),
    Column("start_signals", JSON, nullable=False, server_default="[]"),
    UniqueConstraint("process_definition_id", "version"),
)
