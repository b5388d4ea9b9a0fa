"""Modification: elements started, and element instances ended, out of the order of the diagram, as Camunda 8 does it.

Elements are started first and instances ended then, so that a scope is kept by what is started in it. A sub-process
left empty is ended, and so is the process. An instance of a multi-instance activity is withdrawn: the others go on, and
the activity is complete once none is left. Sub-processes that are missing around a started element are opened for it,
without their start events and input mappings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from service.core.errors import sentence
from service.engine import activities, flow, waits
from service.engine.faults import (
    AncestorInvalid,
    AncestorMissing,
    CalledProcessEmptied,
    ElementNotActive,
    InstructionRepeated,
    ModificationRefused,
    NothingToModify,
    VariableScopeInvalid,
)
from service.engine.places import ROOT, around, enclosing, holders, hosts, missing_below, node_of, place_of, process_of
from service.engine.tokens import Token
from service.engine.variables import write, write_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.engine.diagram import Diagram
    from service.engine.places import Place
    from service.engine.steps import ModifyInstance
    from service.engine.tokens import Instance, Scope

INFERRED, SOURCE_PARENT = "inferred", "sourceParent"
"""Camunda's words for where a move starts its element: in the nearest scope of its source that is around the element,
or in the one its source stands in."""


class Activation(NamedTuple):
    """Start an element, in the scope of ``ancestor_key`` or the only running one.

    ``variables`` are set before, by the element id of their scope: one around the element, the element itself, or
    ``""`` for its process.
    """

    element_id: str
    variables: Mapping[str, Mapping[str, Any]] = {}
    ancestor_key: int | None = None


class Move(NamedTuple):
    """End an element instance (its key) or all of an element (its id), and start another element for each.

    ``ancestor`` is a key, ``INFERRED``, ``SOURCE_PARENT``, or ``None`` for the only running scope.
    """

    source: int | str
    element_id: str
    variables: Mapping[str, Mapping[str, Any]] = {}
    ancestor: int | str | None = None


class Assignment(NamedTuple):
    """Set variables at an element instance, or ``ROOT``: its own if they are local, else where each one is."""

    key: int
    variables: Mapping[str, Any]
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class OpenElement:
    """An active element instance; ``scope_key`` is the one it is in, ``None`` for the process."""

    key: int
    element_id: str
    element_type: str
    name: str
    process_definition_key: int
    scope_key: int | None


@dataclass(frozen=True, slots=True)
class StartableElement:
    """An element that can be started; one of ``ancestor_keys`` must be named where there are any."""

    element_id: str
    element_type: str
    name: str
    process_definition_key: int
    ancestor_keys: tuple[int, ...]


# ── What can be done ────────────────────────────────────────────────────────────────────────────────────────────────


def open_elements(instance: Instance) -> list[OpenElement]:
    """Return the active element instances, oldest first."""
    return [
        OpenElement(
            key=token.id,
            element_id=token.task_spec.element.element_id,
            element_type=flow.BODY if _is_body(token) else token.task_spec.element.element_type,
            name=token.task_spec.element.name,
            process_definition_key=token.workflow.diagram.process_definition_key,
            scope_key=token.inner_of or token.workflow.key,
        )
        for key, token in sorted(instance.tokens.items())
        if token.is_open
    ]


def startable_elements(instance: Instance) -> list[StartableElement]:
    """Return the elements of the instance's process and of the processes it calls that can be started."""
    found: dict[str, StartableElement] = {}
    for diagram in (scope.diagram for scope in (instance, *instance.subprocesses.values())):
        for element_id, (element_type, name) in diagram.elements.items():
            ancestors = None if element_id in found else _ancestors(instance, diagram, element_id)
            if ancestors is not None:
                definition_key = diagram.process_definition_key
                found[element_id] = StartableElement(element_id, element_type, name, definition_key, ancestors)
    return list(found.values())


def _ancestors(instance: Instance, diagram: Diagram, element_id: str) -> tuple[int, ...] | None:
    """Return the keys of which one must be named, none where there is no need; ``None`` for what cannot be started."""
    try:
        place_of(instance, element_id, None)
    except AncestorMissing:
        return holders(instance, diagram, element_id) or None
    except ModificationRefused:
        return None
    return ()


# ── Doing it ────────────────────────────────────────────────────────────────────────────────────────────────────────


def modify(instance: Instance, command: ModifyInstance) -> None:
    """Follow all instructions; raises ``ModificationRefused`` for the first that cannot be."""
    moves = [Move(*move) for move in command.moves]
    sources = [(move, _named(instance, move.source)) for move in moves]
    ended = [token for named in command.terminations for token in _named(instance, named)]
    ended += [token for _, tokens in sources for token in tokens]
    activations = [Activation(*activation) for activation in command.activations]
    activations += [_activation(move, source) for move, tokens in sources for source in tokens]
    assignments = [Assignment(*assignment) for assignment in command.assignments]
    if not (ended or activations or assignments):
        raise NothingToModify
    _check_once(ended)
    starts = [(each, _checked_place(instance, each, ended)) for each in activations]
    for assignment in assignments:
        _assign(instance, assignment)
    for activation, place in starts:
        _start(activation, place)
    keys = {token.id for token in ended}
    for token in ended:
        if token.is_alive and not any(each.id in keys for each in around(token)):
            _end(token)


def _named(instance: Instance, named: int | str) -> list[Token]:
    """Return an active element instance by its key, or all of an element, those of the process itself first."""
    if isinstance(named, int):
        found = [token for token in (instance.tokens.get(named),) if token is not None and token.is_open]
    else:
        every = [token for token in instance.tokens.values() if token.is_open and token.task_spec.name == named]
        own = [token for token in every if process_of(token.workflow) is instance]
        found = [token for token in own or every if token.inner_of is None]
    if not found:
        raise ElementNotActive(key=named)
    return found


def _check_once(tokens: Iterable[Token]) -> None:
    seen: set[int] = set()
    for token in tokens:
        if token.id in seen:
            raise InstructionRepeated(key=token.id)
        seen.add(token.id)


def _activation(move: Move, source: Token) -> Activation:
    ancestor = move.ancestor
    if ancestor == SOURCE_PARENT:
        ancestor = source.workflow.key or ROOT
    elif ancestor == INFERRED:
        scopes = (source.workflow, *(host.workflow for host in around(source)))
        holding = (scope.key or ROOT for scope in scopes if missing_below(scope, move.element_id) is not None)
        ancestor = next(holding, None)
    return Activation(move.element_id, move.variables, ancestor if isinstance(ancestor, int) else None)


def _assign(instance: Instance, assignment: Assignment) -> None:
    token = instance.tokens.get(assignment.key)
    scope = instance if assignment.key == ROOT else instance.subprocesses.get(assignment.key)
    if scope is None and (token is None or not token.is_open):
        raise ElementNotActive(key=assignment.key)
    if scope is not None and assignment.is_local:
        _merge(scope, assignment.variables)
    elif scope is not None:
        write_scope(scope, assignment.variables)
    elif token is not None:
        own = {k: v for k, v in assignment.variables.items() if assignment.is_local or k in token.locals}
        token.locals.update(own)
        write(token, {k: v for k, v in assignment.variables.items() if k not in own})


def _merge(scope: Scope | Instance, values: Mapping[str, Any]) -> None:
    scope.data.update(values)
    if values and scope is scope.top_workflow:
        scope.top_workflow.is_dirty = True


def _start(activation: Activation, place: Place) -> None:
    given = dict(activation.variables)
    scope = place.scope
    process = process_of(scope)
    _merge(process, {**given.get("", {}), **given.get(process.diagram.process_id, {})})
    while scope is not process:
        _merge(scope, given.get(scope.spec.name, {}))
        scope = scope.outer
    scope = place.scope
    for sub_id in place.missing:
        host = _token(scope, sub_id, given)
        flow.open_token(host)
        waits.arm_boundary(host)
        scope = activities.open_scope(host)
        host.set_running()
    _token(scope, activation.element_id, given).make_ready()


def _token(scope: Scope | Instance, element_id: str, given: Mapping[str, Mapping[str, Any]]) -> Token:
    token = Token(scope, scope.spec.task_specs[element_id], scope.top_workflow.new_key())
    token.locals.update(given.get(element_id, {}))
    return token


def _end(token: Token) -> None:
    """End an element instance, and what contained nothing else."""
    scope = token.workflow
    body = None if token.inner_of is None else token.instance.tokens[token.inner_of]
    token.cancel()
    if body is not None:
        flow.continue_body(body)
    elif not scope.tasks and scope.host is None:
        flow.end_instance(scope.top_workflow)
    elif not scope.tasks and scope.is_call:
        raise CalledProcessEmptied(process_id=scope.diagram.process_id, key=scope.key)
    elif not scope.tasks and scope.host is not None:
        _end(scope.host)


def _checked_place(instance: Instance, activation: Activation, ended: Iterable[Token]) -> Place:
    """Return where an element is started, if its scopes stay and hold all scopes of its variables."""
    element_id = activation.element_id
    place = place_of(instance, element_id, activation.ancestor_key)
    keys = {token.id for token in ended}
    for host in hosts(place.scope):
        if host.id in keys:
            fact = sentence("the same modification ends that")
            raise AncestorInvalid(element_id=element_id, key=host.id, fact=fact)
    diagram = place.scope.diagram
    scopes = {"", diagram.process_id, *enclosing(diagram, element_id)}
    if node_of(diagram, element_id).loop is None:
        scopes.add(element_id)
    for scope_id in activation.variables:
        if scope_id not in scopes:
            raise VariableScopeInvalid(scope_id=scope_id, element_id=element_id)
    return place


def _is_body(token: Token) -> bool:
    return token.task_spec.loop is not None and token.inner_of is None
