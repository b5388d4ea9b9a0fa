"""Operations of *Tôn vinh, khen thưởng* that need the exemplar itself: achievement, ballot's rate, the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from service.core.operations import USER_TASK, OperationCall, operation
from service.core.text import folded
from service.nomination.council.model import achievement, award, ballot
from service.nomination.council.queries import latest_ballot, tally_of_votes
from service.nomination.council.rules import Tally, ballot_outcome
from service.nomination.exemplars.queries import (
    Exemplar,
    achievement_title,
    exemplar_by_key,
    latest_minutes,
    required_rate,
    subject_of,
)
from service.nomination.plans.queries import parameter
from service.nomination.records.commands import exemplar_key_of, write_record
from service.nomination.records.queries import latest_where
from service.nomination.records.rules import required_day

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.records.queries import Record

_QUORUM = 2 / 3


@operation("achievement.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_achievement(tx: Tx, call: OperationCall) -> None:
    """Keep which achievement is put forward, for which type of award."""
    answers = call.submission or {}
    found = exemplar_by_key(tx, exemplar_key_of(call))
    title = achievement_title(tx, found, str(answers["achievement"]))
    write_record(
        tx,
        achievement,
        call,
        source=str(answers["achievement"])[:100],
        title=title,
        folded_title=folded(title)[:500],
        subject=subject_of(tx, found.exemplar_key),
        from_on=required_day(answers["from"]),
        to_on=required_day(answers["to"]),
        award_type=answers["award_type"],
        occasion=answers["occasion"],
    )


@operation("ballot.count", reads=("exemplar_key",), gives=("outcome",))
def count_ballots(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Count the ballot against the rate in force on the day of the meeting, over the whole membership."""
    key = exemplar_key_of(call)
    current = latest_ballot(tx, key)
    if current is None:
        return {"outcome": "no_quorum"}
    tally = tally_of_votes(tx, current) if current["method"] == "electronic" else _tally_of_minutes(tx, key)
    rate = required_rate(tx, key)
    quorum = float(parameter(tx, "quorum", on=current["meeting_on"], default=_QUORUM))
    outcome = ballot_outcome(tally, required_rate=rate, quorum=quorum)
    counted = {"total": tally.total, "taking_part": tally.taking_part, "agree": tally.agree}
    tx.execute(
        update(ballot)
        .where(ballot.c.ballot_key == current["ballot_key"])
        .values(**counted, required_rate=rate, outcome=outcome, counted_at=tx.now)
    )
    return {"outcome": outcome}


def _tally_of_minutes(tx: Tx, exemplar_key: int) -> Tally:
    paper = latest_minutes(tx, exemplar_key, ("council",))
    if paper is None:
        return Tally(0, 0, 0)
    taking_part = (paper["present"] or 0) + (paper["written"] or 0)
    return Tally(paper["total"], taking_part, paper["agree"])


@operation("award.register", reads=("exemplar_key",), gives=("outcome",))
def register_award(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Enter the award in the register and write its row for the province's own award software."""
    found = exemplar_by_key(tx, exemplar_key_of(call))
    given = latest_where(tx, award, found.exemplar_key, award.c.revoked_at.is_(None))
    if given is not None and given["registered_at"] is None:
        same = award.c.award_key == given["award_key"]
        exchange = _exchange_row(found, given)
        tx.execute(update(award).where(same).values(registered_at=tx.now, exchange=exchange))
    return {"outcome": "awarded"}


def _exchange_row(found: Exemplar, given: Record) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.name,
        "subject_type": found.subject_type,
        "agency": found.agency,
        "movement": found.movement,
        "award_form": given["award_form"],
        "award_level": given["level"],
        "award_type": given["award_type"],
        "decision_number": given["number"],
        "granted_on": given["granted_on"].isoformat(),
    }
