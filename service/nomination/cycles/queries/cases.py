"""Reading whose case a cycle's instance is: its plan, its year, its agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.core.clock import at_local_hour, business_date
from service.nomination.agencies.queries import display_name
from service.nomination.cycles.model.records import delegate
from service.nomination.cycles.queries.records import Record, latest_cycle_rows, seats_of
from service.nomination.cycles.queries.rounds import members_of_round, rounds_of_plan
from service.nomination.exemplars.model import exemplar, policy_proposal
from service.nomination.plans.queries import agency_mode, plan_by_code, plan_code, quota_minimums, quota_rows
from service.nomination.publicity.queries import consent_in_force
from service.process.instances.queries import instance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx
    from service.nomination.cycles.queries.rounds import Member, Round

NAME = "ten"
"""The part of a consent that lets a name be published."""

FALLEN = ("withdrawn", "dropped", "merged", "withheld", "not_recognised", "not_effective")
"""How an exemplar closed that is none any longer."""

OPENING = "programme"
"""The one cycle that may start without naming its plan."""


@dataclass(frozen=True, slots=True)
class CycleCase:
    """What an instance of a cycle is about; ``agency`` is empty for those of the province.

    One that is of no year is about the whole period; ``plan_year`` is then the year whose quotas count for it.
    """

    process_instance_key: int
    process_id: str
    title: str
    plan: str
    plan_year: int
    is_of_year: bool
    agency: str
    mode: str
    opened_on: date


def cycle_of_instance(tx: Tx, process_instance_key: int) -> CycleCase | None:
    """Return the cycle an instance is a case of, ``None`` for an instance that belongs to no plan."""
    found = instance(tx, process_instance_key)
    if found is None or not ("plan_key" in found.variables or found.process_definition_id == OPENING):
        return None
    variables = found.variables
    plan = str(variables.get("plan_key") or "") or plan_code(tx)
    agency = str(variables.get("agency") or variables.get("media_agency") or "")
    its_own = int(variables.get("plan_year") or 0)
    mode = str(variables.get("mode") or "") or (agency_mode(tx, agency) if agency else "")
    return CycleCase(
        process_instance_key=process_instance_key,
        process_id=found.process_definition_id,
        title=found.title,
        plan=plan,
        plan_year=its_own or _first_year(tx, plan),
        is_of_year=bool(its_own),
        agency=agency,
        mode=mode,
        opened_on=business_date(found.started_at),
    )


def quota_of_agency(tx: Tx, case: CycleCase) -> tuple[int, int]:
    """Return an agency's minimum and how many it has selected, over all its movements, in the year of its case."""
    mine = [row for row in quota_rows(tx, case.plan, case.plan_year) if case.agency in (row.agency, row.responsible)]
    return sum(row.minimum for row in mine), sum(row.selected for row in mine)


def standing_exemplars(tx: Tx, plan: str, *, agency: str = "") -> list[Any]:
    """Return key, code and name of the exemplars recognised under a plan that still stand, of an agency or of all.

    Who withdrew, was dropped or is barred is reported by nobody and honoured by nobody; a secret one is on no list.
    """
    table, period = exemplar, plan_by_code(tx, plan)
    conditions: list[ColumnElement[bool]] = [
        table.c.recognised_at >= at_local_hour(period.valid_from, 0),
        table.c.recognised_at < at_local_hour(period.valid_to, 0),
        table.c.status.not_in(FALLEN),
        table.c.secret.is_(False),
    ]
    if agency:
        conditions.append((table.c.agency == agency) | (table.c.lead_agency == agency))
    columns = (table.c.exemplar_key, table.c.code, table.c.name, table.c.agency)
    return list(tx.execute(select(*columns).where(*conditions).order_by(table.c.code)))


def may_be_named(tx: Tx, exemplar_key: int) -> bool:
    """Return whether a consent in force lets the name of an exemplar be published."""
    consent = consent_in_force(tx, exemplar_key)
    return consent is not None and NAME in consent.scope


def submitted_policies(tx: Tx) -> list[Any]:
    """Return the policy proposals that were sent to Ban TĐKT, the newest first, with their exemplar's code (R43)."""
    table = policy_proposal
    statement = (
        select(table.c.policy_proposal_key, table.c.proposal, exemplar.c.code)
        .join(exemplar, exemplar.c.exemplar_key == table.c.exemplar_key)
        .where(table.c.submitted_at.is_not(None))
        .order_by(table.c.policy_proposal_key.desc())
        .limit(50)
    )
    return list(tx.execute(statement))


def figures_of(tx: Tx, case: CycleCase) -> list[dict[str, Any]]:
    """Return a row for each agency's quota of the case's year, with the day its report came in."""
    received = {one.agency: business_date(one.reported_at) for _, one in _members_of(tx, case) if one.reported_at}
    return [
        {
            "value": f"{row.responsible}/{row.movement}",
            "agency": display_name(tx, row.responsible),
            "minimum": row.minimum,
            "selected": row.selected,
            "built": row.built,
            "replicated": row.replicated,
            "reported_on": f"{received[row.responsible]:%d/%m/%Y}" if row.responsible in received else "",
        }
        for row in quota_rows(tx, case.plan, case.plan_year)
        if row.minimum
    ]


def delegates_of(tx: Tx, case: CycleCase) -> list[Record]:
    """Return the delegates to the Congress whom each agency named last, in the order of their lists."""
    table = delegate
    return [
        row
        for agency in seats_of(tx, case.plan)
        for row in latest_cycle_rows(tx, table, table.c.plan == case.plan, table.c.agency == agency)
    ]


def silent_members(tx: Tx, case: CycleCase) -> list[tuple[str, str, date]]:
    """Return agency, mode and due day of the members of this case's rounds that have not reported."""
    return [(one.agency, one.mode, found.due_on) for found, one in _members_of(tx, case) if one.reported_at is None]


def opened_by(tx: Tx, case: CycleCase) -> list[Round]:
    """Return the rounds that a case opened, oldest first."""
    return [one for one in rounds_of_plan(tx, case.plan) if one.process_instance_key == case.process_instance_key]


def _members_of(tx: Tx, case: CycleCase) -> Iterator[tuple[Round, Member]]:
    """Yield the members of the rounds this case opened, each with its round."""
    for found in opened_by(tx, case):
        for member in members_of_round(tx, found.round_key):
            yield found, member


def _first_year(tx: Tx, plan: str) -> int:
    """Return the present year where the plan has a quota in it, else the plan's first year with one."""
    years = sorted({row.year for row in quota_minimums(tx, plan) if row.minimum})
    today = business_date(tx.now).year
    return today if today in years or not years else years[0]
