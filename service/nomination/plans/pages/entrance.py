"""What the pages of this room share: the blueprint, and how faults and questions are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

from service.core.plain_yaml import read_document
from service.nomination.plans.rules.decisions import shown_value
from service.nomination.plans.rules.paths import find, leads_somewhere
from service.nomination.plans.words import ACTS, ANSWERS, QUESTIONS, filled
from service.web.i18n import language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.nomination.plans import queries
    from service.nomination.plans.rules.clone import Asked

blueprint = Blueprint("plans", __name__, url_prefix="/plans", template_folder="../templates")


def called(plans: Iterable[queries.Plan]) -> dict[str, str]:
    """Return code → what a reader calls the plan."""
    return {plan.code: plan.name_en if language() == "en" else plan.short_name for plan in plans}


def called_in(draft: queries.Draft) -> str:
    """Return what a reader calls the plan of a draft."""
    head = read_document(draft.document.encode())[0]["plan"]
    return str(head["name_en" if language() == "en" else "short_name"])


def shown_questions(draft: queries.Draft, questions: Iterable[queries.Question]) -> list[dict[str, Any]]:
    """Return questions as the page of a draft shows them: in words, with what the draft says at their place."""
    document, _ = read_document(draft.document.encode())
    is_english = language() == "en"
    return [
        {
            "question": question,
            **_told(question, is_english=is_english),
            "says": _says(document, question),
            "acts": [(answer, ACTS[answer]) for answer in question.answers],
            "decided": ANSWERS.get(question.answer or "", ""),
        }
        for question in questions
    ]


def shown_asked(asked: Iterable[Asked]) -> list[dict[str, Any]]:
    """Return what a clone would leave to decide, in words."""
    is_english = language() == "en"
    return [{"code": each.code, **_told(each, is_english=is_english)} for each in asked]


def _told(question: queries.Question | Asked, *, is_english: bool) -> dict[str, Any]:
    words = QUESTIONS[question.kind]
    return {
        name: filled(template, question.parameters, is_english=is_english)
        for name, template in (("asks", words.asks), ("why", words.why), ("proposes", words.proposes))
    }


def _says(document: dict[str, Any], question: queries.Question) -> str:
    if not question.field or not leads_somewhere(document, question.path):
        return ""
    return shown_value(question.field, find(document, question.path)[question.field])
