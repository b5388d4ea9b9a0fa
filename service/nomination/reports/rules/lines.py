"""What a line of the quota table says; nothing here touches a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from service.nomination.plans.rules import Forecast, together

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_CASES = (0, 0, 0, 0, 0, 0)

MODES = ("directive", "request", None)
"""Giao, Đề nghị, and what was counted without a minimum."""


@dataclass(frozen=True, slots=True)
class Line:
    """One agency's minimum in one movement, and what counts toward it.

    ``stages`` are the cases running at each of the six stages; those at the first are not recognised yet and can still
    be. ``responsible`` holds the agency's function by now. ``forecast`` is the year's end, from the third quarter
    on. A total has no agency and movement.
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
    forecast: Forecast | None = None

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
    """The parts of a line's bar, in per cent of the scale all lines share.

    ``selected`` and ``minimum`` say where they end; the pale band, what may still come, has a start and a width.
    """

    selected: float
    band_from: float
    band_width: float
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
        forecast=together(forecasts) if (forecasts := [line.forecast for line in lines if line.forecast]) else None,
    )


def verdict(line: Line, year: int, today: date) -> str:
    """Return how a line stands: reached, missed, ahead (its year has not begun), on_pace or behind.

    The pace is that of the calendar: a minimum of 12 asks for one a month. From the third quarter on the forecast
    speaks instead: enough, unsure or short (R39).
    """
    if line.minimum == 0:
        return "extra"
    if line.is_met:
        return "reached"
    if today.year != year:
        return "missed" if today.year > year else "ahead"
    if line.forecast:
        return line.forecast.verdict(line.minimum)
    gone = (today - date(year, 1, 1)).days / (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return "on_pace" if line.selected >= int(line.minimum * gone) else "behind"


def bars(lines: Sequence[Line]) -> list[Bar]:
    """Return the bars of some lines on one scale, so that they compare; the longest leaves room after its end."""
    longest = max((max(line.minimum, sum(_band(line))) for line in lines), default=0) or 1
    return [
        Bar(*(round(96 * part / longest, 2) for part in (line.selected, *_band(line), line.minimum))) for line in lines
    ]


def forecast_begins(year: int) -> date:
    """Return the first day of a year that shows a forecast: that of its third quarter (R39)."""
    return date(year, 7, 1)


def _band(line: Line) -> tuple[int, int]:
    if line.forecast:
        return line.forecast.least, line.forecast.most - line.forecast.least
    return line.selected, line.in_detection


def shown_year(years: Sequence[int], today: date) -> int | None:
    """Return the year a reader wants first: this one, else the last with quotas before it, else the first after."""
    gone = [year for year in years if year <= today.year]
    return max(gone) if gone else min(years, default=None)
