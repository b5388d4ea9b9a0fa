"""A savepoint that costs nothing until somebody is about to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, NestedTransaction


class Savepoint:
    """Opened before the first operation of a step, so that a step without operations needs no statement for it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._nested: NestedTransaction | None = None

    def open(self) -> None:
        """Set the savepoint, once."""
        if self._nested is None:
            self._nested = self._connection.begin_nested()

    def release(self) -> None:
        """Keep what was written since."""
        if self._nested is not None:
            self._nested.commit()

    def roll_back(self) -> None:
        """Undo what was written since."""
        if self._nested is not None:
            self._nested.rollback()
