"""Operations of the final review: seats of delegates, and the roll of honour (R58, R59)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.core.errors import sentence
from service.core.operations import BpmnError, OperationCall, operation
from service.nomination.cycles.commands import mark
from service.nomination.cycles.model.records import delegate, honour_roll
from service.nomination.cycles.queries import latest_cycle_rows, may_be_named, seats_of
from service.nomination.cycles.rules import excess
from service.nomination.exemplars.queries import exemplar_by_key

if TYPE_CHECKING:
    from service.core.tx import Tx

OVER_ALLOCATION = "OVER_ALLOCATION"
CONSENT_MISSING = "CONSENT_MISSING"
TOO_MANY = sentence(
    "Expected at most %(seats)s full delegates, as many as the agency has seats, but the list names %(named)s. "
    "Take %(over)s off the list, or mark them as reserve, and send it again."
)
MAY_NOT_BE_NAMED = sentence(
    "Expected everybody on the roll of honour to have consented to be named, but these have not: %(codes)s. "
    "Take them off the roll, or ask for their consent first."
)


@operation("delegates.reserve", reads=("agency", "plan_key"))
def reserve_delegates(tx: Tx, call: OperationCall) -> None:
    """Give an agency's delegates their seats; more than were allocated to it are refused (R58).

    Those it named before give theirs back first. Raises the BPMN error ``OVER_ALLOCATION``; no seat changes then.
    """
    agency, plan = str(call.variables["agency"]), str(call.variables["plan_key"])
    mine = delegate.c.process_instance_key == call.process_instance_key
    named = latest_cycle_rows(tx, delegate, mine)
    keys = [row["delegate_key"] for row in named if not row["is_reserve"]]
    seats = seats_of(tx, plan)
    if over := excess({agency: len(keys)}, seats).get(agency):
        raise BpmnError(OVER_ALLOCATION, sentence(TOO_MANY, named=len(keys), seats=seats.get(agency, 0), over=over))
    mark(tx, delegate, mine, delegate.c.delegate_key.not_in(keys), delegate.c.released_at.is_(None), released_at=tx.now)
    mark(tx, delegate, delegate.c.delegate_key.in_(keys), delegate.c.reserved_at.is_(None), reserved_at=tx.now)


@operation("delegates.reopen", reads=("plan_key",))
def reopen_seats(tx: Tx, call: OperationCall) -> None:
    """Fill the seats of delegates who were struck off with those in reserve, agency by agency."""
    plan = str(call.variables["plan_key"])
    table = delegate
    for agency, seats in seats_of(tx, plan).items():
        mine = (table.c.plan == plan, table.c.agency == agency)
        held = (*mine, table.c.reserved_at.is_not(None), table.c.released_at.is_(None))
        taken = int(tx.execute(select(func.count()).select_from(table).where(*held)).scalar_one())
        rows = latest_cycle_rows(tx, table, *mine)
        waiting = [row["delegate_key"] for row in rows if row["is_reserve"] and row["reserved_at"] is None]
        promoted = waiting[: max(0, seats - taken)]
        mark(tx, table, table.c.delegate_key.in_(promoted), reserved_at=tx.now, released_at=None)


@operation("honours.publish")
def publish_honours(tx: Tx, call: OperationCall) -> None:
    """Publish the roll of honour; nobody is named without a consent in force (art. 16 of the data law).

    Raises the BPMN error ``CONSENT_MISSING``; nothing is published then.
    """
    mine = honour_roll.c.process_instance_key == call.process_instance_key
    rows = latest_cycle_rows(tx, honour_roll, mine)
    unnamed = [row["exemplar"] for row in rows if not may_be_named(tx, int(row["exemplar"]))]
    if unnamed:
        codes = ", ".join(exemplar_by_key(tx, int(key)).code for key in unnamed)
        raise BpmnError(CONSENT_MISSING, sentence(MAY_NOT_BE_NAMED, codes=codes))
    keys = [row["honour_roll_key"] for row in rows]
    mark(tx, honour_roll, honour_roll.c.honour_roll_key.in_(keys), published_at=tx.now)
