"""What a reader calls the rows that a plan file fills, so that a change is told without its codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from service.nomination.plans.rules.changes import Key, Row

_NAMES = {
    "agency_name": ("short_name", "name_en"),
    "criterion": ("text", "text_en"),
    "legal_basis": ("title", "title_en"),
    "milestone": ("name", "name_en"),
    "milestone_occurrence": ("name", "name_en"),
    "movement": ("short_name", "name_en"),
    "parameter": ("note", "note"),
    "place": ("name", "name"),
    "plan": ("short_name", "name_en"),
}
_LABEL = ("label", "label_en")
"""Table → the columns of its name in Vietnamese and English; ``label`` where it is not here."""

_POINTS_TO = {
    "agency": "agency",
    "district": "place",
    "milestone": "milestone",
    "movement": "movement",
    "parent": "agency",
    "predecessor": "agency",
    "responsible": "agency",
    "subject_type": "subject_type",
    "successor": "agency",
}
"""Column → the table whose row its code names."""

_UNTOLD = ("plan", "position", "scope")


@dataclass(frozen=True, slots=True)
class Names:
    """The rows of a plan by table and key, and the columns of each table's key."""

    rows: Mapping[str, Mapping[Key, Row]]
    columns: Mapping[str, Sequence[str]]
    is_english: bool

    def of_row(self, table: str, key: Key) -> str:
        """Return what a reader calls a row."""
        return " · ".join(part for part in self._parts(table, key) if part)

    def of_value(self, column: str, value: Any) -> str:
        """Return what a reader calls a value of a column: a day, what a code names, else the value."""
        if value is None or value == "":
            return "–"
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        table = _POINTS_TO.get(column)
        return self._called(table, value) if table else str(value)

    def _parts(self, table: str, key: Key) -> Iterator[str]:
        for column, part in zip(self.columns[table], key, strict=True):
            if column == "number":
                yield str(part)
            if column in ("code", "number"):
                yield self._called(table, part, key)
            elif column not in _UNTOLD:
                yield self.of_value(column, part)

    def _called(self, table: str, code: Any, key: Key | None = None) -> str:
        named = "agency_name" if table == "agency" else table
        column = _NAMES.get(named, _LABEL)[self.is_english]
        rows = self.rows.get(named, {})
        found = rows.get(key) if key is not None and named == table else None
        if found is None:
            place = self.columns[named].index("agency" if named == "agency_name" else "code")
            found = next((row for other, row in reversed([*rows.items()]) if other[place] == code), None)
        return str((found or {}).get(column) or code)
