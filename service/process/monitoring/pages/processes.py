"""The live diagram: counts at the elements, and the list behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from service.access import policy
from service.access.edge import read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import NotFound, sentence
from service.process.definitions import queries as definitions
from service.process.monitoring import queries
from service.process.monitoring.pages.blueprint import blueprint, element_name
from service.process.monitoring.rules import picture_of
from service.process.worklist.queries import STAGES, stages_of
from service.web.i18n import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.process.instances.queries import Instance
    from service.process.monitoring.rules import Picture

_NONE = queries.ElementCount("", 0, 0, 0)


class ProcessNotFound(NotFound):
    """No such process."""

    code = "process_definition_not_found"
    template = sentence("Expected to show process '%(key)s', but it is not deployed. Choose one from the list.")


@blueprint.get("/<process_definition_id>")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def process(process_definition_id: str) -> str:
    """Show a process with its live counts, and the same as a table."""
    with read() as tx:
        definition = _definition(tx, process_definition_id)
        counts = queries.counts_by_element(tx, process_definition_id)
        picture = _picture(tx, definition)
        return render_template(
            "monitoring/process.html",
            definition=definition,
            name=_name(tx, definition),
            picture=picture,
            is_whole=request.args.get("view") == "whole",
            counts=counts,
            sum=queries.standing(tx, process_definition_id),
            steps=_steps(picture, counts),
            processes=_views(tx, process_definition_id),
            deployed={item.process_definition_id for item in definitions.latest_definitions(tx)},
            may_see_incidents=policy.may(tx.actor, Action.INCIDENT_VIEW),
        )


@blueprint.get("/<process_definition_id>/cases")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def cases(process_definition_id: str) -> str:
    """List the running cases at an element, or anywhere in the process."""
    element_id = request.args.get("element") or None
    only_overdue = request.args.get("overdue") == "1"
    search = request.args.get("q", "")[:100]
    with read() as tx:
        definition = _definition(tx, process_definition_id)
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
            id=process_definition_id,
            element_id=element_id,
            process_name=_name(tx, definition),
            element_name=_picture(tx, definition).names.get(element_id or "") or element_id,
            page=page,
            rows=_rows(tx, page.items),
            only_overdue=only_overdue,
            search=search,
            now=tx.now,
            sees_everything=tx.actor.sees_everything,
            may_run=policy.may(tx.actor, Action.BATCH_RUN),
            total=queries.count_at(tx, process_definition_id, element_id, only_overdue=only_overdue, search=search),
        )


def _definition(tx: Tx, process_definition_id: str) -> definitions.Definition:
    found = definitions.latest_definition(tx, process_definition_id)
    if found is None:
        raise ProcessNotFound(key=process_definition_id)
    return found


def _rows(tx: Tx, items: tuple[Instance, ...]) -> list[dict[str, Any]]:
    """Return what a list says of instances: what they wait for, at which phase, and the address of their page."""
    keys = {item.process_instance_key for item in items}
    waiting, stages = queries.waiting_at(tx, keys), stages_of(tx, keys)
    return [
        {
            "item": item,
            "href": tx.domain.ask("case_href", tx, item.process_instance_key),
            "due_at": waits.due_at if (waits := waiting.get(item.process_instance_key)) else None,
            "step": element_name(tx, waits.process_definition_key, waits.element_id) if waits else "",
            "stage": _stage(tx, item, stages.get(item.process_instance_key)),
        }
        for item in items
    ]


def _stage(tx: Tx, item: Instance, stage: tuple[int, str] | None) -> tuple[int, str] | None:
    """Return the phase of a case with its name in the reader's language."""
    if stage is None or not stage[0]:
        return stage
    return stage[0], element_name(tx, item.process_definition_key, STAGES[stage[0] - 1])


def _picture(tx: Tx, definition: definitions.Definition) -> Picture:
    return picture_of(definitions.xml_of(tx, definition.process_definition_key) or b"", language())


def _steps(picture: Picture, counts: Mapping[str, queries.ElementCount]) -> list[tuple[str, str, queries.ElementCount]]:
    """Return what the picture shows as (element id, name, count): its steps in the file's order, then what it lacks."""
    frames = {shape.element_id for shape in picture.drawn("scope") if not counts.get(shape.element_id, _NONE).incidents}
    known = [key for key in picture.names if key in counts and key not in frames]
    return [
        (key, picture.names.get(key) or key, counts[key])
        for key in (*known, *sorted(counts.keys() - picture.names.keys()))
    ]


def _name(tx: Tx, definition: definitions.Definition) -> str:
    """Return a process's name in the reader's language."""
    names = _picture(tx, definition).names
    return names.get(definition.process_definition_id) or definition.name


def _views(tx: Tx, shown: str) -> list[tuple[str, str, None, bool]]:
    """Return the processes as views of one thing."""
    return [
        (
            _name(tx, item),
            url_for("monitoring.process", process_definition_id=item.process_definition_id),
            None,
            item.process_definition_id == shown,
        )
        for item in queries.processes_as_met(tx)
    ]
