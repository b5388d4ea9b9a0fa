"""What the law says of awards, dossiers and votes, as pure functions (``domain.md`` §3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

AWARD_FORMS = {"unit": "giay-khen", "province": "bang-khen-tinh", "state": "cap-nha-nuoc"}
_RULE_SETS = (
    (date(2025, 7, 1), "ND-152-2025"),
    (date(2024, 1, 1), "ND-98-2023"),
    (date.min, "ND-91-2017"),
)
_TEMPLATE = {"merit": "bao-cao-thanh-tich", "thematic": "bao-cao-chuyen-de", "unexpected": "bao-cao-dot-xuat"}


def award_form(level: str) -> str:
    """Return the award form a level gives; an unknown level gives a unit's own."""
    return AWARD_FORMS.get(level, "giay-khen")


def rule_set(received_on: date) -> str:
    """Return the decree whose rules hold for a dossier received on a day."""
    return next(name for since, name in _RULE_SETS if received_on >= since)


def template_ids(received_on: date, award_type: str | None, subject_type: str | None) -> list[str]:
    """Return the ids of the report and submission templates: decree and name, never a bare number."""
    decree = rule_set(received_on)
    report = _TEMPLATE.get(award_type or "merit", "bao-cao-thanh-tich")
    who = "tap-the" if subject_type == "collective" else "ho-gia-dinh" if subject_type == "household" else "ca-nhan"
    return [f"{decree}/to-trinh", f"{decree}/{report}-{who}"]


@dataclass(frozen=True, slots=True)
class Tally:
    """A counted ballot. ``total`` is the whole membership; ``taking_part`` are present or by written opinion."""

    total: int
    taking_part: int
    agree: int


def ballot_outcome(tally: Tally, *, required_rate: float, quorum: float) -> str:
    """Return passed, failed or no_quorum; the rate is of the total membership, not of those who took part."""
    if tally.total <= 0 or Fraction(tally.taking_part, tally.total) < _fraction(quorum):
        return "no_quorum"
    return "passed" if Fraction(tally.agree, tally.total) >= _fraction(required_rate) else "failed"


def _fraction(rate: float) -> Fraction:
    """Read 0.6667 as two thirds: parameters are written with few digits."""
    return Fraction(rate).limit_denominator(100)


def barred_as_basis(award_type: str, previous_type: str | None) -> bool:
    """Return whether an earlier award cannot carry this proposal: thematic and unexpected ones carry no merit."""
    return award_type == "merit" and previous_type in {"thematic", "unexpected"}


def overlaps(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Return whether two periods, both ends included, share a day."""
    return one[0] <= other[1] and other[0] <= one[1]
