from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from alembic import context

from service.app import import_models
from service.core.database import Instant, metadata

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column type by its short name, which every migration imports."""
    return "Instant()" if kind == "type" and isinstance(item, Instant) else False


import_models()
connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_item=render_item,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
