"""Operations of *Bồi dưỡng, xây dựng*: mentor, targets, follow-up, experience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from service.core.operations import USER_TASK, OperationCall, operation
from service.nomination.exemplars.commands import change_exemplar, count_exemplar
from service.nomination.exemplars.model import (
    encouragement,
    experience,
    mentor_assignment,
    nurture_target,
    policy_proposal,
    progress_entry,
)
from service.nomination.exemplars.queries import exemplar_by_key, latest_experience
from service.nomination.records.commands import exemplar_key_of, write_record, write_records
from service.nomination.records.rules import day, items, required_day, text

if TYPE_CHECKING:
    from service.core.tx import Tx


@operation("mentor.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_mentor(tx: Tx, call: OperationCall) -> None:
    """Name who follows and supports the exemplar from now on (R42)."""
    answers = call.submission or {}
    write_record(tx, mentor_assignment, call, mentor=answers["mentor"])
    change_exemplar(tx, exemplar_key_of(call), mentor=answers["mentor"])
    _encourage(tx, call)


@operation("nurture_plan.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_nurture_plan(tx: Tx, call: OperationCall) -> None:
    """Keep tasks and targets, and the proposal of a mechanism or policy if there is one (R43, R44)."""
    answers = call.submission or {}
    targets = [
        {"task": row["task"], "target": row["target"], "due_on": required_day(row["by"])}
        for row in items(answers.get("targets"))
    ]
    write_records(tx, nurture_target, call, targets)
    proposal = text(answers.get("policy"))
    if answers.get("outcome") == "policy" and proposal:
        write_record(tx, policy_proposal, call, proposal=proposal)


@operation("policy.submit", reads=("exemplar_key",))
def submit_policy(tx: Tx, call: OperationCall) -> None:
    """Put the proposals not sent yet on Ban TĐKT's list."""
    tx.execute(
        update(policy_proposal)
        .where(
            policy_proposal.c.exemplar_key == exemplar_key_of(call),
            policy_proposal.c.submitted_at.is_(None),
        )
        .values(submitted_at=tx.now)
    )


@operation("follow_up.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_follow_up(tx: Tx, call: OperationCall) -> None:
    """Keep one entry of the follow-up log, with the praise given (R8, R16)."""
    answers = call.submission or {}
    write_record(
        tx,
        progress_entry,
        call,
        done=answers["done"],
        outcome=answers["outcome"],
        reason=text(answers.get("reason")),
        follow_up_on=day(answers.get("follow_up_on")),
    )
    _encourage(tx, call)


@operation("experience.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_experience(tx: Tx, call: OperationCall) -> None:
    """Keep how it was done, so that others can learn from it (R45)."""
    answers = call.submission or {}
    write_record(
        tx,
        experience,
        call,
        context=answers["context"],
        how=answers["how"],
        cost=text(answers.get("cost")),
        result=answers["result"],
        lesson=answers["lesson"],
        files=items(answers.get("file")),
    )


@operation("exemplar.mark_built", reads=("exemplar_key",), gives=("outcome",))
def mark_built(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Count the exemplar as *built*, once in its life, and make its experience replication material."""
    found = exemplar_by_key(tx, exemplar_key_of(call))
    material = latest_experience(tx, found.exemplar_key)
    if material is not None:
        same = experience.c.experience_key == material["experience_key"]
        tx.execute(update(experience).where(same).values(is_material=True))
    if found.built_at is None:
        change_exemplar(tx, found.exemplar_key, status="built", built_at=tx.now)
        count_exemplar(tx, found, "built")
    change_exemplar(tx, found.exemplar_key, stage="propagate")
    return {"outcome": "built"}


def _encourage(tx: Tx, call: OperationCall) -> None:
    praise = text((call.submission or {}).get("praise"))
    if praise:
        write_record(tx, encouragement, call, step=call.element_id, praise=praise)
