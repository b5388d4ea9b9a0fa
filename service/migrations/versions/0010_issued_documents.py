"""issued documents"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "issued_document",
        sa.Column("issued_document_key", KEY, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("issuer", sa.String(60), nullable=False),
        sa.Column("recipient", sa.String(60), nullable=False),
        sa.Column("mode", sa.String(20)),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("user_task_key", sa.BigInteger()),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("issued_document_key", name=op.f("pk_issued_document")),
        sa.UniqueConstraint(
            "element_instance_key",
            "code",
            "recipient",
            "user_task_key",
            name=op.f("uq_issued_document_element_instance_key"),
        ),
    )
    op.create_index("ix_issued_document_plan", "issued_document", ["plan", "code"])
    op.create_index("ix_issued_document_process_instance_key", "issued_document", ["process_instance_key"])


def downgrade() -> None:
    op.drop_table("issued_document")
