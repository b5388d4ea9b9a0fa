"""Keyset paging: an opaque cursor that names the last row seen, never an offset."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.core.errors import InvalidInput, sentence

T = TypeVar("T")


class CursorInvalid(InvalidInput):
    """The cursor was not made by this service, or for another sort order."""

    code = "cursor_invalid"
    template = sentence("Expected to read page cursor '%(cursor)s', but it is not one of ours. Start from page one.")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor of the next ones (``None`` at the end)."""

    items: tuple[T, ...]
    next_cursor: str | None
    total: int | None = None


def encode_cursor(values: list[str | int | None]) -> str:
    """Return the cursor that names a row by its sort values: standard base64, as Camunda's clients check it."""
    return base64.b64encode(json.dumps(values).encode()).decode()


def decode_cursor(cursor: str, length: int) -> list[str | int | None]:
    """Return the sort values a cursor names; raises ``CursorInvalid``."""
    try:
        values = json.loads(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorInvalid(cursor=cursor[:40]) from error
    if not isinstance(values, list) or len(values) != length:
        raise CursorInvalid(cursor=cursor[:40])
    return values
