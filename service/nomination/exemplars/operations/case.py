"""What the BPMN wing may ask about a case: facts for expressions, and the panel beside a task."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask_babel import ngettext

from service.access import policy
from service.access.queries import display_names
from service.core.clock import business_date
from service.core.errors import sentence
from service.core.facts import Facts
from service.core.operations import provider
from service.core.text import normal
from service.nomination.agencies.queries import agency_by_code, agency_of_actor, display_name, place_by_code
from service.nomination.exemplars.model import evidence
from service.nomination.exemplars.queries import (
    Exemplar,
    exemplar_of_instance,
    facts_of_evidence,
    required_rate,
    running_of_plan,
)
from service.nomination.exemplars.rules import STAGES
from service.nomination.exemplars.words import SUBJECTS, said
from service.nomination.plans.queries import (
    QuotaRow,
    mode_of,
    movement_by_code,
    plan_by_code,
    plan_in_force,
    quota_rows,
)
from service.nomination.plans.rules import dates_of_case
from service.nomination.records.queries import latest_rows
from service.process.worklist.queries import CaseFile, CasePanel
from service.web.i18n import format_size, language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.core.tx import Tx


@provider("case_facts")
def case_facts(tx: Tx, process_instance_key: int) -> Mapping[str, Any]:
    """Return the facts of a case that forms may use as ``case.*``; without exemplar only whose agency the actor is."""
    found = exemplar_of_instance(tx, process_instance_key)
    if found is None:
        return Facts({"actor_agency": lambda: agency_of_actor(tx)})
    return Facts(_own_facts(found) | _looked_up_facts(tx, found))


def _own_facts(found: Exemplar) -> dict[str, Callable[[], Any]]:
    columns = (
        "code",
        "name",
        "kind",
        "agency",
        "lead_agency",
        "movement",
        "subject_type",
        "place",
        "stage",
        "status",
        "round",
        "secret",
        "score",
        "spread",
        "year",
    )
    return {column: partial(getattr, found, column) for column in columns}


def _looked_up_facts(tx: Tx, found: Exemplar) -> dict[str, Callable[[], Any]]:
    today = business_date(tx.now)
    lead, movement = found.lead_agency or found.agency, found.movement or ""
    return {
        "age": lambda: None if found.birth_year is None else today.year - found.birth_year,
        "quota": lambda: _quota(tx, today.year, lead, movement).minimum,
        "selected": lambda: _quota(tx, today.year, lead, movement).selected,
        "has_initiative": lambda: _has_initiative(tx, found),
        "required_rate": lambda: required_rate(tx, found.exemplar_key),
        "family": lambda: agency_by_code(tx, found.agency).family,
        "mode": lambda: mode_of(tx, agency=lead, movement=movement, on=today, plan=found.plan),
        "actor_agency": lambda: agency_of_actor(tx),
        "plan_from": lambda: _dates(tx, found)[0],
        "plan_to": lambda: _dates(tx, found)[1],
    }


def _has_initiative(tx: Tx, found: Exemplar) -> bool:
    rows = facts_of_evidence(tx, found.exemplar_key)
    return any(row["code"] == "initiative_vnd" and (row["amount"] or 0) > 0 for row in rows)


def _dates(tx: Tx, found: Exemplar) -> tuple[str | None, str | None]:
    opened_on = business_date(found.opened_at)
    plan = plan_by_code(tx, found.plan) if found.plan else plan_in_force(tx, on=opened_on)
    if plan is None:
        return None, None
    first, last = dates_of_case(plan.valid_from, plan.valid_to, opened_on=opened_on, today=business_date(tx.now))
    return first.isoformat(), last.isoformat()


def _quota(tx: Tx, year: int, agency: str, movement: str) -> QuotaRow:
    mine = (
        row for row in quota_rows(tx, year=year) if row.movement == movement and agency in (row.agency, row.responsible)
    )
    none = QuotaRow(year, agency, movement, None, minimum=0, selected=0, built=0, replicated=0, responsible=agency)
    return next(mine, none)


@provider("case_panel")
def case_panel(tx: Tx, process_instance_key: int) -> CasePanel | None:
    """Return what stands beside a task: who it is about, where the life stands, its papers."""
    found = exemplar_of_instance(tx, process_instance_key)
    if found is None:
        return None
    stage = found.stage if found.is_open else None
    done = STAGES[: STAGES.index(found.stage)] if found.is_open else _done(found)
    return CasePanel(
        tells_answers=True,
        title=found.name or found.code,
        kind="person" if found.subject_type not in {None, "collective", "household"} else "collective",
        kind_label=said(SUBJECTS.get(found.subject_type or "", "")),
        facts=tuple(exemplar_facts(tx, found)),
        stage=stage,
        done_stages=tuple(done),
        files=tuple(case_files(tx, found)),
        href=f"/exemplars/{found.exemplar_key}",
    )


def _done(found: Exemplar) -> tuple[str, ...]:
    reached = STAGES.index(found.stage)
    return STAGES[: reached + 1] if found.status in {"replicated", "awarded", "honoured"} else STAGES[:reached]


def exemplar_facts(tx: Tx, found: Exemplar) -> Iterator[tuple[str, str]]:
    """Yield label and value of what is known of an exemplar, the most telling first; nothing while it is secret."""
    yield said(sentence("Case number")), found.code
    if found.movement:
        movement = movement_by_code(tx, found.movement, found.plan)
        yield said(sentence("Movement")), movement.name_en if language() == "en" else movement.name
    yield said(sentence("Nominating agency")), display_name(tx, found.agency)
    if found.lead_agency and found.lead_agency != found.agency:
        yield said(sentence("Lead agency")), display_name(tx, found.lead_agency)
    if found.secret:
        yield said(sentence("Paper file")), found.paper_ref or ""
        return
    place = place_by_code(tx, found.place) if found.place else None
    label = None if place is None else place.label_en if language() == "en" else place.label
    optional = {
        sentence("Commune or ward"): label,
        sentence("Place of work or study"): found.workplace,
        sentence("Year of birth"): found.birth_year,
        sentence("Mentor"): display_names(tx, {found.mentor}).get(found.mentor) if found.mentor else None,
        sentence("Score"): f"{found.score:g}" if found.score is not None else None,
        sentence("Highlight"): found.highlight,
    }
    for label, value in optional.items():
        if value is not None:
            yield said(label), normal(str(value))


def case_files(tx: Tx, found: Exemplar) -> Iterator[CaseFile]:
    """Yield the papers of the newest evidence, each once with how many criteria it proves."""
    proves: Counter[str] = Counter()
    papers: dict[str, Mapping[str, Any]] = {}
    for row in latest_rows(tx, evidence, found.exemplar_key):
        document_id = str(row["document"].get("documentId"))
        papers[document_id] = row["document"].get("metadata") or {}
        proves[document_id] += 1
    for document_id, paper in papers.items():
        size = [format_size(paper["size"])] if paper.get("size") else []
        used = ngettext("for %(num)d criterion", "for %(num)d criteria", proves[document_id])
        yield CaseFile(
            name=str(paper.get("fileName") or document_id),
            href=f"/documents/{document_id}",
            description=" · ".join([*size, used]),
        )


@provider("running_under_plan")
def running_under_plan(tx: Tx, plan: str) -> int:
    """Return how many cases still run that were opened under a plan, whoever may see them."""
    return running_of_plan(tx, plan)


@provider("start_href")
def start_href(tx: Tx) -> str | None:
    """Return where the actor can start a nomination, ``None`` where no agency of theirs may."""
    may_start = policy.may(tx.actor, policy.Action.CASE_START, policy.StartResource())
    return "/exemplars/new" if may_start else None


@provider("case_href")
def case_href(tx: Tx, process_instance_key: int) -> str | None:
    """Return the page of the case an instance is, ``None`` for an instance without exemplar."""
    found = exemplar_of_instance(tx, process_instance_key)
    return None if found is None else f"/exemplars/{found.exemplar_key}"


@provider("cases_href")
def cases_href(tx: Tx, search: str) -> str:
    """Return where all cases the actor may see are searched."""
    del tx
    return f"/exemplars?{urlencode({'q': search})}"
