"""batch operations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "batch_operation",
        sa.Column("batch_operation_key", KEY, autoincrement=False, nullable=False),
        sa.Column("operation", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.PrimaryKeyConstraint("batch_operation_key", name=op.f("pk_batch_operation")),
    )
    op.create_index("ix_batch_operation_state", "batch_operation", ["state"])
    op.create_table(
        "batch_operation_item",
        sa.Column("batch_operation_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("template", sa.Text()),
        sa.Column("parameters", sa.JSON()),
        sa.Column("processed_at", Instant()),
        sa.ForeignKeyConstraint(
            ["batch_operation_key"],
            ["batch_operation.batch_operation_key"],
            name=op.f("fk_batch_operation_item_batch_operation_key"),
        ),
        sa.ForeignKeyConstraint(
            ["process_instance_key"],
            ["process_instance.process_instance_key"],
            name=op.f("fk_batch_operation_item_process_instance_key"),
        ),
        sa.PrimaryKeyConstraint("batch_operation_key", "process_instance_key", name=op.f("pk_batch_operation_item")),
    )
    op.create_index("ix_batch_operation_item_state", "batch_operation_item", ["state", "position"])
    op.create_index("ix_batch_operation_item_instance", "batch_operation_item", ["process_instance_key"])


def downgrade() -> None:
    op.drop_table("batch_operation_item")
    op.drop_table("batch_operation")
