"""kept figures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit_review", sa.Column("figures", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("year_closing", sa.Column("counts", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("year_closing", "counts")
    op.drop_column("unit_review", "figures")
