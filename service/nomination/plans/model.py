"""Tables: plans with their movements, quotas, criteria and milestones; dated parameters; the quota counters.

Beside what holds stand the versions that made it hold, and drafts with the questions they leave open.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from service.core.database import Instant, key_column, metadata


def _plan_column() -> Column[Any]:
    return Column("plan", String(60), ForeignKey("plan.code"), primary_key=True)


def _code_column(name: str = "code") -> Column[Any]:
    return Column(name, String(60), primary_key=True)


plan = Table(
    "plan",
    metadata,
    _code_column(),
    Column("name", String(500), nullable=False),
    Column("short_name", String(100), nullable=False),
    Column("name_en", String(500), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("loaded_at", Instant, nullable=False),
    Column("loaded_by", String(100), nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String(100)),
    Column("closing_reason", String(1000), nullable=False, server_default=""),
)
"""A published plan, open until ``closed_at``; ``loaded_at`` is its last change."""

plan_version = Table(
    "plan_version",
    metadata,
    key_column("plan_version_key"),
    Column("plan", String(60), ForeignKey("plan.code"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("effective_on", Date),
    Column("basis", String(500), nullable=False),
    Column("reason", String(1000), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(100), nullable=False),
    UniqueConstraint("plan", "version"),
)
"""A plan file as it was loaded, with its SHA-256; an amendment has the day from which it holds. Never changed."""

plan_draft = Table(
    "plan_draft",
    metadata,
    _code_column(),
    Column("document", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("cloned_from", String(60)),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(100), nullable=False),
)
"""A plan file in preparation; nothing of it holds."""

plan_question = Table(
    "plan_question",
    metadata,
    key_column("plan_question_key"),
    Column("plan", String(60), nullable=False),
    Column("code", String(200), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("path", JSON, nullable=False),
    Column("field", String(40), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("answer", String(20)),
    Column("value", String(1000), nullable=False, server_default=""),
    Column("note", String(1000), nullable=False, server_default=""),
    Column("decided_at", Instant),
    Column("decided_by", String(100)),
    UniqueConstraint("plan", "code"),
)
"""What a person must still decide in a draft; ``path`` leads into the file, ``answer`` is empty while it is open."""

legal_basis = Table(
    "legal_basis",
    metadata,
    _plan_column(),
    Column("number", String(100), primary_key=True),
    Column("issued_on", Date),
    Column("issuer", String(200), nullable=False),
    Column("title", String(500), nullable=False),
    Column("title_en", String(500), nullable=False),
    Column("valid_to", Date),
    Column("replaced_by", String(100)),
    Column("position", Integer, nullable=False),
    Column("certainty", String(20), nullable=False),
)
"""``valid_to`` is the first day on which the document is out of force."""

subject_type = Table(
    "subject_type",
    metadata,
    _plan_column(),
    _code_column(),
    Column("label", String(200), nullable=False),
    Column("label_en", String(200), nullable=False),
    Column("position", Integer, nullable=False),
)

movement = Table(
    "movement",
    metadata,
    _plan_column(),
    _code_column(),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", String(500), nullable=False),
    Column("short_name", String(100), nullable=False),
    Column("name_en", String(500), nullable=False),
)

movement_subject_type = Table(
    "movement_subject_type",
    metadata,
    _plan_column(),
    _code_column("movement"),
    _code_column("subject_type"),
    Column("label", String(200), nullable=False),
    Column("label_en", String(200), nullable=False),
    Column("position", Integer, nullable=False),
)

movement_agency = Table(
    "movement_agency",
    metadata,
    _plan_column(),
    _code_column("movement"),
    Column("agency", String(60), ForeignKey("agency.code"), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("mode", String(20)),
    Column("position", Integer, nullable=False),
    Column("certainty", String(20), nullable=False),
)
"""``role`` is ``lead`` (with a mode) or ``coordinating`` (without)."""

quota = Table(
    "quota",
    metadata,
    _plan_column(),
    Column("year", Integer, primary_key=True, autoincrement=False),
    _code_column("movement"),
    Column("agency", String(60), ForeignKey("agency.code"), primary_key=True),
    Column("mode", String(20), nullable=False),
    Column("minimum", Integer, nullable=False),
)

criteria_set = Table(
    "criteria_set",
    metadata,
    _plan_column(),
    _code_column("movement"),
    _code_column("subject_type"),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("note", String(500), nullable=False),
)
"""Movement and subject type are both ``*`` for the set every exemplar answers."""

criterion = Table(
    "criterion",
    metadata,
    _plan_column(),
    _code_column("movement"),
    _code_column("subject_type"),
    Column("valid_from", Date, primary_key=True),
    _code_column(),
    Column("text", String(1000), nullable=False),
    Column("text_en", String(1000), nullable=False),
    Column("proof", String(20), nullable=False),
    Column("position", Integer, nullable=False),
)
"""``proof``: ``paper`` asks for a file or link, ``any`` accepts a stated fact too."""

milestone = Table(
    "milestone",
    metadata,
    _plan_column(),
    _code_column(),
    Column("name", String(300), nullable=False),
    Column("name_en", String(300), nullable=False),
    Column("responsible", String(60), nullable=False),
    Column("recurrence", String(20), nullable=False),
    Column("position", Integer, nullable=False),
)

milestone_occurrence = Table(
    "milestone_occurrence",
    metadata,
    _plan_column(),
    _code_column("milestone"),
    _code_column(),
    Column("name", String(300), nullable=False),
    Column("name_en", String(300), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
)

detection_source = Table(
    "detection_source",
    metadata,
    _plan_column(),
    _code_column(),
    Column("label", String(200), nullable=False),
    Column("label_en", String(200), nullable=False),
    Column("position", Integer, nullable=False),
)

channel = Table(
    "channel",
    metadata,
    _plan_column(),
    _code_column(),
    Column("label", String(200), nullable=False),
    Column("label_en", String(200), nullable=False),
    Column("agency", String(60), ForeignKey("agency.code")),
    Column("is_people_network", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
)

consultation = Table(
    "consultation",
    metadata,
    _plan_column(),
    _code_column("movement"),
    _code_column("subject_type"),
    Column("agency", String(60), ForeignKey("agency.code"), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("position", Integer, nullable=False),
    Column("certainty", String(20), nullable=False),
)

parameter = Table(
    "parameter",
    metadata,
    _code_column(),
    _code_column("scope"),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("value", JSON, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("note", String(500), nullable=False),
    Column("certainty", String(20), nullable=False),
)
"""Scope is empty for a figure that has no kinds."""

quota_counter = Table(
    "quota_counter",
    metadata,
    key_column("quota_counter_key"),
    Column("plan", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("agency", String(60), nullable=False),
    Column("movement", String(60), nullable=False),
    Column("exemplar_key", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("counted_at", Instant, nullable=False),
    Column("counted_by", String(100), nullable=False),
    UniqueConstraint("year", "agency", "movement", "exemplar_key", "kind"),
)
"""``agency`` is the one the quota stands under, also after its function moved to another (``domain.md`` §4)."""
