"""The page of one case of a cycle: where it stands, who takes part, what was issued, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, render_template

from service.access import policy
from service.access.edge import read
from service.access.policy import Action
from service.access.routes import asks
from service.core.clock import business_date
from service.core.errors import NotFound, sentence
from service.nomination.agencies.queries import short_names
from service.nomination.correspondence.queries import Filters, visible_documents
from service.nomination.correspondence.words import TITLES, kind_of
from service.nomination.cycles.queries import cycle_of_instance, round_of_instance
from service.nomination.reports import queries
from service.nomination.reports.pages.supervision import MEMBER_STATES, PAPERS
from service.nomination.reports.pages.words import MODES
from service.process.definitions.queries import xml_of
from service.process.instances.queries import instance, next_timer
from service.process.worklist.queries import case_panel, open_steps, suspension_of, timeline, trails
from service.web.i18n import language

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.cycles.queries import CycleCase
    from service.process.instances.queries import Instance
    from service.process.worklist.queries import Trail

blueprint = Blueprint("cycle", __name__, url_prefix="/cycles", template_folder="../templates")


class CycleNotFound(NotFound):
    """No case of a cycle has this key, or the actor may not see it."""

    code = "cycle_not_found"
    template = sentence("Expected to find case '%(key)s' of a cycle, but there is none you may see. Check the address.")


@blueprint.get("/<int:process_instance_key>")
@asks(Action.CASE_VIEW)
def show(process_instance_key: int) -> str:
    """Show a case of a cycle."""
    key = process_instance_key
    with read() as tx:
        found, cycle = _visible(tx, key)
        told = trails(tx, key, locale=language())
        return render_template(
            "reports/cycle.html",
            found=found,
            cycle=cycle,
            process=told[-1].name if told else "",
            panel=case_panel(tx, key),
            member=round_of_instance(tx, key),
            rounds=queries.rounds_of_case(tx, cycle, locale=language()),
            goes_on_at=next_timer(tx, key),
            here=open_steps(tx, key, locale=language()),
            trails=told,
            history=timeline(tx, key, locale=language()),
            suspension=suspension_of(tx, key),
            documents=visible_documents(tx, Filters(process_instance_key=key)).items,
            titles=TITLES,
            kind_of=kind_of,
            names=short_names(tx),
            now=tx.now,
            watches=policy.may(tx.actor, Action.MONITORING_VIEW),
            states=MEMBER_STATES,
            papers=PAPERS,
            milestones=queries.milestones_of_case(tx, cycle),
            province_papers=queries.PROVINCE_PAPERS.get(cycle.process_id, ()),
            reports=queries.REPORTS,
            today=business_date(tx.now),
            modes=MODES,
        )


@blueprint.get("/<int:process_instance_key>/diagrams/<int:process_definition_key>.bpmn")
@asks(Action.CASE_VIEW)
def diagram_xml(process_instance_key: int, process_definition_key: int) -> Response:
    """Return a diagram the case runs on, in the version it runs on."""
    with read() as tx:
        trail = _trail(tx, process_instance_key, process_definition_key)
        return Response(xml_of(tx, trail.process_definition_key), mimetype="text/xml")


@blueprint.get("/<int:process_instance_key>/diagrams/<int:process_definition_key>.json")
@asks(Action.CASE_VIEW)
def diagram_trail(process_instance_key: int, process_definition_key: int) -> Response:
    """Return where the case stands on a diagram and which steps it went through."""
    with read() as tx:
        trail = _trail(tx, process_instance_key, process_definition_key)
        return jsonify(current=trail.current, done=trail.done)


def _visible(tx: Tx, key: int) -> tuple[Instance, CycleCase]:
    """Return a case of a cycle that the actor may see; raises ``CycleNotFound``."""
    found, cycle = instance(tx, key), cycle_of_instance(tx, key)
    if found is None or cycle is None or not queries.may_see_case(tx, found):
        raise CycleNotFound(key=key)
    return found, cycle


def _trail(tx: Tx, key: int, process_definition_key: int) -> Trail:
    _visible(tx, key)
    for trail in trails(tx, key, locale=language()):
        if trail.process_definition_key == process_definition_key:
            return trail
    raise CycleNotFound(key=key)
