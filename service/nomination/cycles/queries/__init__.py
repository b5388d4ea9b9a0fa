"""Reading rounds, the schedule, cycle records, and which milestones were reached."""

from service.nomination.cycles.queries.cases import (
    CycleCase,
    cycle_of_instance,
    delegates_of,
    figures_of,
    may_be_named,
    opened_by,
    quota_of_agency,
    silent_members,
    standing_exemplars,
    submitted_policies,
)
from service.nomination.cycles.queries.documents import DocumentCount, document_counts
from service.nomination.cycles.queries.milestones import ReachedMilestone, milestones_reached
from service.nomination.cycles.queries.people import year_counts
from service.nomination.cycles.queries.records import (
    all_cycle_records,
    latest_cycle_record,
    latest_cycle_rows,
    latest_report,
    seats_of,
)
from service.nomination.cycles.queries.rounds import (
    ClosedYear,
    Member,
    Round,
    closed_year,
    due_starts,
    members_of_plan,
    members_of_round,
    next_start,
    quota_figures,
    round_of_instance,
    rounds_of_plan,
    unit_figures,
)

__all__ = [
    "ClosedYear",
    "CycleCase",
    "DocumentCount",
    "Member",
    "ReachedMilestone",
    "Round",
    "all_cycle_records",
    "closed_year",
    "cycle_of_instance",
    "delegates_of",
    "document_counts",
    "due_starts",
    "figures_of",
    "latest_cycle_record",
    "latest_cycle_rows",
    "latest_report",
    "may_be_named",
    "members_of_plan",
    "members_of_round",
    "milestones_reached",
    "next_start",
    "opened_by",
    "quota_figures",
    "quota_of_agency",
    "round_of_instance",
    "rounds_of_plan",
    "seats_of",
    "silent_members",
    "standing_exemplars",
    "submitted_policies",
    "unit_figures",
    "year_counts",
]
