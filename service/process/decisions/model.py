"""Tables: decision definitions by version, and every evaluation that a case asked for."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from service.core.database import Instant, key_column, metadata

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

decision_instance = Table(
    "decision_instance",
    metadata,
    key_column("decision_instance_key"),
    Column(
        "decision_definition_key",
        BigInteger,
        ForeignKey("decision_definition.decision_definition_key"),
        nullable=False,
    ),
    Column("decision_definition_id", String(200), nullable=False),
    Column("evaluated_at", Instant, nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("variables", JSON, nullable=False),
    Column("value", JSON, nullable=False),
    Index("ix_decision_instance_decision", "decision_definition_id", "decision_instance_key"),
    Index(None, "process_instance_key"),
)
"""``variables`` are those that the evaluation read, so that another version can be asked the same."""
