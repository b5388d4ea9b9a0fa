"""Reading dossiers, ballots and awards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.nomination.council.model import achievement, award, ballot, decision, honour, vote
from service.nomination.council.rules import Tally, overlaps
from service.nomination.records.queries import all_of, latest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from service.core.tx import Tx
    from service.nomination.records.queries import Record

CHOSEN_AWARD = "award:"
"""How an achievement names an earlier award as what it rests on."""


@dataclass(frozen=True, slots=True)
class Award:
    """One award form given to an exemplar by one decision."""

    award_key: int
    level: str
    award_form: str
    award_type: str | None
    number: str
    granted_on: date
    is_registered: bool


def awards_of(tx: Tx, exemplar_key: int) -> list[Award]:
    """Return the awards in force of an exemplar, oldest first."""
    return [
        Award(
            award_key=row["award_key"],
            level=row["level"],
            award_form=row["award_form"],
            award_type=row["award_type"],
            number=row["number"],
            granted_on=row["granted_on"],
            is_registered=row["registered_at"] is not None,
        )
        for row in all_of(tx, award, exemplar_key, award.c.revoked_at.is_(None))
    ]


def has_award(tx: Tx, exemplar_key: int) -> bool:
    """Return whether an award of the exemplar is in force and in the register."""
    return any(found.is_registered for found in awards_of(tx, exemplar_key))


def has_honour(tx: Tx, exemplar_key: int) -> bool:
    """Return whether the exemplar was honoured without an award."""
    return latest(tx, honour, exemplar_key) is not None


def latest_ballot(tx: Tx, exemplar_key: int) -> Record | None:
    """Return the newest ballot; its votes stay in their own table."""
    return latest(tx, ballot, exemplar_key)


def latest_achievement(tx: Tx, exemplar_key: int) -> Record | None:
    """Return the achievement put forward last."""
    return latest(tx, achievement, exemplar_key)


def latest_decision(tx: Tx, exemplar_key: int) -> Record | None:
    """Return the newest decision recorded."""
    return latest(tx, decision, exemplar_key)


def tally_of_votes(tx: Tx, found: Record) -> Tally:
    """Count an electronic ballot; abstentions and recusals count in the total only."""
    counted = select(vote.c.choice, func.count().label("number")).where(vote.c.ballot_key == found["ballot_key"])
    choices = {row.choice: int(row.number) for row in tx.execute(counted.group_by(vote.c.choice)).all()}
    agree, against = choices.get("agree", 0), choices.get("against", 0)
    members = {*found["voters"], *found["recused"]}
    return Tally(total=len(members), taking_part=agree + against, agree=agree)


def award_types_on(tx: Tx, chosen: Record) -> Iterator[str | None]:
    """Yield the type of every award in force that rests on the same achievement of the same subject."""
    statement = (
        select(award.c.award_key, award.c.award_type, achievement)
        .join(achievement, achievement.c.achievement_key == award.c.achievement_key)
        .where(award.c.revoked_at.is_(None), achievement.c.subject == chosen["subject"])
        .order_by(award.c.award_key)
    )
    period = (chosen["from_on"], chosen["to_on"])
    for row in tx.execute(statement).mappings():
        is_named = chosen["source"] == f"{CHOSEN_AWARD}{row['award_key']}"
        is_same = row["folded_title"] == chosen["folded_title"] and overlaps(period, (row["from_on"], row["to_on"]))
        if is_named or is_same:
            yield row["award_type"]
