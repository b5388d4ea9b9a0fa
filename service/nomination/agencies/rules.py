"""Who holds what on a day, and how places and periods are read; nothing here touches a database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

ROLES = ("officer", "head", "supervisor", "council", "publicist")
FAMILIES = ("state", "party", "front", "armed_forces", "union", "press", "association")
SUCCESSION_KINDS = ("rename", "merge", "split", "move", "dissolve")
CARRIES = ("all", "entity", "function", "none")
"""What a succession hands over: everything, the entity, one named function, or nothing (only the standing changes)."""

CERTAINTIES = ("confirmed", "assumption")
PLACE_WORDS = {
    "city": ("Thành phố", "City"),
    "district": ("Huyện", "District"),
    "ward": ("Phường", "Ward"),
    "town": ("Thị trấn", "Township"),
    "commune": ("Xã", "Commune"),
}
"""Kind of place → its word before the name in Vietnamese, and after it in English."""

DISTRICT_KINDS = ("city", "district")
_LONGEST_LINE = 20


@dataclass(frozen=True, slots=True)
class Succession:
    """One thing that became of an agency. ``function`` is set where ``carries`` is ``function``."""

    predecessor: str
    successor: str | None
    kind: str
    carries: str
    function: str | None
    succession_on: date
    document: str
    certainty: str
    note: str = ""


def overlaps(periods: Iterable[tuple[date, date | None]]) -> bool:
    """Return whether any two half-open periods share a day."""
    ordered = sorted(periods, key=lambda period: period[0])
    return any(before[1] is None or after[0] < before[1] for before, after in pairwise(ordered))


def entity_line(code: str, successions: Sequence[Succession], on: date) -> tuple[str, ...]:
    """Return an agency and those that took over its entity, one after the other, up to a day."""
    return _line(code, successions, on, None)


def function_line(code: str, function: str, successions: Sequence[Succession], on: date) -> tuple[str, ...]:
    """Return an agency and those that held one of its functions after it, up to a day.

    A function goes where a succession names it; where none does, it goes with the entity.
    """
    return _line(code, successions, on, function)


def _line(code: str, successions: Sequence[Succession], on: date, function: str | None) -> tuple[str, ...]:
    line = [code]
    while len(line) < _LONGEST_LINE:
        heir = _heir(line[-1], [item for item in successions if item.succession_on <= on], function)
        if heir is None or heir in line:
            break
        line.append(heir)
    return tuple(line)


def _heir(code: str, successions: Iterable[Succession], function: str | None) -> str | None:
    mine = [item for item in successions if item.predecessor == code and item.successor not in {None, code}]
    for item in mine:
        if function is not None and item.carries == "function" and item.function == function:
            return item.successor
    return next((item.successor for item in mine if item.carries in {"all", "entity"}), None)


def place_label(name: str, kind: str, district: str = "") -> str:
    """Return how a place is written: "Xã Vũ Lễ, huyện Bắc Sơn"."""
    own = f"{PLACE_WORDS[kind][0]} {name}"
    return f"{own}, {district[:1].lower()}{district[1:]}" if district else own


def place_label_en(name: str, kind: str, district: str = "") -> str:
    """Return how a place is written in English: "Vũ Lễ Commune, Bắc Sơn District"."""
    own = f"{name} {PLACE_WORDS[kind][1]}"
    return f"{own}, {district}" if district else own
