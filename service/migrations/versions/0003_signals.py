"""signals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("process_definition", sa.Column("start_signals", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "signal_subscription",
        sa.Column("signal_subscription_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("signal_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_signal_subscription_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("signal_subscription_key", name=op.f("pk_signal_subscription")),
    )
    op.create_index("ix_signal_subscription_name", "signal_subscription", ["signal_name"])
    op.create_index("ix_signal_subscription_instance", "signal_subscription", ["process_instance_key"])
    op.create_table(
        "signal",
        sa.Column("signal_key", KEY, autoincrement=False, nullable=False),
        sa.Column("signal_name", sa.String(length=200), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("broadcast_at", Instant(), nullable=False),
        sa.Column("broadcast_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("signal_key", name=op.f("pk_signal")),
    )
    op.create_table(
        "signal_delivery",
        sa.Column("signal_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("target_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger()),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_signal_delivery_process_instance_key"),
        ),
        sa.ForeignKeyConstraint(["signal_key"], ["signal.signal_key"], name=op.f("fk_signal_delivery_signal_key")),
        sa.PrimaryKeyConstraint("signal_key", "target_key", name=op.f("pk_signal_delivery")),
    )
    op.create_index("ix_signal_delivery_due_at", "signal_delivery", ["due_at"])
    op.create_index("ix_signal_delivery_instance", "signal_delivery", ["process_instance_key"])


def downgrade() -> None:
    op.drop_table("signal_delivery")
    op.drop_table("signal")
    op.drop_table("signal_subscription")
    op.drop_column("process_definition", "start_signals")
