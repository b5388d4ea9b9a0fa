"""Days and counts of the cycles; nothing here touches a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

QUARTERS = 4
ROUND_KINDS = ("unit_plan", "annual", "midterm", "final")

PROVINCE = "ubnd-tinh"
RECEIVER = "so-noi-vu"
"""Units send their plans and reviews to Sở Nội vụ, by way of Ban TĐKT (R60), which reports to the province."""

_YEARS_FROM_MIDTERM_TO_FINAL = 2


@dataclass(frozen=True, slots=True)
class Start:
    """A diagram to start on a day (at 08:00); ``plan_year`` where it belongs to a year."""

    process_definition_id: str
    starts_on: date
    plan_year: int | None = None


def schedule_of(quota_years: Iterable[int], last_year: int) -> list[Start]:
    """Return what a plan starts by itself, by day: the yearly round, publicity and inspection, and the two reviews.

    The mid-term review stands two years before the plan's last, the final review in its last (R55-R59, R74).
    """
    starts = [
        Start("midterm_review_2023", date(last_year - _YEARS_FROM_MIDTERM_TO_FINAL, 4, 10)),
        Start("final_review_2025", date(last_year, 1, 2)),
    ]
    for year in quota_years:
        starts += [
            Start("annual_cycle", date(year, 1, 2), year),
            Start("publicity_plan", date(year, 1, 5), year),
            Start("inspection", date(year, 3, 1), year),
        ]
    return sorted(starts, key=lambda start: (start.starts_on, start.process_definition_id))


def quarter_end(year: int, quarter: int) -> date:
    """Return the last day of a quarter; it is never shifted."""
    month = quarter * 3
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def excess(named: Mapping[str, int], seats: Mapping[str, int]) -> dict[str, int]:
    """Return agency → how many delegates more than its seats it named; agencies within their seats are not in it."""
    return {agency: count - seats.get(agency, 0) for agency, count in named.items() if count > seats.get(agency, 0)}


def month_day(text: str, year: int) -> date:
    """Return the day a parameter such as ``12-20`` means in a year."""
    month, _, day = text.partition("-")
    return date(year, int(month), int(day))
