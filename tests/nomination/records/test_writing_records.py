"""A step writes its record once, and knows whether it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import BigInteger, Column, MetaData, String, Table, UniqueConstraint, func, select

from service.core.database import Database, Instant, key_column
from service.core.operations import OperationCall
from service.nomination.records.commands import write_record, write_records

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDED = Table(
    "recorded",
    MetaData(),
    key_column("recorded_key"),
    Column("exemplar_key", BigInteger),
    Column("element_instance_key", BigInteger),
    Column("position", BigInteger),
    Column("outcome", String(20)),
    Column("recorded_at", Instant),
    Column("recorded_by", String(100)),
    UniqueConstraint("element_instance_key", "position"),
)
CALL = OperationCall(1, 7, "approve", "detect", {"exemplar_key": "5"})


@pytest.fixture
def records(database_url: str) -> Iterator[Database]:
    """A database with one table of records."""
    twin = Database(database_url)
    with twin.engine.begin() as connection:
        RECORDED.metadata.create_all(connection)
    yield twin
    twin.dispose()


def test_returns_the_key_of_a_record_and_nothing_for_one_already_there(records: Database) -> None:
    with records.begin() as tx:
        key = write_record(tx, RECORDED, CALL, outcome="approve")
        again = write_record(tx, RECORDED, CALL, outcome="refuse")
    with records.read() as tx:
        rows = tx.execute(select(RECORDED)).all()
    assert [(row.recorded_key, row.outcome, row.exemplar_key) for row in rows] == [(key, "approve", 5)]
    assert again is None


def test_leaves_several_records_as_they_were_first_written(records: Database) -> None:
    with records.begin() as tx:
        write_records(tx, RECORDED, CALL, [{"outcome": "approve"}, {"outcome": "refuse"}])
        write_records(tx, RECORDED, CALL, [{"outcome": "other"}, {"outcome": "other"}])
        assert tx.execute(select(func.count()).where(RECORDED.c.outcome == "other")).scalar_one() == 0
