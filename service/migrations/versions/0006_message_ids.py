"""message ids"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("delivered_at", Instant()))
    op.create_index("ux_message_id", "message", ["message_name", "correlation_key", "message_id"], unique=True)


def downgrade() -> None:
    op.drop_index("ux_message_id", "message")
    op.drop_column("message", "delivered_at")
