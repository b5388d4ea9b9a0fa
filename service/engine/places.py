"""Where a modification starts an element: a running scope, and the sub-processes that are missing below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.engine.faults import AncestorInvalid, AncestorMissing, ElementUnknown, ElementUnstartable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.engine.diagram import Diagram
    from service.engine.specs import Node
    from service.engine.tokens import Instance, Scope, Token

ROOT = 0
"""The process itself, where the key of an element instance is expected."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element is started: the sub-processes ``missing``, outermost first, are opened in ``scope``."""

    scope: Scope | Instance
    missing: tuple[str, ...]


def place_of(instance: Instance, element_id: str, ancestor_key: int | None) -> Place:
    """Return where an element is started: below an ancestor, else in the only scope that runs around it.

    Raises ``ElementUnknown``, ``ElementUnstartable``, ``AncestorInvalid``, ``AncestorMissing``.
    """
    scope = (
        _only_process(instance, element_id) if ancestor_key is None else _ancestor(instance, element_id, ancestor_key)
    )
    _check_startable(scope.diagram, element_id)
    missing = missing_below(scope, element_id) or ()
    if ancestor_key is None:
        scope, missing = _descend(scope, element_id, missing)
    for sub_id in missing:
        if node_of(scope.diagram, sub_id).loop is not None:
            fact = sentence("it is a multi-instance activity")
            raise AncestorMissing(element_id=element_id, scope_id=sub_id, fact=fact)
    return Place(scope, missing)


def holders(instance: Instance, diagram: Diagram, element_id: str) -> tuple[int, ...]:
    """Return the keys of the running scopes that an element stands in directly."""
    found = [scope for scope in instance.subprocesses.values() if scope.diagram.digest == diagram.digest]
    return tuple(scope.key for scope in found if missing_below(scope, element_id) == ())


def missing_below(scope: Scope | Instance, element_id: str) -> tuple[str, ...] | None:
    """Return the sub-processes between a scope and an element inside it, outermost first; ``None`` if it is not."""
    if element_id not in scope.diagram.elements:
        return None
    outermost_first = enclosing(scope.diagram, element_id)[::-1]
    if scope.is_call:
        return outermost_first
    if scope.spec.name not in outermost_first:
        return None
    return outermost_first[outermost_first.index(scope.spec.name) + 1 :]


def _ancestor(instance: Instance, element_id: str, key: int) -> Scope | Instance:
    found = instance if key == ROOT else instance.subprocesses.get(key)
    scopes = (instance, *instance.subprocesses.values())
    if not any(element_id in scope.diagram.elements for scope in scopes):
        raise ElementUnknown(element_id=element_id)
    if found is None:
        fact = sentence("that is no running sub-process or call activity of the process instance")
        raise AncestorInvalid(element_id=element_id, key=key, fact=fact)
    if missing_below(found, element_id) is None:
        raise AncestorInvalid(element_id=element_id, key=key, fact=sentence("the element is not inside that"))
    return found


def _only_process(instance: Instance, element_id: str) -> Scope | Instance:
    """Return the running process that has an element, the instance's own before those it calls."""
    if element_id in instance.diagram.elements:
        return instance
    called = [scope for scope in instance.subprocesses.values() if scope.is_call]
    found: list[Scope | Instance] = [scope for scope in called if element_id in scope.diagram.elements]
    if not found:
        raise ElementUnknown(element_id=element_id)
    if len(found) > 1:
        process_id = found[0].diagram.process_id
        raise AncestorMissing(element_id=element_id, scope_id=process_id, fact=sentence("several run"))
    return found[0]


def _descend(
    scope: Scope | Instance, element_id: str, missing: tuple[str, ...]
) -> tuple[Scope | Instance, tuple[str, ...]]:
    """Go down to the innermost sub-process that runs around the element, if one runs at every level."""
    while missing:
        inner = [each for each in scope.top_workflow.subprocesses.values() if each.outer is scope and not each.is_call]
        running = [each for each in inner if each.spec.name == missing[0]]
        if len(running) > 1:
            raise AncestorMissing(element_id=element_id, scope_id=missing[0], fact=sentence("several run"))
        if not running or running[0].is_inner:
            break
        scope, missing = running[0], missing[1:]
    return scope, missing


def _check_startable(diagram: Diagram, element_id: str) -> None:
    element_type = node_of(diagram, element_id).element.element_type
    fact = None
    if element_type == "START_EVENT":
        fact = sentence("it is a start event")
    elif element_type == "BOUNDARY_EVENT":
        fact = sentence("it is a boundary event")
    elif any(node.element.element_type == "EVENT_BASED_GATEWAY" for node in _before(diagram, element_id)):
        fact = sentence("it belongs to an event-based gateway")
    if fact is not None:
        raise ElementUnstartable(element_id=element_id, fact=fact)


# ── What runs ───────────────────────────────────────────────────────────────────────────────────────────────────────


def process_of(scope: Scope | Instance) -> Scope | Instance:
    """Return the process a scope belongs to: the instance itself or a called one."""
    while not scope.is_call:
        scope = scope.outer
    return scope


def around(token: Token) -> Iterator[Token]:
    """Yield the element instances around one, the nearest first."""
    if token.inner_of is not None:
        yield token.instance.tokens[token.inner_of]
    yield from hosts(token.workflow)


def hosts(scope: Scope | Instance) -> Iterator[Token]:
    """Yield the element instance of a scope and those around it, the nearest first."""
    if scope.host is not None:
        yield scope.host
        yield from around(scope.host)


# ── What is drawn ───────────────────────────────────────────────────────────────────────────────────────────────────


def enclosing(diagram: Diagram, element_id: str) -> tuple[str, ...]:
    """Return the ids of the sub-processes around an element, the nearest first."""
    sub_id = _sub_process_of(diagram, element_id)
    return (sub_id, *enclosing(diagram, sub_id)) if sub_id else ()


def node_of(diagram: Diagram, element_id: str) -> Node:
    """Return an element of a diagram that has it."""
    found: Node = diagram.spec_of(_sub_process_of(diagram, element_id)).task_specs[element_id]
    return found


def _sub_process_of(diagram: Diagram, element_id: str) -> str:
    """Return the id of the sub-process an element stands in, ``""`` for the process."""
    return next((sub_id for sub_id, spec in diagram.sub_specs.items() if element_id in spec.task_specs), "")


def _before(diagram: Diagram, element_id: str) -> list[Any]:
    nodes = diagram.spec_of(_sub_process_of(diagram, element_id)).task_specs.values()
    return [node for node in nodes if any(each.target == element_id for each in getattr(node, "flows", ()))]
