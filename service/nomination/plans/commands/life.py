"""The life of a plan: drafted, published, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from service.core.errors import WrongState, sentence
from service.core.plain_yaml import read_document
from service.nomination.plans import model as plans
from service.nomination.plans.commands.load import PlanClosed, digest_of, load_plan
from service.nomination.plans.queries import (
    Draft,
    checked_document,
    draft_by_code,
    open_question_count,
    plan_by_code,
    questions,
)
from service.nomination.plans.rules.paths import leads_somewhere

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.plans.rules.changes import LoadReport


class QuestionsOpen(WrongState):
    """A draft was to be published while somebody must still decide something."""

    code = "plan_questions_open"
    template = sentence(
        "Expected to publish plan '%(plan)s', but %(count)s questions are open. Decide them, then publish it."
    )


def draft_plan(tx: Tx, document: bytes, *, cloned_from: str | None = None) -> Draft:
    """Keep a plan file as the draft of its plan, in place of an earlier one; nothing of it holds yet.

    A published plan may have a draft too: its next version. Raises ``PlanRefused`` with every fault, ``PlanClosed``.
    """
    code = str(checked_document(document)["plan"]["code"])
    closed = select(plans.plan.c.code).where(plans.plan.c.code == code, plans.plan.c.closed_at.is_not(None))
    if tx.execute(closed).first():
        raise PlanClosed(plan=code)
    table = plans.plan_draft
    content = {
        "document": document.decode(),
        "digest": digest_of(document),
        "changed_at": tx.now,
        "changed_by": tx.actor.user_name,
    }
    if tx.execute(select(table.c.code).where(table.c.code == code)).first():
        tx.execute(update(table).where(table.c.code == code).values(content))
        _close_questions_without_place(tx, code, document)
    else:
        made = {"cloned_from": cloned_from, "made_at": tx.now, "made_by": tx.actor.user_name}
        tx.execute(insert(table).values(code=code, **content, **made))
    return draft_by_code(tx, code)


def _close_questions_without_place(tx: Tx, code: str, document: bytes) -> None:
    """Take what is no longer in the file for removed by whoever left it out."""
    found, _ = read_document(document)
    table = plans.plan_question
    removed = {"answer": "remove", "decided_at": tx.now, "decided_by": tx.actor.user_name}
    for question in questions(tx, code):
        if question.is_open and not leads_somewhere(found, question.path):
            tx.execute(update(table).where(table.c.plan == code, table.c.code == question.code).values(removed))


def discard_draft(tx: Tx, code: str) -> None:
    """Drop a draft with its questions; raises ``DraftNotFound``."""
    draft_by_code(tx, code)
    tx.execute(delete(plans.plan_draft).where(plans.plan_draft.c.code == code))
    tx.execute(delete(plans.plan_question).where(plans.plan_question.c.plan == code))


def publish_plan(tx: Tx, code: str, *, reason: str = "", basis: str = "") -> LoadReport:
    """Put a draft in force as the next version of its plan; what was decided in it stays on record.

    Raises ``DraftNotFound``, ``QuestionsOpen``, and whatever ``load_plan`` raises.
    """
    draft = draft_by_code(tx, code)
    if count := open_question_count(tx, code):
        raise QuestionsOpen(plan=code, count=count)
    report = load_plan(tx, draft.document.encode(), reason=reason, basis=basis)
    tx.execute(delete(plans.plan_draft).where(plans.plan_draft.c.code == code))
    return report


def close_plan(tx: Tx, code: str, *, reason: str = "") -> None:
    """Close a published plan: it is read as before and never changes again.

    What still runs under it runs on. Raises ``PlanNotFound``, ``PlanClosed``.
    """
    if plan_by_code(tx, code).closed_at is not None:
        raise PlanClosed(plan=code)
    closed = {"closed_at": tx.now, "closed_by": tx.actor.user_name, "closing_reason": reason}
    tx.execute(update(plans.plan).where(plans.plan.c.code == code).values(closed))
