"""Reading how a plan came to be: its versions, drafts, and what is still to decide in a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service.core.errors import NotFound, sentence
from service.nomination.plans import model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from service.core.tx import Tx


class PlanVersionNotFound(NotFound):
    """The plan has no version of this number."""

    code = "plan_version_not_found"
    template = sentence("Expected to find version %(version)s of plan '%(plan)s', but there is none. Choose another.")


class DraftNotFound(NotFound):
    """Nobody prepares a plan with this code."""

    code = "plan_draft_not_found"
    template = sentence("Expected to find a draft of plan '%(plan)s', but there is none. Check the code.")


class QuestionNotFound(NotFound):
    """The draft leaves no such question."""

    code = "plan_question_not_found"
    template = sentence("Expected to find question '%(question)s' of plan '%(plan)s', but there is none. Reload it.")


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A plan as it was loaded once; ``effective_on`` is set for an amendment."""

    plan: str
    version: int
    digest: str
    effective_on: date | None
    basis: str
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan file in preparation; ``cloned_from`` is the plan it was made from."""

    code: str
    document: str
    digest: str
    cloned_from: str | None
    made_at: datetime
    made_by: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must decide in a draft: its kind, where in the file, and the answer once there is one.

    ``answers`` are those offered, the proposed one first; ``value`` is what was typed for the ``field``.
    """

    code: str
    kind: str
    path: Sequence[str]
    field: str
    parameters: Mapping[str, Any]
    answers: Sequence[str]
    answer: str | None
    value: str
    note: str
    decided_at: datetime | None
    decided_by: str | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it."""
        return self.answer is None


def plan_versions(tx: Tx, plan: str) -> tuple[PlanVersion, ...]:
    """Return the versions of a plan, the newest first."""
    table = model.plan_version
    columns = [table.c[name] for name in PlanVersion.__dataclass_fields__]
    statement = select(*columns).where(table.c.plan == plan).order_by(table.c.version.desc())
    return tuple(PlanVersion(**dict(row)) for row in tx.execute(statement).mappings())


def version_document(tx: Tx, plan: str, version: int | None = None) -> bytes:
    """Return the file of a version, by default of the newest; raises ``PlanVersionNotFound``."""
    table = model.plan_version
    statement = select(table.c.document).where(table.c.plan == plan).order_by(table.c.version.desc()).limit(1)
    if version is not None:
        statement = statement.where(table.c.version == version)
    found = tx.execute(statement).scalar_one_or_none()
    if found is None:
        raise PlanVersionNotFound(plan=plan, version=version or 1)
    return str(found).encode()


def drafts(tx: Tx) -> tuple[Draft, ...]:
    """Return the drafts by code."""
    table = model.plan_draft
    columns = [table.c[name] for name in Draft.__dataclass_fields__]
    return tuple(Draft(**dict(row)) for row in tx.execute(select(*columns).order_by(table.c.code)).mappings())


def draft_by_code(tx: Tx, code: str) -> Draft:
    """Return a draft; raises ``DraftNotFound``."""
    found = next((draft for draft in drafts(tx) if draft.code == code), None)
    if found is None:
        raise DraftNotFound(plan=code)
    return found


def questions(tx: Tx, plan: str) -> tuple[Question, ...]:
    """Return what a draft leaves or left to decide, in order."""
    table = model.plan_question
    columns = [table.c[name] for name in Question.__dataclass_fields__]
    statement = select(*columns).where(table.c.plan == plan).order_by(table.c.position)
    return tuple(Question(**dict(row)) for row in tx.execute(statement).mappings())


def question_by_code(tx: Tx, plan: str, code: str) -> Question:
    """Return a question; raises ``QuestionNotFound``."""
    found = next((question for question in questions(tx, plan) if question.code == code), None)
    if found is None:
        raise QuestionNotFound(plan=plan, question=code)
    return found


def open_question_count(tx: Tx, plan: str) -> int:
    """Return how many questions of a draft nobody has decided."""
    table = model.plan_question
    statement = select(func.count()).where(table.c.plan == plan, table.c.answer.is_(None))
    return int(tx.execute(statement).scalar_one())
