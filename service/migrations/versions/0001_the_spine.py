"""the spine"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("account_key", KEY, autoincrement=False, nullable=False),
        sa.Column("user_name", sa.String(length=80), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("account_key", name=op.f("pk_account")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("user_name", name=op.f("uq_account_user_name")),
    )
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("family", sa.String(length=30), nullable=False),
        sa.Column("issuer_family", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("head", sa.String(length=200), nullable=False),
        sa.Column("head_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )
    op.create_table(
        "audit_log",
        sa.Column("audit_log_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("operation", sa.String(length=60), nullable=False),
        sa.Column("element_id", sa.String(length=200), server_default="", nullable=False),
        sa.Column("process_definition_key", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("audit_log_key", name=op.f("pk_audit_log")),
        sa.UniqueConstraint(
            "process_instance_key", "sequence", name=op.f("uq_audit_log_process_instance_key_sequence")
        ),
    )
    op.create_table(
        "business_clock",
        sa.Column("business_clock_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pinned_at", Instant(), nullable=True),
        sa.Column("is_demo", sa.Integer(), server_default="0", nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("business_clock_id", name=op.f("pk_business_clock")),
    )
    op.create_table(
        "decision_definition",
        sa.Column("decision_definition_key", KEY, autoincrement=False, nullable=False),
        sa.Column("decision_definition_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("resource_name", sa.String(length=300), nullable=False),
        sa.Column("deployment_key", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("decision_definition_key", name=op.f("pk_decision_definition")),
        sa.UniqueConstraint(
            "decision_definition_id", "version", name=op.f("uq_decision_definition_decision_definition_id_version")
        ),
    )
    op.create_table(
        "deployment",
        sa.Column("deployment_key", KEY, autoincrement=False, nullable=False),
        sa.Column("deployed_at", Instant(), nullable=False),
        sa.Column("deployed_by", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=500), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("deployment_key", name=op.f("pk_deployment")),
    )
    op.create_table(
        "document",
        sa.Column("document_key", KEY, autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("content_type", sa.String(length=150), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("document_key", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_instance", ["process_instance_key"], unique=False)

    op.create_table(
        "exemplar",
        sa.Column("exemplar_key", KEY, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("lead_agency", sa.String(length=100), nullable=True),
        sa.Column("movement", sa.String(length=100), nullable=True),
        sa.Column("subject_type", sa.String(length=20), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), server_default="0", nullable=False),
        sa.Column("secret", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("secret_mark", sa.String(length=20), nullable=True),
        sa.Column("paper_ref", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("folded_name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("workplace", sa.String(length=200), nullable=True),
        sa.Column("post", sa.String(length=20), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=True),
        sa.Column("scope", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("highlight", sa.Text(), nullable=True),
        sa.Column("accountable", sa.String(length=200), nullable=True),
        sa.Column("mentor", sa.String(length=100), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("spread", sa.String(length=20), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", sa.String(length=100), nullable=False),
        sa.Column("recognised_at", Instant(), nullable=True),
        sa.Column("built_at", Instant(), nullable=True),
        sa.Column("replicated_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("exemplar_key", name=op.f("pk_exemplar")),
        sa.UniqueConstraint("code", name=op.f("uq_exemplar_code")),
        sa.UniqueConstraint("process_instance_key", name=op.f("uq_exemplar_process_instance_key")),
    )
    with op.batch_alter_table("exemplar", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemplar_folded_name"), ["folded_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemplar_movement_exemplar_agency"), ["movement", "agency"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemplar_status_exemplar_stage"), ["status", "stage"], unique=False)

    op.create_table(
        "exemplar_number",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_exemplar_number")),
    )
    op.create_table(
        "form",
        sa.Column("form_key", KEY, autoincrement=False, nullable=False),
        sa.Column("form_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("resource_name", sa.String(length=300), nullable=False),
        sa.Column("deployment_key", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("form_key", name=op.f("pk_form")),
        sa.UniqueConstraint("form_id", "version", name=op.f("uq_form_form_id_version")),
    )
    op.create_table(
        "message",
        sa.Column("message_key", KEY, autoincrement=False, nullable=False),
        sa.Column("message_name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("message_key", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_name", ["message_name", "correlation_key"], unique=False)

    op.create_table(
        "nomination_request",
        sa.Column("user_name", sa.String(length=100), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_name", "idempotency_key", name=op.f("pk_nomination_request")),
    )
    op.create_table(
        "notice",
        sa.Column("notice_key", KEY, autoincrement=False, nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("manner", sa.String(length=60), nullable=False),
        sa.Column("template", sa.String(length=300), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("user_task_key", sa.BigInteger(), nullable=True),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("notice_key", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "element_instance_key",
            "user_task_key",
            "recipient",
            "manner",
            name=op.f("uq_notice_element_instance_key_user_task_key_recipient_manner"),
        ),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_process_instance_key"), ["process_instance_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notice_recipient_notice_closed_at"), ["recipient", "closed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_notice_user_task_key"), ["user_task_key"], unique=False)

    op.create_table(
        "parameter",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("code", "scope", "valid_from", name=op.f("pk_parameter")),
    )
    op.create_table(
        "place",
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_place")),
    )
    op.create_table(
        "plan",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=500), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.Column("loaded_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plan")),
    )
    op.create_table(
        "quota_counter",
        sa.Column("quota_counter_key", KEY, autoincrement=False, nullable=False),
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("counted_at", Instant(), nullable=False),
        sa.Column("counted_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("quota_counter_key", name=op.f("pk_quota_counter")),
        sa.UniqueConstraint(
            "year",
            "agency",
            "movement",
            "exemplar_key",
            "kind",
            name=op.f("uq_quota_counter_year_agency_movement_exemplar_key_kind"),
        ),
    )
    op.create_table(
        "account_session",
        sa.Column("session_key", KEY, autoincrement=False, nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("user_agent", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["account_key"], ["account.account_key"], name=op.f("fk_account_session_account_key")),
        sa.PrimaryKeyConstraint("session_key", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index("ix_account_session_account_key", ["account_key"], unique=False)

    op.create_table(
        "achievement",
        sa.Column("achievement_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("folded_title", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("award_type", sa.String(length=20), nullable=False),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_achievement_exemplar_key")),
        sa.PrimaryKeyConstraint("achievement_key", name=op.f("pk_achievement")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_achievement_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_achievement_exemplar_key"), ["exemplar_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_achievement_subject"), ["subject"], unique=False)

    op.create_table(
        "action_note",
        sa.Column("action_note_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=100), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_action_note_exemplar_key")),
        sa.PrimaryKeyConstraint("action_note_key", name=op.f("pk_action_note")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_action_note_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("action_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_note_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "adoption",
        sa.Column("adoption_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("adopted", sa.String(length=20), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("benefit_vnd", sa.BigInteger(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_adoption_exemplar_key")),
        sa.PrimaryKeyConstraint("adoption_key", name=op.f("pk_adoption")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_adoption_element_instance_key_position")),
    )
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoption_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "agency_name",
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("parent", sa.String(length=60), nullable=True),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_agency_name_agency")),
        sa.PrimaryKeyConstraint("agency", "valid_from", name=op.f("pk_agency_name")),
    )
    op.create_table(
        "agency_succession",
        sa.Column("predecessor", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("successor", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("carries", sa.String(length=20), nullable=False),
        sa.Column("function", sa.String(length=60), nullable=True),
        sa.Column("succession_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["predecessor"], ["agency.code"], name=op.f("fk_agency_succession_predecessor")),
        sa.PrimaryKeyConstraint("predecessor", "position", name=op.f("pk_agency_succession")),
    )
    op.create_table(
        "appraisal",
        sa.Column("appraisal_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("meets", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_appraisal_exemplar_key")),
        sa.PrimaryKeyConstraint("appraisal_key", name=op.f("pk_appraisal")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_appraisal_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appraisal_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "approval",
        sa.Column("approval_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_approval_exemplar_key")),
        sa.PrimaryKeyConstraint("approval_key", name=op.f("pk_approval")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_approval_element_instance_key_position")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "award",
        sa.Column("award_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("award_form", sa.String(length=40), nullable=False),
        sa.Column("award_type", sa.String(length=20), nullable=True),
        sa.Column("achievement_key", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("registered_at", Instant(), nullable=True),
        sa.Column("exchange", sa.JSON(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_award_exemplar_key")),
        sa.PrimaryKeyConstraint("award_key", name=op.f("pk_award")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_award_element_instance_key_position")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_achievement_key"), ["achievement_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "award_handover",
        sa.Column("award_handover_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("occasion", sa.String(length=200), nullable=False),
        sa.Column("money_vnd", sa.BigInteger(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_award_handover_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("award_handover_key", name=op.f("pk_award_handover")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_award_handover_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("award_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_handover_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "award_proposal",
        sa.Column("award_proposal_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("proposed_level", sa.String(length=20), nullable=True),
        sa.Column("award_level", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_award_proposal_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("award_proposal_key", name=op.f("pk_award_proposal")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_award_proposal_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("award_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_proposal_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("ballot_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("voters", sa.JSON(), nullable=False),
        sa.Column("recused", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("taking_part", sa.Integer(), nullable=True),
        sa.Column("agree", sa.Integer(), nullable=True),
        sa.Column("required_rate", sa.Float(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("counted_at", Instant(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_ballot_exemplar_key")),
        sa.PrimaryKeyConstraint("ballot_key", name=op.f("pk_ballot")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_ballot_element_instance_key_position")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "channel",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=True),
        sa.Column("is_people_network", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_channel_agency")),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_channel_plan")),
        sa.PrimaryKeyConstraint("plan", "code", name=op.f("pk_channel")),
    )
    op.create_table(
        "channel_plan",
        sa.Column("channel_plan_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("media_agency", sa.String(length=100), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_channel_plan_exemplar_key")),
        sa.PrimaryKeyConstraint("channel_plan_key", name=op.f("pk_channel_plan")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_channel_plan_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("channel_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_plan_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "consent",
        sa.Column("consent_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("guardian", sa.String(length=200), nullable=True),
        sa.Column("relation", sa.String(length=100), nullable=True),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_by", sa.String(length=100), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_consent_exemplar_key")),
        sa.PrimaryKeyConstraint("consent_key", name=op.f("pk_consent")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_consent_element_instance_key_position")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_consultation_agency")),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_consultation_plan")),
        sa.PrimaryKeyConstraint(
            "plan", "movement", "subject_type", "agency", "valid_from", name=op.f("pk_consultation")
        ),
    )
    op.create_table(
        "criteria_set",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_criteria_set_plan")),
        sa.PrimaryKeyConstraint("plan", "movement", "subject_type", "valid_from", name=op.f("pk_criteria_set")),
    )
    op.create_table(
        "criterion",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("text_en", sa.String(length=1000), nullable=False),
        sa.Column("proof", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_criterion_plan")),
        sa.PrimaryKeyConstraint("plan", "movement", "subject_type", "valid_from", "code", name=op.f("pk_criterion")),
    )
    op.create_table(
        "criterion_answer",
        sa.Column("criterion_answer_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("privacy", sa.String(length=2), server_default="P1", nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_criterion_answer_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("criterion_answer_key", name=op.f("pk_criterion_answer")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_criterion_answer_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("criterion_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_answer_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "decision",
        sa.Column("decision_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_decision_exemplar_key")),
        sa.PrimaryKeyConstraint("decision_key", name=op.f("pk_decision")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_decision_element_instance_key_position")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "detection",
        sa.Column("detection_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("highlight", sa.Text(), nullable=True),
        sa.Column("accountable", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_detection_exemplar_key")),
        sa.PrimaryKeyConstraint("detection_key", name=op.f("pk_detection")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_detection_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("detection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_detection_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "detection_source",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_detection_source_plan")),
        sa.PrimaryKeyConstraint("plan", "code", name=op.f("pk_detection_source")),
    )
    op.create_table(
        "dossier",
        sa.Column("dossier_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("award_level", sa.String(length=20), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("rule_set", sa.String(length=40), nullable=True),
        sa.Column("template_ids", sa.JSON(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_dossier_exemplar_key")),
        sa.PrimaryKeyConstraint("dossier_key", name=op.f("pk_dossier")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_dossier_element_instance_key_position")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "dossier_document",
        sa.Column("dossier_document_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_dossier_document_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("dossier_document_key", name=op.f("pk_dossier_document")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_dossier_document_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("dossier_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_document_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "encouragement",
        sa.Column("encouragement_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("praise", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_encouragement_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("encouragement_key", name=op.f("pk_encouragement")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_encouragement_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("encouragement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_encouragement_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("evaluation_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("prominence", sa.Integer(), nullable=True),
        sa.Column("fit", sa.Integer(), nullable=True),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.Column("effect", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("spread", sa.String(length=20), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("frozen_at", Instant(), nullable=True),
        sa.Column("frozen_by_element", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_evaluation_exemplar_key")),
        sa.PrimaryKeyConstraint("evaluation_key", name=op.f("pk_evaluation")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_evaluation_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("evidence_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_evidence_exemplar_key")),
        sa.PrimaryKeyConstraint("evidence_key", name=op.f("pk_evidence")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_evidence_element_instance_key_position")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "exemplar_field",
        sa.Column("exemplar_field_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("movement", sa.String(length=100), nullable=False),
        sa.Column("lead_agency", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_exemplar_field_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("exemplar_field_key", name=op.f("pk_exemplar_field")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_exemplar_field_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("exemplar_field", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemplar_field_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "exemplar_link",
        sa.Column("exemplar_link_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("other_exemplar_key", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_exemplar_link_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("exemplar_link_key", name=op.f("pk_exemplar_link")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_exemplar_link_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("exemplar_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemplar_link_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "experience",
        sa.Column("experience_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("cost", sa.String(length=200), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("is_material", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_experience_exemplar_key")),
        sa.PrimaryKeyConstraint("experience_key", name=op.f("pk_experience")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_experience_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("experience", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experience_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "honour",
        sa.Column("honour_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("honoured_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_honour_exemplar_key")),
        sa.PrimaryKeyConstraint("honour_key", name=op.f("pk_honour")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_honour_element_instance_key_position")),
    )
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_honour_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "integrity_block",
        sa.Column("integrity_block_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("penalty_until", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(length=100), nullable=True),
        sa.Column("closing_document", sa.String(length=300), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_integrity_block_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("integrity_block_key", name=op.f("pk_integrity_block")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_integrity_block_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("integrity_block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_integrity_block_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "integrity_statement",
        sa.Column("integrity_statement_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_clear", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_integrity_statement_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("integrity_statement_key", name=op.f("pk_integrity_statement")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_integrity_statement_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("integrity_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_integrity_statement_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "lead_review",
        sa.Column("lead_review_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fit", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_lead_review_exemplar_key")),
        sa.PrimaryKeyConstraint("lead_review_key", name=op.f("pk_lead_review")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_lead_review_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("lead_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_review_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "legal_basis",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("title_en", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_legal_basis_plan")),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_legal_basis")),
    )
    op.create_table(
        "membership",
        sa.Column("membership_key", KEY, autoincrement=False, nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('officer', 'head', 'supervisor', 'council', 'publicist')", name="ck_membership_role"
        ),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ck_membership_period"),
        sa.ForeignKeyConstraint(["account_key"], ["account.account_key"], name=op.f("fk_membership_account_key")),
        sa.PrimaryKeyConstraint("membership_key", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_account_key", ["account_key"], unique=False)
        batch_op.create_index("ix_membership_agency_role", ["agency", "role"], unique=False)

    op.create_table(
        "mentor_assignment",
        sa.Column("mentor_assignment_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("mentor", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_mentor_assignment_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("mentor_assignment_key", name=op.f("pk_mentor_assignment")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_mentor_assignment_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("mentor_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_assignment_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("responsible", sa.String(length=60), nullable=False),
        sa.Column("recurrence", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_milestone_plan")),
        sa.PrimaryKeyConstraint("plan", "code", name=op.f("pk_milestone")),
    )
    op.create_table(
        "milestone_occurrence",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("milestone", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_milestone_occurrence_plan")),
        sa.PrimaryKeyConstraint("plan", "milestone", "code", name=op.f("pk_milestone_occurrence")),
    )
    op.create_table(
        "minutes",
        sa.Column("minutes_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("chair", sa.String(length=200), nullable=True),
        sa.Column("method", sa.String(length=20), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("written", sa.Integer(), nullable=True),
        sa.Column("agree", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_minutes_exemplar_key")),
        sa.PrimaryKeyConstraint("minutes_key", name=op.f("pk_minutes")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_minutes_element_instance_key_position")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "movement",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_movement_plan")),
        sa.PrimaryKeyConstraint("plan", "code", name=op.f("pk_movement")),
    )
    op.create_table(
        "movement_agency",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_movement_agency_agency")),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_movement_agency_plan")),
        sa.PrimaryKeyConstraint("plan", "movement", "agency", name=op.f("pk_movement_agency")),
    )
    op.create_table(
        "movement_subject_type",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_movement_subject_type_plan")),
        sa.PrimaryKeyConstraint("plan", "movement", "subject_type", name=op.f("pk_movement_subject_type")),
    )
    op.create_table(
        "network_session",
        sa.Column("network_session_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_network_session_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("network_session_key", name=op.f("pk_network_session")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_network_session_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("network_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_network_session_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "notice_reading",
        sa.Column("notice_key", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.String(length=100), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["notice_key"], ["notice.notice_key"], name=op.f("fk_notice_reading_notice_key")),
        sa.PrimaryKeyConstraint("notice_key", "user_name", name=op.f("pk_notice_reading")),
    )
    op.create_table(
        "nurture_target",
        sa.Column("nurture_target_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_nurture_target_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("nurture_target_key", name=op.f("pk_nurture_target")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_nurture_target_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("nurture_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nurture_target_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("opinion_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("consultee", sa.String(length=100), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_opinion_exemplar_key")),
        sa.PrimaryKeyConstraint("opinion_key", name=op.f("pk_opinion")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_opinion_element_instance_key_position")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinion_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "personal_token",
        sa.Column("token_key", KEY, autoincrement=False, nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.String(length=100), server_default="all", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["account.account_key"], name=op.f("fk_personal_token_account_key")),
        sa.PrimaryKeyConstraint("token_key", name=op.f("pk_personal_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_token_token_hash")),
    )
    with op.batch_alter_table("personal_token", schema=None) as batch_op:
        batch_op.create_index("ix_personal_token_account_key", ["account_key"], unique=False)

    op.create_table(
        "policy_proposal",
        sa.Column("policy_proposal_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_policy_proposal_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("policy_proposal_key", name=op.f("pk_policy_proposal")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_policy_proposal_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("policy_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_proposal_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "process_definition",
        sa.Column("process_definition_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_definition_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("resource_name", sa.String(length=300), nullable=False),
        sa.Column("deployment_key", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("start_messages", sa.JSON(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_key"], ["deployment.deployment_key"], name=op.f("fk_process_definition_deployment_key")
        ),
        sa.PrimaryKeyConstraint("process_definition_key", name=op.f("pk_process_definition")),
        sa.UniqueConstraint(
            "process_definition_id", "version", name=op.f("uq_process_definition_process_definition_id_version")
        ),
    )
    op.create_table(
        "progress_entry",
        sa.Column("progress_entry_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_progress_entry_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("progress_entry_key", name=op.f("pk_progress_entry")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_progress_entry_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("progress_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_progress_entry_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "province_role",
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint("role IN ('process_owner', 'administrator', 'auditor')", name="ck_province_role_role"),
        sa.ForeignKeyConstraint(["account_key"], ["account.account_key"], name=op.f("fk_province_role_account_key")),
        sa.PrimaryKeyConstraint("account_key", "role", name=op.f("pk_province_role")),
    )
    op.create_table(
        "public_comment",
        sa.Column("public_comment_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_public_comment_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("public_comment_key", name=op.f("pk_public_comment")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_public_comment_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("public_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_comment_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "public_notice",
        sa.Column("public_notice_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_public_notice_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("public_notice_key", name=op.f("pk_public_notice")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_public_notice_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_notice_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "publicity_item",
        sa.Column("publicity_item_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("hidden_at", Instant(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_publicity_item_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("publicity_item_key", name=op.f("pk_publicity_item")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_publicity_item_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("publicity_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publicity_item_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "quota",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("movement", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_quota_agency")),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_quota_plan")),
        sa.PrimaryKeyConstraint("plan", "year", "movement", "agency", name=op.f("pk_quota")),
    )
    op.create_table(
        "recognition",
        sa.Column("recognition_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("movement", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_recognition_exemplar_key")),
        sa.PrimaryKeyConstraint("recognition_key", name=op.f("pk_recognition")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_recognition_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognition_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "referral",
        sa.Column("referral_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_referral_exemplar_key")),
        sa.PrimaryKeyConstraint("referral_key", name=op.f("pk_referral")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_referral_element_instance_key_position")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "replication_candidate",
        sa.Column("replication_candidate_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("similarity", sa.Integer(), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_replication_candidate_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("replication_candidate_key", name=op.f("pk_replication_candidate")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_replication_candidate_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("replication_candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replication_candidate_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "replication_result",
        sa.Column("replication_result_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_replication_result_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("replication_result_key", name=op.f("pk_replication_result")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_replication_result_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("replication_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replication_result_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "replication_site",
        sa.Column("replication_site_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("similar", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_replication_site_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("replication_site_key", name=op.f("pk_replication_site")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_replication_site_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("replication_site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replication_site_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "screening",
        sa.Column("screening_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_screening_exemplar_key")),
        sa.PrimaryKeyConstraint("screening_key", name=op.f("pk_screening")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_screening_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "self_assessment",
        sa.Column("self_assessment_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("beneficiaries", sa.Integer(), nullable=True),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_self_assessment_exemplar_key")
        ),
        sa.PrimaryKeyConstraint("self_assessment_key", name=op.f("pk_self_assessment")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_self_assessment_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("self_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_assessment_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "story",
        sa.Column("story_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("hidden_at", Instant(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_story_exemplar_key")),
        sa.PrimaryKeyConstraint("story_key", name=op.f("pk_story")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_story_element_instance_key_position")),
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "study_visit",
        sa.Column("study_visit_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_study_visit_exemplar_key")),
        sa.PrimaryKeyConstraint("study_visit_key", name=op.f("pk_study_visit")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_study_visit_element_instance_key_position")
        ),
    )
    with op.batch_alter_table("study_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_visit_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "subject_type",
        sa.Column("plan", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("label_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_subject_type_plan")),
        sa.PrimaryKeyConstraint("plan", "code", name=op.f("pk_subject_type")),
    )
    op.create_table(
        "submission",
        sa.Column("submission_key", KEY, autoincrement=False, nullable=False),
        sa.Column("user_task_key", sa.BigInteger(), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_id", sa.String(length=200), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("form_key", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("submitted_by", sa.String(length=100), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["form_key"], ["form.form_key"], name=op.f("fk_submission_form_key")),
        sa.PrimaryKeyConstraint("submission_key", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_instance", ["process_instance_key", "element_id"], unique=False)

    op.create_table(
        "vote",
        sa.Column("vote_key", KEY, autoincrement=False, nullable=False),
        sa.Column("exemplar_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ballot_key", sa.BigInteger(), nullable=False),
        sa.Column("voter", sa.String(length=100), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_key"], ["exemplar.exemplar_key"], name=op.f("fk_vote_exemplar_key")),
        sa.PrimaryKeyConstraint("vote_key", name=op.f("pk_vote")),
        sa.UniqueConstraint("ballot_key", "voter", name=op.f("uq_vote_ballot_key_voter")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_vote_element_instance_key_position")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_exemplar_key"), ["exemplar_key"], unique=False)

    op.create_table(
        "process_instance",
        sa.Column("process_instance_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_definition_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("business_id", sa.String(length=200), server_default="", nullable=False),
        sa.Column("title", sa.String(length=300), server_default="", nullable=False),
        sa.Column("subtitle", sa.String(length=300), server_default="", nullable=False),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("started_by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("history_sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("history_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_definition_key"],
            ["process_definition.process_definition_key"],
            name=op.f("fk_process_instance_process_definition_key"),
        ),
        sa.PrimaryKeyConstraint("process_instance_key", name=op.f("pk_process_instance")),
    )
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.create_index("ix_process_instance_business_id", ["business_id"], unique=False)
        batch_op.create_index("ix_process_instance_definition", ["process_definition_id", "state"], unique=False)

    op.create_table(
        "element_instance",
        sa.Column("element_instance_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_id", sa.String(length=200), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("element_type", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("scope_key", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_element_instance_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("element_instance_key", name=op.f("pk_element_instance")),
    )
    with op.batch_alter_table("element_instance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_element_instance_element", ["process_definition_id", "element_id", "state"], unique=False
        )
        batch_op.create_index("ix_element_instance_instance", ["process_instance_key", "state"], unique=False)

    op.create_table(
        "incident",
        sa.Column("incident_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_id", sa.String(length=200), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("error_type", sa.String(length=60), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("resolved_by", sa.String(length=100), nullable=True),
        sa.Column("replaced_by", sa.BigInteger(), nullable=True),
        sa.Column("submission_key", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("command", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_incident_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("incident_key", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_instance", ["process_instance_key", "state"], unique=False)
        batch_op.create_index("ix_incident_state", ["state"], unique=False)

    op.create_table(
        "instance_group",
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_instance_group_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("process_instance_key", "group", name=op.f("pk_instance_group")),
    )
    with op.batch_alter_table("instance_group", schema=None) as batch_op:
        batch_op.create_index("ix_instance_group_group", ["group"], unique=False)

    op.create_table(
        "job",
        sa.Column("job_key", KEY, autoincrement=False, nullable=False),
        sa.Column("job_type", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=True),
        sa.Column("process_definition_key", sa.BigInteger(), nullable=True),
        sa.Column("element_id", sa.String(length=200), server_default="", nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.Column("worker", sa.String(length=200), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_job_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("job_key", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "job_type", "due_at"], unique=False)
        batch_op.create_index("ix_job_instance", ["process_instance_key"], unique=False)

    op.create_table(
        "message_subscription",
        sa.Column("message_subscription_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("message_name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=300), nullable=False),
        sa.Column("interrupting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_message_subscription_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("message_subscription_key", name=op.f("pk_message_subscription")),
    )
    with op.batch_alter_table("message_subscription", schema=None) as batch_op:
        batch_op.create_index("ix_message_subscription_instance", ["process_instance_key"], unique=False)
        batch_op.create_index("ix_message_subscription_name", ["message_name", "correlation_key"], unique=False)

    op.create_table(
        "timer",
        sa.Column("timer_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_timer_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("timer_key", name=op.f("pk_timer")),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index("ix_timer_due_at", ["due_at"], unique=False)
        batch_op.create_index("ix_timer_instance", ["process_instance_key"], unique=False)

    op.create_table(
        "user_task",
        sa.Column("user_task_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_key", sa.BigInteger(), nullable=False),
        sa.Column("process_definition_id", sa.String(length=200), nullable=False),
        sa.Column("process_definition_version", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("scope_key", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("assignee", sa.String(length=100), nullable=True),
        sa.Column("candidate_groups", sa.JSON(), nullable=False),
        sa.Column("candidate_users", sa.JSON(), nullable=False),
        sa.Column("form_key", sa.BigInteger(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("follow_up_at", Instant(), nullable=True),
        sa.Column("priority", sa.Integer(), server_default="50", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("completed_at", Instant(), nullable=True),
        sa.Column("completed_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["form_key"], ["form.form_key"], name=op.f("fk_user_task_form_key")),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_user_task_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("user_task_key", name=op.f("pk_user_task")),
    )
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.create_index("ix_user_task_assignee", ["assignee", "state"], unique=False)
        batch_op.create_index("ix_user_task_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_user_task_instance", ["process_instance_key", "state"], unique=False)

    op.create_table(
        "draft",
        sa.Column("user_task_key", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_task_key"], ["user_task.user_task_key"], name=op.f("fk_draft_user_task_key")),
        sa.PrimaryKeyConstraint("user_task_key", "user_name", name=op.f("pk_draft")),
    )
    op.create_table(
        "user_task_group",
        sa.Column("user_task_key", sa.BigInteger(), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_task_key"], ["user_task.user_task_key"], name=op.f("fk_user_task_group_user_task_key")
        ),
        sa.PrimaryKeyConstraint("user_task_key", "group", name=op.f("pk_user_task_group")),
    )
    with op.batch_alter_table("user_task_group", schema=None) as batch_op:
        batch_op.create_index("ix_user_task_group_group", ["group", "user_task_key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("user_task_group", schema=None) as batch_op:
        batch_op.drop_index("ix_user_task_group_group")

    op.drop_table("user_task_group")
    op.drop_table("draft")
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.drop_index("ix_user_task_instance")
        batch_op.drop_index("ix_user_task_due")
        batch_op.drop_index("ix_user_task_assignee")

    op.drop_table("user_task")
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.drop_index("ix_timer_instance")
        batch_op.drop_index("ix_timer_due_at")

    op.drop_table("timer")
    with op.batch_alter_table("message_subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_message_subscription_name")
        batch_op.drop_index("ix_message_subscription_instance")

    op.drop_table("message_subscription")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_instance")
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    with op.batch_alter_table("instance_group", schema=None) as batch_op:
        batch_op.drop_index("ix_instance_group_group")

    op.drop_table("instance_group")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_state")
        batch_op.drop_index("ix_incident_instance")

    op.drop_table("incident")
    with op.batch_alter_table("element_instance", schema=None) as batch_op:
        batch_op.drop_index("ix_element_instance_instance")
        batch_op.drop_index("ix_element_instance_element")

    op.drop_table("element_instance")
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index("ix_process_instance_definition")
        batch_op.drop_index("ix_process_instance_business_id")

    op.drop_table("process_instance")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_exemplar_key"))

    op.drop_table("vote")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("ix_submission_instance")

    op.drop_table("submission")
    op.drop_table("subject_type")
    with op.batch_alter_table("study_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_visit_exemplar_key"))

    op.drop_table("study_visit")
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_exemplar_key"))

    op.drop_table("story")
    with op.batch_alter_table("self_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_assessment_exemplar_key"))

    op.drop_table("self_assessment")
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screening_exemplar_key"))

    op.drop_table("screening")
    with op.batch_alter_table("replication_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replication_site_exemplar_key"))

    op.drop_table("replication_site")
    with op.batch_alter_table("replication_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replication_result_exemplar_key"))

    op.drop_table("replication_result")
    with op.batch_alter_table("replication_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replication_candidate_exemplar_key"))

    op.drop_table("replication_candidate")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_exemplar_key"))

    op.drop_table("referral")
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recognition_exemplar_key"))

    op.drop_table("recognition")
    op.drop_table("quota")
    with op.batch_alter_table("publicity_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publicity_item_exemplar_key"))

    op.drop_table("publicity_item")
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_notice_exemplar_key"))

    op.drop_table("public_notice")
    with op.batch_alter_table("public_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_comment_exemplar_key"))

    op.drop_table("public_comment")
    op.drop_table("province_role")
    with op.batch_alter_table("progress_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progress_entry_exemplar_key"))

    op.drop_table("progress_entry")
    op.drop_table("process_definition")
    with op.batch_alter_table("policy_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_proposal_exemplar_key"))

    op.drop_table("policy_proposal")
    with op.batch_alter_table("personal_token", schema=None) as batch_op:
        batch_op.drop_index("ix_personal_token_account_key")

    op.drop_table("personal_token")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opinion_exemplar_key"))

    op.drop_table("opinion")
    with op.batch_alter_table("nurture_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nurture_target_exemplar_key"))

    op.drop_table("nurture_target")
    op.drop_table("notice_reading")
    with op.batch_alter_table("network_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_network_session_exemplar_key"))

    op.drop_table("network_session")
    op.drop_table("movement_subject_type")
    op.drop_table("movement_agency")
    op.drop_table("movement")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_exemplar_key"))

    op.drop_table("minutes")
    op.drop_table("milestone_occurrence")
    op.drop_table("milestone")
    with op.batch_alter_table("mentor_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_assignment_exemplar_key"))

    op.drop_table("mentor_assignment")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("ix_membership_agency_role")
        batch_op.drop_index("ix_membership_account_key")

    op.drop_table("membership")
    op.drop_table("legal_basis")
    with op.batch_alter_table("lead_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_review_exemplar_key"))

    op.drop_table("lead_review")
    with op.batch_alter_table("integrity_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_integrity_statement_exemplar_key"))

    op.drop_table("integrity_statement")
    with op.batch_alter_table("integrity_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_integrity_block_exemplar_key"))

    op.drop_table("integrity_block")
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_honour_exemplar_key"))

    op.drop_table("honour")
    with op.batch_alter_table("experience", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experience_exemplar_key"))

    op.drop_table("experience")
    with op.batch_alter_table("exemplar_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemplar_link_exemplar_key"))

    op.drop_table("exemplar_link")
    with op.batch_alter_table("exemplar_field", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemplar_field_exemplar_key"))

    op.drop_table("exemplar_field")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_exemplar_key"))

    op.drop_table("evidence")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_exemplar_key"))

    op.drop_table("evaluation")
    with op.batch_alter_table("encouragement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_encouragement_exemplar_key"))

    op.drop_table("encouragement")
    with op.batch_alter_table("dossier_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_document_exemplar_key"))

    op.drop_table("dossier_document")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_exemplar_key"))

    op.drop_table("dossier")
    op.drop_table("detection_source")
    with op.batch_alter_table("detection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_detection_exemplar_key"))

    op.drop_table("detection")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_exemplar_key"))

    op.drop_table("decision")
    with op.batch_alter_table("criterion_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_answer_exemplar_key"))

    op.drop_table("criterion_answer")
    op.drop_table("criterion")
    op.drop_table("criteria_set")
    op.drop_table("consultation")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_exemplar_key"))

    op.drop_table("consent")
    with op.batch_alter_table("channel_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_channel_plan_exemplar_key"))

    op.drop_table("channel_plan")
    op.drop_table("channel")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_exemplar_key"))

    op.drop_table("ballot")
    with op.batch_alter_table("award_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_proposal_exemplar_key"))

    op.drop_table("award_proposal")
    with op.batch_alter_table("award_handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_handover_exemplar_key"))

    op.drop_table("award_handover")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_exemplar_key"))
        batch_op.drop_index(batch_op.f("ix_award_achievement_key"))

    op.drop_table("award")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_exemplar_key"))

    op.drop_table("approval")
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appraisal_exemplar_key"))

    op.drop_table("appraisal")
    op.drop_table("agency_succession")
    op.drop_table("agency_name")
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adoption_exemplar_key"))

    op.drop_table("adoption")
    with op.batch_alter_table("action_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_note_exemplar_key"))

    op.drop_table("action_note")
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_achievement_subject"))
        batch_op.drop_index(batch_op.f("ix_achievement_exemplar_key"))

    op.drop_table("achievement")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index("ix_account_session_account_key")

    op.drop_table("account_session")
    op.drop_table("quota_counter")
    op.drop_table("plan")
    op.drop_table("place")
    op.drop_table("parameter")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_user_task_key"))
        batch_op.drop_index(batch_op.f("ix_notice_recipient_notice_closed_at"))
        batch_op.drop_index(batch_op.f("ix_notice_process_instance_key"))

    op.drop_table("notice")
    op.drop_table("nomination_request")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_name")

    op.drop_table("message")
    op.drop_table("form")
    op.drop_table("exemplar_number")
    with op.batch_alter_table("exemplar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemplar_status_exemplar_stage"))
        batch_op.drop_index(batch_op.f("ix_exemplar_movement_exemplar_agency"))
        batch_op.drop_index(batch_op.f("ix_exemplar_folded_name"))

    op.drop_table("exemplar")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_instance")

    op.drop_table("document")
    op.drop_table("deployment")
    op.drop_table("decision_definition")
    op.drop_table("business_clock")
    op.drop_table("audit_log")
    op.drop_table("agency")
    op.drop_table("account")
