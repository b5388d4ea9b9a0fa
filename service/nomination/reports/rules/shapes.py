"""The shape of every report: rows and figures, each with its source; nothing here touches a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

    from service.core.errors import Sentence


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: a plan, a year of it where the report is yearly, an agency where it is a unit's."""

    plan: str
    plan_year: int | None = None
    agency: str = ""

    @property
    def year(self) -> int:
        """The year of a yearly report."""
        return self.plan_year or 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: the table it was read from, how, and the page with the list behind it."""

    table: str
    how: Sentence
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report with its name and its source; ``value`` is empty where there is none yet."""

    key: str
    label: Sentence
    value: int | float | None
    source: Source


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its key in the rows, its name, and its source where that is not the table's own."""

    key: str
    label: Sentence
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report.

    ``rows`` have the keys of ``columns``; days are dates, agencies and movements codes, yes and no are booleans.
    """

    key: str
    title: Sentence
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]
    source: Source

    @property
    def has_modes(self) -> bool:
        """Whether its rows are directed or requested, which are never shown together."""
        return any(column.key == "mode" for column in self.columns)

    def is_number(self, key: str) -> bool:
        """Whether a column holds counts; a year is none."""
        values = {type(row[key]) for row in self.rows} - {type(None)}
        return key != "year" and bool(values) and values <= {int, float}


@dataclass(frozen=True, slots=True)
class Report:
    """A report as data.

    Every figure stands as of ``as_of``; once ``is_closed`` none of them changes any more. ``texts`` are what somebody
    wrote for it, by the key of the question that was asked.
    """

    code: str
    title: Sentence
    scope: Scope
    as_of: date
    is_closed: bool
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def standing(report: Report, today: date) -> str:
    """Return how a report stands: closed, ahead (its year has not begun), empty (nothing is told yet) or draft."""
    if report.is_closed:
        return "closed"
    if report.scope.year > today.year:
        return "ahead"
    return "draft" if report.texts or any(table.rows for table in report.tables) else "empty"


def waits_for(groups: Collection[str], agency: str) -> str:
    """Return whom a step of an agency's case waits for by its candidate groups.

    That is the agency's head, its officer, or whoever checks what it sent; ``still`` where no step is open.
    """
    if not groups:
        return "still"
    if not any(group.split("/", 1)[0] == agency for group in groups):
        return "check"
    return "head" if f"{agency}/head" in groups else "officer"


def counted(rows: Iterable[Mapping[str, Any]], is_meant: Callable[[Mapping[str, Any]], Any]) -> int:
    """Return how many rows are meant."""
    return sum(1 for row in rows if is_meant(row))
