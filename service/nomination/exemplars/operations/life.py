"""Operations of the whole life: opening, closing, who is in charge today, decisions and notes on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.operations import USER_TASK, OperationCall, operation, provider
from service.nomination.agencies.queries import successor_of
from service.nomination.council.queries import has_award, has_honour
from service.nomination.exemplars.commands import change_exemplar, open_exemplar
from service.nomination.exemplars.model import action_note, approval
from service.nomination.exemplars.queries import exemplar_by_key, exemplar_of_instance
from service.nomination.exemplars.rules import Reached, closing_status
from service.nomination.plans.queries import lead_agency
from service.nomination.records.commands import exemplar_key_of, write_record
from service.nomination.records.rules import day, text
from service.notifications.commands import close_notices

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.exemplars.queries import Exemplar


@operation("exemplar.open", reads=("agency",), gives=("exemplar_key", "round"))
def open_case(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Open the exemplar of this instance: its row, its code."""
    key = open_exemplar(tx, process_instance_key=call.process_instance_key, agency=str(call.variables["agency"]))
    return {"exemplar_key": str(key), "round": 0}


@operation("exemplar.close", reads=("exemplar_key", "outcome"))
def close_case(tx: Tx, call: OperationCall) -> None:
    """Give the exemplar the status its case ends with, and silence its reminders."""
    _close(tx, exemplar_by_key(tx, exemplar_key_of(call)), str(call.variables.get("outcome") or ""))


@provider("case_ended")
def end_case(tx: Tx, process_instance_key: int) -> None:
    """Close the exemplar of a case that somebody ended out of turn; its diagram did not come to closing it."""
    found = exemplar_of_instance(tx, process_instance_key)
    if found is not None and found.is_open:
        _close(tx, found, "withdrawn")


def _close(tx: Tx, found: Exemplar, outcome: str) -> None:
    reached = Reached(
        stage=found.stage,
        recognised=found.recognised_at is not None,
        built=found.built_at is not None,
        awarded=has_award(tx, found.exemplar_key),
        honoured=has_honour(tx, found.exemplar_key),
        replicated=found.replicated_at is not None,
    )
    status = closing_status(outcome, reached)
    change_exemplar(tx, found.exemplar_key, status=status, closed_at=found.closed_at or tx.now)
    close_notices(tx, process_instance_key=found.process_instance_key)


@operation("agency.resolve", reads=("exemplar_key",), gives=("agency", "lead_agency"))
def resolve_agencies(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Re-read who is in charge today: papers follow the entity, the lead follows the function (R72)."""
    found = exemplar_by_key(tx, exemplar_key_of(call))
    today = business_date(tx.now)
    agency = successor_of(tx, found.agency, on=today)
    movement = found.movement or ""
    lead = lead_agency(tx, movement=movement, agency=agency, on=today, plan=found.plan) or found.lead_agency
    stage = call.process_id if call.process_id in {"nurture", "evaluate", "replicate"} else found.stage
    change_exemplar(tx, found.exemplar_key, agency=agency, lead_agency=lead, stage=stage)
    return {"agency": agency, "lead_agency": lead}


@operation("head_decision.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_head_decision(tx: Tx, call: OperationCall) -> None:
    """Keep what a head decided at a step, and why."""
    answers = call.submission or {}
    write_record(
        tx, approval, call, step=call.element_id, outcome=answers["outcome"], comment=text(answers.get("comment"))
    )


@operation("action_note.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_action_note(tx: Tx, call: OperationCall) -> None:
    """Keep what was done about a delay, an obstacle or a takedown."""
    answers = call.submission or {}
    write_record(
        tx,
        action_note,
        call,
        step=call.element_id,
        cause=text(answers.get("cause")),
        action=answers["action"],
        next_on=day(answers.get("next_on")),
    )
