"""What a database is asked to do: every statement with its parameters, and the commits."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database


class Statement(NamedTuple):
    """A statement as the driver got it; ``parameters`` is a list of rows where ``is_many``."""

    sql: str
    parameters: Any
    is_many: bool


@dataclass
class Seen:
    """What was seen so far."""

    statements: list[Statement] = field(default_factory=list)
    commits: int = 0


@contextmanager
def watched(database: Database) -> Iterator[Seen]:
    """Watch every statement but BEGIN, and every commit of a database."""
    seen = Seen()

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, is_many: bool) -> None:  # noqa: FBT001
        if not sql.startswith("BEGIN"):
            seen.statements.append(Statement(sql, parameters, is_many))

    def count(_connection: Any) -> None:
        seen.commits += 1

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", count)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "commit", count)
