"""Reading: the year of the quota table, and the reports of the plan, one module each."""

from service.nomination.reports.queries.registry import REPORTS, ReportKind, ReportNotFound, report
from service.nomination.reports.queries.rounds import ShownMember, ShownRound, shown_rounds
from service.nomination.reports.queries.year import Year, YearWithoutQuota, milestones_of, reached_on, year_of_plan

__all__ = [
    "REPORTS",
    "ReportKind",
    "ReportNotFound",
    "ShownMember",
    "ShownRound",
    "Year",
    "YearWithoutQuota",
    "milestones_of",
    "reached_on",
    "report",
    "shown_rounds",
    "year_of_plan",
]
