"""Operations of *Đánh giá*: peer review, integrity, opinions, scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from service.core.clock import business_date
from service.core.operations import SERVICE_TASK, USER_TASK, OperationCall, operation
from service.nomination.agencies.queries import successor_of
from service.nomination.exemplars.commands import change_exemplar
from service.nomination.exemplars.model import (
    evaluation,
    integrity_block,
    integrity_statement,
    minutes,
    opinion,
    self_assessment,
)
from service.nomination.exemplars.operations.replicate import answer_offer
from service.nomination.exemplars.queries import Exemplar, exemplar_by_key, open_blocks
from service.nomination.exemplars.rules import integrity_outcome
from service.nomination.plans.queries import consultees
from service.nomination.records.commands import exemplar_key_of, write_record, write_records
from service.nomination.records.queries import latest
from service.nomination.records.rules import day, items, required_day, text, whole

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.records.queries import Record

_ASKED_WHERE_THE_PLAN_IS_SILENT = ("cong-an", "so-noi-vu")
"""Law and order, and the labour and staff side (NĐ 98/2023 art. 31)."""

_MINUTES_KIND = {"evaluate": "peer_review", "reward": "council", "detect": "acclaim"}


@operation("self_assessment.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_self_assessment(tx: Tx, call: OperationCall) -> None:
    """Keep what the unit itself says of stages and effect (R50)."""
    answers = call.submission or {}
    write_record(
        tx,
        self_assessment,
        call,
        stages=items(answers.get("stages")),
        metrics=items(answers.get("metrics")),
        beneficiaries=whole(answers.get("beneficiaries")),
        lesson=answers["lesson"],
    )


@operation("minutes.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_minutes(tx: Tx, call: OperationCall) -> None:
    """Keep the minutes of a meeting: the unit's peer review, or the Council's."""
    answers = call.submission or {}
    write_record(
        tx,
        minutes,
        call,
        kind=_MINUTES_KIND.get(call.process_id, "peer_review"),
        held_on=required_day(answers["held_on"]),
        chair=text(answers.get("chair")),
        method=text(answers.get("method")),
        total=whole(answers["total"]),
        present=whole(answers.get("present")),
        written=whole(answers.get("written")),
        agree=whole(answers["agree"]),
        against=whole(answers.get("against")),
        outcome=text(answers.get("outcome")),
        files=items(answers.get("file")),
    )


@operation("integrity.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_integrity(tx: Tx, call: OperationCall) -> None:
    """Keep the head's statement; every matter pending opens a block of its kind."""
    answers = call.submission or {}
    pending = items(answers.get("pending"))
    write_record(tx, integrity_statement, call, is_clear=not pending)
    until = day(answers.get("penalty_until"))
    blocks = [
        {
            "kind": kind,
            "detail": text(answers.get("detail")),
            "penalty_until": until if kind == "ky-luat" else None,
        }
        for kind in pending
    ]
    write_records(tx, integrity_block, call, blocks)


@operation("integrity.check", reads=("exemplar_key",), gives=("outcome",))
def check_integrity(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Say whether the exemplar may go on: clear, pending or barred."""
    blocks = open_blocks(tx, exemplar_key_of(call))
    return {"outcome": integrity_outcome(blocks, business_date(tx.now))}


@operation("consultation.plan", reads=("exemplar_key",), gives=("consultees",))
def plan_consultation(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Choose whom to ask, at most ten agencies valid today; nobody while the exemplar is secret."""
    found = exemplar_by_key(tx, exemplar_key_of(call))
    if found.secret:
        return {"consultees": []}
    today = business_date(tx.now)
    movement, subject_type = found.movement or "", found.subject_type or ""
    planned = consultees(tx, movement=movement, subject_type=subject_type, on=today, plan=found.plan)
    asked = [successor_of(tx, agency, on=today) for agency in planned or _ASKED_WHERE_THE_PLAN_IS_SILENT]
    own = {found.agency, found.lead_agency}
    return {"consultees": [agency for agency in dict.fromkeys(asked) if agency not in own][:10]}


@operation("reply.record", at=(USER_TASK,), reads=("consultee", "exemplar_key", "site"))
def record_reply(tx: Tx, call: OperationCall) -> None:
    """Keep a reply: an opinion where a consultee is asked, the answer to an offer where a site is."""
    if "consultee" in call.variables:
        _write_opinion(tx, call, is_silent=False)
    else:
        answer_offer(tx, call)


@operation("consultation.record_silence", reads=("consultee", "exemplar_key"))
def record_silence(tx: Tx, call: OperationCall) -> None:
    """Keep that an agency did not answer in time: no objection, shown as silent."""
    _write_opinion(tx, call, is_silent=True)


def _write_opinion(tx: Tx, call: OperationCall, *, is_silent: bool) -> None:
    answers = call.submission or {}
    write_record(
        tx,
        opinion,
        call,
        consultee=call.variables["consultee"],
        is_silent=is_silent,
        note=text(answers.get("note")),
        files=items(answers.get("file")),
    )


@operation("evaluation.record", at=(USER_TASK, SERVICE_TASK), reads=("exemplar_key",), gives=("outcome",))
def record_evaluation(tx: Tx, call: OperationCall) -> dict[str, Any] | None:
    """Keep the scores (as the form's listener), or freeze the round's result (as the service task)."""
    if call.submission is None:
        return {"outcome": _freeze(tx, call)}
    answers = call.submission
    found = exemplar_by_key(tx, exemplar_key_of(call))
    marks = {name: whole(answers[name]) for name in ("prominence", "fit", "reach", "effect")}
    write_record(
        tx,
        evaluation,
        call,
        round=found.round + 1,
        **marks,
        score=float(answers["score"]),
        spread=answers["spread"],
        outcome=answers["outcome"],
        reason=text(answers.get("reason")),
    )
    return None


def _freeze(tx: Tx, call: OperationCall) -> str:
    found = exemplar_by_key(tx, exemplar_key_of(call))
    done = _frozen_by(tx, call.element_instance_key)
    if done is not None:
        return str(done["outcome"])
    newest = latest(tx, evaluation, found.exemplar_key)
    if newest is None or newest["frozen_at"] is not None:
        return _close_unscored(tx, call, found)
    tx.execute(
        update(evaluation)
        .where(evaluation.c.evaluation_key == newest["evaluation_key"])
        .values(frozen_at=tx.now, frozen_by_element=call.element_instance_key)
    )
    stage = "reward" if newest["outcome"] == "effective" else found.stage
    change_exemplar(
        tx,
        found.exemplar_key,
        round=found.round + 1,
        score=newest["score"],
        spread=newest["spread"],
        stage=stage,
    )
    return str(newest["outcome"])


def _frozen_by(tx: Tx, element_instance_key: int) -> Record | None:
    statement = select(evaluation).where(evaluation.c.frozen_by_element == element_instance_key)
    row = tx.execute(statement).mappings().first()
    return None if row is None else dict(row)


def _close_unscored(tx: Tx, call: OperationCall, found: Exemplar) -> str:
    outcome = "needs_more"
    write_record(
        tx,
        evaluation,
        call,
        round=found.round + 1,
        outcome=outcome,
        frozen_at=tx.now,
        frozen_by_element=call.element_instance_key,
    )
    change_exemplar(tx, found.exemplar_key, round=found.round + 1)
    return outcome
