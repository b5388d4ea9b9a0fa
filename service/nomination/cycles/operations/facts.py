"""What the BPMN wing may ask about a cycle's case: facts, option lists, first answers, the panel beside a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from service.access.queries import people_in
from service.core.clock import business_date
from service.core.facts import Facts
from service.core.operations import provider
from service.nomination.agencies.queries import agencies, agency_by_code, agency_of_actor, display_name, short_names
from service.nomination.cycles.queries import (
    CycleCase,
    cycle_of_instance,
    delegates_of,
    figures_of,
    may_be_named,
    member_due_on,
    members_of_plan,
    members_of_round,
    opened_by,
    quota_of_agency,
    round_of_instance,
    seats_of,
    silent_members,
    standing_exemplars,
    submitted_policies,
)
from service.nomination.cycles.words import MANNERS, round_name
from service.nomination.plans.queries import known_plan, parameter
from service.nomination.plans.rules import dates_of_case
from service.process.worklist.queries import CasePanel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.core.tx import Tx

Option = dict[str, Any]
OF_ONE_UNIT = frozenset({"unit_plan", "unit_review"})
"""The cycles in which a member agency answers for itself."""

INSPECTORS = ("ban-tdkt/officer", "so-noi-vu/officer")
PEER_REVIEW_RATE = 0.5
"""The share of all members that must agree where the office settled no other (``peer_review_rate``)."""


@provider("case_facts")
def case_facts(tx: Tx, process_instance_key: int) -> Mapping[str, Any] | None:
    """Return what forms may use as ``case.*`` in a cycle; ``None`` for an instance that is none."""
    found = cycle_of_instance(tx, process_instance_key)
    return None if found is None else Facts(_facts(tx, found))


def _facts(tx: Tx, found: CycleCase) -> dict[str, Callable[[], Any]]:
    return {
        "actor_agency": lambda: agency_of_actor(tx),
        "process": lambda: found.process_id,
        "plan": lambda: found.plan,
        "plan_year": lambda: found.plan_year,
        "agency": lambda: found.agency,
        "mode": lambda: found.mode,
        "family": lambda: agency_by_code(tx, found.agency).family if found.agency else None,
        "quota": lambda: quota_of_agency(tx, found)[0],
        "selected": lambda: quota_of_agency(tx, found)[1],
        "required_rate": lambda: parameter(tx, "peer_review_rate", default=PEER_REVIEW_RATE),
        "plan_from": lambda: _dates(tx, found)[0],
        "plan_to": lambda: _dates(tx, found)[1],
    }


def _dates(tx: Tx, found: CycleCase) -> tuple[str | None, str | None]:
    plan, today = known_plan(tx, found.plan), business_date(tx.now)
    if plan is None:
        return None, None
    first, last = dates_of_case(plan.valid_from, plan.valid_to, opened_on=found.opened_on, today=today)
    return first.isoformat(), last.isoformat()


@provider("option_list")
def option_list(
    tx: Tx, name: str, process_instance_key: int | None, variables: Mapping[str, Any]
) -> list[Option] | None:
    """Return the options a form of a cycle asks for as ``lists.<name>``; ``None`` for a list of other cases."""
    del variables
    reading = _LISTS.get(name)
    found = None if reading is None or process_instance_key is None else cycle_of_instance(tx, process_instance_key)
    return None if reading is None or found is None else reading(tx, found)


def _members(tx: Tx, found: CycleCase) -> list[Option]:
    names = {agency.code: agency for agency in agencies(tx)}
    return [
        {"value": code, "label": names[code].name, "label_en": names[code].name_en}
        for code in members_of_plan(tx, found.plan)
        if code in names
    ]


def _exemplars(tx: Tx, found: CycleCase) -> list[Option]:
    mine = found.agency if found.process_id in OF_ONE_UNIT else ""
    return [
        {"value": str(row.exemplar_key), "label": f"{row.code}: {row.name}" if row.name else row.code}
        for row in standing_exemplars(tx, found.plan, agency=mine)
    ]


def _honourable(tx: Tx, found: CycleCase) -> list[Option]:
    """Only those whose consent lets their name be public."""
    return [option for option in _exemplars(tx, found) if may_be_named(tx, int(option["value"]))]


def _policies(tx: Tx, found: CycleCase) -> list[Option]:
    del found
    return [
        {"value": str(row.policy_proposal_key), "label": f"{row.code}: {row.proposal[:160]}"}
        for row in submitted_policies(tx)
    ]


def _inspectors(tx: Tx, found: CycleCase) -> list[Option]:
    del found
    people = {
        person.user_name: person.display_name or person.user_name
        for group in INSPECTORS
        for person in people_in(tx, group, business_date(tx.now))
    }
    return [{"value": user_name, "label": label} for user_name, label in people.items()]


def _pending(tx: Tx, found: CycleCase) -> list[Option]:
    return [
        {
            "value": agency,
            "label": gettext("No report yet"),
            "agency": display_name(tx, agency),
            "due_on": f"{due_on:%d/%m/%Y}",
        }
        for agency, _, due_on in silent_members(tx, found)
    ]


def _delegates(tx: Tx, found: CycleCase) -> list[Option]:
    """Return a row for each agency with seats at the Congress: how many it filled, with whom, and who is in reserve."""
    named = delegates_of(tx, found)
    rows = []
    for agency, seats in seats_of(tx, found.plan).items():
        full, reserve = (
            [row["person"] for row in named if row["agency"] == agency and bool(row["is_reserve"]) is is_reserve]
            for is_reserve in (False, True)
        )
        rows.append(
            {
                "value": agency,
                "agency": display_name(tx, agency),
                "seat": f"{len(full)}/{seats}",
                "person": ", ".join(full),
                "reserve": ", ".join(reserve),
            }
        )
    return rows


_LISTS: dict[str, Callable[[Tx, CycleCase], list[Option]]] = {
    "delegates": _delegates,
    "members": _members,
    "exemplars": _exemplars,
    "honourable": _honourable,
    "policies": _policies,
    "inspectors": _inspectors,
    "figures": figures_of,
    "pending": _pending,
}


@provider("prefill")
def prefill(tx: Tx, form_id: str, process_instance_key: int, variables: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a form of a cycle starts with where the person has neither draft nor earlier submission."""
    del variables
    filling = _PREFILLS.get(form_id)
    found = None if filling is None else cycle_of_instance(tx, process_instance_key)
    return None if filling is None or found is None else filling(tx, found)


def _today(tx: Tx, found: CycleCase) -> dict[str, Any]:
    del found
    return {"as_of": business_date(tx.now).isoformat()}


def _unit_plan(tx: Tx, found: CycleCase) -> dict[str, Any]:
    return {"count": quota_of_agency(tx, found)[0]}


def _programme(tx: Tx, found: CycleCase) -> dict[str, Any]:
    plan = known_plan(tx, found.plan)
    if plan is None:
        return {}
    bases = [
        {"number": basis.number, "on": None if basis.issued_on is None else basis.issued_on.isoformat()}
        for basis in plan.legal_bases
    ]
    return {"name": plan.name, "from": plan.valid_from.isoformat(), "to": plan.last_on.isoformat(), "bases": bases}


_PREFILLS: dict[str, Callable[[Tx, CycleCase], dict[str, Any]]] = {
    "consolidation": _today,
    "unit_plan": _unit_plan,
    "programme": _programme,
}


@provider("case_panel")
def case_panel(tx: Tx, process_instance_key: int) -> CasePanel | None:
    """Return what stands beside a task of a cycle: which plan, which year, whose."""
    found = cycle_of_instance(tx, process_instance_key)
    if found is None:
        return None
    return CasePanel(
        title=found.title,
        kind="collective",
        kind_label=gettext("Cycle of the plan"),
        facts=tuple(_panel_facts(tx, found)),
        href=f"/cycles/{process_instance_key}",
    )


@provider("case_href")
def case_href(tx: Tx, process_instance_key: int) -> str | None:
    """Return the page of the case of a cycle, ``None`` for any other instance."""
    found = cycle_of_instance(tx, process_instance_key)
    return None if found is None else f"/cycles/{process_instance_key}"


def _panel_facts(tx: Tx, found: CycleCase) -> Iterator[tuple[str, str]]:
    plan = known_plan(tx, found.plan)
    if found.plan:
        yield gettext("Plan"), plan.short_name if plan else found.plan
    if found.is_of_year:
        yield gettext("Year"), str(found.plan_year)
    elif plan:
        yield gettext("Period"), f"{plan.valid_from.year}–{plan.last_on.year}"
    if found.agency:
        yield gettext("Agency"), display_name(tx, found.agency)
    asked = round_of_instance(tx, found.process_instance_key)
    if asked is not None:
        its_round, member = asked
        yield gettext("Round"), round_name(tx, its_round)
        day = gettext("Hoped for by") if member.mode == "request" else gettext("Due on")
        yield day, f"{member_due_on(tx, its_round, member):%d/%m/%Y}"
    if found.process_id in OF_ONE_UNIT:
        yield gettext("Manner"), gettext(MANNERS[found.mode])
        minimum, selected = quota_of_agency(tx, found)
        if minimum:
            yield gettext("Minimum of %(year)s", year=found.plan_year), str(minimum)
            yield gettext("Selected in %(year)s so far", year=found.plan_year), str(selected)
    for opened in opened_by(tx, found):
        members = members_of_round(tx, opened.round_key)
        received = sum(one.reported_at is not None for one in members)
        yield gettext("Round"), round_name(tx, opened)
        yield gettext("Due on"), f"{opened.due_on:%d/%m/%Y}"
        yield gettext("Received"), gettext("%(received)s of %(asked)s", received=received, asked=len(members))
    silent = silent_members(tx, found)
    if silent:
        names = short_names(tx)
        yield gettext("No report yet"), ", ".join(names.get(agency, agency) for agency, _, _ in silent)
