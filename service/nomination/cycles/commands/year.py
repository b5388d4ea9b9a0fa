"""Closing a year of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.nomination.cycles.model.rounds import year_closing
from service.nomination.cycles.queries import quota_figures, year_counts

if TYPE_CHECKING:
    from service.core.operations import OperationCall
    from service.core.tx import Tx


def close_year(tx: Tx, call: OperationCall, *, plan: str, year: int) -> None:
    """Keep the quota table of a year and its counts as they stand; a year that is closed stays as it was closed."""
    row = {
        "plan": plan,
        "year": year,
        "figures": quota_figures(tx, plan, year),
        "counts": year_counts(tx, plan, year),
        "process_instance_key": call.process_instance_key,
        "closed_at": tx.now,
        "closed_by": tx.actor.user_name,
    }
    tx.insert_missing(year_closing, [row])
