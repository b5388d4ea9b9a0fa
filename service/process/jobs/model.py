"""Tables: jobs, for inner handlers and external workers alike."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, Text

from service.core.database import Instant, key_column, metadata

job = Table(
    "job",
    metadata,
    key_column("job_key"),
    Column("job_type", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("process_instance_key", BigInteger),
    Column("process_definition_key", BigInteger),
    Column("element_id", String(200), nullable=False, server_default=""),
    Column("headers", JSON, nullable=False),
    Column("variables", JSON, nullable=False),
    Column("retries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("locked_until", Instant),
    Column("worker", String(200)),
    Column("error_message", Text),
    Column("created_at", Instant, nullable=False),
    Index("ix_job_due", "state", "job_type", "due_at"),
    Index("ix_job_instance", "process_instance_key"),
)
"""``job_key`` is the element instance key of an external job. States: CREATED, COMPLETED, FAILED, CANCELED."""
