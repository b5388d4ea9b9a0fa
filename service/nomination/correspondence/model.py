"""The table of issued documents."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, UniqueConstraint

from service.core.database import Instant, key_column, metadata

issued_document = Table(
    "issued_document",
    metadata,
    key_column("issued_document_key"),
    Column("code", String(20), nullable=False),
    Column("issuer", String(60), nullable=False),
    Column("recipient", String(60), nullable=False),
    Column("mode", String(20)),
    Column("plan", String(60), nullable=False),
    Column("plan_year", Integer),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("element_instance_key", BigInteger, nullable=False),
    Column("user_task_key", BigInteger),
    Column("parameters", JSON, nullable=False),
    Column("folded", String(1000), nullable=False, server_default=""),
    Column("issued_at", Instant, nullable=False),
    Column("issued_by", String(100), nullable=False),
    UniqueConstraint(
        "element_instance_key", "code", "recipient", "user_task_key", name="uq_issued_document_element_instance_key"
    ),
    Index("ix_issued_document_plan", "plan", "code"),
    Index("ix_issued_document_process_instance_key", "process_instance_key"),
    Index("ix_issued_document_issued_at", "issued_at"),
)
"""``parameters`` is what its page is made of, as plain values; ``folded`` is what a search finds of them."""
