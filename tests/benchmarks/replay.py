"""The writes of completions without the service: recorded once as statements, replayed over the bare driver."""

from __future__ import annotations

import pickle
import threading
from typing import TYPE_CHECKING, Any

from tests.benchmarks.in_process import complete, open_tasks
from tests.support.watching import Statement, watched

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from service.core.database import Database
    from tests.benchmarks.case import Prepared

Transaction = list[Statement]


def recorded(prepared: Prepared, instances: Sequence[int], rounds: int) -> list[list[Transaction]]:
    """Complete the open task of each instance, round by round, and return the statements of each completion.

    They fit a copy of the database as it was before.
    """
    played = []
    for _ in range(rounds):
        transactions = []
        for key in open_tasks(prepared.database, instances):
            with watched(prepared.database) as seen:
                complete(prepared, key)
            transactions.append(seen.statements)
        played.append(transactions)
    return played


def _plain(parameters: Any) -> Any:
    """Return parameters as values that another process can have: the driver's binary values are views."""
    if isinstance(parameters, list):
        return [_plain(each) for each in parameters]
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in parameters)


def keep(transactions: Sequence[Transaction], file: Path) -> None:
    """Keep recorded transactions for another process of this run."""
    plain = [[(each.sql, _plain(each.parameters), each.is_many) for each in made] for made in transactions]
    file.write_bytes(pickle.dumps(plain))


def kept(file: Path) -> list[Transaction]:
    """Return the transactions that ``keep`` wrote."""
    return [[Statement(*each) for each in transaction] for transaction in pickle.loads(file.read_bytes())]  # noqa: S301


class Replay:
    """Runs recorded transactions on a database with the service's settings: one writer, one commit each."""

    def __init__(self, database: Database, transactions: Sequence[Transaction]) -> None:
        self._engine = database.engine
        self._transactions = transactions
        self._writer = threading.Lock()

    def run(self, number: int) -> None:
        """Run one of the transactions."""
        with self._writer:
            connection: Any = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("BEGIN IMMEDIATE")
                for statement in self._transactions[number]:
                    if statement.is_many:
                        cursor.executemany(statement.sql, statement.parameters)
                    else:
                        cursor.execute(statement.sql, statement.parameters)
                    if cursor.description is not None:
                        cursor.fetchall()
                connection.commit()
            finally:
                connection.close()
