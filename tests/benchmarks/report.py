"""The figures of a run: a table to read, rows to keep."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

LARGE = 100


@dataclass(frozen=True)
class Row:
    """One figure."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        """A line of the table."""
        is_whole = self.value >= LARGE or self.value == int(self.value)
        return f"{self.name:<40} {self.value:>12,.{0 if is_whole else 2}f}  {self.unit}"


def shown(rows: Iterable[Row]) -> list[Row]:
    """Print each figure as soon as it is known; returns all."""
    known = []
    for row in rows:
        print(row, flush=True)  # noqa: T201 -- the table is what the run is for
        known.append(row)
    return known


def write(rows: Sequence[Row], file: Path) -> None:
    """Keep the rows as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = [asdict(row) | {"value": round(row.value, 4)} for row in rows]
    file.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
