"""Operations of the programme: its draft, its opening, its letters, its amendments, its archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.operations import OperationCall, operation
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from service.nomination.correspondence.queries import counts_by_code
from service.nomination.cycles.commands import mark, write_cycle_records, write_schedule
from service.nomination.cycles.model import records
from service.nomination.cycles.queries import latest_cycle_rows, members_of_plan
from service.nomination.cycles.rules import PROVINCE, RECEIVER
from service.nomination.plans.commands import amend_plan, discard_draft, publish_plan
from service.nomination.plans.queries import drafts, known_plan, plan_by_code, plan_code
from service.process.definitions.queries import latest_definition
from service.process.instances.commands import describe_instance

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.plans.queries import Draft

ISSUED = {"D7": (RECEIVER, (PROVINCE,)), "D12": (RECEIVER, ("hoi-dong-tdkt",))}
"""Documents that ``document.issue`` sends to fixed offices: code → issuer and recipients."""


@operation("plan.draft", reads=("plan_key",), gives=("plan_key",))
def open_draft(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Say which plan the programme is for: the one it was started with, else a draft nobody published, else today's.

    Raises ``PlanNotFound`` for a plan that is neither loaded nor in draft.
    """
    given = str(call.variables.get("plan_key") or "")
    prepared = [draft.code for draft in drafts(tx)]
    if given:
        return {"plan_key": given if given in prepared else plan_by_code(tx, given).code}
    unpublished = [code for code in prepared if known_plan(tx, code) is None]
    return {"plan_key": unpublished[0] if unpublished else plan_code(tx)}


@operation("plan.open", reads=("plan_key",))
def open_plan(tx: Tx, call: OperationCall) -> None:
    """Publish what is drafted of the plan, and write what it starts by itself (R74)."""
    plan = str(call.variables["plan_key"])
    if _draft_of(tx, plan) is not None:
        publish_plan(tx, plan, reason=call.process_id)
    write_schedule(tx, plan)
    opened = plan_by_code(tx, plan)
    drawn = latest_definition(tx, call.process_id)
    what = call.process_id if drawn is None else drawn.name
    title = f"{what} · {opened.valid_from.year}–{opened.last_on.year}"
    describe_instance(tx, process_instance_key=call.process_instance_key, title=title, subtitle=opened.short_name)


@operation("plan.amend", reads=("plan_key",))
def amend(tx: Tx, call: OperationCall) -> None:
    """Let what is drafted of a published plan hold from the day the amendment names; what precedes it stays.

    An amendment without a drafted file is kept as it was written, and changes no row.
    """
    plan, table = str(call.variables["plan_key"]), records.amendment
    mine = (table.c.process_instance_key == call.process_instance_key, table.c.applied_at.is_(None))
    draft = _draft_of(tx, plan)
    for row in latest_cycle_rows(tx, table, *mine):
        if draft is not None:
            document = draft.document.encode()
            amend_plan(tx, plan, document, effective_on=row["from_on"], basis=row["basis"], reason=row["change"])
            discard_draft(tx, plan)
    mark(tx, table, *mine, applied_at=tx.now)


def _draft_of(tx: Tx, plan: str) -> Draft | None:
    return next((draft for draft in drafts(tx) if draft.code == plan), None)


@operation("document.issue", reads=("plan_key", "plan_year", "units"), headers=("document",))
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


@operation("archive.hand_over", reads=("agency", "plan_key", "plan_year"))
def hand_over(tx: Tx, call: OperationCall) -> None:
    """List what of the plan goes to the archive, for how long."""
    counted = counts_by_code(tx, str(call.variables["plan_key"]))
    terms = {"province": sum(counted.get(code, 0) for code in ("D2", "D7", "D9", "D10", "D11", "D12"))}
    terms["unit"] = sum(counted.values()) - terms["province"]
    rows = [{"term": term, "papers": papers} for term, papers in terms.items()]
    write_cycle_records(tx, records.archive_list, call, rows)
