"""Reading: the year of the quota table, and the reports of the plan, one module each."""

from service.nomination.reports.queries.registry import REPORTS, ReportKind, ReportNotFound, report
from service.nomination.reports.queries.year import Year, YearWithoutQuota, milestones_of, year_of_plan

__all__ = [
    "REPORTS",
    "ReportKind",
    "ReportNotFound",
    "Year",
    "YearWithoutQuota",
    "milestones_of",
    "report",
    "year_of_plan",
]
