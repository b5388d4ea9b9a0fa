"""Tables: drafts of submissions that are not sent yet."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, String, Table

from service.core.database import Instant, metadata

draft = Table(
    "draft",
    metadata,
    Column("user_task_key", BigInteger, ForeignKey("user_task.user_task_key"), primary_key=True),
    Column("user_name", String(100), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("saved_at", Instant, nullable=False),
)
"""One draft per person and task; ``revision`` counts saves, so that a stale tab cannot overwrite a newer draft."""
