"""Reading what was issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from service.access import policy
from service.access.policy import Action
from service.core.clock import at_local_hour, business_date
from service.core.errors import NotFound, sentence
from service.core.paging import Page, decode_cursor, encode_cursor
from service.core.text import folded
from service.nomination.correspondence.model import issued_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx


class IssuedDocumentNotFound(NotFound):
    """No document was issued under this key."""

    code = "issued_document_not_found"
    template = sentence("Expected to find issued document '%(key)s', but there is none. Check the address.")


@dataclass(frozen=True, slots=True)
class Issued:
    """A document as it was issued; ``parameters`` is what its page is made of."""

    issued_document_key: int
    code: str
    issuer: str
    recipient: str
    mode: str | None
    plan: str
    plan_year: int | None
    process_instance_key: int
    user_task_key: int | None
    parameters: Mapping[str, Any]
    issued_at: datetime
    issued_by: str


def issued_documents(
    tx: Tx, *, plan: str | None = None, code: str | None = None, process_instance_key: int | None = None
) -> list[Issued]:
    """Return what was issued, oldest first, narrowed to a plan, a code or a process instance."""
    given = {"plan": plan, "code": code, "process_instance_key": process_instance_key}
    conditions = [issued_document.c[name] == value for name, value in given.items() if value is not None]
    statement = select(*_columns()).where(*conditions).order_by(issued_document.c.issued_document_key)
    return [Issued(**dict(row)) for row in tx.execute(statement).mappings()]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of issued documents is narrowed to; what is empty narrows nothing. ``year`` is that of the day."""

    text: str = ""
    code: str = ""
    agency: str = ""
    mode: str = ""
    year: int | None = None
    process_instance_key: int | None = None


def visible_documents(tx: Tx, filters: Filters, *, cursor: str | None = None, limit: int | None = None) -> Page[Issued]:
    """Return the issued documents the actor may read, newest first; without a limit all of them."""
    table = issued_document
    conditions = [*_narrowed(filters), *_readable(tx)]
    total = tx.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
    if cursor:
        (after,) = (int(str(value)) for value in decode_cursor(cursor, 1))
        conditions.append(table.c.issued_document_key < after)
    statement = select(*_columns()).where(*conditions).order_by(table.c.issued_document_key.desc())
    rows = tx.execute(statement.limit(limit + 1 if limit else None)).mappings().all()
    items = tuple(Issued(**dict(row)) for row in rows[:limit])
    has_more = limit is not None and len(rows) > limit
    return Page(items, encode_cursor([str(items[-1].issued_document_key)]) if has_more else None, int(total))


def visible_document(tx: Tx, key: int) -> Issued:
    """Return one issued document the actor may read; raises ``IssuedDocumentNotFound`` for any other."""
    statement = select(*_columns()).where(issued_document.c.issued_document_key == key, *_readable(tx))
    row = tx.execute(statement).mappings().one_or_none()
    if row is None:
        raise IssuedDocumentNotFound(key=key)
    return Issued(**dict(row))


def years_of_documents(tx: Tx) -> range:
    """Return the years from the first document that was issued to today's."""
    first = tx.execute(select(func.min(issued_document.c.issued_at))).scalar_one()
    today = business_date(tx.now)
    return range(business_date(first).year if first else today.year, today.year + 1)


def _narrowed(filters: Filters) -> Iterator[ColumnElement[bool]]:
    table = issued_document
    yield from (table.c.folded.contains(word, autoescape=True) for word in folded(filters.text).split())
    if filters.code:
        yield table.c.code == filters.code
    if filters.agency:
        yield or_(table.c.issuer == filters.agency, table.c.recipient == filters.agency)
    if filters.mode:
        yield table.c.mode == filters.mode
    if filters.process_instance_key:
        yield table.c.process_instance_key == filters.process_instance_key
    if filters.year:
        first, after = (at_local_hour(date(year, 1, 1), 0) for year in (filters.year, filters.year + 1))
        yield table.c.issued_at >= first
        yield table.c.issued_at < after


def _readable(tx: Tx) -> Iterator[ColumnElement[bool]]:
    """Yield what narrows to those the actor may read: all for who watches, else those of the actor's agencies."""
    if not policy.may(tx.actor, Action.MONITORING_VIEW):
        mine = sorted(tx.actor.agencies)
        yield or_(issued_document.c.issuer.in_(mine), issued_document.c.recipient.in_(mine))


def counts_by_code(tx: Tx, plan: str) -> dict[str, int]:
    """Return code → how many documents of a plan were issued; codes of which there are none are not named."""
    table = issued_document
    statement = select(table.c.code, func.count().label("total")).where(table.c.plan == plan).group_by(table.c.code)
    return {row.code: row.total for row in tx.execute(statement.order_by(table.c.code))}


def _columns() -> list[Any]:
    return [issued_document.c[name] for name in Issued.__dataclass_fields__]
