"""What a case of a cycle is measured by: its milestones and reports; and who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.access import policy
from service.access.policy import Action
from service.nomination.cycles.queries import milestones_reached
from service.nomination.plans.queries import milestones

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx
    from service.nomination.cycles.queries import CycleCase
    from service.nomination.plans.queries import Occurrence
    from service.process.instances.queries import Instance

MILESTONES = {
    "programme": ("M1",),
    "annual_cycle": ("M2",),
    "midterm_review_2023": ("M5", "M6"),
    "final_review_2025": ("M7", "M8"),
}
"""Cycle of the province → the milestones of the plan it is to reach (R74)."""

PROVINCE_PAPERS = {
    "programme": ("D2",),
    "annual_cycle": ("D10", "D11"),
    "midterm_review_2023": ("D7",),
    "final_review_2025": ("D9",),
}
"""Cycle of the province → the reports it leads to."""


@dataclass(frozen=True, slots=True)
class ReachedOccurrence:
    """A dated milestone and the day it was reached, ``None`` until then."""

    item: Occurrence
    reached_on: date | None


def may_see_case(tx: Tx, found: Instance) -> bool:
    """Return whether the actor may see a case of a cycle: who sees its agency's cases, and who watches the province."""
    resource = policy.CaseResource(frozenset(found.groups))
    return policy.may(tx.actor, Action.CASE_VIEW, resource) or policy.may(tx.actor, Action.MONITORING_VIEW)


def milestones_of_case(tx: Tx, case: CycleCase) -> list[ReachedOccurrence]:
    """Return the dated milestones a case of the province is to reach, those of its own year where they are yearly."""
    codes = MILESTONES.get(case.process_id, ())
    reached = {one.code: one.reached_on for one in milestones_reached(tx, case.plan)} if codes else {}
    return [
        ReachedOccurrence(item, reached.get(item.code))
        for milestone in (milestones(tx, case.plan) if codes else ())
        for item in milestone.occurrences
        if milestone.code in codes and (milestone.recurrence != "yearly" or item.due_on.year == case.plan_year)
    ]
