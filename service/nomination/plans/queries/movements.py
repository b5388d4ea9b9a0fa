"""Reading movements: whom they are for, who leads them, in which mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.core.clock import business_date
from service.core.errors import NotFound, sentence
from service.core.kept import kept_for_a_day
from service.nomination.agencies.model import agency as agency_table
from service.nomination.agencies.queries import successions
from service.nomination.agencies.rules import function_line
from service.nomination.plans import model
from service.nomination.plans.queries.plans import plan_code, plans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from service.core.tx import Tx


class MovementNotFound(NotFound):
    """The plan has no such movement."""

    code = "movement_not_found"
    template = sentence("Expected to find movement '%(movement)s', but the plan has none. Check the code.")


@dataclass(frozen=True, slots=True)
class SubjectType:
    """Whom a movement (or the whole plan) is for, in its own words."""

    code: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Lead:
    """An agency that leads a movement, directed (Giao) or requested (Đề nghị)."""

    agency: str
    mode: str


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement with whom it is for and who works on it."""

    code: str
    number: int
    kind: str
    name: str
    short_name: str
    name_en: str
    subject_types: tuple[SubjectType, ...]
    leads: tuple[Lead, ...]
    coordinating: tuple[str, ...]


@kept_for_a_day
def movements(tx: Tx, plan: str | None = None) -> tuple[Movement, ...]:
    """Return a plan's movements in their official order (default: the plan in force)."""
    code = plan_code(tx, plan)
    words: dict[str, list[SubjectType]] = {}
    table = model.movement_subject_type
    for row in tx.execute(select(table).where(table.c.plan == code).order_by(table.c.position)):
        words.setdefault(row.movement, []).append(SubjectType(row.subject_type, row.label, row.label_en))
    leads: dict[str, list[Lead]] = {}
    helpers: dict[str, list[str]] = {}
    parts = model.movement_agency
    for row in tx.execute(select(parts).where(parts.c.plan == code).order_by(parts.c.position)):
        if row.role == "lead":
            leads.setdefault(row.movement, []).append(Lead(row.agency, row.mode))
        else:
            helpers.setdefault(row.movement, []).append(row.agency)
    table = model.movement
    rows = tx.execute(select(table).where(table.c.plan == code).order_by(table.c.number, table.c.code)).mappings()
    return tuple(
        Movement(
            **{name: row[name] for name in ("code", "number", "kind", "name", "short_name", "name_en")},
            subject_types=tuple(words.get(row["code"], ())),
            leads=tuple(leads.get(row["code"], ())),
            coordinating=tuple(helpers.get(row["code"], ())),
        )
        for row in rows
    )


def every_movement(tx: Tx) -> tuple[Movement, ...]:
    """Return the movements of all plans by their code, as the newest plan that has them says."""
    known: dict[str, Movement] = {}
    for plan in plans(tx):
        for movement in movements(tx, plan.code):
            known.setdefault(movement.code, movement)
    return tuple(known.values())


def movement_by_code(tx: Tx, code: str, plan: str | None = None) -> Movement:
    """Return a movement; raises ``MovementNotFound``."""
    found = next((movement for movement in movements(tx, plan) if movement.code == code), None)
    if found is None:
        raise MovementNotFound(movement=code)
    return found


@kept_for_a_day
def subject_types(tx: Tx, plan: str | None = None) -> tuple[SubjectType, ...]:
    """Return every subject type of a plan under its general words."""
    table = model.subject_type
    statement = select(table).where(table.c.plan == plan_code(tx, plan)).order_by(table.c.position)
    return tuple(SubjectType(row.code, row.label, row.label_en) for row in tx.execute(statement))


def lead_agency(tx: Tx, *, movement: str, agency: str, on: date | None = None, plan: str | None = None) -> str | None:
    """Return who leads a movement on a day for an agency that nominates; ``None`` where nobody does.

    Of several leads it is the nominating agency itself when it is one of them, else the first (R37). The lead
    follows the function: after a succession it is whoever holds the movement on that day. ``plan`` is that of a case;
    default the one of the day.
    """
    day = on or business_date(tx.now)
    chosen = _lead(_holders(tx, movement, day, plan), agency)
    return chosen[0] if chosen else None


def mode_of(tx: Tx, *, movement: str, agency: str, on: date | None = None, plan: str | None = None) -> str | None:
    """Return directive or request for an agency in a movement; an agency that does not lead gets its lead's mode."""
    chosen = _lead(_holders(tx, movement, on or business_date(tx.now), plan), agency)
    return chosen[1] if chosen else None


@kept_for_a_day
def agency_mode(tx: Tx, agency: str) -> str:
    """Return how an agency is addressed outside a movement: as a lead of one, else by its family (R34)."""
    parts = model.movement_agency
    mine = (parts.c.plan == plan_code(tx), parts.c.agency == agency, parts.c.role == "lead")
    mode = tx.execute(select(parts.c.mode).where(*mine).limit(1)).scalar_one_or_none()
    if mode is not None:
        return str(mode)
    family = tx.execute(select(agency_table.c.family).where(agency_table.c.code == agency)).scalar_one_or_none()
    return "directive" if family in {None, "state", "press", "association"} else "request"


@kept_for_a_day
def _holders(tx: Tx, movement: str, on: date, plan: str | None) -> list[tuple[tuple[str, ...], str]]:
    parts = model.movement_agency
    lead = (parts.c.plan == plan_code(tx, plan, on=on), parts.c.movement == movement, parts.c.role == "lead")
    rows = tx.execute(select(parts.c.agency, parts.c.mode).where(*lead).order_by(parts.c.position)).all()
    became: Sequence[Any] = successions(tx) if rows else ()
    return [(function_line(row.agency, movement, became, on), str(row.mode)) for row in rows]


def _lead(holders: list[tuple[tuple[str, ...], str]], agency: str) -> tuple[str, str] | None:
    """Return holder and mode: of the line the agency stands in, else of the first."""
    chosen = next((holder for holder in holders if agency in holder[0]), holders[0] if holders else None)
    return None if chosen is None else (chosen[0][-1], chosen[1])
