"""What came of a simulation: the quotas, the milestones, the documents."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from service.nomination.cycles.queries import document_counts, milestones_reached
from service.nomination.plans.queries import quota_rows
from service.nomination.plans.schemas import QuotaRow
from service.simulation.digest import digest

if TYPE_CHECKING:
    from service.core.tx import Tx


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is printed: ``quotas`` are the rows of ``/api/v1/quotas``, ``documents`` the 13 flows; dates ISO texts."""

    seed: int
    digest: str
    quotas: list[dict[str, Any]]
    milestones: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    seconds: float


def outcome(tx: Tx, plan: str, seed: int, seconds: float) -> Outcome:
    """Return what came of a simulation that took so many seconds."""
    quotas: list[dict[str, Any]] = QuotaRow(many=True).dump(quota_rows(tx, plan))
    documents = [asdict(counted) for counted in document_counts(tx, plan)]
    milestones = [
        {
            "code": milestone.code,
            "due_on": milestone.due_on.isoformat(),
            "reached_on": None if milestone.reached_on is None else milestone.reached_on.isoformat(),
        }
        for milestone in milestones_reached(tx, plan)
    ]
    return Outcome(seed, digest(tx, plan), quotas, milestones, documents, round(seconds, 1))


def plain(found: Outcome) -> dict[str, Any]:
    """Return an outcome as plain values."""
    return asdict(found)
