"""Tables: consent, story, screening, channels, published items, referral and public lists."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Text

from service.core.database import Instant
from service.nomination.records.model import record_table

consent = record_table(
    "consent",
    Column("outcome", String(20), nullable=False),
    Column("scope", JSON, nullable=False),
    Column("signer", String(200)),
    Column("guardian", String(200)),
    Column("relation", String(100)),
    Column("named", JSON, nullable=False),
    Column("files", JSON, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", String(100)),
    Column("revoked_reason", Text),
)
"""Signer, guardian and the persons named are personal (P2)."""

story = record_table(
    "story",
    Column("title", String(200), nullable=False),
    Column("content", JSON, nullable=False),
    Column("how", Text, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("photos", JSON, nullable=False),
    Column("hidden_at", Instant),
)

screening = record_table(
    "screening",
    Column("result", String(40), nullable=False),
    Column("findings", JSON, nullable=False),
)

channel_plan = record_table(
    "channel_plan",
    Column("channels", JSON, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("media_agency", String(100)),
)

publicity_item = record_table(
    "publicity_item",
    Column("channel", String(60), nullable=False),
    Column("published_on", Date, nullable=False),
    Column("link", String(500)),
    Column("files", JSON, nullable=False),
    Column("owner", String(100), nullable=False),
    Column("hidden_at", Instant),
)
"""``owner`` is the agency that published it, who must also take it down."""

network_session = record_table(
    "network_session",
    Column("channel", String(60), nullable=False),
    Column("held_on", Date),
    Column("sessions", Integer, nullable=False),
    Column("audience", Integer),
)

public_notice = record_table(
    "public_notice",
    Column("published_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("is_named", Boolean, nullable=False),
)
"""The list shown to the people before the Council votes; the name only where consent covers it."""
