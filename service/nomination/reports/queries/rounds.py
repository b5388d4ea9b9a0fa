"""The rounds of the plan in force as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.nomination.agencies.queries import short_names
from service.nomination.cycles.queries import members_of_round, rounds_of_plan
from service.nomination.plans.queries import plan_in_force
from service.process.instances.queries import open_user_tasks

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx
    from service.nomination.cycles.queries import Round


@dataclass(frozen=True, slots=True)
class ShownMember:
    """An agency in a round: the step its case stands at, or the day it reported."""

    agency: str
    name: str
    mode: str
    process_instance_key: int
    step: str
    reported_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class ShownRound:
    """A round with its members in the order they were asked."""

    round: Round
    members: tuple[ShownMember, ...]

    @property
    def received(self) -> int:
        """How many have reported."""
        return sum(member.reported_on is not None for member in self.members)

    def of_mode(self, mode: str) -> list[ShownMember]:
        """Return the members that are directed, or those that are requested."""
        return [member for member in self.members if member.mode == mode]


def shown_rounds(tx: Tx) -> list[ShownRound]:
    """Return the rounds of the plan in force, the newest first."""
    plan = plan_in_force(tx)
    found = rounds_of_plan(tx, plan.code) if plan else []
    names = short_names(tx)
    return [ShownRound(each, _members(tx, each, names)) for each in reversed(found)]


def _members(tx: Tx, found: Round, names: dict[str, str]) -> tuple[ShownMember, ...]:
    today = business_date(tx.now)
    return tuple(
        ShownMember(
            agency=member.agency,
            name=names.get(member.agency, member.agency),
            mode=member.mode,
            process_instance_key=member.process_instance_key,
            step=_step(tx, member.process_instance_key) if member.reported_at is None else "",
            reported_on=business_date(member.reported_at) if member.reported_at else None,
            is_late=member.is_late(found.due_on) or (member.reported_at is None and today > found.due_on),
        )
        for member in members_of_round(tx, found.round_key)
    )


def _step(tx: Tx, process_instance_key: int) -> str:
    tasks = open_user_tasks(tx, process_instance_key)
    return tasks[0].name if tasks else ""
