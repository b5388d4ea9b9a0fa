"""decision instances"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "decision_instance",
        sa.Column("decision_instance_key", KEY, autoincrement=False, nullable=False),
        sa.Column("decision_definition_key", sa.BigInteger(), nullable=False),
        sa.Column("decision_definition_id", sa.String(length=200), nullable=False),
        sa.Column("evaluated_at", Instant(), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_definition_key"],
            ["decision_definition.decision_definition_key"],
            name=op.f("fk_decision_instance_decision_definition_key"),
        ),
        sa.PrimaryKeyConstraint("decision_instance_key", name=op.f("pk_decision_instance")),
    )
    op.create_index(
        "ix_decision_instance_decision", "decision_instance", ["decision_definition_id", "decision_instance_key"]
    )
    op.create_index(op.f("ix_decision_instance_process_instance_key"), "decision_instance", ["process_instance_key"])


def downgrade() -> None:
    op.drop_table("decision_instance")
