"""Operations of rounds and their members: opening, sending in, counting in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from service.core.operations import OperationCall, operation
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from service.nomination.cycles.commands import NewRound, open_round, report_member
from service.nomination.cycles.queries import seats_of
from service.nomination.cycles.rules import PROVINCE, RECEIVER

if TYPE_CHECKING:
    from service.core.tx import Tx

REVIEW_CODES = {"annual": ("D3", PROVINCE), "midterm": ("D6", RECEIVER), "final": ("D8", RECEIVER)}
"""Kind of review → code of its report and who gets it (R75)."""


@operation(
    "round.open", reads=("due_on", "plan_key", "plan_year"), headers=("child", "review_kind"), gives=("round_key",)
)
def open_members(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Open a round: every member agency starts the diagram that the header ``child`` names."""
    plan, child = str(call.variables["plan_key"]), call.headers["child"]
    key = open_round(
        tx,
        call,
        NewRound(
            kind=call.headers.get("review_kind", child),
            child=child,
            plan=plan,
            due_on=date.fromisoformat(str(call.variables["due_on"])[:10]),
            plan_year=call.variables.get("plan_year"),
            seats=seats_of(tx, plan),
        ),
    )
    return {"round_key": str(key)}


@operation("round.report", reads=("round_key",))
def report(tx: Tx, call: OperationCall) -> None:
    """Count the calling member in; the last one completes the round."""
    report_member(tx, round_key=int(call.variables["round_key"]), process_instance_key=call.process_instance_key)


@operation("plan.submit", reads=("agency", "mode", "plan_key", "plan_year"))
def submit_plan(tx: Tx, call: OperationCall) -> None:
    """Send a unit's plan to the Department of Home Affairs (D1)."""
    _send(tx, call, "D1", RECEIVER)


@operation("review.submit", reads=("agency", "mode", "plan_key", "plan_year", "review_kind"))
def submit_review(tx: Tx, call: OperationCall) -> None:
    """Send a unit's review: D3 in a year, D6 at mid-term, D8 at the end."""
    _send(tx, call, *REVIEW_CODES[str(call.variables["review_kind"])])


def _send(tx: Tx, call: OperationCall, code: str, recipient: str) -> None:
    document = IssuedDocument(
        code,
        issuer=str(call.variables["agency"]),
        recipient=recipient,
        plan=str(call.variables["plan_key"]),
        plan_year=call.variables.get("plan_year"),
        mode=str(call.variables["mode"]),
    )
    issue_document(tx, call, document)
