"""Cloning a plan to the next period, and deciding what that leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from service.core.errors import Conflict, InvalidInput, sentence
from service.core.plain_yaml import read_document
from service.nomination.plans import model as plans
from service.nomination.plans.commands.life import draft_plan
from service.nomination.plans.queries import Draft, cloned_plan, draft_by_code, file_of, question_by_code
from service.nomination.plans.rules.decisions import decided

if TYPE_CHECKING:
    from service.core.tx import Tx

LONGEST_VALUE = 1000


class PlanExists(Conflict):
    """The period already has a plan or a draft."""

    code = "plan_exists"
    template = sentence(
        "Expected to clone plan '%(plan)s' to '%(clone)s', but that is there already. Open it, or discard its draft."
    )


class DecisionInvalid(InvalidInput):
    """The question does not take this answer."""

    code = "plan_decision_invalid"
    template = sentence(
        "Expected to decide question '%(question)s', but '%(value)s' is no answer to it. Choose one that is offered."
    )


def clone_plan(tx: Tx, code: str, *, first_year: int) -> Draft:
    """Make the draft of the period that begins in a year, with what a person must still decide.

    Raises ``PlanNotFound``, ``PlanVersionNotFound``, ``CloneYearInvalid``, ``PlanExists``.
    """
    made = cloned_plan(tx, code, first_year)
    for table in (plans.plan, plans.plan_draft):
        if tx.execute(select(table.c.code).where(table.c.code == made.code)).first():
            raise PlanExists(plan=code, clone=made.code)
    found = draft_plan(tx, made.document, cloned_from=code)
    table = plans.plan_question
    tx.execute(delete(table).where(table.c.plan == made.code))
    rows = [
        {
            "plan_question_key": tx.new_key(),
            "plan": made.code,
            "code": asked.code,
            "position": position,
            "kind": asked.kind,
            "path": [*asked.item],
            "field": asked.field,
            "parameters": dict(asked.parameters),
            "answers": [*asked.answers],
        }
        for position, asked in enumerate(made.clone.asked)
    ]
    tx.execute(insert(table), rows)
    return found


def decide_question(tx: Tx, plan: str, code: str, *, answer: str, value: str = "", note: str = "") -> None:
    """Decide a question of a draft: the draft's file then says what was decided; it may be decided again.

    Raises ``DraftNotFound``, ``QuestionNotFound``, ``DecisionInvalid``, and ``PlanRefused`` where the file would have
    faults, such as an agency that nobody knows.
    """
    draft = draft_by_code(tx, plan)
    question = question_by_code(tx, plan, code)
    if answer not in question.answers or len(value) > LONGEST_VALUE:
        raise DecisionInvalid(fields={"answer": answer[:40]}, question=code, value=answer[:40])
    document, _ = read_document(draft.document.encode())
    try:
        changed = decided(document, question, answer, value)
    except (LookupError, ValueError) as error:
        raise DecisionInvalid(fields={"value": value}, question=code, value=value or answer) from error
    if changed != document:
        draft_plan(tx, file_of(changed))
    table = plans.plan_question
    decision = {
        "answer": answer,
        "value": value.strip() if answer == "change" else "",
        "note": note[:LONGEST_VALUE],
        "decided_at": tx.now,
        "decided_by": tx.actor.user_name,
    }
    tx.execute(update(table).where(table.c.plan == plan, table.c.code == code).values(decision))
