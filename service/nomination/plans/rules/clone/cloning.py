"""What cloning works on, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from service.nomination.agencies.rules import Succession, entity_line, function_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that is otherwise in the clone: where, what it was and what it is.

    ``name`` is what a reader calls it, or the field of the file, which ``words.FIELDS`` names.
    """

    section: str
    name: str
    name_en: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person must decide: its kind, the item of the file and its field, what its sentence needs, the answers.

    The first answer is the one proposed. ``keep`` leaves the draft as it is, ``change`` sets the field, ``remove``
    drops the item, ``confirm`` takes the marks of assumption away, ``separate`` undoes a merging of quotas.
    """

    code: str
    kind: str
    item: tuple[str, ...]
    field: str
    parameters: Mapping[str, Any]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clone:
    """The draft of the next period, what moved, and what is to be decided."""

    document: Document
    moved: tuple[Moved, ...]
    asked: tuple[Asked, ...]


@dataclass(slots=True)
class Cloning:
    """A clone in the making."""

    source: Document
    document: Document
    first_year: int
    moved: list[Moved] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    @property
    def years(self) -> int:
        """By how many years days move."""
        return self.first_year - as_day(self.source["plan"]["from"]).year

    @property
    def first_day(self) -> date:
        """The new plan's first day."""
        return moved_day(as_day(self.source["plan"]["from"]), self.years)

    @property
    def last_day_before(self) -> date:
        """The source's last day."""
        return as_day(self.source["plan"]["to"]) - timedelta(days=1)

    def move(self, section: str, before: Any, after: Any, *, name: str, name_en: str = "") -> None:
        """Note that something is otherwise."""
        self.moved.append(Moved(section, name, name_en, _shown(before), _shown(after)))

    def ask(
        self,
        code: str,
        kind: str,
        item: tuple[str, ...],
        answers: Sequence[str],
        *,
        field: str = "",
        **parameters: Any,
    ) -> None:
        """Note what a person must decide."""
        self.asked.append(Asked(code, kind, item, field, parameters, tuple(answers)))

    def holds(self, row: Document, on: date) -> bool:
        """Return whether a dated row holds on a day."""
        ends = row.get("to")
        return as_day(row["from"]) <= on and (ends is None or as_day(ends) > on)

    def named(self, agency: str, name: str) -> dict[str, str]:
        """Return an agency's names on the new plan's first day (its last where it has ended) as parameters."""
        found = next(row for row in self.document["agencies"] if row["code"] == agency)
        begun = [row for row in found["names"] if as_day(row["from"]) <= self.first_day] or found["names"]
        last = max(begun, key=lambda row: as_day(row["from"]))
        return {name: last["short_name"], f"{name}_en": last["name_en"]}


class Holders:
    """Who holds an agency's functions and entity on the new plan's first day."""

    def __init__(self, document: Document, on: date) -> None:
        self.on = on
        self.agencies = {row["code"]: row for row in document["agencies"]}
        self.successions = [
            Succession(
                predecessor=code,
                successor=row.get("successor"),
                kind=row["kind"],
                carries=row["carries"],
                function=row.get("function"),
                succession_on=as_day(row["succession_on"]),
                document=row.get("document", ""),
                certainty=row.get("certainty", "confirmed"),
                note=row.get("note", ""),
            )
            for code, agency in self.agencies.items()
            for row in agency.get("successions", ())
        ]

    def of_function(self, agency: str, function: str) -> str:
        """Return who holds a function: by succession, then the superior of an office that became part of it."""
        holder = function_line(agency, function, self.successions, self.on)[-1]
        above = self._superior(holder)
        return above or holder

    def of_entity(self, agency: str) -> str:
        """Return who holds the entity."""
        return entity_line(agency, self.successions, self.on)[-1]

    def document_of(self, agency: str, successor: str) -> str:
        """Return the paper a succession rests on, as far as the plan names it."""
        mine = (row for row in self.successions if row.predecessor == agency and row.successor == successor)
        return next((row.document for row in mine if row.document), "")

    def how(self, agency: str, function: str) -> str:
        """Return in which way the function went: ``split``, ``merged`` or ``moved``."""
        if self._superior(agency):
            return "moved"
        by_function = function_line(agency, function, self.successions, self.on)[-1]
        return "merged" if by_function == self.of_entity(agency) else "split"

    def _superior(self, agency: str) -> str | None:
        """Return whom an agency was moved under whose papers have the same layout: it has become a part of it.

        A union that works in the Front's office keeps its charter and its own papers, so it leads as before.
        """
        for row in self.successions:
            is_move = (row.predecessor, row.kind, row.carries) == (agency, "move", "none")
            if is_move and row.succession_on <= self.on and row.successor in self.agencies:
                same = self.agencies[agency]["issuer_family"] == self.agencies[row.successor]["issuer_family"]
                return row.successor if same else None
        return None


def _shown(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def as_day(value: Any) -> date:
    """Return a day of a file, written as such or as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def moved_day(day: date, years: int) -> date:
    """Return the same day of another year; 29 February becomes 28 February where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
