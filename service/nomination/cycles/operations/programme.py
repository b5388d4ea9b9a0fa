"""Operations of the programme: its draft, its opening, its letters, its amendments, its archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.operations import OperationCall, operation
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from service.nomination.correspondence.queries import counts_by_code
from service.nomination.cycles.commands import mark, write_cycle_records, write_schedule
from service.nomination.cycles.model import records
from service.nomination.cycles.queries import members_of_plan
from service.nomination.cycles.rules import PROVINCE, RECEIVER
from service.nomination.plans.queries import plan_by_code, plan_in_force

if TYPE_CHECKING:
    from service.core.tx import Tx

ISSUED = {"D7": (RECEIVER, (PROVINCE,)), "D12": (RECEIVER, ("hoi-dong-tdkt",))}
"""Documents that ``document.issue`` sends to fixed offices: code → issuer and recipients."""


@operation("plan.draft")
def open_draft(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Say which plan the programme is for: the one it was started with, else the one of the day."""
    given = call.variables.get("plan_key")
    found = plan_by_code(tx, str(given)) if given else plan_in_force(tx)
    return {"plan_key": "" if found is None else found.code}


@operation("plan.open")
def open_plan(tx: Tx, call: OperationCall) -> None:
    """Put the plan in force and write what it starts by itself (R74)."""
    write_schedule(tx, str(call.variables["plan_key"]))


@operation("document.issue")
def issue(tx: Tx, call: OperationCall) -> None:
    """Issue the document the header names; an assignment goes to every lead agency, in its own manner (R34)."""
    code = call.headers["document"]
    plan, year = str(call.variables["plan_key"]), call.variables.get("plan_year")
    if code == "assignment":
        for agency, mode in members_of_plan(tx, plan).items():
            letter = IssuedDocument(code, issuer=PROVINCE, recipient=agency, plan=plan, plan_year=year, mode=mode)
            issue_document(tx, call, letter)
        return
    issuer, recipients = ISSUED[code]
    for recipient in (*recipients, *(call.variables.get("units") or ())):
        issue_document(tx, call, IssuedDocument(code, issuer=issuer, recipient=recipient, plan=plan, plan_year=year))


@operation("plan.amend")
def amend_plan(tx: Tx, call: OperationCall) -> None:
    """Note that the plan now stands as amended; its dated rows come with the plan's own file."""
    table = records.amendment
    mine = (table.c.process_instance_key == call.process_instance_key, table.c.applied_at.is_(None))
    mark(tx, table, *mine, applied_at=tx.now)


@operation("archive.hand_over")
def hand_over(tx: Tx, call: OperationCall) -> None:
    """List what of the plan goes to the archive, for how long."""
    counted = counts_by_code(tx, str(call.variables["plan_key"]))
    terms = {"province": sum(counted.get(code, 0) for code in ("D2", "D7", "D9", "D10", "D11", "D12"))}
    terms["unit"] = sum(counted.values()) - terms["province"]
    rows = [{"term": term, "papers": papers} for term, papers in terms.items()]
    write_cycle_records(tx, records.archive_list, call, rows)
