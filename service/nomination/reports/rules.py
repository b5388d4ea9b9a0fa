"""What a line of the quota table says; nothing here touches a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_CASES = (0, 0, 0, 0, 0, 0)

MODES = ("directive", "request", None)
"""Giao, Đề nghị, and what was counted without a minimum."""


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's minimum in one movement, and what counts toward it.

    ``stages`` are the cases running at each of the six stages; those at the first are not recognised yet and can still
    be. ``responsible`` holds the agency's function by now. A total has no agency and movement.
    """

    agency: str
    movement: str
    mode: str | None
    minimum: int
    selected: int
    built: int
    replicated: int
    stages: tuple[int, ...]
    responsible: str = ""

    @property
    def in_detection(self) -> int:
        """Cases that may still be recognised."""
        return self.stages[0]

    @property
    def missing(self) -> int:
        """How many are missing to the minimum."""
        return max(0, self.minimum - self.selected)

    @property
    def is_met(self) -> bool:
        """Whether the minimum is reached."""
        return 0 < self.minimum <= self.selected


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the parts of a line's bar end, in per cent of the scale all lines share."""

    selected: float
    in_detection: float
    minimum: float


def total(lines: Sequence[Line], mode: str | None = None) -> Line:
    """Return the sum of some lines."""
    return Line(
        agency="",
        movement="",
        mode=mode,
        minimum=sum(line.minimum for line in lines),
        selected=sum(line.selected for line in lines),
        built=sum(line.built for line in lines),
        replicated=sum(line.replicated for line in lines),
        stages=tuple(map(sum, zip(*(line.stages for line in lines), strict=True))) or _NO_CASES,
    )


def verdict(line: Line, year: int, today: date) -> str:
    """Return how a line stands: reached, missed, ahead (its year has not begun), on_pace or behind.

    The pace is that of the calendar: a minimum of 12 asks for one a month. It says nothing of how the year will end.
    """
    if line.minimum == 0:
        return "extra"
    if line.is_met:
        return "reached"
    if today.year != year:
        return "missed" if today.year > year else "ahead"
    gone = (today - date(year, 1, 1)).days / (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return "on_pace" if line.selected >= int(line.minimum * gone) else "behind"


def bars(lines: Sequence[Line]) -> list[Bar]:
    """Return the bars of some lines on one scale, so that they compare; the longest leaves room after its end."""
    longest = max((max(line.minimum, line.selected + line.in_detection) for line in lines), default=0) or 1
    return [
        Bar(*(round(96 * part / longest, 2) for part in (line.selected, line.in_detection, line.minimum)))
        for line in lines
    ]


def shown_year(years: Sequence[int], today: date) -> int | None:
    """Return the year a reader wants first: this one, else the last with quotas before it, else the first after."""
    gone = [year for year in years if year <= today.year]
    return max(gone) if gone else min(years, default=None)
