"""search issued documents"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.text import folded

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_documents = sa.table(
    "issued_document",
    sa.column("issued_document_key", sa.BigInteger),
    sa.column("parameters", sa.JSON),
    sa.column("folded", sa.String),
)


def upgrade() -> None:
    op.add_column("issued_document", sa.Column("folded", sa.String(1000), server_default="", nullable=False))
    op.drop_column("issued_document", "files")
    op.create_index("ix_issued_document_issued_at", "issued_document", ["issued_at"])
    connection = op.get_bind()
    for row in connection.execute(sa.select(_documents)).all():
        said = folded(" ".join(str(row.parameters[name]) for name in ("task", "case") if row.parameters.get(name)))
        mine = _documents.c.issued_document_key == row.issued_document_key
        connection.execute(sa.update(_documents).where(mine).values(folded=said[:1000]))


def downgrade() -> None:
    op.drop_index("ix_issued_document_issued_at", "issued_document")
    op.add_column("issued_document", sa.Column("files", sa.JSON(), server_default="[]", nullable=False))
    op.drop_column("issued_document", "folded")
