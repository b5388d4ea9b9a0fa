"""Variables: who sees which, and where a value written by an element goes.

As in Camunda: an expression sees the variables of its element instance over those of the scopes around it, up to the
process. A value written goes to the nearest scope that has the variable; where none has it, to the process. One
difference keeps parallel instances apart: a *new* variable written inside a multi-instance stays in that instance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.engine.faults import DiagramFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.engine.definition import IoMapping
    from service.engine.expressions import Value
    from service.engine.tokens import Instance, Scope, Token


def visible(token: Token) -> dict[str, Any]:
    """Return the variables an expression at the token sees."""
    return {**token.instance.variables_of(token.workflow), **token.locals}


def raw(token: Token, value: Value, error_type: str, variables: Mapping[str, Any] | None = None) -> Any:
    """Evaluate at the token to a FEEL value."""
    seen = visible(token) if variables is None else variables
    return value.raw(seen, now=token.instance.now, element_id=token.task_spec.name, error_type=error_type)


def plain(token: Token, value: Value, error_type: str, variables: Mapping[str, Any] | None = None) -> Any:
    """Evaluate at the token to JSON."""
    seen = visible(token) if variables is None else variables
    return value.plain(seen, now=token.instance.now, element_id=token.task_spec.name, error_type=error_type)


def event_name(token: Token, variables: Mapping[str, Any] | None = None) -> str:
    """Return the name of the message or signal that the token's element waits for or throws."""
    name = token.task_spec.element.event.name
    found = None if name is None else raw(token, name, "EXTRACT_VALUE_ERROR", variables)
    if not isinstance(found, str) or not found:
        message = sentence("the name '%(text)s' is no text", text="" if name is None else name.text)
        raise DiagramFault(token.task_spec.name, "EXTRACT_VALUE_ERROR", message)
    return found


def apply_inputs(token: Token, mappings: Iterable[IoMapping]) -> None:
    """Give the token its local variables; each mapping sees those before it, and only their contexts go on growing."""
    seen = visible(token)
    found: dict[str, Any] = {}
    for mapping in mappings:
        value = plain(token, mapping.source, "IO_MAPPING_ERROR", seen)
        found[mapping.variable] = seen[mapping.variable] = mapping.within(found.get(mapping.variable), value)
    token.locals.update(found)


def apply_outputs(token: Token, results: Mapping[str, Any], *, passes_all: bool) -> None:
    """Write what an element yields: its output mappings over ``results``, or else all of them if it passes all.

    Without mappings a result that the element has as a variable of its own (an input mapping's) stays there. A target
    within a context leaves what else is in it.
    """
    mappings = token.task_spec.element.outputs
    if not mappings:
        if passes_all and results:
            own = results.keys() & token.locals.keys()
            token.locals.update({name: results[name] for name in own})
            write(token, {name: value for name, value in results.items() if name not in own})
        return
    seen = {**visible(token), **results}
    found: dict[str, Any] = {}
    for mapping in mappings:
        value = plain(token, mapping.source, "IO_MAPPING_ERROR", seen)
        found[mapping.variable] = seen[mapping.variable] = mapping.within(seen.get(mapping.variable), value)
    write(token, found)


def write(token: Token, values: Mapping[str, Any]) -> None:
    """Write variables from the token outwards."""
    if token.inner_of is None:
        write_scope(token.workflow, values)
        return
    outer = {name: value for name, value in values.items() if _holder(token.workflow, name) is not None}
    token.locals.update({name: value for name, value in values.items() if name in token.locals or name not in outer})
    write_scope(token.workflow, {name: value for name, value in outer.items() if name not in token.locals})


def write_scope(scope: Scope | Instance, values: Mapping[str, Any]) -> None:
    """Write variables from the scope outwards."""
    for name, value in values.items():
        target = _holder(scope, name) or _outermost(scope)
        if target is target.top_workflow and not (name in target.data and _is_same(target.data[name], value)):
            target.is_dirty = True
        target.data[name] = value


def _is_same(old: Any, new: Any) -> bool:
    """Whether two values are the same JSON; Python also takes 1, 1.0 and true for equal."""
    return bool(old == new) and repr(old) == repr(new)


def _holder(scope: Scope | Instance, name: str) -> Scope | Instance | None:
    while name not in scope.data:
        if scope.is_call:
            return None
        scope = scope.outer
    return scope


def _outermost(scope: Scope | Instance) -> Scope | Instance:
    while not scope.is_call and not scope.is_inner:
        scope = scope.outer
    return scope
