"""mail"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("mail_key", KEY, autoincrement=False, nullable=False),
        sa.Column("user_name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("locked_until", Instant()),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("last_error", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("mail_key", name=op.f("pk_mail")),
        sa.UniqueConstraint("user_name", "about", name=op.f("uq_mail_user_name")),
    )
    op.create_index("ix_mail_state", "mail", ["state", "not_before"])
    op.create_table(
        "mail_wish",
        sa.Column("user_name", sa.String(80), nullable=False),
        sa.Column("wish", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("digest_on", sa.Date()),
        sa.PrimaryKeyConstraint("user_name", name=op.f("pk_mail_wish")),
    )


def downgrade() -> None:
    op.drop_table("mail_wish")
    op.drop_table("mail")
