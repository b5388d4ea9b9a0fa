"""Transactions that meet: the slower one is told so, and nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from service.app import import_models
from service.core.database import ChangedMeanwhile, Database, business_clock, metadata
from service.core.statement import Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.core.tx import Tx

CLOCK = {"business_clock_id": 1, "note": "first"}


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    import_models()
    database = Database(database_url)
    with database.engine.begin() as connection:
        metadata.create_all(connection)
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
