"""the plan of a case"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.clock import business_date
from service.core.database import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PLAN = sa.table("plan", sa.column("code", sa.String()), sa.column("valid_from", sa.Date()))
EXEMPLAR = sa.table(
    "exemplar",
    sa.column("exemplar_key", sa.BigInteger()),
    sa.column("plan", sa.String()),
    sa.column("opened_at", Instant()),
)


def upgrade() -> None:
    op.add_column("exemplar", sa.Column("plan", sa.String(60)))
    connection = op.get_bind()
    plans = connection.execute(sa.select(PLAN).order_by(PLAN.c.valid_from)).all()
    if not plans:
        return
    for row in connection.execute(sa.select(EXEMPLAR.c.exemplar_key, EXEMPLAR.c.opened_at)).all():
        begun = [plan.code for plan in plans if plan.valid_from <= business_date(row.opened_at)]
        mine = EXEMPLAR.c.exemplar_key == row.exemplar_key
        connection.execute(sa.update(EXEMPLAR).where(mine).values(plan=begun[-1] if begun else plans[0].code))


def downgrade() -> None:
    op.drop_column("exemplar", "plan")
