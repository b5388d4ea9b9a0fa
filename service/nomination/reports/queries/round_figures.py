"""What every report about a round shares: who was asked, who reported, who was late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.queries import members_of_round, rounds_of_plan
from service.nomination.reports.rules import Column, Figure, Source, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from service.core.tx import Tx

MEMBERS = Source("round_member", sentence("Members of the round, and the day each sent its paper"), "#table-members")
MEMBER_COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("mode", sentence("Mode")),
    Column("reported_on", sentence("Received on")),
    Column("is_late", sentence("Late")),
)


def member_rows(
    tx: Tx, plan: str, kind: str, plan_year: int | None = None, *, until: datetime | None = None
) -> tuple[dict[str, Any], ...]:
    """Return a row for each member of the newest round of a kind; what came after ``until`` has not come."""
    moment = until or tx.now
    rows = []
    for found in rounds_of_plan(tx, plan, kind=kind, plan_year=plan_year)[-1:]:
        for member in members_of_round(tx, found.round_key):
            has_come = member.reported_at is not None and member.reported_at <= moment
            rows.append(
                {
                    "agency": member.agency,
                    "mode": member.mode,
                    "reported_on": business_date(member.reported_at) if member.reported_at and has_come else None,
                    "is_late": has_come and member.is_late(found.due_on),
                }
            )
    return tuple(rows)


def received_figures(rows: Sequence[dict[str, Any]]) -> Iterator[Figure]:
    """Yield how many were asked, how many papers came, and how many of those came late."""
    yield Figure("asked", sentence("Asked for"), len(rows), MEMBERS)
    yield Figure("received", sentence("Received"), counted(rows, lambda row: row["reported_on"]), MEMBERS)
    yield Figure("late", sentence("Received late"), counted(rows, lambda row: row["is_late"]), MEMBERS)
