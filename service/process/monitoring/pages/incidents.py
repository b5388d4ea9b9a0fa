"""The incidents: what could not be done at which step, for whom, and trying it again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.core.actor import SYSTEM
from service.core.clock import business_date
from service.core.keys import LARGEST_KEY
from service.process.definitions.queries import latest_definition
from service.process.instances.commands import resolve_incident, resolve_incidents
from service.process.monitoring import queries
from service.process.monitoring.pages.blueprint import blueprint, element_name, shown_case
from service.web.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from werkzeug.wrappers import Response

    from service.core.tx import Tx
    from service.process.instances.queries import Incident

_REFUSALS_SAID = 3
"""How many refusals of a common retry are said in full: notices travel in a cookie."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An incident as the reader may see it; without ``href`` the case is not theirs to open."""

    item: Incident
    title: str
    href: str | None
    step: str
    process: str
    said: str
    by: str
    days: int
    resolver: str


@blueprint.get("/incidents")
@asks(Action.INCIDENT_VIEW, How.ACTOR)
def incidents() -> str:
    """List the incidents that wait, or those that are resolved."""
    is_open = request.args.get("view") != "resolved"
    at = request.args.get("at", "")
    with read() as tx:
        page = queries.incidents(tx, is_open=is_open, at=at, cursor=request.args.get("after"))
        return render_template(
            "monitoring/incidents.html",
            page=page,
            rows=_shown(tx, page.items),
            is_open=is_open,
            at=at,
            places=_places(tx, is_open=is_open),
            open_count=queries.open_incident_count(tx),
            outcomes=_outcomes(tx, _keys(request.args.getlist("retried"))),
            may_modify=policy.may(tx.actor, Action.CASE_MODIFY, policy.CaseResource()),
            may_resolve=policy.may(tx.actor, Action.INCIDENT_RESOLVE),
        )


@blueprint.post("/incidents/<int:incident_key>/retry")
@asks(Action.INCIDENT_RESOLVE, How.ACTOR)
def retry(incident_key: int) -> Response:
    """Try again what an incident stopped."""
    with begin() as tx:
        resolve_incident(tx, incident_key=incident_key)
    return _back([incident_key])


@blueprint.post("/incidents/retry")
@asks(Action.INCIDENT_RESOLVE, How.ACTOR)
def retry_shown() -> Response:
    """Try again everything a page showed; what is refused leaves the others done."""
    keys = _keys(request.form.getlist("incident"))
    with begin() as tx:
        refused = resolve_incidents(tx, keys)
    for error in list(refused.values())[:_REFUSALS_SAID]:
        flash(translated(error), "late")
    return _back(keys)


def _back(keys: list[int]) -> Response:
    return redirect(url_for("monitoring.incidents", at=request.form.get("at") or None, retried=keys), 303)


def _keys(values: Iterable[str]) -> list[int]:
    """Return the keys among what an address or a form names, no more than a page shows."""
    numbers = (int(value) for value in values if value.isascii() and value.isdigit())
    return [number for number in numbers if 0 < number <= LARGEST_KEY][: queries.INCIDENTS_SHOWN]


def _shown(tx: Tx, items: Sequence[Incident]) -> list[Shown]:
    names = display_names(tx, {name for item in items for name in (item.actor, item.resolved_by) if name})
    return [_one(tx, item, names) for item in items]


def _one(tx: Tx, item: Incident, names: Mapping[str, str]) -> Shown:
    step = element_name(tx, item.process_definition_key, item.element_id)
    title, href = shown_case(tx, item)
    return Shown(
        item=item,
        title=title,
        href=href,
        step=step,
        process=element_name(tx, item.process_definition_key, item.process_definition_id),
        said=translated(item.said_of(step)),
        by=_whose(item, names),
        days=(business_date(tx.now) - business_date(item.created_at)).days,
        resolver=names.get(item.resolved_by or "", item.resolved_by or ""),
    )


def _whose(item: Incident, names: Mapping[str, str]) -> str:
    if item.actor == SYSTEM.user_name:
        return str(gettext("By itself, at its time"))
    name = names.get(item.actor, item.actor)
    said = (
        gettext("Begun by %(name)s", name=name)
        if item.submission_key is None
        else gettext("Sent by %(name)s", name=name)
    )
    return str(said)


def _outcomes(tx: Tx, keys: list[int]) -> list[tuple[str, str]]:
    """Return what came of the retries of some incidents, as (state, sentence) each, in the order they are listed."""
    retried = queries.incidents_by_key(tx, keys)
    following = queries.incidents_by_key(tx, [item.replaced_by for item in retried.values() if item.replaced_by])
    shown = _shown(tx, [retried[key] for key in keys if key in retried])
    return [_outcome(one, _shown(tx, [following[key]])[0] if (key := one.item.replaced_by) else None) for one in shown]


def _outcome(one: Shown, again: Shown | None) -> tuple[str, str]:
    places = {"case": one.title, "step": one.step}
    if again is not None:
        said = gettext("“%(case)s” stopped again at “%(step)s”.", case=one.title, step=again.step)
        return "late", f"{said} {again.said}"
    if one.item.state == "ACTIVE":
        return "soon", gettext("“%(case)s” still stops at “%(step)s”: it could not be tried again.", **places)
    return "done", gettext("“%(case)s” has gone on and no longer stops at “%(step)s”.", **places)


def _places(tx: Tx, *, is_open: bool) -> list[dict[str, Any]]:
    """Return the processes with incidents, and the steps they stand at, as choices of the list."""
    counted = queries.incident_places(tx, is_open=is_open)
    return [
        {"id": process_id, "name": _latest_name(tx, process_id, process_id), "steps": _steps(tx, list(places))}
        for process_id, places in groupby(counted, key=lambda place: place.process_definition_id)
    ]


def _steps(tx: Tx, places: list[queries.IncidentPlace]) -> list[tuple[str, str, int]]:
    return [
        (place.element_id, _latest_name(tx, place.process_definition_id, place.element_id), place.incidents)
        for place in places
    ]


def _latest_name(tx: Tx, process_definition_id: str, element_id: str) -> str:
    found = latest_definition(tx, process_definition_id)
    return element_id if found is None else element_name(tx, found.process_definition_key, element_id)
