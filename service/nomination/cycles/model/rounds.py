"""Tables: rounds with their members, the schedule of a plan, and years that are closed."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from service.core.database import Instant, key_column, metadata

round_ = Table(
    "round",
    metadata,
    key_column("round_key"),
    Column("kind", String(20), nullable=False),
    Column("plan", String(60), nullable=False),
    Column("plan_year", Integer),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("element_instance_key", BigInteger, nullable=False, unique=True),
    Column("due_on", Date, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("completed_at", Instant),
    Index("ix_round_plan", "plan", "kind"),
)
"""``kind``: unit_plan, annual, midterm or final. ``process_instance_key`` is the cycle that opened it."""

round_member = Table(
    "round_member",
    metadata,
    Column("round_key", BigInteger, ForeignKey("round.round_key"), primary_key=True),
    Column("agency", String(60), primary_key=True),
    Column("mode", String(20), nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("reported_at", Instant),
    Index("ix_round_member_instance", "process_instance_key"),
)

plan_schedule = Table(
    "plan_schedule",
    metadata,
    key_column("plan_schedule_key"),
    Column("plan", String(60), nullable=False),
    Column("process_definition_id", String(100), nullable=False),
    Column("plan_year", Integer),
    Column("starts_at", Instant, nullable=False),
    Column("tried_again_at", Instant),
    Column("started_at", Instant),
    UniqueConstraint("plan", "process_definition_id", "plan_year"),
    Index("ix_plan_schedule_due", "started_at", "starts_at"),
)
"""When the scheduler starts which diagram; ``tried_again_at`` is on the wall clock, after a start that failed."""

year_closing = Table(
    "year_closing",
    metadata,
    Column("plan", String(60), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("figures", JSON, nullable=False),
    Column("counts", JSON, nullable=False, server_default="{}"),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("closed_at", Instant, nullable=False),
    Column("closed_by", String(100), nullable=False),
)
"""``figures`` are the rows of the quota table as they stood when the year was closed (R39: nothing is carried over).

``counts`` is what the year counts of its people, by the names of ``queries.people``.
"""
