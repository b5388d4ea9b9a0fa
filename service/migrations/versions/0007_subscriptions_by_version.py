"""subscriptions by version"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SUBSCRIPTION = sa.table(
    "message_subscription",
    sa.column("process_instance_key", sa.BigInteger()),
    sa.column("process_definition_key", sa.BigInteger()),
)
INSTANCE = sa.table(
    "process_instance",
    sa.column("process_instance_key", sa.BigInteger()),
    sa.column("process_definition_key", sa.BigInteger()),
)


def upgrade() -> None:
    """Those open now get the version of their instance: of what it calls only its state knows."""
    op.add_column("message_subscription", sa.Column("process_definition_key", sa.BigInteger()))
    of_instance = (
        sa.select(INSTANCE.c.process_definition_key)
        .where(INSTANCE.c.process_instance_key == SUBSCRIPTION.c.process_instance_key)
        .scalar_subquery()
    )
    op.execute(SUBSCRIPTION.update().values(process_definition_key=of_instance))
    with op.batch_alter_table("message_subscription") as batch_op:
        batch_op.alter_column("process_definition_key", existing_type=sa.BigInteger(), nullable=False)


def downgrade() -> None:
    op.drop_column("message_subscription", "process_definition_key")
