"""Tables: stored files, by the hash of their content."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table

from service.core.database import Instant, key_column, metadata

document = Table(
    "document",
    metadata,
    key_column("document_key"),
    Column("content_hash", String(64), nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("content_type", String(150), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("process_instance_key", BigInteger),
    Index("ix_document_instance", "process_instance_key"),
)
