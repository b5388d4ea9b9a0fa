"""Writing plans: drafting, publishing, amending and closing them, and counting exemplars toward their quotas."""

from service.nomination.plans.commands.clone import DecisionInvalid, PlanExists, clone_plan, decide_question
from service.nomination.plans.commands.count import QuotaKindUnknown, count, uncount
from service.nomination.plans.commands.life import (
    QuestionsOpen,
    close_plan,
    discard_draft,
    draft_plan,
    publish_plan,
)
from service.nomination.plans.commands.load import (
    PlanClosed,
    PlanCodeDiffers,
    PlanPastChanged,
    amend_plan,
    load_plan,
)
from service.nomination.plans.queries import PlanRefused

__all__ = [
    "DecisionInvalid",
    "PlanClosed",
    "PlanCodeDiffers",
    "PlanExists",
    "PlanPastChanged",
    "PlanRefused",
    "QuestionsOpen",
    "QuotaKindUnknown",
    "amend_plan",
    "clone_plan",
    "close_plan",
    "count",
    "decide_question",
    "discard_draft",
    "draft_plan",
    "load_plan",
    "publish_plan",
    "uncount",
]
