"""Reading the criteria an exemplar is measured by, and what was proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.nomination.exemplars.model import criterion_answer
from service.nomination.plans.queries import Criterion, criteria
from service.nomination.records.queries import latest_rows

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.exemplars.queries.exemplar import Exemplar
    from service.nomination.records.queries import Record


def criteria_of(tx: Tx, found: Exemplar) -> tuple[Criterion, ...]:
    """Return the criteria an exemplar answers today: the shared ones, then its movement's own."""
    if found.movement is None or found.subject_type is None:
        return ()
    return criteria(tx, movement=found.movement, subject_type=found.subject_type, plan=found.plan)


def facts_of_evidence(tx: Tx, exemplar_key: int) -> list[Record]:
    """Return the newest evidence's answers, without those that are sensitive (P3)."""
    return [row for row in latest_rows(tx, criterion_answer, exemplar_key) if row["privacy"] != "P3"]
