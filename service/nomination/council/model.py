"""Tables: achievement, proposal, dossier, ballot, decision and award."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Index, Integer, String, Text, UniqueConstraint

from service.core.database import Instant
from service.nomination.records.model import record_table

achievement = record_table(
    "achievement",
    Column("source", String(100), nullable=False),
    Column("title", String(500), nullable=False),
    Column("folded_title", String(500), nullable=False),
    Column("subject", String(250), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("award_type", String(20), nullable=False),
    Column("occasion", String(60), nullable=False),
    Index(None, "subject"),
)
"""``subject`` is the folded name (and birth year) of who achieved it: the same person may stand in several cases."""

award_proposal = record_table(
    "award_proposal",
    Column("proposed_level", String(20)),
    Column("award_level", String(20), nullable=False),
    Column("reason", Text),
)

honour = record_table("honour", Column("honoured_on", Date, nullable=False))

decision = record_table(
    "decision",
    Column("outcome", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    Column("number", String(100)),
    Column("signed_on", Date),
    Column("signer", String(200)),
    Column("files", JSON, nullable=False),
    Column("reason", Text),
)

award = record_table(
    "award",
    Column("level", String(20), nullable=False),
    Column("award_form", String(40), nullable=False),
    Column("award_type", String(20)),
    Column("achievement_key", BigInteger),
    Column("number", String(100), nullable=False),
    Column("granted_on", Date, nullable=False),
    Column("registered_at", Instant),
    Column("exchange", JSON),
    Column("revoked_at", Instant),
    Index(None, "achievement_key"),
)
"""``exchange`` is the row for the province's own award register, written when the award is registered."""

award_handover = record_table(
    "award_handover",
    Column("held_on", Date, nullable=False),
    Column("occasion", String(200), nullable=False),
    Column("money_vnd", BigInteger),
    Column("files", JSON, nullable=False),
)

dossier = record_table(
    "dossier",
    Column("award_level", String(20)),
    Column("received_on", Date),
    Column("rule_set", String(40)),
    Column("template_ids", JSON),
)
"""The date of receipt fixes which decree's rules and templates apply (``domain.md`` §3.1)."""

dossier_document = record_table(
    "dossier_document",
    Column("kind", String(40), nullable=False),
    Column("document", JSON, nullable=False),
)

appraisal = record_table(
    "appraisal",
    Column("missing", JSON, nullable=False),
    Column("meets", String(10), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
)

public_comment = record_table(
    "public_comment",
    Column("count", Integer, nullable=False),
    Column("summary", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
)
"""The summary may name people and health or family matters (P3)."""

ballot = record_table(
    "ballot",
    Column("meeting_on", Date, nullable=False),
    Column("is_secret", Boolean, nullable=False),
    Column("method", String(20), nullable=False),
    Column("voters", JSON, nullable=False),
    Column("recused", JSON, nullable=False),
    Column("total", Integer),
    Column("taking_part", Integer),
    Column("agree", Integer),
    Column("required_rate", Float),
    Column("outcome", String(20)),
    Column("counted_at", Instant),
)

vote = record_table(
    "vote",
    Column("ballot_key", BigInteger, nullable=False),
    Column("voter", String(100), nullable=False),
    Column("choice", String(20), nullable=False),
    Column("note", Text),
    UniqueConstraint("ballot_key", "voter"),
)
"""How somebody voted (P4): read only to be counted, never shown, never copied."""
