"""Reading quotas: the yearly minimums, and beside them the three counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import false, func, or_, select

from service.core.clock import at_local_hour, business_date
from service.core.kept import kept_for_a_day
from service.nomination.agencies.queries import successions
from service.nomination.agencies.rules import function_line
from service.nomination.plans import model
from service.nomination.plans.queries.plans import plan_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select

    from service.core.tx import Tx


@dataclass(frozen=True, slots=True)
class QuotaMinimum:
    """The least number of exemplars an agency is to select, build and replicate in a year (R36, R39)."""

    year: int
    movement: str
    agency: str
    mode: str
    minimum: int


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A minimum with its three counters.

    ``agency`` is the one the plan names; ``responsible`` holds its function now, or did when the year ended. A
    counter without a minimum (another year, another agency) has mode ``None`` and minimum 0.
    """

    year: int
    agency: str
    movement: str
    mode: str | None
    minimum: int
    selected: int
    built: int
    replicated: int
    responsible: str


@kept_for_a_day
def quota_minimums(tx: Tx, plan: str | None = None, year: int | None = None) -> tuple[QuotaMinimum, ...]:
    """Return a plan's minimums of a year (or of every year), by year, movement number and lead order."""
    quota, movement, parts = model.quota, model.movement, model.movement_agency
    joined = quota.join(movement, (movement.c.plan == quota.c.plan) & (movement.c.code == quota.c.movement)).join(
        parts,
        (parts.c.plan == quota.c.plan) & (parts.c.movement == quota.c.movement) & (parts.c.agency == quota.c.agency),
    )
    columns = [quota.c[name] for name in QuotaMinimum.__dataclass_fields__]
    statement = select(*columns).select_from(joined).where(quota.c.plan == plan_code(tx, plan))
    if year is not None:
        statement = statement.where(quota.c.year == year)
    order = (quota.c.year, movement.c.number, parts.c.position)
    rows = tx.execute(statement.order_by(*order)).mappings()
    return tuple(QuotaMinimum(**dict(row)) for row in rows)


def quota_rows(tx: Tx, plan: str | None = None, year: int | None = None) -> tuple[QuotaRow, ...]:
    """Return the quota table of a plan's year (or of every year): minimums first, then counters without one."""
    code = plan_code(tx, plan)
    counted = _counted(tx, code, year)
    minimums = {(row.year, row.agency, row.movement): row for row in quota_minimums(tx, code, year)}
    extra = sorted({key[:3] for key in counted} - minimums.keys())
    became = successions(tx)
    today = business_date(tx.now)
    rows = []
    for key in (*minimums, *extra):
        row = minimums.get(key)
        line = function_line(key[1], key[2], became, min(today, date(key[0], 12, 31)))
        rows.append(
            QuotaRow(
                *key,
                mode=row.mode if row else None,
                minimum=row.minimum if row else 0,
                selected=counted[*key, "selected"],
                built=counted[*key, "built"],
                replicated=counted[*key, "replicated"],
                responsible=line[-1],
            )
        )
    return tuple(rows)


def quota_years(tx: Tx) -> dict[int, str]:
    """Return year → code of the plan that sets its minimums, in order; of several plans the newest period's."""
    quota, plan = model.quota, model.plan
    columns = (quota.c.year, quota.c.plan, plan.c.valid_from)
    statement = select(*columns).distinct().join(plan, plan.c.code == quota.c.plan)
    return {row.year: row.plan for row in tx.execute(statement.order_by(quota.c.year, plan.c.valid_from))}


def quota_holders(tx: Tx, minimums: Iterable[QuotaMinimum]) -> dict[tuple[str, str], str]:
    """Return (agency, movement) → the agency the quota is written for: itself, or who has its function by now."""
    became, today = successions(tx), business_date(tx.now)
    return {
        (holder, row.movement): row.agency
        for row in minimums
        for holder in function_line(row.agency, row.movement, became, today)
    }


def counted_after(tx: Tx, year: int, day: date) -> Counter[tuple[str, str]] | None:
    """Return (agency, movement) → how many a year selected after a day; ``None`` for a year that selected nothing."""
    counter = model.quota_counter
    whose = (counter.c.agency, counter.c.movement)
    of_year = (counter.c.kind == "selected", counter.c.year == year)
    if tx.execute(select(counter.c.quota_counter_key).where(*of_year).limit(1)).first() is None:
        return None
    later = (*of_year, counter.c.counted_at >= at_local_hour(day + timedelta(days=1), 0))
    statement = select(*whose, func.count().label("total")).where(*later).group_by(*whose)
    return Counter({(row.agency, row.movement): row.total for row in tx.execute(statement)})


def counted_exemplars(kind: str, year: int, pairs: Iterable[tuple[str, str]] | None = None) -> Select[tuple[int]]:
    """Return the statement of the exemplar keys counted in a year, for some (agency, movement); ``None``: for any."""
    counter = model.quota_counter
    statement = select(counter.c.exemplar_key).where(counter.c.kind == kind, counter.c.year == year)
    if pairs is None:
        return statement
    of_pair = [(counter.c.agency == agency) & (counter.c.movement == movement) for agency, movement in pairs]
    return statement.where(or_(false(), *of_pair))


def _counted(tx: Tx, plan: str, year: int | None) -> Counter[tuple[int, str, str, str]]:
    counter = model.quota_counter
    columns = [counter.c[name] for name in ("year", "agency", "movement", "kind")]
    statement = select(*columns, func.count().label("total")).where(counter.c.plan == plan).group_by(*columns)
    if year is not None:
        statement = statement.where(counter.c.year == year)
    return Counter({(row.year, row.agency, row.movement, row.kind): row.total for row in tx.execute(statement)})
