"""Statements compiled once give and take the same values as SQLAlchemy Core, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from service.core.database import Database, Instant, key_column
from service.core.statement import Statement
from tests.support.watching import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

thing = Table(
    "thing",
    MetaData(),
    key_column("thing_key"),
    Column("name", String(50), nullable=False),
    Column("seen_at", Instant),
    Column("facts", JSON),
    Column("blob", LargeBinary),
    Column("count", Integer),
)
NEW = Statement(insert(thing))
BY_KEY = Statement(select(thing).where(thing.c.thing_key == bindparam("key")))
NAMED = Statement(select(thing.c.thing_key).where(thing.c.name == "one", thing.c.count > bindparam("least")).limit(1))
CHANGED = Statement(update(thing).where(thing.c.thing_key == bindparam("key"), thing.c.name == "one"))
GONE = Statement(delete(thing).where(thing.c.thing_key == bindparam("key")))

ROW = {
    "thing_key": 2**62,
    "name": "one",
    "seen_at": datetime(2022, 3, 1, 2, 30, 0, 5, tzinfo=UTC),
    "facts": {"tên": ["Mơ", 1, None]},
    "blob": b"\x00\xff",
    "count": 7,
}


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    with database.engine.begin() as connection:
        thing.create(connection)
    yield database
    database.dispose()


def test_a_row_comes_back_as_it_was_written(twin: Database) -> None:
    with twin.begin() as tx:
        assert tx.driver.write(NEW, ROW) == 1
    with twin.read() as tx:
        assert tx.driver.first(BY_KEY, {"key": 2**62})._asdict() == ROW
        assert [row._asdict() for row in tx.driver.all(BY_KEY, {"key": 2**62})] == [ROW]
        assert tx.execute(select(thing)).one()._asdict() == ROW
        assert tx.driver.first(BY_KEY, {"key": 1}) is None


def test_constants_and_parameters_meet_in_one_statement(twin: Database) -> None:
    with twin.begin() as tx:
        tx.driver.write(NEW, ROW)
        assert tx.driver.first(NAMED, {"least": 6}).thing_key == 2**62
        assert tx.driver.first(NAMED, {"least": 7}) is None


def test_an_update_sets_the_columns_it_is_given_and_tells_how_many_rows_it_met(twin: Database) -> None:
    with twin.begin() as tx:
        tx.driver.write(NEW, ROW)
        assert tx.driver.write(CHANGED, {"key": 2**62, "count": None, "facts": []}) == 1
        assert tx.driver.write(CHANGED, {"key": 2**62, "name": "two"}) == 1
        assert tx.driver.write(CHANGED, {"key": 2**62, "count": 3}) == 0
        assert tx.execute(select(thing)).one()._asdict() == ROW | {"name": "two", "count": None, "facts": []}
        assert tx.driver.write(GONE, {"key": 2**62}) == 1


@pytest.mark.parametrize("many", [0, 1, 3])
def test_any_number_of_rows_is_inserted_by_at_most_one_statement(twin: Database, many: int) -> None:
    rows: list[dict[str, Any]] = [ROW | {"thing_key": number} for number in range(many)]
    with watched(twin) as seen, twin.begin() as tx:
        tx.driver.write_all(NEW, rows)
        assert len(tx.execute(select(thing)).all()) == many
    assert sum(statement.sql.startswith("INSERT") for statement in seen.statements) == min(many, 1)


def test_what_is_written_is_undone_with_its_transaction(twin: Database) -> None:
    def write_and_fail() -> None:
        with twin.begin() as tx:
            tx.driver.write(NEW, ROW)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        write_and_fail()
    with twin.read() as tx:
        assert tx.driver.first(BY_KEY, {"key": 2**62}) is None


def test_a_first_row_leaves_no_half_read_result_for_the_next_transaction_to_trip_over(twin: Database) -> None:
    keys = Statement(select(thing.c.thing_key).order_by(thing.c.thing_key))
    with twin.begin() as tx:
        for key in (1, 2):
            tx.driver.write(NEW, ROW | {"thing_key": key})
    with twin.read() as tx:
        assert tx.driver.first(keys, {}).thing_key == 1
        assert tx.driver._cursor.fetchone() is None
