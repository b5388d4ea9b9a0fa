"""Camunda's search requests: filters, sort and cursor paging as data over a statement's columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select

from service.core.clock import parse_moment
from service.core.database import Instant
from service.core.errors import InvalidInput, sentence
from service.core.keys import LARGEST_KEY
from service.core.paging import CursorInvalid, decode_cursor, encode_cursor
from service.web.schemas import TENANT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Select

    from service.core.tx import Tx

DEFAULT_LIMIT = 100
MAXIMUM_LIMIT = 1_000
MAXIMUM_DEPTH = 3


class SearchInvalid(InvalidInput):
    """The search request names what cannot be searched."""

    code = "search_invalid"
    template = sentence("Expected to search by '%(field)s', but %(fact)s. See the API description.")


@dataclass(frozen=True, slots=True)
class Field:
    """A searchable field: its column and how a JSON value becomes one of the column's."""

    column: ColumnElement[Any]
    read: Callable[[Any], Any] = str

    def value(self, given: Any) -> Any:
        """Return a JSON value as one of the column's; raises ``ValueError`` and ``TypeError``."""
        return storable(self.read(given))


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter that is not one column's: JSON value → condition."""

    build: Callable[[Any], ColumnElement[bool]]


Fields: TypeAlias = "Mapping[str, Field | Condition]"

TENANT_FIELD = Field(literal(TENANT))
"""The tenant of every resource."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows, and Camunda's ``page`` object."""

    rows: Sequence[Any]
    page: dict[str, Any]


def key(value: Any) -> int:
    """Read a key from its decimal string."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_KEY):  # noqa: PLR2004
        raise ValueError(text)
    return int(text)


def storable(value: Any) -> Any:
    """Return a value that every database can compare; raises ``ValueError`` for a number beyond 63 bits."""
    if isinstance(value, int) and abs(value) > LARGEST_KEY:
        raise ValueError(value)
    return value


def moment(value: Any) -> datetime:
    """Read a moment from ISO 8601 text."""
    return parse_moment(str(value))


def run(
    tx: Tx,
    statement: Select[Any],
    fields: Fields,
    body: Mapping[str, Any],
    key_column: ColumnElement[int],
) -> Found:
    """Run a search request against a statement; rows come in the asked order, the key settles ties.

    Raises ``SearchInvalid`` and ``CursorInvalid``.
    """
    narrowed = statement.where(*conditions(fields, body.get("filter") or {}))
    total = int(tx.execute(select(func.count()).select_from(narrowed.order_by(None).subquery())).scalar_one())
    order = _order(fields, body.get("sort") or [], key_column)
    page = object_in("page", body.get("page") or {})
    limit = limit_of(page)
    backwards = "before" in page
    narrowed = _paged(narrowed, order, page)
    columns = [by for column, descending in order for by in _sorted(column, descending=descending != backwards)]
    labelled = [column.label(f"sort_{index}") for index, (column, _) in enumerate(order)]
    rows = list(tx.execute(narrowed.add_columns(*labelled).order_by(*columns).limit(limit)))
    if backwards:
        rows.reverse()
    return Found(rows, _page(rows, total, len(order)))


def _page(rows: Sequence[Any], total: int, width: int) -> dict[str, Any]:
    return {
        "totalItems": total,
        "hasMoreTotalItems": False,
        "startCursor": _cursor(rows[0], width) if rows else None,
        "endCursor": _cursor(rows[-1], width) if rows else None,
    }


def _cursor(row: Any, width: int) -> str:
    values = [getattr(row, f"sort_{index}") for index in range(width)]
    return encode_cursor([value.isoformat() if isinstance(value, datetime) else value for value in values])


def limit_of(page: Mapping[str, Any]) -> int:
    """Return how many rows a page holds; raises ``SearchInvalid``."""
    limit = page.get("limit", DEFAULT_LIMIT)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit <= MAXIMUM_LIMIT:
        raise SearchInvalid(field="page.limit", fact=f"it must be a whole number up to {MAXIMUM_LIMIT}")
    return limit


def start_of(page: Mapping[str, Any]) -> int:
    """Return how many rows a page leaves out; raises ``SearchInvalid``."""
    start = page.get("from", 0)
    if not isinstance(start, int) or isinstance(start, bool) or not 0 <= start <= LARGEST_KEY:
        raise SearchInvalid(field="page.from", fact="it must be a whole number from 0")
    return start


def _paged(
    statement: Select[Any], order: Sequence[tuple[ColumnElement[Any], bool]], page: Mapping[str, Any]
) -> Select[Any]:
    if "from" in page:
        return statement.offset(start_of(page))
    cursor = page.get("after") or page.get("before")
    if not cursor:
        return statement
    backwards = bool(page.get("before"))
    values = _sort_values(str(cursor), order)
    alternatives = []
    for index, (column, descending) in enumerate(order):
        same = [_equal(earlier, value) for (earlier, _), value in zip(order[:index], values, strict=False)]
        further = _beyond(column, values[index], descending=descending != backwards)
        alternatives.append(and_(*same, further))
    return statement.where(or_(*alternatives))


def _sort_values(cursor: str, order: Sequence[tuple[ColumnElement[Any], bool]]) -> list[Any]:
    """Return the values a cursor names as those of the sorted columns; raises ``CursorInvalid`` where they are not."""
    try:
        return [
            _typed(column, value) for (column, _), value in zip(order, decode_cursor(cursor, len(order)), strict=True)
        ]
    except (TypeError, ValueError) as error:
        raise CursorInvalid(cursor=cursor[:40]) from error


def _typed(column: ColumnElement[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, Instant):
        return parse_moment(str(value))
    if value is not None and (isinstance(value, bool) or not isinstance(value, column.type.python_type)):
        raise TypeError(value)
    return storable(value)


def _sorted(column: ColumnElement[Any], *, descending: bool) -> tuple[ColumnElement[Any], ...]:
    """Return what to order by: nothing counts as more than anything, on both databases."""
    ordered = column.desc() if descending else column.asc()
    if not getattr(column, "nullable", True):
        return (ordered,)
    return (column.is_(None).desc() if descending else column.is_(None).asc(), ordered)


def _equal(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _beyond(column: ColumnElement[Any], bound: Any, *, descending: bool) -> ColumnElement[bool]:
    """Return the condition of rows after a bound in the order of ``_sorted``."""
    if descending:
        return column.is_not(None) if bound is None else column < bound
    return false() if bound is None else or_(column > bound, column.is_(None))


def _order(fields: Fields, sort: Any, key_column: ColumnElement[int]) -> list[tuple[ColumnElement[Any], bool]]:
    if not isinstance(sort, list):
        raise SearchInvalid(field="sort", fact="it must be a list")
    order = []
    for item in sort:
        criterion = object_in("sort", item)
        field = fields.get(str(criterion.get("field")))
        if not isinstance(field, Field):
            raise SearchInvalid(field=f"sort.{criterion.get('field')}", fact="no such field can be sorted by")
        direction = str(criterion.get("order", "ASC")).upper()
        if direction not in ("ASC", "DESC"):
            raise SearchInvalid(field="sort.order", fact="it must be ASC or DESC")
        order.append((field.column, direction == "DESC"))
    return [*order, (key_column, bool(order) and order[-1][1])]


def object_in(name: str, value: Any) -> Mapping[str, Any]:
    """Return a member that must be a JSON object; raises ``SearchInvalid``."""
    if not isinstance(value, dict):
        raise SearchInvalid(field=name, fact="it must be an object")
    return value


def conditions(fields: Fields, given: Any) -> list[ColumnElement[bool]]:
    """Return the conditions that a filter stands for; raises ``SearchInvalid``."""
    return _conditions(fields, given, 0)


def _conditions(fields: Fields, given: Any, depth: int) -> list[ColumnElement[bool]]:
    if depth > MAXIMUM_DEPTH:
        raise SearchInvalid(field="$or", fact="it is nested too deep")
    found = []
    for name, value in object_in("filter", given).items():
        if name == "$or":
            if not isinstance(value, list):
                raise SearchInvalid(field="$or", fact="it must be a list")
            found.append(or_(*[and_(True, *_conditions(fields, each, depth + 1)) for each in value]))  # noqa: FBT003
            continue
        field = fields.get(name)
        if field is None:
            raise SearchInvalid(field=name, fact="there is no such field")
        found += field_conditions(name, field, value)
    return found


def field_conditions(name: str, field: Field | Condition, value: Any) -> list[ColumnElement[bool]]:
    """Return the conditions one filter entry stands for: a plain value, or an object of operators."""
    try:
        if isinstance(field, Condition):
            return [field.build(value)]
        if not isinstance(value, dict):
            return [field.column == field.value(value)]
        return [_OPERATORS[operator](field, operand) for operator, operand in value.items()]
    except (KeyError, ValueError, TypeError) as error:
        raise SearchInvalid(field=name, fact="its value or operator does not fit") from error


def _like(field: Field, operand: Any) -> ColumnElement[bool]:
    pattern = str(operand).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return field.column.like(pattern.replace("*", "%").replace("?", "_"), escape="\\")


_OPERATORS: dict[str, Callable[[Field, Any], ColumnElement[bool]]] = {
    "$eq": lambda field, operand: field.column == field.value(operand),
    "$neq": lambda field, operand: field.column != field.value(operand),
    "$gt": lambda field, operand: field.column > field.value(operand),
    "$gte": lambda field, operand: field.column >= field.value(operand),
    "$lt": lambda field, operand: field.column < field.value(operand),
    "$lte": lambda field, operand: field.column <= field.value(operand),
    "$in": lambda field, operand: field.column.in_([field.value(each) for each in list(operand)]),
    "$notIn": lambda field, operand: field.column.not_in([field.value(each) for each in list(operand)]),
    "$exists": lambda field, operand: field.column.is_not(None) if operand else field.column.is_(None),
    "$like": _like,
}
