"""What may be put forward for an award: what the exemplar's own case holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from service.nomination.council.queries import CHOSEN_AWARD, awards_of
from service.nomination.exemplars.model import exemplar, self_assessment
from service.nomination.exemplars.queries.evidence import criteria_of, facts_of_evidence
from service.nomination.exemplars.queries.record import latest_experience
from service.nomination.records.queries import latest

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.exemplars.queries.exemplar import Exemplar

_TITLE_LENGTH = 500


def achievement_options(tx: Tx, found: Exemplar) -> list[dict[str, str]]:
    """Return what the case holds as options: results of the experience, effects, proven criteria, earlier awards."""
    options = {}
    written = latest_experience(tx, found.exemplar_key)
    if written is not None:
        options["experience"] = str(written["result"])
    assessed = latest(tx, self_assessment, found.exemplar_key)
    for place, metric in enumerate(assessed["metrics"] if assessed is not None else ()):
        options[f"metric:{place + 1}"] = (
            f"{metric.get('name')}: {metric.get('after')} {metric.get('unit') or ''}".strip()
        )
    texts = {criterion.code: criterion.text for criterion in criteria_of(tx, found)}
    for row in facts_of_evidence(tx, found.exemplar_key):
        if row["met"] and row["is_proven"]:
            options[f"criterion:{row['code']}"] = texts.get(row["code"]) or row["code"]
    for given in awards_of(tx, found.exemplar_key):
        options[f"{CHOSEN_AWARD}{given.award_key}"] = f"{given.number}, {given.granted_on:%d/%m/%Y}"
    return [{"value": value, "label": label[:_TITLE_LENGTH]} for value, label in options.items()]


def achievement_title(tx: Tx, found: Exemplar, value: str) -> str:
    """Return the words of an achievement chosen by its value; the value itself where the case holds none such."""
    labels = {option["value"]: option["label"] for option in achievement_options(tx, found)}
    return labels.get(value, value)[:_TITLE_LENGTH]


def subject_of(tx: Tx, exemplar_key: int) -> str:
    """Return by what the same person or collective is known across cases: folded name and birth year."""
    row = tx.execute(
        select(exemplar.c.folded_name, exemplar.c.birth_year, exemplar.c.code).where(
            exemplar.c.exemplar_key == exemplar_key
        )
    ).one()
    return f"{row.folded_name or row.code}|{row.birth_year or ''}"
