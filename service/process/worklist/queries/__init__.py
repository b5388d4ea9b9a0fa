"""The officer's lists, and everything a task page shows."""

from __future__ import annotations

from service.process.worklist.queries.case import (
    STAGES,
    CaseFile,
    CasePanel,
    Happening,
    Suspension,
    Trail,
    case_panel,
    stages_of,
    standing,
    steps_before,
    suspension_of,
    timeline,
    trails,
)
from service.process.worklist.queries.context import Lists, form_context, task_resource
from service.process.worklist.queries.drafts import Draft, first_answers, my_draft
from service.process.worklist.queries.here import OpenStep, open_steps
from service.process.worklist.queries.manner import asked_for, is_only_asked
from service.process.worklist.queries.names import element_name, name_of, submit_label, task_name
from service.process.worklist.queries.returned import Returned, came_back_now, returned
from service.process.worklist.queries.tasks import PAGE_SIZE, VIEWS, claimable, count_by_view, my_user_tasks

__all__ = [
    "PAGE_SIZE",
    "STAGES",
    "VIEWS",
    "CaseFile",
    "CasePanel",
    "Draft",
    "Happening",
    "Lists",
    "OpenStep",
    "Returned",
    "Suspension",
    "Trail",
    "asked_for",
    "came_back_now",
    "case_panel",
    "claimable",
    "count_by_view",
    "element_name",
    "first_answers",
    "form_context",
    "is_only_asked",
    "my_draft",
    "my_user_tasks",
    "name_of",
    "open_steps",
    "returned",
    "stages_of",
    "standing",
    "steps_before",
    "submit_label",
    "suspension_of",
    "task_name",
    "task_resource",
    "timeline",
    "trails",
]
