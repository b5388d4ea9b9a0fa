"""Which dates the papers of a case may carry."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

AHEAD = timedelta(days=365)
"""How far ahead a case may look, whatever its plan says."""


def dates_of_case(begins_on: date, ends_before: date, *, opened_on: date, today: date) -> tuple[date, date]:
    """Return the first and last day that make sense in a case of a plan: its period, and what the case reaches beyond.

    A programme is signed before the plan it opens begins, and a case outlives its plan: the report of the last year is
    written in the January after, and who was detected in the last December is followed up in spring.
    """
    return min(begins_on, opened_on), max(ends_before - timedelta(days=1), today + AHEAD)
