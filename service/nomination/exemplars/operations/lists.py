"""The option lists of forms, and what a form is filled with before anybody wrote in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.access.queries import people_in
from service.core.clock import business_date, local
from service.core.operations import provider
from service.nomination.agencies.queries import OPTION_LISTS as AGENCY_LISTS
from service.nomination.agencies.queries import agency_names
from service.nomination.exemplars.model import minutes
from service.nomination.exemplars.queries import (
    Exemplar,
    achievement_options,
    criteria_of,
    exemplar_of_instance,
    latest_experience,
    similar_exemplars,
)
from service.nomination.exemplars.words import STATUSES, said
from service.nomination.plans.queries import OPTION_LISTS as PLAN_LISTS
from service.nomination.plans.queries import every_movement
from service.nomination.records.queries import all_of
from service.process.instances.queries import open_user_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from service.core.tx import Tx

Option = dict[str, Any]
_COUNCIL = ("hoi-dong-tdkt/head", "hoi-dong-tdkt/council")
_RELATIONS = {
    "cha-me": ("Cha, mẹ", "Parent"),
    "ong-ba": ("Ông, bà", "Grandparent"),
    "anh-chi": ("Anh, chị ruột", "Sibling"),
    "nguoi-giam-ho": ("Người giám hộ khác", "Other guardian"),
}


@provider("option_list")
def option_list(
    tx: Tx, name: str, process_instance_key: int | None, variables: Mapping[str, Any]
) -> list[Option] | None:
    """Return the options a form asks for as ``lists.<name>``; ``None`` for a list of other cases.

    Lists of the plan and of agencies need no case; people come with the case's agency, the rest from its exemplar.
    """
    if name in AGENCY_LISTS:
        return list(AGENCY_LISTS[name](tx, variables))
    if name in PLAN_LISTS:
        return list(PLAN_LISTS[name](tx, _of_plan(tx, process_instance_key, variables)))
    if name in _OF_PEOPLE:
        return _people(tx, _OF_PEOPLE[name](str(variables.get("agency") or "")))
    if name == "relations":
        return [{"value": code, "label": vi, "label_en": en} for code, (vi, en) in _RELATIONS.items()]
    found = None if process_instance_key is None else exemplar_of_instance(tx, process_instance_key)
    return _OF_EXEMPLAR[name](tx, found) if found is not None and name in _OF_EXEMPLAR else None


def _of_plan(tx: Tx, process_instance_key: int | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables with the plan the case was opened under."""
    found = None if process_instance_key is None else exemplar_of_instance(tx, process_instance_key)
    return {**variables, "plan_key": found.plan} if found is not None and found.plan else dict(variables)


def _people(tx: Tx, groups: Iterable[str]) -> list[Option]:
    people = {
        person.user_name: person.display_name
        for group in groups
        for person in people_in(tx, group, business_date(tx.now))
    }
    return [{"value": user_name, "label": label or user_name} for user_name, label in people.items()]


def _similar(tx: Tx, found: Exemplar) -> list[Option]:
    names = agency_names(tx)
    words = {movement.code: movement.name for movement in every_movement(tx)}
    return [
        {
            "value": str(other.exemplar_key),
            "label": f"{other.code}: {other.name}, {names.get(other.agency, other.agency)}",
            "code": other.code,
            "name": other.name,
            "agency": names.get(other.agency, other.agency),
            "movement": words.get(other.movement or "", ""),
            "year": other.year,
            "status": said(STATUSES.get(other.status, other.status)),
        }
        for other in similar_exemplars(tx, found.exemplar_key)
    ]


def _pending(tx: Tx, found: Exemplar) -> list[Option]:
    names = agency_names(tx)
    return [
        {
            "value": str(task.user_task_key),
            "label": task.name,
            "agency": ", ".join(sorted({_agency(group, names) for group in task.candidate_groups})),
            "due_on": f"{local(task.due_at):%d/%m/%Y}" if task.due_at is not None else "",
        }
        for task in open_user_tasks(tx, found.process_instance_key)
        if task.due_at is not None and business_date(task.due_at) < business_date(tx.now)
    ]


def _agency(group: str, names: Mapping[str, str]) -> str:
    code = group.split("/", 1)[0]
    return names.get(code, code)


_OF_EXEMPLAR: dict[str, Callable[[Tx, Exemplar], list[Option]]] = {
    "similar": _similar,
    "duplicates": _similar,
    "pending": _pending,
    "achievements": achievement_options,
}
_OF_PEOPLE: dict[str, Callable[[str], tuple[str, ...]]] = {
    "people": lambda agency: (f"{agency}/head", f"{agency}/officer"),
    "mentors": lambda agency: (f"{agency}/officer", f"{agency}/head"),
    "voters": lambda _agency: _COUNCIL,
}


@provider("prefill")
def prefill(tx: Tx, form_id: str, process_instance_key: int, variables: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a form starts with where the person has neither draft nor earlier submission."""
    del variables
    found = exemplar_of_instance(tx, process_instance_key)
    filling = _PREFILLS.get(form_id)
    return None if found is None or filling is None else filling(tx, found)


def _evidence(tx: Tx, found: Exemplar) -> dict[str, Any]:
    rows = [{"criterion": criterion.code, "met": False, "fact": "", "file": []} for criterion in criteria_of(tx, found)]
    return {"criteria": rows}


def _story(tx: Tx, found: Exemplar) -> dict[str, Any]:
    written = latest_experience(tx, found.exemplar_key)
    return {} if written is None else {"how": written["how"]}


def _dossier(tx: Tx, found: Exemplar) -> dict[str, Any]:
    papers = [paper for row in all_of(tx, minutes, found.exemplar_key) for paper in row["files"]]
    return {"minutes": papers[-_MOST_FILES:]} if papers else {}


_MOST_FILES = 10
_PREFILLS: dict[str, Callable[[Tx, Exemplar], dict[str, Any]]] = {
    "evidence": _evidence,
    "story": _story,
    "dossier": _dossier,
}
