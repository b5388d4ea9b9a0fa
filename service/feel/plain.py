"""FEEL values going out: as JSON, and as FEEL writes them in a string."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.feel.errors import FeelError
from service.feel.extended import Extended
from service.feel.limits import MAXIMUM_ADMITTED, MAXIMUM_CHARACTERS, TOO_DEEP, TOO_MANY_CHARACTERS, TOO_MANY_ITEMS
from service.feel.temporal import write_date, write_duration, write_time
from service.feel.values import YearsMonths, admit, kind_of

if TYPE_CHECKING:
    from service.feel.limits import Run

_NOT_PLAIN = sentence("Expected a value that can be stored, but got a %(kind)s. Return its parts instead.")
_TOO_LARGE = sentence("Expected a number that can be stored, but it is beyond 10**308. Use a smaller one.")

_MAXIMUM_NESTING = 100
_DIGITS = 34


def to_plain(value: Any) -> Any:
    """Return a FEEL value as JSON: integral numbers as int, others as float, dates and durations as ISO 8601 text.

    Raises ``FeelError`` for ranges, functions, and values too large or too deep to store.
    """
    return _Plain().plain(admit(value), 0)


class _Plain:
    """Counts what is visited, as one list may stand in many places."""

    def __init__(self) -> None:
        self.visited = 0

    def plain(self, value: Any, depth: int) -> Any:
        self.visited += 1
        if self.visited > MAXIMUM_ADMITTED:
            raise FeelError(TOO_MANY_ITEMS, maximum=MAXIMUM_ADMITTED)
        if depth > _MAXIMUM_NESTING:
            raise FeelError(TOO_DEEP)
        kind = kind_of(value)
        if kind == "list":
            return [self.plain(item, depth + 1) for item in value]
        if kind == "context":
            return {str(key): self.plain(admit(item), depth + 1) for key, item in value.items()}
        return _plain_scalar(value, kind)


def _plain_scalar(value: Any, kind: str) -> Any:
    if kind == "number":
        return _plain_number(value)
    if kind == "date":
        return write_date(value)
    if kind in {"time", "date and time"}:
        return write_time(value) if type(value) is Extended else value.isoformat()
    if isinstance(value, timedelta | YearsMonths):
        return write_duration(value)
    if kind in {"range", "function"}:
        raise FeelError(_NOT_PLAIN, kind=kind)
    return value


def _plain_number(value: int | Decimal) -> int | float:
    if isinstance(value, int):
        return value
    if not value.is_finite():
        raise FeelError(_TOO_LARGE)
    if value == value.to_integral_value() and value.adjusted() <= _DIGITS:
        return int(value)
    number = float(value)
    if number in {float("inf"), float("-inf")}:
        raise FeelError(_TOO_LARGE)
    return number


def write(value: Any, run: Run) -> str:
    """Return the text FEEL writes for a value: ``[1, "a", {b: null}]``, ``P2D``; spends a step for each part."""
    return _written(admit(value), run)


def _written(value: Any, run: Run) -> str:
    run.spend(3)
    text = _write(value, run)
    if len(text) > MAXIMUM_CHARACTERS:
        raise FeelError(TOO_MANY_CHARACTERS, maximum=MAXIMUM_CHARACTERS)
    run.spend(len(text) >> 4)
    return text


def _write(value: Any, run: Run) -> str:  # noqa: PLR0911 -- one line per kind
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    kind = kind_of(value)
    if kind in {"date and time", "time"}:
        return write_time(value)
    if kind == "date":
        return write_date(value)
    if isinstance(value, timedelta | YearsMonths):
        return write_duration(value)
    if isinstance(value, list):
        return "[" + ", ".join(_quoted(item, run) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_quoted(admit(item), run)}" for key, item in value.items()) + "}"
    return _write_rest(value, run)


def _write_rest(value: Any, run: Run) -> str:
    if kind_of(value) == "range":
        if value.sign:
            return f"({value.sign} {write(value.other, run)})"
        opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
        return f"{opening}{write(value.low, run)}..{write(value.high, run)}{closing}"
    return "function(" + ", ".join(value.parameters) + ")"


def _quoted(value: Any, run: Run) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        run.spend(1 + (len(value) >> 4))
        return f'"{escaped}"'
    return _written(value, run)
