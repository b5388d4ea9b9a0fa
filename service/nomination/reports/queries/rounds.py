"""Rounds as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.access import policy
from service.access.policy import Action
from service.core.clock import business_date
from service.nomination.agencies.queries import short_names
from service.nomination.cycles.queries import member_due_on, members_of_round, opened_by, rounds_of_plan
from service.nomination.reports.queries.cycle import may_see_case
from service.nomination.reports.rules import waits_for
from service.process.instances.queries import instance, open_user_tasks
from service.process.worklist.queries import task_name, task_resource

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx
    from service.nomination.cycles.queries import CycleCase, Member, Round


@dataclass(frozen=True, slots=True)
class ShownMember:
    """An agency in a round: whom its case waits for (see ``rules.waits_for``) and at which step, or when it reported.

    ``user_task_key`` is the open task where the reader may see it; ``is_visible`` says that they may see its case.
    ``due_on`` is later than the round's day for one whose paper was returned.
    """

    process_instance_key: int
    is_visible: bool
    agency: str
    name: str
    mode: str
    state: str
    step: str
    user_task_key: int | None
    reported_on: date | None
    due_on: date
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

    @property
    def is_complete(self) -> bool:
        """Whether all have reported."""
        return self.received == len(self.members)

    def late_of(self, mode: str) -> int:
        """Return how many of a mode reported after the day, or have not although their own day is past."""
        return sum(member.is_late for member in self.of_mode(mode))

    def of_mode(self, mode: str | None) -> list[ShownMember]:
        """Return the members that are directed, or those that are requested."""
        return [member for member in self.members if member.mode == mode]


def shown_rounds(tx: Tx, plan: str, *, locale: str = "vi") -> list[ShownRound]:
    """Return the rounds of a plan, the newest first."""
    return [_round(tx, one, locale) for one in reversed(rounds_of_plan(tx, plan))]


def rounds_of_case(tx: Tx, case: CycleCase, *, locale: str = "vi") -> list[ShownRound]:
    """Return the rounds that a case of a cycle opened."""
    return [_round(tx, one, locale) for one in opened_by(tx, case)]


def _round(tx: Tx, found: Round, locale: str) -> ShownRound:
    names = short_names(tx)
    members = members_of_round(tx, found.round_key)
    return ShownRound(found, tuple(_shown(tx, found, member, names, locale) for member in members))


def _shown(tx: Tx, found: Round, member: Member, names: dict[str, str], locale: str) -> ShownMember:
    has_reported = member.reported_at is not None
    tasks = [] if has_reported else open_user_tasks(tx, member.process_instance_key)
    task = tasks[0] if tasks else None
    may_see_task = task is not None and policy.may(tx.actor, Action.TASK_VIEW, task_resource(task))
    due_on = found.due_on if has_reported else member_due_on(tx, found, member)
    case = instance(tx, member.process_instance_key)
    return ShownMember(
        process_instance_key=member.process_instance_key,
        is_visible=case is not None and may_see_case(tx, case),
        agency=member.agency,
        name=names.get(member.agency, member.agency),
        mode=member.mode,
        state="received" if has_reported else waits_for(task.candidate_groups if task else (), member.agency),
        step=task_name(tx, task, locale=locale) if task else "",
        user_task_key=task.user_task_key if task and may_see_task else None,
        reported_on=business_date(member.reported_at) if member.reported_at else None,
        due_on=due_on,
        is_late=member.is_late(found.due_on) or (not has_reported and business_date(tx.now) > due_on),
    )
