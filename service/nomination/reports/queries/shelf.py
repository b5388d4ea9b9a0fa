"""The reports a reader may open, and how each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.access import policy
from service.access.policy import Action, ReportResource
from service.core.clock import business_date
from service.nomination.correspondence.queries import issued_documents
from service.nomination.cycles.queries import members_of_plan
from service.nomination.reports.queries.registry import REPORTS, report
from service.nomination.reports.rules import Scope, standing

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx
    from service.nomination.plans.queries import Plan
    from service.nomination.reports.rules import Report


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A report on the shelf: how its figures stand (see ``rules.standing``), and when it was sent last."""

    report: Report
    state: str
    sent_on: date | None


def shelf(tx: Tx, plan: Plan, year: int, agency: str = "") -> tuple[ShelfEntry, ...]:
    """Return the reports of a year the actor may read: an agency's own, or the province's where none is named."""
    if not policy.may(tx.actor, Action.REPORT_READ, ReportResource(agency)):
        return ()
    sent = _sent_on(tx, plan.code, agency)
    found = (
        report(tx, code, Scope(plan.code, year if kind.is_yearly else None, agency))
        for code, kind in REPORTS.items()
        if kind.is_of_agency == bool(agency)
    )
    today = business_date(tx.now)
    return tuple(ShelfEntry(one, standing(one, today), sent.get((one.code, one.scope.plan_year))) for one in found)


def report_agencies(tx: Tx, plan: Plan) -> tuple[str, ...]:
    """Return the agencies whose own reports the actor may read, in the plan's order."""
    members = members_of_plan(tx, plan.code)
    return tuple(one for one in members if policy.may(tx.actor, Action.REPORT_READ, ReportResource(one)))


def _sent_on(tx: Tx, plan: str, agency: str) -> dict[tuple[str, int | None], date]:
    """Return (code, year) → the day a report was sent last; the year is empty for one about the whole plan."""
    return {
        (one.code, one.plan_year if REPORTS[one.code].is_yearly else None): business_date(one.issued_at)
        for one in issued_documents(tx, plan=plan)
        if one.code in REPORTS and (not agency or one.issuer == agency)
    }
