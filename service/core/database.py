"""The database: engine per kind, table metadata, and ``begin``, the only opening of a transaction."""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    select,
    text,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from service.core.actor import SYSTEM, Actor
from service.core.calendar import OFFICIAL, Calendar, using
from service.core.clock import pinned_at, wall_now
from service.core.errors import Conflict, sentence
from service.core.operations import Domain
from service.core.statement import Statement
from service.core.tx import Tx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from types import ModuleType

    from sqlalchemy.engine import Connection, Dialect, Engine

SAFE_WAL = (3, 51, 3)
"""SQLite below this version can corrupt a write-ahead log that two connections write at the same instant."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """The base of the few mapped classes; most tables are plain ``Table`` objects on the same metadata."""

    metadata = metadata


class Instant(TypeDecorator[Any]):
    """A moment: aware UTC in Python, ``timestamptz`` on PostgreSQL, ISO text without zone on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; SQLite gets UTC without the mark, so that text order is time order."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"Expected to store an aware moment, but {value!r} is naive."
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC moment."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


KEY = BigInteger().with_variant(Integer, "sqlite")
"""The type of primary keys: 63 bits on both; SQLite keeps a row at an INTEGER key itself, without an index more."""


def key_column(name: str, **options: Any) -> Column[int]:
    """Return the primary key column of a table."""
    return Column(name, KEY, primary_key=True, autoincrement=False, **options)


business_clock = Table(
    "business_clock",
    metadata,
    Column("business_clock_id", Integer, primary_key=True, autoincrement=False),
    Column("pinned_at", Instant),
    Column("is_demo", Integer, nullable=False, server_default="0"),
    Column("note", String(200), nullable=False, server_default=""),
    Column("calendar_version", Integer, nullable=False, server_default="0"),
    Column("runs_from", Instant),
    Column("runs_to", Instant),
)
"""One row (id 1): the pinned business time, if any, whether this database holds demo data, how often its calendar of
working days was changed, and between which moments the worker runs a rehearsal's clock ahead, if it does."""

working_day = Table(
    "working_day",
    metadata,
    key_column("working_day_key"),
    Column("day", Date, nullable=False),
    Column("is_working", Boolean, nullable=False),
    Column("reason", String(300), nullable=False),
    Column("document", String(200), nullable=False),
    Column("issuer", String(200), nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("taken_back_at", Instant),
    Column("taken_back_by", String(100)),
    Index(
        "ix_working_day_in_force",
        "day",
        unique=True,
        sqlite_where=text("taken_back_at IS NULL"),
        postgresql_where=text("taken_back_at IS NULL"),
    ),
)
"""Days that are working days, or are none, by decision; one taken back is kept and holds no longer."""

_CLOCK = Statement(select(business_clock.c.pinned_at, business_clock.c.calendar_version))


Done = TypeVar("Done")

DEADLOCKED = frozenset({"40001", "40P01"})
"""PostgreSQL's states for a serialization failure and a deadlock: the whole transaction must be made again."""

OUTRUN = DEADLOCKED | {"23505"}
"""These, and the state for a key that another transaction wrote."""

ATTEMPTS = 5
"""How often a unit of work is tried that others outrun."""


class ChangedMeanwhile(Conflict):
    """Another transaction wrote the same thing at the same moment."""

    code = "changed_meanwhile"
    template = sentence(
        "Expected to save this change, but somebody saved the same thing at that moment. Look at it again and repeat."
    )


def repeated(work: Callable[[], Done]) -> Done:
    """Do a unit of work, and again where another transaction outran it: nothing of the former try is kept.

    The work opens its own transaction. Raises ``ChangedMeanwhile`` when it was outrun every time.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return work()
        except ChangedMeanwhile:
            continue
    return work()


class Database:
    """A connection pool and the rules under which its transactions run."""

    def __init__(self, url: str, domain: Domain | None = None) -> None:
        self.domain = domain or Domain()
        self.kept: dict[Any, Any] | None = None
        """Reference data read once a day, where this process alone writes: only a simulation keeps any."""
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else create_engine(_psycopg(url), pool_pre_ping=True)
        self._reader = self.engine.execution_options(lantoa_read_only=True)
        self._writer = threading.Lock()
        self._calendar = (0, OFFICIAL)

    @contextmanager
    def begin(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """Open a unit of work that writes: committed when the block ends, rolled back when it raises.

        SQLite takes the write lock at once (``BEGIN IMMEDIATE``), and threads of this process queue fairly for it.
        Raises ``ChangedMeanwhile`` where the database finds that another transaction was faster.
        """
        with (
            _as_conflict(),
            _held(self._writer if self.is_sqlite else None),
            self.engine.begin() as connection,
            self._transaction(connection, actor) as tx,
        ):
            yield tx
            tx.flush()

    @contextmanager
    def read(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """Open a unit of work that only reads; it never blocks a writer and is always rolled back."""
        with self._reader.connect() as connection:
            with self._transaction(connection, actor) as tx:
                yield tx
            connection.rollback()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, connection: Connection, actor: Actor) -> Iterator[Tx]:
        """Make the unit of work at the business time, under the calendar that holds as it begins."""
        wall = wall_now()
        made = Tx(connection=connection, now=wall, wall=wall, actor=actor, domain=self.domain, kept=self.kept)
        with closing(made) as tx:
            clock = tx.driver.first(_CLOCK, {})
            if clock is not None:
                tx.now = pinned_at(clock.pinned_at, wall)
            with using(self._calendar_of(tx, 0 if clock is None else clock.calendar_version)):
                yield tx

    def _calendar_of(self, tx: Tx, version: int) -> Calendar:
        """Return the calendar of working days, read again only where its version is another one."""
        known, calendar = self._calendar
        if version != known:
            decided = select(working_day.c.day, working_day.c.is_working).where(working_day.c.taken_back_at.is_(None))
            calendar = Calendar({row.day: row.is_working for row in tx.execute(decided)})
            self._calendar = (version, calendar)
        return calendar


@contextmanager
def _as_conflict() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if _was_outrun(error):
            raise ChangedMeanwhile from error
        raise


def _was_outrun(error: Exception) -> bool:
    """Return whether a driver's error, SQLAlchemy's wrapping or not, says that two transactions met."""
    return _sqlstate(error) in OUTRUN or str(_cause(error)).startswith("UNIQUE constraint failed")


def is_deadlock(error: Exception) -> bool:
    """Return whether an error ends the whole transaction, so that whoever catches it must pass it on."""
    return _sqlstate(error) in DEADLOCKED


def _sqlstate(error: Exception) -> str | None:
    return getattr(_cause(error), "sqlstate", None)


def _cause(error: Exception) -> object:
    return getattr(error, "orig", error)


@contextmanager
def _held(lock: threading.Lock | None) -> Iterator[None]:
    if lock is None:
        yield
    else:
        with lock:
            yield


def _psycopg(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)


def sqlite_module() -> ModuleType:
    """Return the newest SQLite driver at hand: the ``pysqlite3`` wheel where there is one, else the standard one."""
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415 -- the wheel exists only for some platforms
    except ImportError:
        import sqlite3  # noqa: PLC0415

        return sqlite3
    module: ModuleType = dbapi2
    return module


def journal_mode(version: tuple[int, ...]) -> str:
    """Return the journal that is safe with this SQLite version."""
    return "WAL" if version >= SAFE_WAL else "DELETE"


def _sqlite_engine(url: str) -> Engine:
    module = sqlite_module()
    # The connection used last is used next: its pages are still in its cache, and the others need not read them.
    options = {"check_same_thread": False, "timeout": 30}
    engine = create_engine(url, module=module, connect_args=options, pool_use_lifo=True)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=30000")
        _set_journal(cursor, module)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("lantoa_read_only", False)
        cursor = connection.connection.cursor()
        cursor.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")
        cursor.close()

    return engine


def _set_journal(cursor: Any, module: ModuleType) -> None:
    """Choose the journal. Where others open the new file at the same moment SQLite refuses that instead of waiting."""
    for _ in range(ATTEMPTS):
        try:
            cursor.execute(f"PRAGMA journal_mode={journal_mode(module.sqlite_version_info)}")
        except module.OperationalError:
            cursor.execute("BEGIN IMMEDIATE")  # this waits until they are done
            cursor.execute("COMMIT")
        else:
            return
