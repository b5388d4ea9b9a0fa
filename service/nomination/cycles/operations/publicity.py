"""Operations of a publicity plan: one quarter after the other (R70)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.operations import OperationCall, operation
from service.nomination.cycles.rules import quarter_end

if TYPE_CHECKING:
    from service.core.tx import Tx


@operation("publicity.start_quarter", reads=("plan_year", "quarter"), gives=("quarter", "report_on"))
def start_quarter(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Begin the next quarter of the year: say which, and the day it ends."""
    del tx
    quarter = int(call.variables.get("quarter") or 0) + 1
    return {"quarter": quarter, "report_on": quarter_end(int(call.variables["plan_year"]), quarter).isoformat()}
