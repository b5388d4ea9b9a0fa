"""The shape of every report: rows and figures, each with its source; nothing here touches a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from service.core.errors import Sentence


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: a plan, a year of it where the report is yearly, an agency where it is a unit's."""

    plan: str
    plan_year: int | None = None
    agency: str = ""


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
    """A column of a report's table: its key in the rows, and its name."""

    key: str
    label: Sentence


@dataclass(frozen=True, slots=True)
class Report:
    """A report as data.

    ``rows`` have the keys of ``columns``; days are dates, agencies and movements codes. ``is_closed`` says whether the
    figures can still change.
    """

    code: str
    title: Sentence
    scope: Scope
    as_of: date
    is_closed: bool
    figures: tuple[Figure, ...]
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]
    row_source: Source
    texts: Mapping[str, str] = field(default_factory=dict)


def counted(rows: Iterable[Mapping[str, Any]], is_meant: Callable[[Mapping[str, Any]], Any]) -> int:
    """Return how many rows are meant."""
    return sum(1 for row in rows if is_meant(row))
