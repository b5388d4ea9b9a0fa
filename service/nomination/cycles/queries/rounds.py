"""Reading rounds and their members, and what the schedule has due."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, or_, select

from service.core.clock import business_date
from service.core.statement import Statement
from service.nomination.agencies.queries import function_holder
from service.nomination.cycles.model.rounds import plan_schedule, round_, round_member, year_closing
from service.nomination.plans.queries import movements, quota_rows
from service.process.instances.queries import instance

if TYPE_CHECKING:
    from datetime import datetime

    from service.core.tx import Tx

_DAY_LENGTH = len("2021-12-31")


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a plan: every member agency is asked for the same thing by a day."""

    round_key: int
    kind: str
    plan: str
    plan_year: int | None
    process_instance_key: int
    due_on: date
    opened_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """An agency in a round; ``process_instance_key`` is its own instance."""

    round_key: int
    agency: str
    mode: str
    process_instance_key: int
    reported_at: datetime | None

    def is_late(self, due_on: date) -> bool:
        """Whether it reported after the round was due."""
        return self.reported_at is not None and business_date(self.reported_at) > due_on


def members_of_plan(tx: Tx, plan: str) -> dict[str, str]:
    """Return agency → mode of those who hold a leading function of a plan today, in the plan's order, each once."""
    members: dict[str, str] = {}
    for movement in movements(tx, plan):
        for lead in movement.leads:
            members.setdefault(function_holder(tx, lead.agency, movement.code), lead.mode)
    return members


def rounds_of_plan(tx: Tx, plan: str, *, kind: str | None = None, plan_year: int | None = None) -> list[Round]:
    """Return the rounds of a plan, oldest first, narrowed to a kind and a year."""
    conditions = [round_.c.plan == plan]
    conditions += [round_.c.kind == kind] if kind is not None else []
    conditions += [round_.c.plan_year == plan_year] if plan_year is not None else []
    statement = select(*_columns()).where(*conditions).order_by(round_.c.round_key)
    return [Round(**dict(row)) for row in tx.execute(statement).mappings()]


def round_of_instance(tx: Tx, process_instance_key: int) -> tuple[Round, Member] | None:
    """Return the round a child instance belongs to, with its member; ``None`` for any other instance."""
    mine = select(round_member).where(round_member.c.process_instance_key == process_instance_key)
    row = tx.execute(mine).mappings().one_or_none()
    if row is None:
        return None
    found = tx.execute(select(*_columns()).where(round_.c.round_key == row["round_key"])).mappings().one()
    return Round(**dict(found)), Member(**dict(row))


def member_due_on(tx: Tx, found: Round, member: Member) -> date:
    """Return the day a member is expected on: its round's, or its own where what it sent was returned to it."""
    own = instance(tx, member.process_instance_key)
    moved_to = str(own.variables.get("due_on") or "")[:_DAY_LENGTH] if own is not None else ""
    return max(found.due_on, date.fromisoformat(moved_to)) if moved_to else found.due_on


def members_of_round(tx: Tx, round_key: int) -> list[Member]:
    """Return the members of a round in the order they were asked."""
    table = round_member
    statement = select(table).where(table.c.round_key == round_key).order_by(table.c.process_instance_key)
    return [Member(**dict(row)) for row in tx.execute(statement).mappings()]


_may_try = or_(plan_schedule.c.tried_again_at.is_(None), plan_schedule.c.tried_again_at <= bindparam("wall"))
_DUE = Statement(
    select(plan_schedule.c.plan_schedule_key)
    .where(plan_schedule.c.started_at.is_(None), plan_schedule.c.starts_at <= bindparam("now"), _may_try)
    .order_by(plan_schedule.c.starts_at, plan_schedule.c.plan_schedule_key)
    .limit(bindparam("limit", type_=Integer))
)
_NEXT = Statement(
    select(func.min(plan_schedule.c.starts_at).label("starts_at")).where(plan_schedule.c.started_at.is_(None))
)


def due_starts(tx: Tx, *, limit: int = 100) -> list[int]:
    """Return the keys of the schedule's rows that are due, the longest due first."""
    rows = tx.driver.all(_DUE, {"now": tx.now, "wall": tx.wall, "limit": limit})
    return [row.plan_schedule_key for row in rows]


def next_start(tx: Tx) -> datetime | None:
    """Return when the schedule starts something next, ``None`` when nothing is left to start."""
    moment: datetime | None = tx.driver.first(_NEXT, {}).starts_at
    return moment


def quota_figures(tx: Tx, plan: str, year: int | None = None) -> list[dict[str, Any]]:
    """Return the rows of the quota table of a year (of every year without one) as plain values."""
    return [asdict(row) for row in quota_rows(tx, plan, year)]


def unit_figures(tx: Tx, plan: str, agency: str, year: int | None = None) -> list[dict[str, Any]]:
    """Return an agency's rows of the quota table of a year (of every year so far without one), as plain values.

    They are those of its own quotas and of those whose function it has inherited.
    """
    today = business_date(tx.now)
    return [
        row
        for row in quota_figures(tx, plan, year)
        if agency in (row["agency"], row["responsible"]) and row["minimum"] and row["year"] <= today.year
    ]


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A year as it was closed; ``figures`` are the rows of its quota table of that day, ``counts`` its people's."""

    year: int
    figures: list[dict[str, Any]]
    counts: dict[str, int]
    closed_at: datetime


def closed_year(tx: Tx, plan: str, year: int) -> ClosedYear | None:
    """Return a year as it was closed, ``None`` while it is open."""
    table = year_closing
    statement = select(table.c.year, table.c.figures, table.c.counts, table.c.closed_at)
    row = tx.execute(statement.where(table.c.plan == plan, table.c.year == year)).one_or_none()
    return None if row is None else ClosedYear(row.year, row.figures, row.counts, row.closed_at)


def _columns() -> list[Any]:
    return [round_.c[name] for name in Round.__dataclass_fields__]
