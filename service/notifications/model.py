"""Tables: notices, and who has read them."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint

from service.core.database import Instant, key_column, metadata

notice = Table(
    "notice",
    metadata,
    key_column("notice_key"),
    Column("recipient", String(100), nullable=False),
    Column("manner", String(60), nullable=False),
    Column("template", String(300), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("process_instance_key", BigInteger),
    Column("user_task_key", BigInteger),
    Column("element_instance_key", BigInteger),
    Column("next_on", Date),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("element_instance_key", "user_task_key", "recipient", "manner"),
    Index(None, "recipient", "closed_at"),
    Index(None, "process_instance_key"),
    Index(None, "user_task_key"),
)
"""``recipient`` is a user name, or a candidate group (``<agency>/<role>``, known by its slash).

``element_instance_key`` is the step that sent it, for idempotency; ``next_on`` the day a next reminder is due.
"""

notice_reading = Table(
    "notice_reading",
    metadata,
    Column("notice_key", BigInteger, ForeignKey("notice.notice_key"), primary_key=True),
    Column("user_name", String(100), primary_key=True),
    Column("read_at", Instant, nullable=False),
)
