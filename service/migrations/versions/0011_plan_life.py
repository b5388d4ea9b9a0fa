"""the life of a plan"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("plan", sa.Column("closed_at", Instant()))
    op.add_column("plan", sa.Column("closed_by", sa.String(100)))
    op.add_column("plan", sa.Column("closing_reason", sa.String(1000), nullable=False, server_default=""))
    op.add_column("legal_basis", sa.Column("valid_to", sa.Date()))
    op.add_column("legal_basis", sa.Column("replaced_by", sa.String(100)))
    op.create_table(
        "plan_version",
        sa.Column("plan_version_key", KEY, autoincrement=False, nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("effective_on", sa.Date()),
        sa.Column("basis", sa.String(500), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_plan_version_plan")),
        sa.PrimaryKeyConstraint("plan_version_key", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan", "version", name=op.f("uq_plan_version_plan")),
    )
    op.create_table(
        "plan_draft",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("cloned_from", sa.String(60)),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plan_draft")),
    )
    op.create_table(
        "plan_question",
        sa.Column("plan_question_key", KEY, autoincrement=False, nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("answer", sa.String(20)),
        sa.Column("value", sa.String(1000), nullable=False, server_default=""),
        sa.Column("note", sa.String(1000), nullable=False, server_default=""),
        sa.Column("decided_at", Instant()),
        sa.Column("decided_by", sa.String(100)),
        sa.PrimaryKeyConstraint("plan_question_key", name=op.f("pk_plan_question")),
        sa.UniqueConstraint("plan", "code", name=op.f("uq_plan_question_plan")),
    )


def downgrade() -> None:
    op.drop_table("plan_question")
    op.drop_table("plan_draft")
    op.drop_table("plan_version")
    op.drop_column("legal_basis", "replaced_by")
    op.drop_column("legal_basis", "valid_to")
    op.drop_column("plan", "closing_reason")
    op.drop_column("plan", "closed_by")
    op.drop_column("plan", "closed_at")
