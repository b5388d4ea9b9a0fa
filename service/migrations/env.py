from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context

from service.app import import_models
from service.core.database import metadata

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

import_models()
connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
