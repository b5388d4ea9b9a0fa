"""days decided to be working days or none"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("business_clock", sa.Column("calendar_version", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "working_day",
        sa.Column("working_day_key", KEY, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("document", sa.String(200), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("taken_back_at", Instant()),
        sa.Column("taken_back_by", sa.String(100)),
        sa.PrimaryKeyConstraint("working_day_key", name=op.f("pk_working_day")),
    )
    op.create_index(
        "ix_working_day_in_force",
        "working_day",
        ["day"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_working_day_in_force", "working_day")
    op.drop_table("working_day")
    op.drop_column("business_clock", "calendar_version")
