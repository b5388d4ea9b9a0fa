"""the business clock run ahead"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("business_clock", sa.Column("runs_from", Instant()))
    op.add_column("business_clock", sa.Column("runs_to", Instant()))


def downgrade() -> None:
    op.drop_column("business_clock", "runs_to")
    op.drop_column("business_clock", "runs_from")
