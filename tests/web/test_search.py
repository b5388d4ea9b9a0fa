"""Search requests: filters, order and pages are the same on both databases, and nothing odd gets through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import BigInteger, Column, MetaData, String, Table, select

from service.core.database import Database, Instant
from service.core.paging import CursorInvalid, encode_cursor
from service.web import row_search, search
from service.web.search import SearchInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.web.search import Found

DAY = datetime(2022, 3, 1, tzinfo=UTC)
THING = Table(
    "thing",
    MetaData(),
    Column("thing_key", BigInteger, primary_key=True),
    Column("name", String(50)),
    Column("ended_at", Instant),
)
FIELDS: search.Fields = {
    "key": search.Field(THING.c.thing_key, search.key),
    "name": search.Field(THING.c.name),
    "endDate": search.Field(THING.c.ended_at, search.moment),
    "tenantId": search.TENANT_FIELD,
}
ROWS = [
    {
        "thing_key": number,
        "name": None if number % 3 == 0 else f"n{number % 4}",
        "ended_at": None if number % 2 else DAY + timedelta(days=number % 5),
    }
    for number in range(1, 21)
]


@pytest.fixture
def things(database_url: str) -> Iterator[Database]:
    """A database with twenty things, some without a name, some without an end."""
    twin = Database(database_url)
    with twin.engine.begin() as connection:
        THING.create(connection)
        connection.execute(THING.insert(), ROWS)
    yield twin
    twin.dispose()


def found(things: Database, **body: Any) -> Found:
    with things.read() as tx:
        return search.run(tx, select(THING), FIELDS, body, THING.c.thing_key)


def keys(page: Found) -> list[int]:
    return [row.thing_key for row in page.rows]


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ["name", "endDate", "key", "tenantId"])
def test_walks_every_row_once_forwards_and_backwards(things: Database, field: str, order: str) -> None:
    sort = [{"field": field, "order": order}]
    whole = keys(found(things, sort=sort))
    assert len(whole) == len(set(whole)) == 20
    forwards, page = [], found(things, sort=sort, page={"limit": 3})
    while page.rows:
        forwards += keys(page)
        last, page = page, found(things, sort=sort, page={"limit": 3, "after": page.page["endCursor"]})
    assert forwards == whole
    page = found(things, sort=sort, page={"limit": 18, "before": last.page["startCursor"]})
    assert keys(page) == whole[:18]


def test_puts_what_has_no_value_last_when_ascending(things: Database) -> None:
    rows = found(things, sort=[{"field": "endDate", "order": "ASC"}]).rows
    assert [row.ended_at is None for row in rows] == [False] * 10 + [True] * 10


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "n1"}, [1, 5, 13, 17]),
        ({"name": {"$in": ["n1", "n2"]}, "key": {"$lte": "5"}}, [1, 2, 5]),
        ({"name": {"$like": "n?"}, "endDate": {"$exists": False}, "key": {"$lt": "6"}}, [1, 5]),
        ({"endDate": {"$gt": "2022-03-04T12:00:00Z"}}, [4, 14]),
        ({"key": {"$lt": "4"}, "$or": [{"name": "n1"}, {"name": "n2"}]}, [1, 2]),
        ({"tenantId": "<default>", "key": {"$lt": "3"}}, [1, 2]),
        ({"tenantId": {"$in": ["other"]}}, []),
    ],
)
def test_filters_as_camunda_does(things: Database, given: Mapping[str, Any], expected: list[int]) -> None:
    assert keys(found(things, filter=given)) == expected


@pytest.mark.parametrize(
    "body",
    [
        {"filter": {"colour": "red"}},
        {"filter": {"key": "99999999999999999999"}},
        {"filter": {"key": "9223372036854775808"}},
        {"filter": {"key": {"$near": "1"}}},
        {"filter": {"endDate": "tomorrow"}},
        {"filter": {"$or": {}}},
        {"sort": [{"field": "colour"}]},
        {"sort": [{"field": "name", "order": "UP"}]},
        {"page": {"limit": -1}},
        {"page": {"limit": True}},
        {"page": {"from": 2**64}},
    ],
)
def test_refuses_what_it_cannot_search_by(things: Database, body: Mapping[str, Any]) -> None:
    with pytest.raises(SearchInvalid):
        found(things, **body)


@pytest.mark.parametrize("values", [["a", 1], [1], [DAY.isoformat(), "x"], [7, True], {}])
def test_refuses_a_cursor_of_another_search(things: Database, values: Any) -> None:
    with pytest.raises(CursorInvalid):
        found(things, sort=[{"field": "endDate"}], page={"after": encode_cursor(values)})


VARIABLES = [
    {"name": name, "value": value, "scopeKey": "7", "secret": "x"}
    for name, value in (("b", "2"), ("a", "10"), ("c", "1"))
]
SEARCHABLE = frozenset({"name", "value"})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["b", "a", "c"]),
        ({"sort": [{"field": "name"}]}, ["a", "b", "c"]),
        ({"sort": [{"field": "value", "order": "DESC"}]}, ["b", "a", "c"]),
        ({"filter": {"name": {"$in": ["a", "c"]}, "value": {"$neq": "1"}}}, ["a"]),
        ({"filter": {"value": {"$like": "1*"}}}, ["a", "c"]),
        ({"filter": {"name": {"$notIn": ["a"], "$exists": True}}, "page": {"from": 1}}, ["c"]),
        ({"page": {"limit": 2}}, ["b", "a"]),
    ],
)
def test_searches_rows_already_read(body: Mapping[str, Any], expected: list[str]) -> None:
    assert [row["name"] for row in row_search.run(VARIABLES, body, searchable=SEARCHABLE).rows] == expected


def test_walks_rows_already_read_by_cursor() -> None:
    first = row_search.run(VARIABLES, {"page": {"limit": 2}}, searchable=SEARCHABLE)
    after = {"limit": 2, "after": first.page["endCursor"]}
    second = row_search.run(VARIABLES, {"page": after}, searchable=SEARCHABLE)
    before = {"limit": 2, "before": second.page["startCursor"]}
    assert [row["name"] for row in second.rows] == ["c"]
    assert row_search.run(VARIABLES, {"page": before}, searchable=SEARCHABLE).rows == first.rows


@pytest.mark.parametrize(
    "body",
    [
        {"filter": {"secret": "x"}},
        {"filter": {"name": {"$in": 7}}},
        {"filter": {"name": {"$gt": "a"}}},
        {"sort": [{"field": "secret"}]},
        {"sort": [{"field": "name", "order": "UP"}]},
        {"sort": ["name"]},
    ],
)
def test_refuses_to_search_rows_by_anything_else(body: Mapping[str, Any]) -> None:
    with pytest.raises(SearchInvalid):
        row_search.run(VARIABLES, body, searchable=SEARCHABLE)


def test_refuses_a_cursor_of_other_rows() -> None:
    with pytest.raises(CursorInvalid):
        row_search.run(VARIABLES, {"page": {"after": encode_cursor(["7", "z"])}}, searchable=SEARCHABLE)
