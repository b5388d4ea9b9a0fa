"""The live diagram: counts at the elements, and the list behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import NotFound, sentence
from service.process.definitions import queries as definitions
from service.process.monitoring import commands, queries
from service.process.worklist.queries import stages_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring", template_folder="templates")


class ProcessNotFound(NotFound):
    """No such process."""

    code = "process_definition_not_found"
    template = sentence("Expected to show process '%(key)s', but it is not deployed. Choose one from the list.")


@blueprint.get("/<process_definition_id>")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def process(process_definition_id: str) -> str:
    """Show a process with its live counts, and the same as a list."""
    with read() as tx:
        definition = _definition(tx, process_definition_id)
        diagram = definitions.diagram(tx, definition.process_definition_key)
        counts = queries.counts_by_element(tx, process_definition_id)
        named = [
            (element_id, diagram.elements[element_id][1]) for element_id in diagram.elements if element_id in counts
        ]
        return render_template(
            "monitoring/process.html",
            definition=definition,
            counts=counts,
            named=named,
            processes=definitions.latest_definitions(tx),
        )


@blueprint.get("/<process_definition_id>/counts.json")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def counts(process_definition_id: str) -> Response:
    """Return the counts the viewer draws at the elements."""
    with read() as tx:
        found = queries.counts_by_element(tx, process_definition_id)
    return jsonify(
        elements=[
            {
                "id": count.element_id,
                "count": count.active,
                "overdue": count.overdue,
                "incidents": count.incidents,
                "href": _list_address(process_definition_id, count.element_id),
            }
            for count in found.values()
        ]
    )


@blueprint.get("/<process_definition_id>/diagram.bpmn")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def diagram_xml(process_definition_id: str) -> Response:
    """Return the newest XML of a process for the viewer."""
    with read() as tx:
        definition = _definition(tx, process_definition_id)
        return Response(definitions.xml_of(tx, definition.process_definition_key), mimetype="text/xml")


@blueprint.get("/<process_definition_id>/cases")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def cases(process_definition_id: str) -> str:
    """List the running cases at an element."""
    element_id = request.args.get("element") or None
    only_overdue = request.args.get("overdue") == "1"
    search = request.args.get("q", "")[:100]
    with read() as tx:
        definition = _definition(tx, process_definition_id)
        diagram = definitions.diagram(tx, definition.process_definition_key)
        element = diagram.elements.get(element_id) if element_id else None
        page = queries.instances_at(
            tx,
            process_definition_id,
            element_id,
            only_overdue=only_overdue,
            search=search,
            cursor=request.args.get("after"),
        )
        return render_template(
            "monitoring/cases.html",
            definition=definition,
            element_id=element_id,
            element=element,
            page=page,
            only_overdue=only_overdue,
            search=search,
            stages=stages_of(tx, {item.process_instance_key for item in page.items}),
            case_href=lambda item: tx.domain.ask("case_href", tx, item.process_instance_key),
        )


@blueprint.post("/clock/reset")
@asks(Action.CLOCK_PIN, How.ACTOR)
def reset_clock() -> AnyResponse:
    """Let the pinned clock of a rehearsal run again."""
    with begin() as tx:
        commands.pin_clock(tx, moment=None)
    return redirect(url_for("worklist.index"), 303)


def _definition(tx: Tx, process_definition_id: str) -> definitions.Definition:
    found = definitions.latest_definition(tx, process_definition_id)
    if found is None:
        raise ProcessNotFound(key=process_definition_id)
    return found


def _list_address(process_definition_id: str, element_id: str, **options: Any) -> str:
    return url_for("monitoring.cases", process_definition_id=process_definition_id, element=element_id, **options)
