"""Which reports there are, and making one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.access import policy
from service.access.policy import Action, ReportResource
from service.core.clock import business_date
from service.core.errors import InvalidInput, NotFound, Sentence, sentence
from service.nomination.agencies.queries import agency_by_code
from service.nomination.plans.queries import plan_by_code
from service.nomination.reports.queries import (
    detections,
    final_review,
    inspections,
    measures,
    midterm_review,
    publicity,
    referrals,
    unit_plans,
    unit_reviews,
    year_end,
)
from service.nomination.reports.rules import Scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from service.core.tx import Tx
    from service.nomination.plans.queries import Plan
    from service.nomination.reports.rules import Report


class ReportNotFound(NotFound):
    """There is no report with this code."""

    code = "report_not_found"
    template = sentence("Expected to make report '%(code)s', but there is none. Choose one of the list.")


class YearOutsidePlan(NotFound):
    """The plan has no such year."""

    code = "year_outside_plan"
    template = sentence(
        "Expected to make a report of the year '%(year)s', but plan '%(plan)s' goes from %(first)s to %(last)s. "
        "Choose one of its years."
    )


class ReportWithoutAgency(InvalidInput):
    """A unit's report was asked for, but not whose."""

    code = "report_without_agency"
    template = sentence("Expected to make report '%(report)s', but no agency is named. Name the agency it is of.")


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report there is: its title, whether it is about a year and about an agency, and the module that makes it."""

    title: Sentence
    is_yearly: bool
    is_of_agency: bool
    make: Callable[[Tx, Scope], Report]


REPORTS: dict[str, ReportKind] = {
    "D1": ReportKind(unit_plans.TITLE_OF_UNIT, is_yearly=False, is_of_agency=True, make=unit_plans.of_unit),
    "D2": ReportKind(unit_plans.TITLE, is_yearly=False, is_of_agency=False, make=unit_plans.consolidated),
    "D3": ReportKind(unit_reviews.TITLES["annual"], is_yearly=True, is_of_agency=True, make=unit_reviews.annual),
    "D4": ReportKind(detections.TITLE, is_yearly=True, is_of_agency=False, make=detections.by_source),
    "D5": ReportKind(referrals.TITLE, is_yearly=True, is_of_agency=False, make=referrals.to_council),
    "D6": ReportKind(unit_reviews.TITLES["midterm"], is_yearly=False, is_of_agency=True, make=unit_reviews.midterm),
    "D7": ReportKind(midterm_review.TITLE, is_yearly=False, is_of_agency=False, make=midterm_review.of_province),
    "D8": ReportKind(unit_reviews.TITLES["final"], is_yearly=False, is_of_agency=True, make=unit_reviews.final),
    "D9": ReportKind(final_review.TITLE, is_yearly=False, is_of_agency=False, make=final_review.of_province),
    "D10": ReportKind(year_end.TITLE, is_yearly=True, is_of_agency=False, make=year_end.of_province),
    "D11": ReportKind(measures.TITLE, is_yearly=True, is_of_agency=False, make=measures.proposed),
    "D12": ReportKind(inspections.TITLE, is_yearly=True, is_of_agency=False, make=inspections.with_recommendations),
    "D13": ReportKind(publicity.TITLE, is_yearly=True, is_of_agency=False, make=publicity.against_plan),
}
"""Code of R75 → report."""


def report(tx: Tx, code: str, scope: Scope) -> Report:
    """Make a report as it stands now.

    What a report is not about is left out of its scope; a year that is not given is the present one, or the nearest of
    the plan. Raises ``ReportNotFound``, ``PlanNotFound``, ``YearOutsidePlan``, ``ReportWithoutAgency`` and
    ``AgencyNotFound``.
    """
    kind = _kind(code)
    plan = plan_by_code(tx, scope.plan)
    if kind.is_of_agency:
        if not scope.agency:
            raise ReportWithoutAgency(report=code)
        agency_by_code(tx, scope.agency)
    year = _year_of(plan, scope.plan_year, business_date(tx.now)) if kind.is_yearly else None
    return kind.make(tx, Scope(plan.code, year, scope.agency if kind.is_of_agency else ""))


def visible_report(tx: Tx, code: str, scope: Scope) -> Report:
    """Make a report if the actor may read it: the province's by who watches it, a unit's by its people too.

    Raises what ``report`` raises, and ``NotAllowed``.
    """
    policy.authorize(tx.actor, Action.REPORT_READ, ReportResource(scope.agency if _kind(code).is_of_agency else ""))
    return report(tx, code, scope)


def years_of(plan: Plan) -> range:
    """Return the calendar years of a plan's period."""
    return range(plan.valid_from.year, plan.last_on.year + 1)


def _kind(code: str) -> ReportKind:
    kind = REPORTS.get(code)
    if kind is None:
        raise ReportNotFound(code=code)
    return kind


def _year_of(plan: Plan, year: int | None, today: date) -> int:
    years = years_of(plan)
    if year is None:
        return min(max(today.year, years[0]), years[-1])
    if year not in years:
        raise YearOutsidePlan(year=year, plan=plan.code, first=years[0], last=years[-1])
    return year
