"""Tables: the exemplar, and what the steps of its life leave behind (``processes.md`` §3.1-3.7, *Produces*)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from service.core.database import Instant, key_column, metadata
from service.nomination.records.model import record_table

exemplar = Table(
    "exemplar",
    metadata,
    key_column("exemplar_key"),
    Column("code", String(20), nullable=False, unique=True),
    Column("process_instance_key", BigInteger, nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("plan", String(60)),
    Column("agency", String(100), nullable=False),
    Column("lead_agency", String(100)),
    Column("movement", String(100)),
    Column("subject_type", String(20)),
    Column("stage", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("round", Integer, nullable=False, server_default="0"),
    Column("secret", Boolean, nullable=False, server_default="0"),
    Column("secret_mark", String(20)),
    Column("paper_ref", String(200)),
    Column("kind", String(20)),
    Column("name", String(200)),
    Column("folded_name", String(200), nullable=False, server_default=""),
    Column("birth_year", Integer),
    Column("workplace", String(200)),
    Column("post", String(20)),
    Column("place", String(100)),
    Column("scope", String(20)),
    Column("source", String(60)),
    Column("highlight", Text),
    Column("accountable", String(200)),
    Column("mentor", String(100)),
    Column("score", Float),
    Column("spread", String(20)),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", String(100), nullable=False),
    Column("recognised_at", Instant),
    Column("built_at", Instant),
    Column("replicated_at", Instant),
    Column("closed_at", Instant),
    Column("withdrawal_reason", Text),
    Index(None, "status", "stage"),
    Index(None, "movement", "agency"),
    Index(None, "folded_name"),
)
"""``plan`` is the one in force when the case was opened; the case reads it to its end.

Name, birth year and workplace are personal (P2) and empty while the exemplar is secret.
"""

exemplar_number = Table(
    "exemplar_number",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
"""The last running number given to a code in a year."""

nomination_request = Table(
    "nomination_request",
    metadata,
    Column("user_name", String(100), primary_key=True),
    Column("idempotency_key", String(200), primary_key=True),
    Column("agency", String(100), nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("sent_at", Instant, nullable=False),
)
"""Which request with an ``Idempotency-Key`` started which nomination."""

detection = record_table(
    "detection",
    Column("source", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("highlight", Text),
    Column("accountable", String(200)),
)

exemplar_link = record_table(
    "exemplar_link",
    Column("other_exemplar_key", BigInteger),
    Column("outcome", String(20), nullable=False),
)

exemplar_field = record_table(
    "exemplar_field",
    Column("movement", String(100), nullable=False),
    Column("lead_agency", String(100), nullable=False),
)

criterion_answer = record_table(
    "criterion_answer",
    Column("code", String(40), nullable=False),
    Column("met", Boolean, nullable=False),
    Column("is_proven", Boolean, nullable=False),
    Column("fact", Text),
    Column("amount", Float),
    Column("privacy", String(2), nullable=False, server_default="P1"),
)
"""A ticked criterion, or a figure the form asks for besides (``amount``); ``privacy`` P3 marks hardship."""

evidence = record_table(
    "evidence",
    Column("code", String(40), nullable=False),
    Column("document", JSON, nullable=False),
)

minutes = record_table(
    "minutes",
    Column("kind", String(20), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("chair", String(200)),
    Column("method", String(20)),
    Column("total", Integer, nullable=False),
    Column("present", Integer),
    Column("written", Integer),
    Column("agree", Integer, nullable=False),
    Column("against", Integer),
    Column("outcome", String(20)),
    Column("files", JSON, nullable=False),
)
"""Kinds: acclaim (suy tôn), peer_review (bình xét), council (Hội đồng)."""

approval = record_table(
    "approval",
    Column("step", String(200), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("comment", Text),
)

lead_review = record_table(
    "lead_review",
    Column("fit", Text),
    Column("tags", JSON, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
)

recognition = record_table(
    "recognition",
    Column("year", Integer, nullable=False),
    Column("agency", String(100), nullable=False),
    Column("movement", String(100), nullable=False),
)

mentor_assignment = record_table("mentor_assignment", Column("mentor", String(100), nullable=False))

encouragement = record_table(
    "encouragement",
    Column("step", String(200), nullable=False),
    Column("praise", String(200), nullable=False),
)

nurture_target = record_table(
    "nurture_target",
    Column("task", String(200), nullable=False),
    Column("target", String(200), nullable=False),
    Column("due_on", Date, nullable=False),
)

policy_proposal = record_table(
    "policy_proposal",
    Column("proposal", Text, nullable=False),
    Column("submitted_at", Instant),
)

progress_entry = record_table(
    "progress_entry",
    Column("done", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
    Column("follow_up_on", Date),
)

action_note = record_table(
    "action_note",
    Column("step", String(200), nullable=False),
    Column("cause", String(100)),
    Column("action", Text, nullable=False),
    Column("next_on", Date),
)

experience = record_table(
    "experience",
    Column("context", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("cost", String(200)),
    Column("result", Text, nullable=False),
    Column("lesson", Text, nullable=False),
    Column("files", JSON, nullable=False),
    Column("is_material", Boolean, nullable=False, server_default="0"),
)
"""``is_material``: confirmed as what others may learn from (tài liệu nhân rộng, R45)."""

referral = record_table("referral", Column("referred_on", Date, nullable=False))

self_assessment = record_table(
    "self_assessment",
    Column("stages", JSON, nullable=False),
    Column("metrics", JSON, nullable=False),
    Column("beneficiaries", Integer),
    Column("lesson", Text, nullable=False),
)

integrity_statement = record_table("integrity_statement", Column("is_clear", Boolean, nullable=False))

integrity_block = record_table(
    "integrity_block",
    Column("kind", String(20), nullable=False),
    Column("detail", Text),
    Column("penalty_until", Date),
    Column("document", String(300)),
    Column("closed_at", Instant),
    Column("closed_by", String(100)),
    Column("closing_document", String(300)),
)
"""Kinds: discipline, inspection, complaint, press; and barred (revoked or proven false). Details are sensitive (P3)."""

opinion = record_table(
    "opinion",
    Column("consultee", String(100), nullable=False),
    Column("is_silent", Boolean, nullable=False),
    Column("note", Text),
    Column("files", JSON, nullable=False),
)

evaluation = record_table(
    "evaluation",
    Column("round", Integer, nullable=False),
    Column("prominence", Integer),
    Column("fit", Integer),
    Column("reach", Integer),
    Column("effect", Integer),
    Column("score", Float),
    Column("spread", String(20)),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
    Column("frozen_at", Instant),
    Column("frozen_by_element", BigInteger),
)
"""A row without score stands for a round that ended before scoring (peer review not passed)."""

replication_candidate = record_table(
    "replication_candidate",
    Column("agency", String(100), nullable=False),
    Column("similarity", Integer, nullable=False),
    Column("factors", JSON, nullable=False),
)

replication_site = record_table(
    "replication_site",
    Column("agency", String(100), nullable=False),
    Column("place", String(100), nullable=False),
    Column("subject", String(200)),
    Column("similar", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("note", Text),
    Column("files", JSON, nullable=False),
    Column("answered_at", Instant),
)
"""States: offered, accepted, declined, adopted, closed."""

study_visit = record_table(
    "study_visit",
    Column("site", String(100), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("guests", Integer, nullable=False),
    Column("host", String(200), nullable=False),
    Column("learned", Text, nullable=False),
)

adoption = record_table(
    "adoption",
    Column("site", String(100), nullable=False),
    Column("adopted", String(20), nullable=False),
    Column("result", Text, nullable=False),
    Column("benefit_vnd", BigInteger),
    Column("files", JSON, nullable=False),
)

replication_result = record_table(
    "replication_result",
    Column("outcome", String(20), nullable=False),
    Column("summary", Text, nullable=False),
)
