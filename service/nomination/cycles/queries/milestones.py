"""Which dated milestones of a plan were reached, and when (R74)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.core.clock import business_date
from service.nomination.cycles.model.records import conference, delegate
from service.nomination.cycles.model.rounds import round_member
from service.nomination.cycles.queries.records import seats_of
from service.nomination.cycles.queries.rounds import rounds_of_plan
from service.nomination.plans.queries import milestones

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx
    from service.nomination.plans.queries import Occurrence


@dataclass(frozen=True, slots=True)
class ReachedMilestone:
    """A dated occurrence of a milestone; ``reached_on`` is empty until all who had to act did."""

    code: str
    due_on: date
    reached_on: date | None


def milestones_reached(tx: Tx, plan: str) -> list[ReachedMilestone]:
    """Return the dated milestones of a plan by the day they are due, each with the day it was reached."""
    dated = [(found.code, item) for found in milestones(tx, plan) for item in found.occurrences]
    return [
        ReachedMilestone(item.code, item.due_on, _reached_on(tx, plan, code, item))
        for code, item in sorted(dated, key=lambda pair: (pair[1].due_on, pair[1].code))
    ]


def _reached_on(tx: Tx, plan: str, milestone: str, occurrence: Occurrence) -> date | None:
    reached = _REACHED.get(occurrence.code) or _REACHED.get(milestone)
    return None if reached is None else reached(tx, plan, occurrence)


def _round_completed(kind: str) -> Callable[[Tx, str, Occurrence], date | None]:
    def reached(tx: Tx, plan: str, occurrence: Occurrence) -> date | None:
        for found in rounds_of_plan(tx, plan, kind=kind):
            is_meant = kind != "annual" or found.plan_year == occurrence.due_on.year
            if is_meant and found.completed_at is not None:
                return business_date(found.completed_at)
        return None

    return reached


def _held(step: str) -> Callable[[Tx, str, Occurrence], date | None]:
    def reached(tx: Tx, plan: str, occurrence: Occurrence) -> date | None:
        del occurrence
        mine = (conference.c.plan == plan, conference.c.step == step)
        day: date | None = tx.execute(select(func.min(conference.c.held_on)).where(*mine)).scalar_one()
        return day

    return reached


def _all_held(tx: Tx, plan: str, occurrence: Occurrence) -> date | None:
    """Return the day of the last of the units' conferences, once every member of the final round held its own."""
    del occurrence
    table = conference
    rows = tx.execute(
        select(table.c.process_instance_key, func.max(table.c.held_on).label("held_on"))
        .where(table.c.plan == plan, table.c.step == "record_conference")
        .group_by(table.c.process_instance_key)
    )
    return _last(tx, plan, {row.process_instance_key: row.held_on for row in rows})


def _all_reserved(tx: Tx, plan: str, occurrence: Occurrence) -> date | None:
    """Return the day the last delegates got their seats, once every member of the final round has its own."""
    del occurrence
    table = delegate
    rows = tx.execute(
        select(table.c.process_instance_key, func.min(table.c.reserved_at).label("reserved_at"))
        .where(table.c.plan == plan, table.c.reserved_at.is_not(None))
        .group_by(table.c.process_instance_key)
    )
    has_seats = [agency for agency, seats in seats_of(tx, plan).items() if seats]
    return _last(
        tx,
        plan,
        {row.process_instance_key: business_date(row.reserved_at) for row in rows},
        round_member.c.agency.in_(has_seats),
    )


def _last(tx: Tx, plan: str, by_instance: dict[int, date], *conditions: ColumnElement[bool]) -> date | None:
    """Return the last day of those of the final round's members who had to act, once all of them did."""
    for found in rounds_of_plan(tx, plan, kind="final"):
        mine = (round_member.c.round_key == found.round_key, *conditions)
        members = set(tx.execute(select(round_member.c.process_instance_key).where(*mine)).scalars())
        if members and members <= by_instance.keys():
            return max(by_instance[key] for key in members)
    return None


_REACHED: dict[str, Callable[[Tx, str, Occurrence], date | None]] = {
    "M1": _round_completed("unit_plan"),
    "M2": _round_completed("annual"),
    "M5": _round_completed("midterm"),
    "M6": _held("hold_midterm"),
    "M7-tong-ket": _round_completed("final"),
    "M7-hoi-nghi": _all_held,
    "M7-dai-bieu": _all_reserved,
    "M8": _held("record_congress"),
}
"""Milestone or occurrence → how to see that it was reached; a milestone nobody knows here is never reached."""
