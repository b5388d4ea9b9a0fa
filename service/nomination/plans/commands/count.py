"""Counting exemplars toward the quotas of a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, select, update

from service.core.errors import InvalidInput, sentence
from service.nomination.agencies.queries import successions
from service.nomination.agencies.rules import function_line
from service.nomination.plans import model as plans
from service.nomination.plans.queries import plan_code, quota_minimums, quota_years
from service.nomination.plans.rules import COUNTER_KINDS

if TYPE_CHECKING:
    from service.core.tx import Tx


class QuotaKindUnknown(InvalidInput):
    """Something else than selected, built or replicated was to be counted."""

    code = "quota_kind_unknown"
    template = sentence(
        "Expected to count an exemplar as '%(kind)s', but there are only selected, built and replicated. "
        "Use one of them."
    )


def count(tx: Tx, *, year: int, agency: str, movement: str, exemplar_key: int, kind: str) -> bool:
    """Count an exemplar toward a year's quota (R36); returns whether that year did not count it so before.

    ``kind`` is selected, built or replicated. It counts under the agency the quota is written for, also when another
    holds the function by then (``domain.md`` §4). Raises ``QuotaKindUnknown``.
    """
    if kind not in COUNTER_KINDS:
        raise QuotaKindUnknown(kind=kind)
    code = plan_code(tx, on=date(year, 1, 1))
    row = {
        "plan": code,
        "year": year,
        "agency": _quota_agency(tx, code, year, movement, agency),
        "movement": movement,
        "exemplar_key": exemplar_key,
        "kind": kind,
    }
    counter = plans.quota_counter
    same = and_(*(counter.c[name] == row[name] for name in ("year", "exemplar_key", "kind")))
    if tx.execute(select(counter.c.quota_counter_key).where(same)).first():
        return False
    stamps = {"quota_counter_key": tx.new_key(), "counted_at": tx.now, "counted_by": tx.actor.user_name}
    tx.execute(insert(counter).values({**row, **stamps}))
    return True


def uncount(tx: Tx, *, year: int, exemplar_key: int) -> None:
    """Take an exemplar out of a year's counters, for instance because it belongs to another movement."""
    counter = plans.quota_counter
    tx.execute(delete(counter).where(counter.c.year == year, counter.c.exemplar_key == exemplar_key))


def take_counters(tx: Tx, plan: str) -> None:
    """Let a plan that is published late have what was counted in its years while no plan set minimums for them."""
    counter = plans.quota_counter
    years = [year for year, code in quota_years(tx).items() if code == plan]
    known = select(plans.quota.c.plan).where(plans.quota.c.year == counter.c.year, plans.quota.c.plan == counter.c.plan)
    early = select(counter).where(counter.c.year.in_(years), counter.c.plan != plan, ~known.exists())
    for row in tx.execute(early).all():
        agency = _quota_agency(tx, plan, row.year, row.movement, row.agency)
        mine = counter.c.quota_counter_key == row.quota_counter_key
        tx.execute(update(counter).where(mine).values(plan=plan, agency=agency))


def _quota_agency(tx: Tx, plan: str, year: int, movement: str, agency: str) -> str:
    quotas = [row.agency for row in quota_minimums(tx, plan, year) if row.movement == movement]
    if agency in quotas:
        return agency
    became = successions(tx)
    return next((code for code in quotas if agency in function_line(code, movement, became, date.max)), agency)
