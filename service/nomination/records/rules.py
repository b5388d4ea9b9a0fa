"""Reading validated answers: JSON values as the columns want them."""

from __future__ import annotations

from datetime import date
from typing import Any


def day(value: Any) -> date | None:
    """Return the calendar day of an ISO date or date-time answer; ``None`` when nothing was answered."""
    if value in (None, ""):
        return None
    return value if type(value) is date else date.fromisoformat(str(value)[:10])


def required_day(value: Any) -> date:
    """Return the calendar day of an answer that its form requires; raises ``ValueError`` when it is missing."""
    found = day(value)
    if found is None:
        message = "Expected to read a date, but nothing was answered."
        raise ValueError(message)
    return found


def whole(value: Any) -> int | None:
    """Return a number answer as a whole number; ``None`` when nothing was answered."""
    return None if value in (None, "") else int(value)


def items(value: Any) -> list[Any]:
    """Return a list answer as plain values; an unanswered list is empty."""
    return list(value) if isinstance(value, list | tuple) else []


def text(value: Any) -> str | None:
    """Return a text answer without outer blanks; ``None`` when nothing was answered."""
    stripped = str(value).strip() if value is not None else ""
    return stripped or None
