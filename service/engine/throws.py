"""What elements throw: errors and escalations to the nearest boundary that catches them, the rest to the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.engine import steps, waits
from service.engine.faults import DiagramFault
from service.engine.variables import apply_inputs, event_name, raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.engine.specs import Node
    from service.engine.tokens import Instance, Scope, Token


def throw_error(token: Token, code: str, message: str, payload: Mapping[str, Any] | None = None) -> None:
    """End the nearest activity around the token that catches the error; raises ``DiagramFault`` where none does."""
    found = _catcher_at(token, "error", code) or _catcher_around(token.workflow, "error", code)
    if found is None:
        said = sentence("the error '%(code)s' is not caught", code=code)
        text = sentence("%(fact)s (%(message)s)", fact=said, message=message) if message else said
        raise DiagramFault(token.task_spec.name, "UNHANDLED_ERROR_EVENT", text)
    activity, spec = found
    scope = activity.workflow
    token.instance.emit(
        steps.ErrorCaught(spec.element.element_id, code, message, scope.diagram.process_definition_key, scope.key)
    )
    waits.fire_boundary(activity, spec, payload or {})


def throw_escalation(token: Token, code: str) -> None:
    """Tell the nearest activity around that catches the escalation; nothing is copied, none need catch it."""
    found = _catcher_around(token.workflow, "escalation", code)
    if found is not None:
        activity, spec = found
        waits.fire_boundary(activity, spec, {})


def throw_message(token: Token) -> None:
    """Report the message to the outside; its payload is what the input mappings made."""
    event = token.task_spec.element.event
    key = "" if event.correlation_key is None else raw(token, event.correlation_key, "EXTRACT_VALUE_ERROR")
    token.instance.emit(
        steps.MessageThrown(
            element_id=token.task_spec.name,
            message_name=event_name(token),
            correlation_key="" if key is None else str(key),
            variables=dict(token.locals),
        )
    )


def throw_signal(token: Token) -> None:
    """Report the signal to the outside, which brings it to all that wait for it; its payload is as a message's."""
    apply_inputs(token, token.task_spec.element.inputs)
    name = event_name(token)
    token.instance.emit(steps.SignalThrown(token.task_spec.name, name, dict(token.locals)))


def _catcher_around(scope: Scope | Instance, kind: str, code: str) -> tuple[Token, Node] | None:
    while (host := scope.host) is not None:
        found = _catcher_at(host, kind, code)
        if found is not None:
            return found
        scope = host.workflow
    return None


def _catcher_at(token: Token, kind: str, code: str) -> tuple[Token, Node] | None:
    activity = token if token.inner_of is None else token.instance.tokens[token.inner_of]
    caught = [spec for spec in token.task_spec.boundary if spec.element.event.kind == kind]
    for wanted in (code, None):
        for spec in caught:
            if spec.element.event.code == wanted:
                return activity, spec
    return None
