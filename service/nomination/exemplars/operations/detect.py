"""Operations of *Phát hiện*: the candidate, duplicates, evidence, recognition."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.errors import InvalidInput, sentence
from service.core.operations import USER_TASK, BpmnError, OperationCall, operation
from service.core.text import normal
from service.nomination.exemplars.commands import (
    change_exemplar,
    count_exemplar,
    describe_exemplar,
    recount_exemplar,
)
from service.nomination.exemplars.model import (
    criterion_answer,
    detection,
    evidence,
    exemplar_field,
    exemplar_link,
    lead_review,
    minutes,
    recognition,
)
from service.nomination.exemplars.queries import Exemplar, criteria_of, exemplar_by_key, similar_exemplars
from service.nomination.exemplars.rules import (
    FIGURES,
    TEXTS,
    evidence_faults,
    has_secret_marking,
    is_proven,
    measure,
    subject_name,
)
from service.nomination.plans.queries import lead_agency
from service.nomination.records.commands import exemplar_key_of, write_record, write_records
from service.nomination.records.queries import latest_rows
from service.nomination.records.rules import items, required_day, text, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.core.tx import Tx

_REASONS = {
    "proof": sentence("Add a fact, a file or a link for this criterion."),
    "paper": sentence("Add a file or a link for this criterion."),
    "members": sentence("Enter at most the number of members."),
}
MARKED_SECRET = sentence(
    "Expected an open case to hold nothing secret, but its text bears a mark of secrecy. "
    "Choose the degree of secrecy, or take the marked text out."
)
LED_BY_NOBODY = sentence(
    "Expected an agency to lead the movement, but today none does. Choose another movement, or ask Ban TĐKT."
)
_HIDDEN_WHILE_SECRET = ("name", "birth_year", "workplace", "place", "highlight")


class EvidenceIncomplete(InvalidInput):
    """A ticked criterion lacks its proof."""

    code = "evidence_incomplete"
    template = sentence(
        "Expected to record the evidence of exemplar '%(code)s', but %(count)s answers lack proof. Complete them."
    )


@operation("candidate.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_candidate(tx: Tx, call: OperationCall) -> None:
    """Describe the exemplar; a secret one keeps only paper number, movement and kind."""
    answers = call.submission or {}
    key = exemplar_key_of(call)
    columns = _candidate_columns(answers)
    change_exemplar(tx, key, **columns)
    write_record(
        tx,
        detection,
        call,
        source=str(answers["source"]),
        kind=str(answers["kind"]),
        highlight=columns["highlight"],
        accountable=columns["accountable"],
    )
    recount_exemplar(tx, key)
    describe_exemplar(tx, key)


def _candidate_columns(answers: Mapping[str, Any]) -> dict[str, Any]:
    secret = answers["secret_mark"] != "none"  # noqa: S105 -- an answer, no password
    name = normal(str(answers.get("name") or ""))
    columns: dict[str, Any] = {
        "movement": answers["movement"],
        "subject_type": answers["subject_type"],
        "secret": secret,
        "secret_mark": answers["secret_mark"],
        "paper_ref": text(answers.get("paper_ref")),
        "kind": answers["kind"],
        "name": name or None,
        "birth_year": whole(answers.get("birth_year")),
        "workplace": text(answers.get("workplace")),
        "post": answers.get("post"),
        "place": text(answers.get("place")),
        "scope": answers.get("scope"),
        "source": answers["source"],
        "highlight": text(answers.get("highlight")),
        "accountable": text(answers.get("accountable")),
    }
    if secret:
        columns |= dict.fromkeys(_HIDDEN_WHILE_SECRET)
    return columns | {"folded_name": "" if secret else subject_name(name)}


@operation("exemplar.register", reads=("exemplar_key",), gives=("lead_agency", "outcome"))
def register_exemplar(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Find the lead agency and exemplars alike.

    Raises ``BpmnError`` SECRET_CONTENT (a mark of secrecy in an open case) and NO_LEAD.
    """
    found = exemplar_by_key(tx, exemplar_key_of(call))
    if not found.secret and has_secret_marking(found.name, found.highlight, found.workplace):
        raise BpmnError(code="SECRET_CONTENT", reason=MARKED_SECRET)
    today = business_date(tx.now)
    lead = lead_agency(tx, movement=found.movement or "", agency=found.agency, on=today, plan=found.plan)
    if lead is None:
        raise BpmnError(code="NO_LEAD", reason=LED_BY_NOBODY)
    write_record(tx, exemplar_field, call, movement=found.movement, lead_agency=lead)
    change_exemplar(tx, found.exemplar_key, lead_agency=lead)
    is_similar = bool(similar_exemplars(tx, found.exemplar_key))
    return {"lead_agency": lead, "outcome": "similar" if is_similar else "new"}


@operation("duplicate.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_duplicate(tx: Tx, call: OperationCall) -> None:
    """Keep whether the similar exemplar is the same one, and which."""
    answers = call.submission or {}
    other = whole(answers.get("same_as"))
    write_record(tx, exemplar_link, call, other_exemplar_key=other, outcome=answers["outcome"])


@operation("evidence.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_evidence(tx: Tx, call: OperationCall) -> None:
    """Keep the criteria with their proof, the figures and the minutes of acclamation.

    Raises ``EvidenceIncomplete``: a ticked criterion without fact, file or link, at the field.
    """
    answers = call.submission or {}
    found = exemplar_by_key(tx, exemplar_key_of(call))
    rows = _criterion_rows(tx, found, answers)
    _require_proof(found, {**answers, "criteria": rows})
    write_records(tx, criterion_answer, call, [*map(_criterion_answer, rows), *_figures(answers)])
    papers = [{"code": row["code"], "document": paper} for row in rows for paper in items(row.get("file"))]
    write_records(tx, evidence, call, papers)
    write_record(
        tx,
        minutes,
        call,
        kind="acclaim",
        held_on=required_day(answers["acclaim_on"]),
        total=whole(answers["members"]),
        agree=whole(answers["agree"]),
        files=items(answers.get("acclaim_file")),
    )


def _criterion_rows(tx: Tx, found: Exemplar, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    proofs = {criterion.code: criterion.proof for criterion in criteria_of(tx, found)}
    rows = items(answers.get("criteria"))
    return [{**row, "code": row["criterion"], "proof": proofs.get(row["criterion"], "any")} for row in rows]


def _require_proof(found: Exemplar, answers: Mapping[str, Any]) -> None:
    if found.secret:
        return
    faults = evidence_faults(answers)
    if faults:
        fields = {path: _REASONS[reason] for path, reason in faults.items()}
        raise EvidenceIncomplete(code=found.code, count=len(faults), fields=fields)


def _criterion_answer(row: Mapping[str, Any]) -> dict[str, Any]:
    is_met = bool(row.get("met"))
    return {
        "code": row["code"],
        "met": is_met,
        "is_proven": is_met and is_proven(row),
        "fact": text(row.get("fact")),
        "amount": None,
        "privacy": "P1",
    }


def _figures(answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    beside: dict[str, Any] = {"met": False, "is_proven": False}
    for code in FIGURES:
        if answers.get(code) is not None:
            yield {"code": code, "fact": None, "amount": float(answers[code]), "privacy": "P1", **beside}
    for code, privacy in TEXTS.items():
        if answers.get(code):
            yield {"code": code, "fact": str(answers[code]), "amount": None, "privacy": privacy, **beside}


@operation("exemplar.measure", reads=("exemplar_key",), gives=("common_met", "gate_met", "own_met"))
def measure_exemplar(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Count what the newest evidence proves."""
    counts = measure(latest_rows(tx, criterion_answer, exemplar_key_of(call)))
    return asdict(counts)


@operation("lead_review.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_lead_review(tx: Tx, call: OperationCall) -> None:
    """Keep the lead agency's review; further movements are tags, the exemplar counts once (R76)."""
    answers = call.submission or {}
    write_record(
        tx,
        lead_review,
        call,
        fit=text(answers.get("fit")),
        tags=items(answers.get("tags")),
        outcome=answers["outcome"],
        reason=text(answers.get("reason")),
    )


@operation("exemplar.recognise", reads=("exemplar_key",), gives=("outcome",))
def recognise_exemplar(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Recognise the exemplar; it counts as *selected* for the lead agency's quota of this year (R36)."""
    found = exemplar_by_key(tx, exemplar_key_of(call))
    year = business_date(tx.now).year
    lead, movement = found.lead_agency or found.agency, found.movement or ""
    if write_record(tx, recognition, call, year=year, agency=lead, movement=movement) is not None:
        change_exemplar(tx, found.exemplar_key, status="recognised", stage="nurture", recognised_at=tx.now)
        count_exemplar(tx, found, "selected")
    return {"outcome": "recognised"}
