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

blueprint = Blueprint("plans", __name__, url_prefix="/plans", template_folder="../templates")


def shown_questions(draft: queries.Draft, questions: Iterable[queries.Question]) -> list[dict[str, Any]]:
    """Return questions as the page of a draft shows them: in words, with what the draft says at their place."""
    document, _ = read_document(draft.document.encode())
    is_english = language() == "en"
    return [
        {
            "question": question,
            "asks": filled(QUESTIONS[question.kind].asks, question.parameters, is_english=is_english),
            "why": filled(QUESTIONS[question.kind].why, question.parameters, is_english=is_english),
            "proposes": filled(QUESTIONS[question.kind].proposes, question.parameters, is_english=is_english),
            "says": _says(document, question),
            "acts": [(answer, ACTS[answer]) for answer in question.answers],
            "decided": ANSWERS.get(question.answer or "", ""),
        }
        for question in questions
    ]


def _says(document: dict[str, Any], question: queries.Question) -> str:
    if not question.field or not leads_somewhere(document, question.path):
        return ""
    return shown_value(question.field, find(document, question.path)[question.field])
