"""what a cloned plan leaves open"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_question", sa.Column("field", sa.String(40), nullable=False, server_default=""))
    op.add_column("plan_question", sa.Column("answers", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("plan_question", "answers")
    op.drop_column("plan_question", "field")
