"""Reading which exemplars stand behind a number of the quota table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, func, not_, or_, select, true

from service.core.clock import business_date
from service.nomination.exemplars.model import exemplar, referral
from service.nomination.plans.queries import (
    QuotaMinimum,
    counted_after,
    counted_exemplars,
    quota_holders,
    quota_minimums,
    quota_rows,
    quota_years,
)
from service.nomination.plans.rules import Forecast, same_day_before, year_end

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from service.core.tx import Tx

COUNTED = ("selected", "built", "replicated")
FIGURES = (*COUNTED, "not_replicated", "running", "unplaced", "introduced", "referred")
"""What a number counts: exemplars counted so in the year; selected but not replicated yet; cases that still run and
count, or can still count, in the year; and those among them that no quota holds. Beside the quotas: candidates of the
year whose unit named a source; and exemplars referred to the Council in it."""


def introduced_in(year: int) -> ColumnElement[bool]:
    """Return the condition that an exemplar is a candidate of a year whose unit named where it was detected."""
    return (exemplar.c.year == year) & exemplar.c.source.is_not(None)


def referred_in(year: int) -> ColumnElement[bool]:
    """Return the condition that an exemplar was referred to the Council in a year, however often."""
    in_year = referral.c.referred_on.between(date(year, 1, 1), date(year, 12, 31))
    return exemplar.c.exemplar_key.in_(select(referral.c.exemplar_key).where(in_year))


_BESIDE_QUOTAS = {"introduced": introduced_in, "referred": referred_in}


@dataclass(frozen=True, slots=True)
class QuotaShare:
    """A part of the quota table: the figure of a year, of one mode, agency or movement where that is given."""

    figure: str
    year: int
    mode: str | None = None
    agency: str | None = None
    movement: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the share is the whole year's."""
        return not (self.mode or self.agency or self.movement)

    def holds(self, row: QuotaMinimum) -> bool:
        """Return whether a minimum belongs to this share."""
        asked = ((self.mode, row.mode), (self.agency, row.agency), (self.movement, row.movement))
        return all(wanted in (None, found) for wanted, found in asked)


def in_share(tx: Tx, share: QuotaShare) -> ColumnElement[bool]:
    """Return the condition that an exemplar stands behind a number of the quota table."""
    if share.figure in _BESIDE_QUOTAS:
        return _BESIDE_QUOTAS[share.figure](share.year)
    minimums = quota_minimums(tx, quota_years(tx).get(share.year, ""), share.year)
    mine = [row for row in minimums if share.holds(row)]
    if share.figure == "unplaced":
        return _runs_for(tx, share.year) & not_(_held(tx, minimums))
    if share.figure == "running":
        return _runs_for(tx, share.year) & (true() if share.is_whole else _held(tx, mine))
    pairs: list[tuple[str, str]] | None = [(row.agency, row.movement) for row in mine]
    if share.agency and share.movement:
        pairs = [(share.agency, share.movement)]
    elif share.is_whole:
        pairs = None
    kind = "selected" if share.figure == "not_replicated" else share.figure
    found = exemplar.c.exemplar_key.in_(counted_exemplars(kind, share.year, pairs))
    return found & exemplar.c.replicated_at.is_(None) if share.figure == "not_replicated" else found


def count_in_share(tx: Tx, share: QuotaShare) -> int:
    """Return how many exemplars stand behind a number of the quota table, whoever may see them."""
    return int(tx.execute(select(func.count()).select_from(exemplar).where(in_share(tx, share))).scalar_one())


def running_by_stage(tx: Tx, year: int, plan: str | None = None) -> Counter[tuple[str, str, str]]:
    """Count the cases that run for a year's quotas by (quota's agency, movement, stage); agency "" where none holds.

    ``plan`` sets the quotas; ``None``: the plan the year belongs to.
    """
    holders = quota_holders(tx, quota_minimums(tx, plan or quota_years(tx).get(year, ""), year))
    columns = (exemplar.c.lead_agency, exemplar.c.movement, exemplar.c.stage)
    statement = select(*columns, func.count().label("total")).where(_runs_for(tx, year)).group_by(*columns)
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in tx.execute(statement):
        movement = row.movement or ""
        counted[holders.get((row.lead_agency or "", movement), ""), movement, row.stage] += row.total
    return counted


def year_end_forecasts(tx: Tx, plan: str, year: int) -> dict[tuple[str, str], Forecast]:
    """Return (agency, movement) → what each line of a plan's quota table will end the year with (R39)."""
    today = business_date(tx.now)
    later = counted_after(tx, year - 1, same_day_before(today))
    running = running_by_stage(tx, year, plan)
    found = {}
    for row in quota_rows(tx, plan, year):
        whose = (row.agency, row.movement)
        last_year = None if later is None else later[whose]
        found[whose] = year_end(row.selected, running[*whose, "detect"], last_year, year, today)
    return found


def _runs_for(tx: Tx, year: int) -> ColumnElement[bool]:
    """Return the condition that a case runs and counts in the year, or, not recognised yet, can only count in it."""
    can_count = exemplar.c.recognised_at.is_(None) if year == business_date(tx.now).year else false()
    counts = exemplar.c.exemplar_key.in_(counted_exemplars("selected", year))
    return and_(exemplar.c.closed_at.is_(None), or_(can_count, counts))


def _held(tx: Tx, minimums: list[QuotaMinimum] | tuple[QuotaMinimum, ...]) -> ColumnElement[bool]:
    lead, movement = func.coalesce(exemplar.c.lead_agency, ""), func.coalesce(exemplar.c.movement, "")
    return or_(false(), *(and_(lead == holder, movement == code) for holder, code in quota_holders(tx, minimums)))
