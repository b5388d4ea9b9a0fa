"""Which reports there are, and making one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.core.errors import NotFound, Sentence, sentence
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.core.tx import Tx
    from service.nomination.reports.rules import Report, Scope


class ReportNotFound(NotFound):
    """There is no report with this code."""

    code = "report_not_found"
    template = sentence("Expected to make report '%(code)s', but there is none. Choose one of the list.")


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
    """Make a report as it stands now; raises ``ReportNotFound`` and ``PlanNotFound``."""
    kind = REPORTS.get(code)
    if kind is None:
        raise ReportNotFound(code=code)
    plan_by_code(tx, scope.plan)
    return kind.make(tx, scope)
