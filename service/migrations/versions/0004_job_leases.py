"""job leases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JOB = sa.table(
    "job",
    sa.column("state", sa.String()),
    sa.column("worker", sa.String()),
    sa.column("due_at", Instant()),
    sa.column("created_at", Instant()),
    sa.column("updated_at", Instant()),
    sa.column("ended_at", Instant()),
)


def upgrade() -> None:
    op.add_column("incident", sa.Column("job_key", sa.BigInteger()))
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_index("ix_job_due")
        batch_op.add_column(sa.Column("lease_token", sa.String(length=40)))
        batch_op.add_column(sa.Column("error_code", sa.String(length=200)))
        batch_op.add_column(sa.Column("updated_at", Instant()))
        batch_op.add_column(sa.Column("ended_at", Instant()))
        batch_op.alter_column("due_at", existing_type=Instant(), nullable=True)
        batch_op.drop_column("variables")
    op.execute(JOB.update().values(updated_at=JOB.c.created_at))
    op.execute(JOB.update().where(JOB.c.worker.is_(None)).values(worker=""))
    op.execute(JOB.update().where(JOB.c.state != "CREATED").values(due_at=None, ended_at=JOB.c.created_at))
    with op.batch_alter_table("job") as batch_op:
        batch_op.alter_column("updated_at", existing_type=Instant(), nullable=False)
        batch_op.alter_column("worker", existing_type=sa.String(length=200), nullable=False, server_default="")
        batch_op.create_index("ix_job_due", ["job_type", "due_at"])


def downgrade() -> None:
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_index("ix_job_due")
        batch_op.add_column(sa.Column("variables", sa.JSON(), server_default="{}", nullable=False))
        for name in ("lease_token", "error_code", "updated_at", "ended_at"):
            batch_op.drop_column(name)
    op.execute(JOB.update().where(JOB.c.due_at.is_(None)).values(due_at=JOB.c.created_at))
    with op.batch_alter_table("job") as batch_op:
        batch_op.alter_column("due_at", existing_type=Instant(), nullable=False)
        batch_op.alter_column("worker", existing_type=sa.String(length=200), nullable=True, server_default=None)
        batch_op.create_index("ix_job_due", ["state", "job_type", "due_at"])
    op.drop_column("incident", "job_key")
