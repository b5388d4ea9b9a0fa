"""What diagrams may call about dossier, ballot, decision and award."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from service.core.clock import business_date
from service.core.errors import InvalidInput, sentence
from service.core.operations import USER_TASK, BpmnError, OperationCall, operation
from service.nomination.council.model import (
    appraisal,
    award,
    award_handover,
    award_proposal,
    ballot,
    decision,
    dossier,
    dossier_document,
    honour,
    public_comment,
    vote,
)
from service.nomination.council.queries import award_types_on, latest_achievement, latest_ballot
from service.nomination.council.rules import award_form, barred_as_basis, rule_set, template_ids
from service.nomination.records.commands import exemplar_key_of, write_record, write_records
from service.nomination.records.queries import latest
from service.nomination.records.rules import items, required_day, text, whole

if TYPE_CHECKING:
    from service.core.tx import Tx

NO_MERIT = sentence(
    "Expected the achievement to carry an award of merit, but its earlier award was thematic or unexpected. "
    "Choose another achievement or another kind of award."
)
AWARDED_BEFORE = sentence(
    "Expected an achievement without an award, but this one has been awarded already. Choose another achievement."
)
_DOSSIER_PARTS = ("submission", "report", "minutes", "initiative")


class SecretBallotOnPaper(InvalidInput):
    """A secret ballot was to be taken on the machine."""

    code = "secret_ballot_on_paper"
    template = sentence("Expected to set up the ballot, but a secret one cannot be electronic. Choose paper.")


@operation("achievement.check", reads=("exemplar_key",))
def check_achievement(tx: Tx, call: OperationCall) -> None:
    """Refuse an achievement that carries an award already.

    Raises ``BpmnError`` NOT_A_BASIS (a thematic or unexpected award cannot carry merit) and DUPLICATE_AWARD.
    """
    chosen = latest_achievement(tx, exemplar_key_of(call))
    if chosen is None:
        return
    for previous in award_types_on(tx, chosen):
        if barred_as_basis(chosen["award_type"], previous):
            raise BpmnError(code="NOT_A_BASIS", reason=NO_MERIT)
        raise BpmnError(code="DUPLICATE_AWARD", reason=AWARDED_BEFORE)


@operation("award_choice.record", at=(USER_TASK,), reads=("award_level", "exemplar_key"))
def record_award_choice(tx: Tx, call: OperationCall) -> None:
    """Keep the level the head chose, beside the one the decision table proposed."""
    answers = call.submission or {}
    write_record(
        tx,
        award_proposal,
        call,
        proposed_level=text(call.variables.get("award_level")),
        award_level=answers["award_level"],
        reason=text(answers.get("reason")),
    )


@operation("honour.record", reads=("exemplar_key",), gives=("outcome",))
def record_honour(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Honour without an award."""
    write_record(tx, honour, call, honoured_on=business_date(tx.now))
    return {"outcome": "honoured"}


@operation("decision_record.record", at=(USER_TASK,), reads=("award_level", "award_type", "exemplar_key"))
def record_decision(tx: Tx, call: OperationCall) -> None:
    """Keep a decision made on paper; one that was granted gives the award."""
    answers = call.submission or {}
    level = str(call.variables.get("award_level") or "unit")
    is_granted = answers["outcome"] == "granted"
    write_record(
        tx,
        decision,
        call,
        outcome=answers["outcome"],
        level=level,
        number=text(answers.get("number")),
        signed_on=required_day(answers["signed_on"]) if is_granted else None,
        signer=text(answers.get("signer")),
        files=items(answers.get("file")),
        reason=text(answers.get("reason")),
    )
    if is_granted:
        chosen = latest_achievement(tx, exemplar_key_of(call))
        write_record(
            tx,
            award,
            call,
            level=level,
            award_form=award_form(level),
            award_type=text(call.variables.get("award_type")),
            achievement_key=None if chosen is None else chosen["achievement_key"],
            number=answers["number"],
            granted_on=required_day(answers["signed_on"]),
        )


@operation("dossier.record", at=(USER_TASK,), reads=("award_level", "exemplar_key"))
def record_dossier(tx: Tx, call: OperationCall) -> None:
    """Keep the papers of the dossier, each under its kind."""
    answers = call.submission or {}
    write_record(tx, dossier, call, award_level=text(call.variables.get("award_level")))
    papers = [{"kind": kind, "document": paper} for kind in _DOSSIER_PARTS for paper in items(answers.get(kind))]
    write_records(tx, dossier_document, call, papers)


@operation("dossier.submit", reads=("award_type", "exemplar_key", "subject_type"))
def submit_dossier(tx: Tx, call: OperationCall) -> None:
    """Receive the dossier: the day fixes which decree's rules and templates apply."""
    newest = latest(tx, dossier, exemplar_key_of(call))
    if newest is None or newest["received_on"] is not None:
        return
    today = business_date(tx.now)
    award_type, subject = text(call.variables.get("award_type")), text(call.variables.get("subject_type"))
    tx.execute(
        update(dossier)
        .where(dossier.c.dossier_key == newest["dossier_key"])
        .values(received_on=today, rule_set=rule_set(today), template_ids=template_ids(today, award_type, subject))
    )


@operation("appraisal.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_appraisal(tx: Tx, call: OperationCall) -> None:
    """Keep Ban TĐKT's appraisal of the dossier."""
    answers = call.submission or {}
    write_record(
        tx,
        appraisal,
        call,
        missing=items(answers.get("missing")),
        meets=str(answers["meets"]),
        outcome=answers["outcome"],
        reason=text(answers.get("reason")),
    )


@operation("comments.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_comments(tx: Tx, call: OperationCall) -> None:
    """Keep what the people said of the list."""
    answers = call.submission or {}
    write_record(
        tx,
        public_comment,
        call,
        count=whole(answers["count"]),
        summary=answers["summary"],
        outcome=answers["outcome"],
    )


@operation("ballot_setup.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_ballot_setup(tx: Tx, call: OperationCall) -> None:
    """Set up a ballot: its day, its way and who votes. Raises ``SecretBallotOnPaper``."""
    answers = call.submission or {}
    is_secret = answers["secret_ballot"] == "co"  # noqa: S105 -- an answer, no password
    if is_secret and answers["outcome"] == "electronic":
        raise SecretBallotOnPaper(fields={"outcome": sentence("A secret ballot is on paper.")})
    recused = items(answers.get("recused"))
    write_record(
        tx,
        ballot,
        call,
        meeting_on=required_day(answers["meeting_on"]),
        is_secret=is_secret,
        method=answers["outcome"],
        voters=[voter for voter in items(answers.get("voters")) if voter not in recused],
        recused=recused,
    )


@operation("ballot.record", at=(USER_TASK,), reads=("exemplar_key", "voter"))
def record_vote(tx: Tx, call: OperationCall) -> None:
    """Keep one member's vote."""
    answers = call.submission or {}
    choice = "agree" if answers["choice"] == "agree" else "against"
    _write_vote(tx, call, choice=choice, note=text(answers.get("note")))


@operation("ballot.record_abstention", reads=("exemplar_key", "voter"))
def record_abstention(tx: Tx, call: OperationCall) -> None:
    """Keep that a member took no part in time; they stay in the denominator."""
    _write_vote(tx, call, choice="abstained", note=None)


def _write_vote(tx: Tx, call: OperationCall, *, choice: str, note: str | None) -> None:
    current = latest_ballot(tx, exemplar_key_of(call))
    if current is None:
        return
    voter = call.variables["voter"]
    write_record(tx, vote, call, ballot_key=current["ballot_key"], voter=voter, choice=choice, note=note)


@operation("ceremony.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_ceremony(tx: Tx, call: OperationCall) -> None:
    """Keep when and how the award was handed over."""
    answers = call.submission or {}
    write_record(
        tx,
        award_handover,
        call,
        held_on=required_day(answers["held_on"]),
        occasion=answers["occasion"],
        money_vnd=whole(answers.get("money_vnd")),
        files=items(answers.get("receipt")),
    )
