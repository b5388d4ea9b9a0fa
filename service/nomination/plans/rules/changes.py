"""What differs between two states of a plan's tables, as rows by their keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row with other values than before: column → what it said and what it says."""

    key: Key
    values: tuple[tuple[str, Any, Any], ...]

    def __str__(self) -> str:
        """Say the change in a line."""
        told = ", ".join(f"{name} {old!s} → {new!s}" for name, old, new in self.values)
        return f"{key_name(self.key)}: {told}"


@dataclass(frozen=True, slots=True)
class SectionReport:
    """What differs in one table: rows by their keys, a changed row with its values."""

    section: str
    added: tuple[Key, ...]
    changed: tuple[RowChange, ...]
    removed: tuple[Key, ...]
    unchanged: int

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a plan file changes, or what differs between two versions, section by section."""

    plan: str
    sections: tuple[SectionReport, ...]

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(len(section.added) for section in self.sections)

    @property
    def changed(self) -> int:
        """How many rows have other values than before."""
        return sum(len(section.changed) for section in self.sections)

    @property
    def removed(self) -> int:
        """How many rows are no longer there."""
        return sum(len(section.removed) for section in self.sections)

    @property
    def unchanged(self) -> int:
        """How many rows stayed as they were."""
        return sum(section.unchanged for section in self.sections)

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing differs."""
        return all(section.is_unchanged for section in self.sections)

    def lines(self) -> list[str]:
        """Return the report for a terminal: a line per section, below it every changed and removed row."""
        total = f"{self.added} added, {self.changed} changed, {self.removed} removed, {self.unchanged} unchanged"
        told = [f"{self.plan}: {total}"]
        for part in self.sections:
            if not part.is_unchanged:
                counts = f"{len(part.added)} added, {len(part.changed)} changed, {len(part.removed)} removed"
                told.append(f"  {part.section}: {counts}, {part.unchanged} unchanged")
                told += [f"    changed {row}" for row in part.changed]
                told += [f"    removed {key_name(key)}" for key in part.removed]
        return told


def compare(
    section: str,
    there: Mapping[Key, Row],
    wanted: Mapping[Key, Row],
    owns: Callable[[Row], bool] = lambda _: True,
    *,
    ignored: frozenset[str] = frozenset(),
) -> SectionReport:
    """Return what differs between the rows that are there and those wanted.

    ``owns`` says of a row that is not wanted whether it must go. A column that only one of two rows has is no change,
    nor is one that is ignored.
    """
    changed = []
    for key, new in wanted.items():
        old = there.get(key, new)
        both = sorted((new.keys() & old.keys()) - ignored)
        values = [(name, old[name], new[name]) for name in both if new[name] != old[name]]
        if values:
            changed.append(RowChange(key, tuple(values)))
    added = tuple(key for key in wanted if key not in there)
    removed = tuple(key for key, row in there.items() if key not in wanted and owns(row))
    return SectionReport(section, added, tuple(changed), removed, len(wanted) - len(added) - len(changed))


def keyed(rows: Sequence[Row], keys: Sequence[str]) -> dict[Key, Row]:
    """Return the rows by the columns that identify them."""
    return {tuple(row[name] for name in keys): row for row in rows}


def key_name(key: Key) -> str:
    """Return a key as a person reads it, its parts between slashes."""
    return "/".join(str(part) for part in key if part != "")
