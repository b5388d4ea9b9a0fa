"""Deciding a day, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from service.core.calendar import is_official_working_day
from service.core.clock import business_date
from service.core.database import business_clock, working_day
from service.core.errors import InvalidInput, WrongState, sentence
from service.process.calendar.rules import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx


class DayNotDecided(WrongState):
    """The day has no decision in force."""

    code = "day_not_decided"
    template = sentence(
        "Expected to take back the decision on the day '%(day)s', but there is none in force. Reload the page."
    )


class DayInvalid(InvalidInput):
    """A decided day names a day, a reason and a document, and differs from the calendar."""

    code = "day_invalid"
    template = sentence("Expected to decide a day, but %(count)s entries are missing or wrong. Correct them.")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision rests on: why, by which document, of whom."""

    reason: str
    document: str
    issuer: str


def decide_days(tx: Tx, *, off: date | None, worked: date | None, basis: Basis) -> tuple[date, ...]:
    """Decide that a day is off, that one is worked, or both: a swap; returns the days.

    Every unit of work that begins after the commit, in any process, goes by it; due dates and timers that were
    reckoned before stay. Raises ``DayInvalid`` with every fault at its field.
    """
    if faults := _faults(tx, off, worked, basis):
        raise DayInvalid(count=len(faults), fields=faults)
    days = [(day, is_working) for day, is_working in ((off, False), (worked, True)) if day is not None]
    for day, is_working in days:
        row = {
            "working_day_key": tx.new_key(),
            "day": day,
            "is_working": is_working,
            "reason": basis.reason.strip(),
            "document": basis.document.strip(),
            "issuer": basis.issuer.strip(),
            "decided_at": tx.wall,
            "decided_by": tx.actor.user_name,
        }
        tx.execute(insert(working_day).values(row))
    _renew(tx)
    return tuple(day for day, _ in days)


def take_back(tx: Tx, *, day: date) -> None:
    """Let a day be again what the package says; the decision is kept with who took it back.

    Raises ``DayNotDecided``.
    """
    stamps = {"taken_back_at": tx.wall, "taken_back_by": tx.actor.user_name}
    if tx.execute(update(working_day).where(_in_force_on(day)).values(stamps)).rowcount == 0:
        raise DayNotDecided(day=day.isoformat())
    _renew(tx)


def _in_force_on(day: date) -> ColumnElement[bool]:
    return (working_day.c.day == day) & working_day.c.taken_back_at.is_(None)


def _renew(tx: Tx) -> None:
    """Tell every process that the calendar is another one: the next unit of work reads it anew."""
    version = business_clock.c.calendar_version + 1
    if tx.execute(update(business_clock).values(calendar_version=version)).rowcount == 0:
        tx.execute(insert(business_clock).values(business_clock_id=1, calendar_version=1))


_LONGEST = {"reason": 300, "document": 200, "issuer": 200}


def _faults(tx: Tx, off: date | None, worked: date | None, basis: Basis) -> dict[str, str]:
    faults: dict[str, str] = {}
    if off is None and worked is None:
        faults["off"] = sentence("Enter the day off, the day worked, or both.")
    elif off == worked:
        faults["worked"] = sentence("Enter another day than the day off.")
    for name, day in (("off", off), ("worked", worked)):
        if name not in faults and day is not None and (said := _wrong(tx, day, is_working=name == "worked")):
            faults[name] = said
    texts = {"reason": basis.reason, "document": basis.document, "issuer": basis.issuer}
    for name, text in texts.items():
        if not text.strip():
            faults[name] = sentence("Fill in this field.")
        elif len(text.strip()) > _LONGEST[name]:
            faults[name] = sentence("Write at most %(number)s characters.", number=_LONGEST[name])
    return faults


def _wrong(tx: Tx, day: date, *, is_working: bool) -> str:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return sentence("Enter a day of the years %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
    if day < business_date(tx.now):
        return sentence("This day is over; what was reckoned by it stays.")
    if tx.execute(select(working_day.c.day).where(_in_force_on(day))).first():
        return sentence("A decision on this day is in force; take it back first.")
    if is_official_working_day(day) == is_working:
        return sentence("The calendar says so already.")
    return ""
