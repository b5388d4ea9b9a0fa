"""A database whose business clock stands still."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.core.database import Database, business_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.operations import Domain

NINE = datetime(2022, 3, 1, 2, tzinfo=UTC)
"""Nine in the morning of 1 March 2022 in Vietnam."""


@contextmanager
def pinned(url: str, domain: Domain | None = None, *, at: datetime = NINE) -> Iterator[Database]:
    """Open a database with every table, pin its clock, and close it afterwards."""
    database = Database(url, domain)
    with database.engine.begin() as connection:
        connection.execute(business_clock.insert(), {"business_clock_id": 1, "pinned_at": at, "is_demo": 1})
    yield database
    database.dispose()
