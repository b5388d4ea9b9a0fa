"""Shapes: what a plan file must look like, and what the API answers."""

from service.nomination.plans.schemas.answers import (
    Agency,
    AgencyPage,
    AgencyQuery,
    MovementPage,
    PlanPage,
    PlanQuery,
    QuotaQuery,
    QuotaRow,
)
from service.nomination.plans.schemas.plan_file import PlanFile, shape_faults

__all__ = [
    "Agency",
    "AgencyPage",
    "AgencyQuery",
    "MovementPage",
    "PlanFile",
    "PlanPage",
    "PlanQuery",
    "QuotaQuery",
    "QuotaRow",
    "shape_faults",
]
