"""Which questions are asked, and what the computed values are, given the answers so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from service import feel
from service.process.forms.rules.form import MULTIPLE_CHOICES, Component, Form, Option

if TYPE_CHECKING:
    from datetime import datetime

_MOST_PASSES: Final = 12
_TOP: Final = -1


@dataclass(frozen=True, slots=True)
class Settled:
    """The answers of the questions that are asked, with blanks and computed values filled in.

    ``scope`` is what expressions see; ``hidden`` names each component not shown with the index of its row, -1 outside
    lists.
    """

    answers: dict[str, Any]
    scope: dict[str, Any]
    hidden: frozenset[tuple[Component, int]]

    def shows(self, part: Component, row: int = _TOP) -> bool:
        """Return whether a component is shown, in one row of its list or outside lists."""
        return (part, row) not in self.hidden


def settle(form: Form, answers: Mapping[str, Any], context: Mapping[str, Any], *, now: datetime) -> Settled:
    """Return which questions stand and their answers.

    A hidden question has no answer, which may hide or show others: repeated until nothing changes, 12 times at most.
    Inside the form a name means its own answer, never a process variable that happens to be called the same; the
    variable stays within reach as ``variables.<name>``.
    """
    names = form.keys
    base = {**context, "variables": context, **dict.fromkeys(names)}
    current = {key: value for key, value in answers.items() if key in names}
    hidden: set[tuple[Component, int]] = set()
    for _ in range(_MOST_PASSES):
        hidden = set()
        asked = _ask(form.components, answers, {**base, **current}, (hidden, _TOP), now)
        if asked == current:
            break
        current = asked
    return Settled(current, {**base, **current}, frozenset(hidden))


def row_scope(scope: Mapping[str, Any], part: Component, row: Mapping[str, Any], index: int) -> dict[str, Any]:
    """Return what an expression inside a row sees: the row's answers, ``parent`` and ``i`` from 1, as in Camunda."""
    blank = {child.key: None for child in part.children if child.key}
    return {**scope, "parent": scope, "i": index + 1, **blank, **row}


def value_of(expression: feel.Expression, scope: Mapping[str, Any], now: datetime) -> Any:
    """Return an expression's value as JSON types, ``None`` where it has none."""
    try:
        return feel.to_plain(expression.evaluate(scope, now=now))
    except (feel.FeelError, TypeError, ValueError):
        return None


def options_of(part: Component, scope: Mapping[str, Any], now: datetime) -> tuple[Option, ...]:
    """Return what can be chosen."""
    if part.options_expression is None:
        return part.options
    return listed(part.options_expression, scope, now)


def listed(expression: feel.Expression, scope: Mapping[str, Any], now: datetime) -> tuple[Option, ...]:
    """Return the options an expression lists: texts, or objects with ``value``, ``label`` and perhaps ``label_en``."""
    items = value_of(expression, scope, now)
    found = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, str):
            found.append(Option(item, item))
        elif isinstance(item, Mapping) and item.get("value") is not None:
            value = str(item["value"])
            found.append(Option(value, str(item.get("label") or value), str(item.get("label_en") or "")))
    return tuple(found)


def blank(part: Component) -> Any:
    """Return the answer of a question nobody answered."""
    if part.type == "checkbox":
        return False
    return [] if part.type in MULTIPLE_CHOICES or part.type in {"filepicker", "dynamiclist"} else None


def _ask(
    parts: tuple[Component, ...],
    answers: Mapping[str, Any],
    scope: dict[str, Any],
    out: tuple[set[tuple[Component, int]], int],
    now: datetime,
) -> dict[str, Any]:
    hidden, row = out
    asked: dict[str, Any] = {}
    for part in parts:
        if part.hide is not None and value_of(part.hide, scope, now) is True:
            hidden.update((below, row) for below in _all(part))
        elif part.type == "group":
            asked |= _ask(part.children, answers, scope, out, now)
        elif part.type == "expression" and part.expression is not None:
            asked[part.key] = value_of(part.expression, scope, now)
        elif part.type == "dynamiclist":
            asked[part.key] = _rows(part, answers.get(part.key), scope, hidden, now)
        elif part.is_question:
            value = answers.get(part.key)
            asked[part.key] = blank(part) if value is None else value
    return asked


def _rows(
    part: Component, value: Any, scope: dict[str, Any], hidden: set[tuple[Component, int]], now: datetime
) -> list[dict[str, Any]]:
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if part.rows is not None:
        fixed = [option.value for option in listed(part.rows, scope, now)]
        rows = [row for row in rows if row.get(part.row_key) in fixed]
        there = {row[part.row_key] for row in rows}
        rows += [{part.row_key: value} for value in fixed if value not in there]
    return [
        _ask(part.children, row, row_scope(scope, part, row, index), (hidden, index), now)
        for index, row in enumerate(rows)
    ]


def _all(part: Component) -> list[Component]:
    return [part, *(below for child in part.children for below in _all(child))]
