"""Statements of the hot path: SQLAlchemy Core, compiled once per database kind, then run on the driver as they are.

Core spends more on finding a statement's compiled form, wrapping its cursor and describing its result than SQLite
spends on the statement. SQLAlchemy's stay the SQL, the types of parameters and results, the transaction, and the event
``before_cursor_execute``: whoever watches statements sees these too. Errors are the driver's own.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, SelectBase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import UpdateBase
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.types import TypeEngine

    Core = SelectBase | UpdateBase
    Parameters = Mapping[str, Any]
    Processor = Callable[[Any], Any] | None


class Statement:
    """A Core statement with ``bindparam`` for what varies; an insert or update also sets the columns it is given."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._compiled: dict[tuple[str, ...], Compiled] = {}

    def compiled(self, dialect: Dialect, parameters: Parameters) -> Compiled:
        """Return the form of a database kind for parameters of these names."""
        key = (dialect.name, *parameters)
        if key not in self._compiled:
            self._compiled[key] = _compile(self._core, dialect, list(parameters))
        return self._compiled[key]


class Driver:
    """The driver's cursor of one transaction.

    Every result is read to its end: SQLite's driver keeps prepared statements by their text, and one that a cursor left
    half read can be reset by the end of its transaction while the next one reads from it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect
        self._cursor: Any = connection.connection.cursor()
        self._watchers = tuple(connection.dispatch.before_cursor_execute)

    def first(self, statement: Statement, parameters: Parameters) -> Any:
        """Return the first row as a named tuple, or ``None``."""
        return next(iter(self.all(statement, parameters)), None)

    def all(self, statement: Statement, parameters: Parameters) -> list[Any]:
        """Return every row as a named tuple."""
        compiled = statement.compiled(self._dialect, parameters)
        self._execute(compiled.sql, compiled.bound(parameters))
        return [compiled.read(values) for values in self._cursor.fetchall()]

    def write(self, statement: Statement, parameters: Parameters) -> int:
        """Run an insert, update or delete; returns how many rows it met."""
        compiled = statement.compiled(self._dialect, parameters)
        self._execute(compiled.sql, compiled.bound(parameters))
        met: int = self._cursor.rowcount
        return met

    def write_all(self, statement: Statement, rows: Sequence[Parameters]) -> int:
        """Run a statement for each of several rows of the same names; returns how many rows they met together."""
        if len(rows) < 2:  # noqa: PLR2004
            return sum(self.write(statement, row) for row in rows)
        compiled = statement.compiled(self._dialect, rows[0])
        self._execute(compiled.sql, [compiled.bound(row) for row in rows], is_many=True)
        met: int = self._cursor.rowcount
        return met

    def close(self) -> None:
        """Give the cursor back, at the end of its transaction."""
        self._cursor.close()

    def _execute(self, sql: str, parameters: Any, *, is_many: bool = False) -> None:
        for watcher in self._watchers:
            sql, parameters = watcher(self._connection, self._cursor, sql, parameters, None, is_many)
        if is_many:
            self._cursor.executemany(sql, parameters)
        else:
            self._cursor.execute(sql, parameters)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one driver takes it: its parameters in their order or by name, and how values are converted."""

    sql: str
    constants: Mapping[str, Any]
    parameters: Sequence[tuple[str, Processor]]
    is_positional: bool
    row: Any
    columns: Sequence[Processor]

    def bound(self, given: Parameters) -> Any:
        """Return parameters for the driver."""
        known = {**self.constants, **given} if self.constants else given
        values = [known[name] if process is None else process(known[name]) for name, process in self.parameters]
        if self.is_positional:
            return tuple(values)
        return {name: value for (name, _), value in zip(self.parameters, values, strict=True)}

    def read(self, values: Sequence[Any]) -> Any:
        """Return a row of the driver's as a named tuple."""
        processed = zip(values, self.columns, strict=True)
        return self.row._make([value if process is None else process(value) for value, process in processed])


def _compile(core: Core, dialect: Dialect, given: list[str]) -> Compiled:
    compiled: Any = core.compile(dialect=dialect, column_keys=given)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    selected = list(core.selected_columns) if isinstance(core, SelectBase) else []
    return Compiled(
        sql=str(compiled),
        constants={name: bind.value for name, bind in binds.items() if name not in given},
        parameters=[
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or binds
        ],
        is_positional=compiled.positional,
        row=namedtuple("Row", [str(column.key) for column in selected]),  # noqa: PYI024 -- the statement names its fields
        columns=[_read_by(column.type, dialect) for column in selected],
    )


def _read_by(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    """Return what turns a value of the driver's; floats they give, and of these SQLAlchemy asks what a cursor knows."""
    return None if isinstance(kind, Float) else kind.dialect_impl(dialect).result_processor(dialect, None)
