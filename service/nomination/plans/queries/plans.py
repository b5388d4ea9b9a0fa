"""Reading plans themselves: bases, milestones, sources, channels, and the dated parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service.core.clock import business_date
from service.core.errors import NotFound, sentence
from service.core.kept import kept_for_a_day
from service.core.operations import provider
from service.nomination.agencies.queries import valid_on
from service.nomination.plans import model

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Table

    from service.core.tx import Tx


class PlanNotFound(NotFound):
    """No plan with this code is loaded."""

    code = "plan_not_found"
    template = sentence("Expected to find plan '%(plan)s', but it is not loaded. Check the code.")


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document a plan stands on."""

    number: str
    issued_on: date | None
    issuer: str
    title: str
    title_en: str
    valid_to: date | None
    replaced_by: str | None
    certainty: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One period's programme; ``valid_to`` is the first day after it, ``loaded_at`` its last change."""

    code: str
    name: str
    short_name: str
    name_en: str
    valid_from: date
    valid_to: date
    loaded_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    closing_reason: str
    legal_bases: tuple[LegalBasis, ...]

    @property
    def last_on(self) -> date:
        """The plan's last day."""
        return self.valid_to - timedelta(days=1)

    @property
    def state(self) -> str:
        """Whether the plan is ``published`` or ``closed``."""
        return "published" if self.closed_at is None else "closed"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated happening of a milestone, both days included."""

    code: str
    name: str
    name_en: str
    from_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the roadmap (R74); those on occasions or continuous have no dated occurrence."""

    code: str
    name: str
    name_en: str
    responsible: str
    recurrence: str
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure the law or the office sets, with the days it holds on."""

    code: str
    scope: str
    valid_from: date
    valid_to: date | None
    value: Any
    unit: str
    note: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Word:
    """A choice of the plan with its Vietnamese and English words."""

    code: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to make an exemplar known (R47); ``agency`` runs it where it is one agency's."""

    code: str
    label: str
    label_en: str
    agency: str | None
    is_people_network: bool


@kept_for_a_day
def plans(tx: Tx) -> tuple[Plan, ...]:
    """Return every loaded plan, the newest period first."""
    bases: dict[str, list[LegalBasis]] = {}
    for row in tx.execute(select(model.legal_basis).order_by(model.legal_basis.c.position)).mappings():
        bases.setdefault(row["plan"], []).append(LegalBasis(**_of(dict(row), LegalBasis)))
    rows = tx.execute(select(model.plan).order_by(model.plan.c.valid_from.desc(), model.plan.c.code)).mappings()
    own = [name for name in Plan.__dataclass_fields__ if name != "legal_bases"]
    return tuple(
        Plan(**{name: row[name] for name in own}, legal_bases=tuple(bases.get(row["code"], ()))) for row in rows
    )


def known_plan(tx: Tx, code: str) -> Plan | None:
    """Return a plan that is loaded, ``None`` for one that is only in draft or that nobody knows."""
    return next((plan for plan in plans(tx) if plan.code == code), None)


def plan_by_code(tx: Tx, code: str) -> Plan:
    """Return a plan; raises ``PlanNotFound``."""
    found = known_plan(tx, code)
    if found is None:
        raise PlanNotFound(plan=code)
    return found


@kept_for_a_day
def plan_in_force(tx: Tx, *, on: date | None = None) -> Plan | None:
    """Return the plan of a day: the one whose period holds it, else the last begun, else the first to come.

    Cases outlive their period, so a day after it still reads the plan they were opened under.
    """
    code = plan_code(tx, on=on)
    return plan_by_code(tx, code) if code else None


def years_in_force(tx: Tx) -> range:
    """Return the years of the plan in force, none without plans."""
    table = model.plan
    period = select(table.c.valid_from, table.c.valid_to).where(table.c.code == plan_code(tx))
    found = tx.execute(period).one_or_none()
    return range(0) if found is None else range(found.valid_from.year, (found.valid_to - timedelta(days=1)).year + 1)


@provider("plans_end_on")
@kept_for_a_day
def plans_end_on(tx: Tx) -> date | None:
    """Return the first day after the last plan, for the check of diagrams; ``None`` when no plan is loaded."""
    ends_on: date | None = tx.execute(select(func.max(model.plan.c.valid_to))).scalar_one()
    return ends_on


@kept_for_a_day
def plan_code(tx: Tx, plan: str | None = None, *, on: date | None = None) -> str:
    """Return the given plan's code, or that of the day's plan as ``plan_in_force`` finds it; empty without plans."""
    if plan is not None:
        return plan
    day = on or business_date(tx.now)
    known = tx.execute(select(model.plan.c.code, model.plan.c.valid_from, model.plan.c.valid_to)).all()
    begun = [row for row in known if row.valid_from <= day]
    running = [row for row in begun if day < row.valid_to]
    if begun:
        return str(max(running or begun, key=lambda row: row.valid_from).code)
    return str(min(known, key=lambda row: row.valid_from).code) if known else ""


@kept_for_a_day
def milestones(tx: Tx, plan: str | None = None) -> tuple[Milestone, ...]:
    """Return a plan's milestones in order, each with its dated occurrences."""
    code = plan_code(tx, plan)
    dated: dict[str, list[Occurrence]] = {}
    table = model.milestone_occurrence
    for row in tx.execute(select(table).where(table.c.plan == code).order_by(table.c.due_on, table.c.code)).mappings():
        dated.setdefault(row["milestone"], []).append(Occurrence(**_of(dict(row), Occurrence)))
    own = [name for name in Milestone.__dataclass_fields__ if name != "occurrences"]
    return tuple(
        Milestone(**{name: row[name] for name in own}, occurrences=tuple(dated.get(row["code"], ())))
        for row in _listed(tx, model.milestone, code)
    )


@kept_for_a_day
def detection_sources(tx: Tx, plan: str | None = None) -> tuple[Word, ...]:
    """Return where exemplars may be detected (R41)."""
    return tuple(Word(**_of(row, Word)) for row in _listed(tx, model.detection_source, plan_code(tx, plan)))


@kept_for_a_day
def channels(tx: Tx, plan: str | None = None) -> tuple[Channel, ...]:
    """Return the channels exemplars are made known by (R47)."""
    return tuple(Channel(**_of(row, Channel)) for row in _listed(tx, model.channel, plan_code(tx, plan)))


@kept_for_a_day
def parameter(tx: Tx, name: str, *, on: date | None = None, scope: str = "", default: Any = None) -> Any:
    """Return what a parameter says on a day: a number or a text; ``default`` where nothing holds on that day.

    A scope without an own row reads the row without scope: ``appraisal_days`` of a merit award is the general one.
    """
    table = model.parameter
    known = (table.c.code == name, table.c.scope.in_({scope, ""}), valid_on(table, on or business_date(tx.now)))
    rows = {row.scope: row.value for row in tx.execute(select(table.c.scope, table.c.value).where(*known))}
    return rows.get(scope, rows.get("", default))


def parameters(tx: Tx) -> tuple[Parameter, ...]:
    """Return every figure, past and present, by what it sets."""
    table = model.parameter
    statement = select(table).order_by(table.c.code, table.c.scope, table.c.valid_from)
    return tuple(Parameter(**dict(row)) for row in tx.execute(statement).mappings())


def _listed(tx: Tx, table: Table, plan: str) -> list[Mapping[str, Any]]:
    statement = select(table).where(table.c.plan == plan).order_by(table.c.position)
    return [dict(row) for row in tx.execute(statement).mappings()]


def _of(row: Mapping[str, Any], shape: type[Any]) -> dict[str, Any]:
    return {name: row[name] for name in shape.__dataclass_fields__}
