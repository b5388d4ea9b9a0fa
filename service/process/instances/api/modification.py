"""Modification of a running instance: Camunda's request, the same with a reason and a dry run, and single variables."""

from __future__ import annotations

from typing import Any

from service import engine
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import asks
from service.process.instances import commands, queries, schemas
from service.process.instances.api.elements import ElementInstanceNotFound
from service.process.instances.api.instances import authorize_on
from service.web.interface import Blueprint

blueprint = Blueprint("modification_api", __name__, description="Modification of running instances")

_OURS = "/api/v1/process-instances/<int:process_instance_key>/modification"


@blueprint.post("/v2/process-instances/<int:process_instance_key>/modification")
@blueprint.arguments(schemas.Modification)
@blueprint.response(204)
@asks(Action.CASE_MODIFY)
def modify_process_instance(body: dict[str, Any], process_instance_key: int) -> None:
    """Start, end and move elements of a running or suspended instance."""
    _modify(process_instance_key, body)


@blueprint.post(_OURS)
@blueprint.arguments(schemas.ReasonedModification)
@blueprint.response(200, schemas.Modified)
@asks(Action.CASE_MODIFY)
def modify_with_reason(body: dict[str, Any], process_instance_key: int) -> commands.Modified:
    """Modify an instance, or with ``dryRun`` only find out what that would end and start."""
    return _modify(process_instance_key, body)


@blueprint.get(_OURS)
@blueprint.response(200, schemas.Modifiable)
@asks(Action.CASE_MODIFY)
def get_modifiable(process_instance_key: int) -> queries.Modifiable:
    """Return what of an instance can be ended and what can be started."""
    with read() as tx:
        authorize_on(tx, Action.CASE_MODIFY, process_instance_key)
        return queries.modifiable(tx, process_instance_key)


@blueprint.put("/v2/element-instances/<int:element_instance_key>/variables")
@blueprint.arguments(schemas.VariableAssignment)
@blueprint.response(204)
@asks(Action.CASE_MODIFY)
def set_variables(body: dict[str, Any], element_instance_key: int) -> None:
    """Set variables of an element instance or a process instance."""
    with begin() as tx:
        found = queries.instance_of_element(tx, element_instance_key)
        if found is None:
            raise ElementInstanceNotFound(key=element_instance_key)
        authorize_on(tx, Action.CASE_MODIFY, found)
        key = engine.ROOT if element_instance_key == found else element_instance_key
        command = engine.ModifyInstance(assignments=(engine.Assignment(key, body["variables"], body["local"]),))
        commands.modify_instance(tx, process_instance_key=found, command=command, reason=body["reason"])


def _modify(process_instance_key: int, body: dict[str, Any]) -> commands.Modified:
    with begin() as tx:
        authorize_on(tx, Action.CASE_MODIFY, process_instance_key)
        return commands.modify_instance(
            tx,
            process_instance_key=process_instance_key,
            command=_command(body, process_instance_key),
            reason=body["reason"],
            is_dry_run=body.get("dry_run", False),
        )


def _command(body: dict[str, Any], process_instance_key: int) -> engine.ModifyInstance:
    return engine.ModifyInstance(
        activations=tuple(
            engine.Activation(
                each["element_id"],
                _variables(each),
                _ancestor(each["ancestor_element_instance_key"], process_instance_key),
            )
            for each in body["activate_instructions"]
        ),
        terminations=tuple(next(iter(each.values())) for each in body["terminate_instructions"]),
        moves=tuple(_move(each, process_instance_key) for each in body["move_instructions"]),
    )


def _move(given: dict[str, Any], process_instance_key: int) -> engine.Move:
    source = given["source_element_instruction"]
    by_id = source["source_type"] == "byId"
    named = source["source_element_id" if by_id else "source_element_instance_key"]
    scope = given["ancestor_scope_instruction"] or {"ancestor_scope_type": "direct"}
    ancestor: int | str | None = scope["ancestor_scope_type"]
    if ancestor == "direct":
        ancestor = _ancestor(scope.get("ancestor_element_instance_key"), process_instance_key)
    return engine.Move(named, given["target_element_id"], _variables(given), ancestor)


def _variables(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return variables by the id of their scope; of two values for one the later counts."""
    found: dict[str, dict[str, Any]] = {}
    for each in given["variable_instructions"]:
        found.setdefault(each["scope_id"], {}).update(each["variables"])
    return found


def _ancestor(key: int | None, process_instance_key: int) -> int | None:
    """Return the engine's key of an ancestor: the process itself has none of its own there."""
    return engine.ROOT if key == process_instance_key else key
