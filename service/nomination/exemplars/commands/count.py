"""Counting an exemplar toward the quota of its primary movement (R36-R39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.nomination.exemplars.queries import Exemplar, exemplar_by_key
from service.nomination.plans.commands import count, uncount
from service.nomination.plans.queries import lead_agency, movements

if TYPE_CHECKING:
    from service.core.tx import Tx


def count_exemplar(tx: Tx, found: Exemplar, kind: str) -> bool:
    """Count an exemplar as selected, built or replicated in the present year; returns whether it counts now.

    It counts once a year and kind, in its own movement alone, and only where the movement is for its subject type:
    farmers in one, workers in another (R38).
    """
    if not _is_for(tx, found):
        return False
    return count(
        tx,
        year=business_date(tx.now).year,
        agency=found.lead_agency or found.agency,
        movement=found.movement or "",
        exemplar_key=found.exemplar_key,
        kind=kind,
    )


def recount_exemplar(tx: Tx, exemplar_key: int) -> None:
    """Count an exemplar anew whose movement or subject type changed; years that are over keep what they counted."""
    found = exemplar_by_key(tx, exemplar_key)
    today = business_date(tx.now)
    reached = {"selected": found.recognised_at, "built": found.built_at, "replicated": found.replicated_at}
    kinds = [kind for kind, at in reached.items() if at is not None and business_date(at).year == today.year]
    uncount(tx, year=today.year, exemplar_key=exemplar_key)
    if not kinds or not _is_for(tx, found):
        return
    movement = found.movement or ""
    lead = lead_agency(tx, movement=movement, agency=found.agency, on=today, plan=found.plan) or found.agency
    for kind in kinds:
        count(tx, year=today.year, agency=lead, movement=movement, exemplar_key=exemplar_key, kind=kind)


def _is_for(tx: Tx, found: Exemplar) -> bool:
    return any(
        word.code == found.subject_type
        for movement in movements(tx, found.plan)
        if movement.code == found.movement
        for word in movement.subject_types
    )
