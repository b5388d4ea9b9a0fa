"""D10: the province's report of a year, as closed or as it stands (R66)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.council.model import award
from service.nomination.cycles.queries import closed_year, latest_report, quota_figures, rounds_of_plan
from service.nomination.cycles.queries.rounds import members_of_round
from service.nomination.exemplars.model import encouragement, exemplar
from service.nomination.reports.queries.quota_lines import QUOTA_COLUMNS, quota_figures_of, quota_line
from service.nomination.reports.rules import Figure, Report, Scope, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx

TITLE = sentence("Results of the year, province")
LEADER = "lanh-dao"
ROWS = sentence("The quota table of the year, as closed or as it stands")


def of_province(tx: Tx, scope: Scope) -> Report:
    """Return the year's quotas and counters, what its round brought in, awards, praise and the non-leader share."""
    year = scope.plan_year or business_date(tx.now).year
    closed = closed_year(tx, scope.plan, year)
    figures = quota_figures(tx, scope.plan, year) if closed is None else closed.figures
    lines = [quota_line(row) for row in figures if row["minimum"] or row["selected"]]
    written = latest_report(tx, scope.plan, "consolidate_year", year)
    return Report(
        code="D10",
        title=TITLE,
        scope=Scope(scope.plan, year),
        as_of=business_date(tx.now if closed is None else closed.closed_at),
        is_closed=closed is not None,
        figures=(*quota_figures_of(lines, year), *_received(tx, scope.plan, year), *_people(tx, year)),
        columns=QUOTA_COLUMNS,
        rows=tuple(lines),
        row_source=Source("quota_counter" if closed is None else "year_closing", ROWS, f"/supervision?year={year}"),
        texts={key: written[key] or "" for key in ("assessment", "proposals")} if written else {},
    )


def _received(tx: Tx, plan: str, year: int) -> Iterator[Figure]:
    """Yield how many reports were asked for, came in, and came in late."""
    source = Source("round_member", sentence("Members of the year's round, and when each reported"))
    for found in rounds_of_plan(tx, plan, kind="annual", plan_year=year)[-1:]:
        members = members_of_round(tx, found.round_key)
        received = [member for member in members if member.reported_at is not None]
        late = [member for member in received if member.is_late(found.due_on)]
        yield Figure("asked", sentence("Reports asked for"), len(members), source)
        yield Figure("received", sentence("Reports received"), len(received), source)
        yield Figure("late", sentence("Received late"), len(late), source)


def _people(tx: Tx, year: int) -> Iterator[Figure]:
    """Yield awards, praise, and the share of those recognised who lead nothing (``domain.md`` §5.2)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    awarded = _count(tx, select(func.count()).select_from(award).where(award.c.granted_on.between(first, last)))
    praise = select(func.count()).select_from(encouragement.join(exemplar)).where(exemplar.c.year == year)
    yield Figure("awards", sentence("Awards"), awarded, Source("award", sentence("Awards granted in the year")))
    praised = Source("encouragement", sentence("Praise written down for exemplars of the year"))
    yield Figure("praise", sentence("Words of praise"), _count(tx, praise), praised)
    is_person = exemplar.c.post.is_not(None) & exemplar.c.recognised_at.is_not(None) & (exemplar.c.year == year)
    people = _count(tx, select(func.count()).select_from(exemplar).where(is_person))
    others = _count(tx, select(func.count()).select_from(exemplar).where(is_person, exemplar.c.post != LEADER))
    share = round(100 * others / people, 1) if people else None
    source = Source("exemplar", sentence("People recognised in the year whose post leads nothing"))
    yield Figure("non_leader_share", sentence("Share who lead nothing, per cent"), share, source)


def _count(tx: Tx, statement: Any) -> int:
    return int(tx.execute(statement).scalar_one())
