"""One transaction: what an entrance opens and every room below is handed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.core.keys import new_key
from service.core.operations import Domain
from service.core.statement import Driver, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import CursorResult, Executable, Table
    from sqlalchemy.engine import Connection

    from service.core.actor import Actor


@dataclass(slots=True)
class Tx:
    """A unit of work: its connection, its two clocks (each read once) and who does it.

    ``now`` is the business clock (diagrams, timers, pages), ``wall`` the real one (leases, sessions, audit); both are
    aware and UTC. ``domain`` holds the operations and providers that ``app.py`` collected. ``deferred`` is a list while
    an instance is being stepped: what must wait until that step is recorded (messages to other instances). ``kept`` is
    what a simulation read of reference data that day, see ``kept_for_a_day``. Nothing below an entrance commits.
    """

    connection: Connection
    now: datetime
    wall: datetime
    actor: Actor
    domain: Domain = field(default_factory=Domain)
    deferred: list[Callable[[], None]] | None = field(default=None, repr=False)
    kept: dict[Any, Any] | None = field(default=None, repr=False)
    _session: Session | None = field(default=None, repr=False)
    _driver: Driver | None = field(default=None, repr=False)

    @property
    def session(self) -> Session:
        """The ORM session on this transaction's connection, made when first asked for."""
        if self._session is None:
            self._session = Session(bind=self.connection, join_transaction_mode="create_savepoint")
        return self._session

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run a Core statement, after what the ORM session holds back."""
        self.flush()
        return self.connection.execute(statement, parameters)

    @property
    def driver(self) -> Driver:
        """The driver's cursor, for compiled statements, after what the ORM session holds back."""
        self.flush()
        if self._driver is None:
            self._driver = Driver(self.connection)
        return self._driver

    def close(self) -> None:
        """Let go of the driver's cursor; nothing can be asked afterwards."""
        if self._driver is not None:
            self._driver.close()

    def flush(self) -> None:
        """Write what the ORM session still holds back."""
        if self._session is not None:
            self._session.flush()

    def insert_missing(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert rows of the same columns, but for those that a unique key finds there already; returns how many."""
        return self.driver.write_all(_insert_missing(table, self.connection.dialect.name), rows)

    def insert_into(self, table: Table) -> Any:
        """Return an INSERT into a table for the database in use, which can say ``on_conflict_do_update``."""
        return _insert(table, self.connection.dialect.name)

    def new_key(self) -> int:
        """Return a new time-ordered key."""
        return new_key()


def _insert(table: Table, dialect: str) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def _insert_missing(table: Table, dialect: str) -> Statement:
    return Statement(_insert(table, dialect).on_conflict_do_nothing())
