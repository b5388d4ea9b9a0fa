"""Tables: forms by version, and what was submitted with them."""

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

form = Table(
    "form",
    metadata,
    key_column("form_key"),
    Column("form_id", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("resource_name", String(300), nullable=False),
    Column("deployment_key", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("form_id", "version"),
)

submission = Table(
    "submission",
    metadata,
    key_column("submission_key"),
    Column("user_task_key", BigInteger, nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("process_definition_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("form_key", BigInteger, ForeignKey("form.form_key")),
    Column("submitted_at", Instant, nullable=False),
    Column("submitted_by", String(100), nullable=False),
    Column("answers", JSON, nullable=False),
    Index("ix_submission_instance", "process_instance_key", "element_id"),
)
