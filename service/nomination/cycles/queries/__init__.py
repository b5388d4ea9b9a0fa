"""Reading rounds, the schedule, cycle records, and which milestones were reached."""

from service.nomination.cycles.queries.milestones import ReachedMilestone, milestones_reached
from service.nomination.cycles.queries.records import all_cycle_records, latest_cycle_rows, seats_of
from service.nomination.cycles.queries.rounds import (
    Member,
    Round,
    due_starts,
    members_of_plan,
    members_of_round,
    quota_figures,
    round_of_instance,
    rounds_of_plan,
)

__all__ = [
    "Member",
    "ReachedMilestone",
    "Round",
    "all_cycle_records",
    "due_starts",
    "latest_cycle_rows",
    "members_of_plan",
    "members_of_round",
    "milestones_reached",
    "quota_figures",
    "round_of_instance",
    "rounds_of_plan",
    "seats_of",
]
