"""Reading what the steps wrote about an exemplar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.nomination.council.queries import latest_ballot
from service.nomination.exemplars.model import experience, integrity_block, minutes
from service.nomination.plans.queries import parameter
from service.nomination.records.queries import all_of, latest, latest_where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.core.tx import Tx
    from service.nomination.records.queries import Record

_PEER_REVIEW_RATE = 0.5
_COUNCIL_RATE = {"secret": 0.8, "open": 0.5}


def open_blocks(tx: Tx, exemplar_key: int) -> list[Record]:
    """Return the integrity blocks of an exemplar that nobody closed."""
    return all_of(tx, integrity_block, exemplar_key, integrity_block.c.closed_at.is_(None))


def latest_experience(tx: Tx, exemplar_key: int) -> Record | None:
    """Return the newest written experience, from which story and replication start."""
    return latest(tx, experience, exemplar_key)


def latest_minutes(tx: Tx, exemplar_key: int, kinds: Iterable[str]) -> Record | None:
    """Return the newest minutes of some kinds."""
    return latest_where(tx, minutes, exemplar_key, minutes.c.kind.in_(tuple(kinds)))


def required_rate(tx: Tx, exemplar_key: int) -> float:
    """Return the share of the whole membership that must agree.

    The Council's, on the day of its meeting, once a ballot is set up; before that the unit's own peer review.
    """
    current = latest_ballot(tx, exemplar_key)
    if current is None:
        return float(parameter(tx, "peer_review_rate", default=_PEER_REVIEW_RATE))
    kind = "secret" if current["is_secret"] else "open"
    rate = parameter(tx, "council_rate", scope=kind, on=current["meeting_on"], default=_COUNCIL_RATE[kind])
    return float(rate)
