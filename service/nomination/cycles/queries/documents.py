"""Counting the thirteen document flows of a plan (R75)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.nomination.correspondence.queries import counts_by_code
from service.nomination.correspondence.rules import REPORT_CODES
from service.nomination.exemplars.model import exemplar, referral
from service.nomination.plans.queries import plan_by_code

if TYPE_CHECKING:
    from service.core.tx import Tx

REPORTS = "reports"
"""The detection source that is a report inside the unit (D4)."""


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """How many documents of a flow there are."""

    code: str
    count: int


def document_counts(tx: Tx, plan: str) -> list[DocumentCount]:
    """Return the thirteen flows with how many documents each brought, in the order of R75.

    D4, reports inside a unit, shows as the exemplars detected by one; D5 are the referrals to the Council.
    """
    counted = counts_by_code(tx, plan)
    period = plan_by_code(tx, plan)
    years = exemplar.c.year.between(period.valid_from.year, period.valid_to.year - 1)
    detected = select(func.count()).select_from(exemplar).where(exemplar.c.source == REPORTS, years)
    referred = select(func.count()).select_from(referral.join(exemplar)).where(years)
    counted |= {"D4": tx.execute(detected).scalar_one(), "D5": tx.execute(referred).scalar_one()}
    return [DocumentCount(code, counted.get(code, 0)) for code in REPORT_CODES]
