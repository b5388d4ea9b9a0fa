"""How many exemplars a year will end with, as a range (R39)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DETECTION_DAYS = 60
"""Days a case takes from its start to recognition; one that has fewer left before the year ends may miss it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a year will end with: at least, most likely and at most."""

    least: int
    likely: int
    most: int

    def verdict(self, minimum: int) -> str:
        """Return enough (whatever happens), short (whatever happens) or unsure."""
        if self.least >= minimum:
            return "enough"
        return "short" if self.most < minimum else "unsure"


def year_end(selected: int, in_detection: int, later_last_year: int | None, year: int, today: date) -> Forecast:
    """Return what a year will end with, from three readings of what is still to come.

    The readings: the pace of the year so far goes on; the same comes as came after this day of the year before
    (``later_last_year``, ``None`` where nothing was counted then); those in detection are recognised, as many as the
    days left allow. The lowest, the middle and the highest make the range. A year that is over ends with ``selected``.
    """
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    if today >= after:
        return Forecast(selected, selected, selected)
    gone, left = max(0, (today - first).days), (after - max(today, first)).days
    readings = [min(1.0, left / DETECTION_DAYS) * in_detection]
    if gone:
        readings.append(selected * left / gone)
    if later_last_year is not None:
        readings.append(float(later_last_year))
    coming = [selected + int(reading) for reading in sorted(readings)]
    return Forecast(least=coming[0], likely=coming[(len(coming) - 1) // 2], most=coming[-1])


def together(forecasts: Iterable[Forecast]) -> Forecast:
    """Return the range of a sum: everything at its least, and everything at its most."""
    parts = [(forecast.least, forecast.likely, forecast.most) for forecast in forecasts]
    return Forecast(*map(sum, zip(*parts, strict=True))) if parts else Forecast(0, 0, 0)


def same_day_before(today: date) -> date:
    """Return this day a year ago; 28 February for the 29th."""
    is_leap_day = (today.month, today.day) == (2, 29)
    return date(today.year - 1, today.month, 28 if is_leap_day else today.day)
