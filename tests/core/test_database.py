"""Transactions that meet: the slower one is told so, and nothing of it is kept."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from service.core.database import ChangedMeanwhile, Database, business_clock
from service.core.statement import Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from service.core.tx import Tx

CLOCK = {"business_clock_id": 1, "note": "first"}


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(insert(business_clock), CLOCK)
    yield database
    database.dispose()


WRITES: dict[str, Callable[[Tx], object]] = {
    "core": lambda tx: tx.execute(insert(business_clock), CLOCK | {"note": "second"}),
    "compiled": lambda tx: tx.driver.write(Statement(insert(business_clock)), CLOCK | {"note": "second"}),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_key_that_another_transaction_wrote_is_a_conflict(twin: Database, write: Callable[[Tx], object]) -> None:
    with pytest.raises(ChangedMeanwhile), twin.begin() as tx:
        write(tx)
    with twin.read() as tx:
        assert tx.execute(select(business_clock.c.note)).scalars().all() == ["first"]


def test_any_other_fault_of_the_database_stays_what_it_is(twin: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)not.null") as fault, twin.begin() as tx:
        tx.execute(insert(business_clock), {"business_clock_id": 2, "is_demo": None})
    assert not isinstance(fault.value, ChangedMeanwhile)


OPENS = """
import sys, threading
from sqlalchemy import text
from service.core.database import Database

def write(url):
    try:
        with Database(url).engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS opened (number INTEGER)"))
            connection.execute(text("INSERT INTO opened VALUES (1)"))
    except Exception as fault:
        faults.append(repr(fault))

for line in sys.stdin:
    faults = []
    threads = [threading.Thread(target=write, args=(line.strip(),)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(faults, flush=True)
"""
"""Opens each file it is told of in four threads, and says what went wrong."""


def test_programs_that_open_a_new_file_at_the_same_moment_wait_for_each_other(tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    programs = [subprocess.Popen([sys.executable, "-c", OPENS], stdin=pipe, stdout=pipe, text=True) for _ in range(4)]
    said = set()
    for number in range(10):
        for program in programs:
            assert program.stdin is not None
            program.stdin.write(f"sqlite:///{tmp_path / str(number)}.db\n")
            program.stdin.flush()
        for program in programs:
            assert program.stdout is not None
            said.add(program.stdout.readline().strip())
    for program in programs:
        program.communicate()
    assert said == {"[]"}
