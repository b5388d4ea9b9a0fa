"""Operations of an inspection: silence counts as an answer, and what was found is followed (R63, R65)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.operations import OperationCall, operation
from service.nomination.cycles.commands import write_cycle_record, write_cycle_records
from service.nomination.cycles.model.records import finding_reply, inspection_visit, recommendation
from service.nomination.cycles.queries import all_cycle_records

if TYPE_CHECKING:
    from service.core.tx import Tx

STATES = {"accept": "answered", "decline": "contested", "silent": "silent"}
"""A unit's answer to a finding → the state of the recommendation."""


@operation("inspection.record_silence", reads=("agency", "plan_key", "plan_year", "unit"))
def record_silence(tx: Tx, call: OperationCall) -> None:
    """Note that a unit did not answer a finding in time."""
    unit = str(call.variables["unit"])
    write_cycle_record(tx, finding_reply, call, agency=unit, answer="silent", note=None, files=[])


@operation("inspection.close", reads=("agency", "plan_key", "plan_year"))
def close_inspection(tx: Tx, call: OperationCall) -> None:
    """Keep what each unit with a finding is to put right, so that it can be followed."""
    mine = call.process_instance_key
    replies = all_cycle_records(tx, finding_reply, finding_reply.c.process_instance_key == mine)
    answered = {row["agency"]: row["answer"] for row in replies}
    visits = all_cycle_records(tx, inspection_visit, inspection_visit.c.process_instance_key == mine)
    found = [row for row in visits if row["finding"] == "some"]
    rows = [
        {
            "agency": row["agency"],
            "problem": row["problem"] or "",
            "state": STATES[answered.get(row["agency"], "silent")],
        }
        for row in found
    ]
    write_cycle_records(tx, recommendation, call, rows)
