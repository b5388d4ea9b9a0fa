"""Tables: mails to hand over, and what each person wishes to get."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Index, Integer, String, Table, UniqueConstraint

from service.core.database import Instant, key_column, metadata

mail = Table(
    "mail",
    metadata,
    key_column("mail_key"),
    Column("user_name", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("about", String(300), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("locked_until", Instant),
    Column("posted_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("last_error", String(300), nullable=False),
    UniqueConstraint("user_name", "about"),
    Index("ix_mail_state", "state", "not_before"),
)
"""``kind`` is notice, digest or address (the link that confirms one); ``about`` tells it from every other to a person.

``state`` is waiting, sent, dropped (no longer news), dead, or spent: a link that counts no more, for it was used, or a
later one or none at all is wished. Moments are of the real clock.
"""

mail_wish = Table(
    "mail_wish",
    metadata,
    Column("user_name", String(80), primary_key=True),
    Column("wish", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("digest_on", Date),
)
"""What a person wishes to get, in which language; ``digest_on`` is the day of the last digest, written or empty."""
