"""Shapes: what a plan file must look like, and what the API answers."""

from service.nomination.plans.schemas.answers import (
    Agency,
    AgencyPage,
    AgencyQuery,
    CloneMade,
    ClosingMade,
    DecisionMade,
    Draft,
    DraftMade,
    MovementPage,
    Plan,
    PlanDocument,
    PlanPage,
    PlanQuery,
    PlanVersion,
    PublicationMade,
    QuotaQuery,
    QuotaRow,
)
from service.nomination.plans.schemas.plan_file import PlanFile, shape_faults

__all__ = [
    "Agency",
    "AgencyPage",
    "AgencyQuery",
    "CloneMade",
    "ClosingMade",
    "DecisionMade",
    "Draft",
    "DraftMade",
    "MovementPage",
    "Plan",
    "PlanDocument",
    "PlanFile",
    "PlanPage",
    "PlanQuery",
    "PlanVersion",
    "PublicationMade",
    "QuotaQuery",
    "QuotaRow",
    "shape_faults",
]
