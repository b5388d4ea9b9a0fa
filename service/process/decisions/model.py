"""Tables: decision definitions by version."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, UniqueConstraint

from service.core.database import key_column, metadata

decision_definition = Table(
    "decision_definition",
    metadata,
    key_column("decision_definition_key"),
    Column("decision_definition_id", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(300), nullable=False),
    Column("resource_name", String(300), nullable=False),
    Column("deployment_key", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("xml", LargeBinary, nullable=False),
    UniqueConstraint("decision_definition_id", "version"),
)
