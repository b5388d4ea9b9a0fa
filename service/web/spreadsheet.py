"""Tables as files that spreadsheets open."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from flask import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, rows: Iterable[Sequence[Any]]) -> Response:
    """Return rows as ``<name>.csv`` that spreadsheets open with its diacritics (UTF-8 with a mark).

    Numbers stay numbers; text that would be taken for a formula is marked.
    """
    text = StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=headers)


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
