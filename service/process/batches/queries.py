"""Reading batch operations: how far each is, what came of its items, and which items are to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, select

from service.core.errors import sentence_of
from service.core.paging import Page, encode_cursor
from service.core.statement import Statement
from service.process.batches.model import batch_operation, batch_operation_item
from service.process.instances.model import process_instance

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from service.core.errors import Sentence
    from service.core.tx import Tx

BATCH = 200
PAGE_SIZE = 50
UNDER_WAY = ("ACTIVE", "SUSPENDED")
"""The states of a batch that has not ended."""


@dataclass(frozen=True, slots=True)
class BatchOperation:
    """A batch and how far it is: how many items it has, and how many are done, failed or were called off."""

    batch_operation_key: int
    operation: str
    state: str
    parameters: Mapping[str, Any]
    reason: str
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    total: int = 0
    completed: int = 0
    failed: int = 0
    canceled: int = 0

    @property
    def processed(self) -> int:
        """How many items need no more work."""
        return self.completed + self.failed + self.canceled


@dataclass(frozen=True, slots=True)
class Item:
    """An item with the instance it is about; ``said`` is why it failed."""

    batch_operation_key: int
    operation: str
    process_instance_key: int
    state: str
    said: Sentence | None
    processed_at: datetime | None
    title: str
    subtitle: str
    business_id: str
    groups: tuple[str, ...]

    @property
    def error_message(self) -> str | None:
        """Why it failed, in English."""
        return None if self.said is None else str(self.said)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item that is to be done."""

    batch_operation_key: int
    process_instance_key: int


_item = batch_operation_item
_OPEN_ITEMS = Statement(
    select(_item.c.batch_operation_key, _item.c.process_instance_key)
    .join(batch_operation, batch_operation.c.batch_operation_key == _item.c.batch_operation_key)
    .where(_item.c.state == "ACTIVE", batch_operation.c.state == "ACTIVE")
    .order_by(_item.c.position, _item.c.batch_operation_key)
    .limit(bindparam("limit", type_=Integer))
)


def open_items(tx: Tx, limit: int = BATCH) -> list[OpenItem]:
    """Return items to be done, those of all batches by turns."""
    return [OpenItem(*row) for row in tx.driver.all(_OPEN_ITEMS, {"limit": limit})]


def batch_operation_by_key(tx: Tx, batch_operation_key: int) -> BatchOperation | None:
    """Return a batch with its counts."""
    statement = select(batch_operation).where(batch_operation.c.batch_operation_key == batch_operation_key)
    return next(iter(counted(tx, tx.execute(statement).all())), None)


def batch_operations(tx: Tx, cursor: int | None = None) -> Page[BatchOperation]:
    """Return the batches, the newest first."""
    key = batch_operation.c.batch_operation_key
    statement = select(batch_operation).order_by(key.desc()).limit(PAGE_SIZE + 1)
    if cursor is not None:
        statement = statement.where(key < cursor)
    found = counted(tx, tx.execute(statement).all())
    items = tuple(found[:PAGE_SIZE])
    return Page(items, encode_cursor([str(items[-1].batch_operation_key)]) if len(found) > PAGE_SIZE else None)


def counted(tx: Tx, rows: Sequence[Any]) -> list[BatchOperation]:
    """Return the batches of rows with how far each is."""
    counts = _counts(tx, [row.batch_operation_key for row in rows])
    return [_batch_from(row, counts.get(row.batch_operation_key, {})) for row in rows]


def _batch_from(row: Any, counts: Mapping[str, int]) -> BatchOperation:
    values: dict[str, Any] = {column.name: getattr(row, column.name) for column in batch_operation.c}
    return BatchOperation(**{**values, **counts})


def select_items() -> Select[Any]:
    """Return the statement that reads items with the instances they are about."""
    item, instance = batch_operation_item, process_instance
    return (
        select(item, batch_operation.c.operation, *(instance.c[name] for name in _OF_INSTANCE))
        .join(batch_operation, batch_operation.c.batch_operation_key == item.c.batch_operation_key)
        .join(instance, instance.c.process_instance_key == item.c.process_instance_key)
    )


def item_from(row: Any) -> Item:
    """Return the item of a row of ``select_items``."""
    said = None if row.template is None else sentence_of({"template": row.template, "parameters": row.parameters})
    return Item(
        batch_operation_key=row.batch_operation_key,
        operation=row.operation,
        process_instance_key=row.process_instance_key,
        state=row.state,
        said=said,
        processed_at=row.processed_at,
        title=row.title,
        subtitle=row.subtitle,
        business_id=row.business_id,
        groups=tuple(row.groups),
    )


def items_of(
    tx: Tx, batch_operation_key: int, states: Collection[str], after: int = 0
) -> tuple[list[Item], int | None]:
    """Return items of a batch in some states behind a position, and the position to go on from."""
    item = batch_operation_item
    statement = (
        select_items()
        .where(item.c.batch_operation_key == batch_operation_key, item.c.state.in_(states), item.c.position > after)
        .order_by(item.c.position)
        .limit(PAGE_SIZE + 1)
    )
    rows = tx.execute(statement).all()
    following = rows[PAGE_SIZE - 1].position if len(rows) > PAGE_SIZE else None
    return [item_from(row) for row in rows[:PAGE_SIZE]], following


def _counts(tx: Tx, keys: Sequence[int]) -> dict[int, dict[str, int]]:
    item = batch_operation_item
    rows = tx.execute(
        select(item.c.batch_operation_key, item.c.state, func.count().label("number"))
        .where(item.c.batch_operation_key.in_(keys))
        .group_by(item.c.batch_operation_key, item.c.state)
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        counts = found.setdefault(row.batch_operation_key, {"total": 0})
        counts["total"] += row.number
        if row.state != "ACTIVE":
            counts[row.state.lower()] = row.number
    return found


_OF_INSTANCE = ("title", "subtitle", "business_id", "groups")
