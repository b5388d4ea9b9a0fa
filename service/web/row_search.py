"""Camunda's search requests over rows already read, where what is searched lies inside one JSON value."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING, Any

from service.core.paging import CursorInvalid, decode_cursor, encode_cursor
from service.web.search import Found, SearchInvalid, limit_of, object_in, start_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Row = dict[str, Any]
"""JSON name → value, as the answer shows it; ``name`` is unique within ``scopeKey``."""


def run(rows: Sequence[Row], body: Mapping[str, Any], *, searchable: frozenset[str]) -> Found:
    """Run a search request over rows; only the ``searchable`` names are filtered and sorted by.

    Raises ``SearchInvalid`` and ``CursorInvalid``.
    """
    wanted = object_in("filter", body.get("filter") or {})
    matching = [row for row in rows if all(_fits(row, name, value, searchable) for name, value in wanted.items())]
    for criterion in reversed(body.get("sort") or []):
        name, descending = _criterion(criterion, searchable)
        matching.sort(key=lambda row, by=name: str(row[by]), reverse=descending)  # type: ignore[misc]
    page = object_in("page", body.get("page") or {})
    start, end = _bounds(matching, page)
    chosen = matching[start:end]
    answer = {
        "totalItems": len(matching),
        "hasMoreTotalItems": False,
        "startCursor": _cursor(chosen[0]) if chosen else None,
        "endCursor": _cursor(chosen[-1]) if chosen else None,
    }
    return Found(chosen, answer)


def _bounds(rows: Sequence[Row], page: Mapping[str, Any]) -> tuple[int, int]:
    limit = limit_of(page)
    if cursor := page.get("after"):
        start = _position(rows, str(cursor)) + 1
    elif cursor := page.get("before"):
        end = _position(rows, str(cursor))
        return max(0, end - limit), end
    else:
        start = start_of(page)
    return start, start + limit


def _position(rows: Sequence[Row], cursor: str) -> int:
    named = decode_cursor(cursor, 2)
    for index, row in enumerate(rows):
        if [row["scopeKey"], row["name"]] == named:
            return index
    raise CursorInvalid(cursor=cursor[:40])


def _cursor(row: Row) -> str:
    return encode_cursor([row["scopeKey"], row["name"]])


def _criterion(given: Any, searchable: frozenset[str]) -> tuple[str, bool]:
    criterion = object_in("sort", given)
    name, direction = str(criterion.get("field")), str(criterion.get("order", "ASC")).upper()
    if name not in searchable:
        raise SearchInvalid(field=f"sort.{name}", fact="no such field can be sorted by")
    if direction not in ("ASC", "DESC"):
        raise SearchInvalid(field="sort.order", fact="it must be ASC or DESC")
    return name, direction == "DESC"


def _fits(row: Row, name: str, wanted: Any, searchable: frozenset[str]) -> bool:
    if name not in searchable:
        raise SearchInvalid(field=name, fact="there is no such field")
    operators = wanted if isinstance(wanted, dict) else {"$eq": wanted}
    try:
        return all(_OPERATORS[operator](row[name], operand) for operator, operand in operators.items())
    except (KeyError, TypeError) as error:
        raise SearchInvalid(field=name, fact="its value or operator does not fit") from error


def _like(value: Any, pattern: Any) -> bool:
    return re.match(translate(str(pattern).replace("[", "[[]")), str(value)) is not None


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda value, operand: bool(value == operand),
    "$neq": lambda value, operand: bool(value != operand),
    "$in": lambda value, operand: value in list(operand),
    "$notIn": lambda value, operand: value not in list(operand),
    "$exists": lambda value, operand: (value is not None) == bool(operand),
    "$like": _like,
}
