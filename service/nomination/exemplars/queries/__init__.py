"""Reading exemplars: one, a page of them, and what is known about one."""

from __future__ import annotations

from service.nomination.exemplars.queries.achievement import achievement_options, achievement_title, subject_of
from service.nomination.exemplars.queries.case import Case, case_of
from service.nomination.exemplars.queries.evidence import criteria_of, facts_of_evidence
from service.nomination.exemplars.queries.exemplar import (
    Exemplar,
    ExemplarNotFound,
    Filters,
    exemplar_by_key,
    exemplar_of_instance,
    exemplars,
    running_of_plan,
    similar_exemplars,
    visible_exemplar,
)
from service.nomination.exemplars.queries.quota import (
    FIGURES,
    QuotaShare,
    count_in_share,
    introduced_in,
    referred_in,
    running_by_stage,
    year_end_forecasts,
)
from service.nomination.exemplars.queries.record import (
    latest_experience,
    latest_minutes,
    open_blocks,
    required_rate,
)
from service.nomination.exemplars.queries.similarity import similar_agencies

__all__ = [
    "FIGURES",
    "Case",
    "Exemplar",
    "ExemplarNotFound",
    "Filters",
    "QuotaShare",
    "achievement_options",
    "achievement_title",
    "case_of",
    "count_in_share",
    "criteria_of",
    "exemplar_by_key",
    "exemplar_of_instance",
    "exemplars",
    "facts_of_evidence",
    "introduced_in",
    "latest_experience",
    "latest_minutes",
    "open_blocks",
    "referred_in",
    "required_rate",
    "running_by_stage",
    "running_of_plan",
    "similar_agencies",
    "similar_exemplars",
    "subject_of",
    "visible_exemplar",
    "year_end_forecasts",
]
