"""Reading: the year of the quota table, the rounds, and the reports of the plan, one module each."""

from service.nomination.reports.queries.cycle import PROVINCE_PAPERS, may_see_case, milestones_of_case
from service.nomination.reports.queries.registry import (
    REPORTS,
    ReportKind,
    ReportNotFound,
    ReportWithoutAgency,
    YearOutsidePlan,
    report,
    visible_report,
    years_of,
)
from service.nomination.reports.queries.rounds import ShownMember, ShownRound, rounds_of_case, shown_rounds
from service.nomination.reports.queries.shelf import ShelfEntry, report_agencies, shelf
from service.nomination.reports.queries.year import Year, YearWithoutQuota, milestones_of, reached_on, year_of_plan

__all__ = [
    "PROVINCE_PAPERS",
    "REPORTS",
    "ReportKind",
    "ReportNotFound",
    "ReportWithoutAgency",
    "ShelfEntry",
    "ShownMember",
    "ShownRound",
    "Year",
    "YearOutsidePlan",
    "YearWithoutQuota",
    "may_see_case",
    "milestones_of",
    "milestones_of_case",
    "reached_on",
    "report",
    "report_agencies",
    "rounds_of_case",
    "shelf",
    "shown_rounds",
    "visible_report",
    "year_of_plan",
    "years_of",
]
