"""messages of suspended instances"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = "fk_message_process_instance_key"


def upgrade() -> None:
    with op.batch_alter_table("message") as batch_op:
        batch_op.add_column(sa.Column("process_instance_key", sa.BigInteger()))
        batch_op.create_foreign_key(KEY, "process_instance", ["process_instance_key"], ["process_instance_key"])


def downgrade() -> None:
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_constraint(KEY, type_="foreignkey")
        batch_op.drop_column("process_instance_key")
