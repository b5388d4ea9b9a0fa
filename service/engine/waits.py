"""What tokens wait for: timers, messages and signals, at boundaries, catch events and event-based gateways."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.engine import flow, steps
from service.engine.faults import DiagramFault
from service.engine.timers import TimerUnreadable, cycle, due_at
from service.engine.tokens import Token
from service.engine.variables import apply_outputs, event_name, plain, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from service.engine.specs import Node


MICROSECONDS = 1_000_000
AWAITED = frozenset({"timer", "message", "signal"})
"""Kinds of events that come from outside; errors and escalations are thrown from within."""


def arm(token: Token, seen: Mapping[str, Any] | None = None) -> None:
    """Open what the token's own event waits for."""
    token.wait()
    event = token.task_spec.element.event
    if event.kind == "timer":
        _arm_timer(token, seen)
    elif event.kind == "message":
        _subscribe(token, seen)
    elif event.kind == "signal":
        token.has_subscription = True
        name = event_name(token, seen)
        token.instance.emit(steps.SignalSubscriptionOpened(token.id, token.task_spec.name, name))


def arm_boundary(host: Token) -> None:
    """Let the boundary events of an activity wait."""
    arm_events(host, [spec for spec in host.task_spec.boundary if spec.element.event.kind in AWAITED])


def arm_branches(gateway: Token) -> None:
    """Let each event behind an event-based gateway wait."""
    nodes = gateway.workflow.spec.task_specs
    arm_events(gateway, [nodes[branch.target] for branch in gateway.task_spec.flows])


def arm_events(host: Token, events: Sequence[Node]) -> None:
    """Let events wait with what they belong to, whose variables they see."""
    seen = visible(host) if events else None
    for spec in events:
        arm(_attach(host, spec), seen)


def _attach(host: Token, spec: Node) -> Token:
    token = Token(host.workflow, spec, host.instance.new_key())
    token.host = host.id
    host.attached.append(token.id)
    return token


def _arm_timer(token: Token, seen: Mapping[str, Any] | None) -> None:
    event = token.task_spec.element.event
    element_id = token.task_spec.name
    if event.value is None:
        raise DiagramFault(element_id, "EXTRACT_VALUE_ERROR", sentence("the timer has no value"))
    try:
        value = plain(token, event.value, "EXTRACT_VALUE_ERROR", seen)
        due = due_at(event, value, token.instance.now)
    except TimerUnreadable as fault:
        message = sentence(
            "the timer '%(text)s' has no usable value: %(reason)s", text=event.value.text, reason=fault.said
        )
        raise DiagramFault(element_id, "EXTRACT_VALUE_ERROR", message) from fault
    if event.timer_kind == "timeCycle":
        token.cycle = [value, int(token.instance.now.timestamp() * MICROSECONDS)]
    _wait_until(token, due)


def _wait_until(token: Token, due: datetime) -> None:
    token.due_at = due
    token.instance.emit(steps.TimerArmed(key=token.id, element_id=token.task_spec.name, due_at=due))


def _repeat(host: Token, fired: Token) -> None:
    """Let a repeating timer wait for its next occurrence; those missed meanwhile were this one."""
    if not fired.cycle:
        return
    text, armed_at = fired.cycle
    following = cycle(text, datetime.fromtimestamp(armed_at / MICROSECONDS, tz=UTC)).after(host.instance.now)
    if following is not None:
        token = _attach(host, fired.task_spec)
        token.wait()
        token.cycle = fired.cycle
        _wait_until(token, following)


def _subscribe(token: Token, seen: Mapping[str, Any] | None) -> None:
    element = token.task_spec.element
    key = ""
    if element.event.correlation_key is not None:
        found = plain(token, element.event.correlation_key, "EXTRACT_VALUE_ERROR", seen)
        if found is None or isinstance(found, (bool, list, dict)):
            text = element.event.correlation_key.text
            message = sentence("the correlation key '%(text)s' is neither text nor number", text=text)
            raise DiagramFault(element.element_id, "EXTRACT_VALUE_ERROR", message)
        key = str(found)
    token.has_subscription = True
    token.instance.emit(
        steps.SubscriptionOpened(
            key=token.id,
            element_id=element.element_id,
            process_definition_key=token.workflow.diagram.process_definition_key,
            message_name=event_name(token, seen),
            correlation_key=key,
            interrupting=element.cancels_activity,
        )
    )


def fire(token: Token, payload: Mapping[str, Any]) -> None:
    """The timer is due, the message or signal came: boundary, gateway branch or the catch event itself goes on."""
    host = None if token.host is None else token.instance.tokens[token.host]
    if host is None:
        apply_outputs(token, payload, passes_all=True)
        token.complete()
    elif token.task_spec.is_boundary:
        fire_boundary(host, token.task_spec, payload, watcher=token)
    else:
        _fire_branch(host, token, payload)


def _fire_branch(gateway: Token, token: Token, payload: Mapping[str, Any]) -> None:
    flow.detach(gateway)
    gateway.instance.emit(steps.ElementCompleted(gateway.id))
    gateway.discard()
    apply_outputs(token, payload, passes_all=True)
    flow.report_passed(token)
    flow.take(token.workflow, token.task_spec.flows)


def fire_boundary(host: Token, spec: Node, payload: Mapping[str, Any], *, watcher: Token | None = None) -> None:
    """Go on behind a boundary event, ending its activity if it interrupts.

    A message's or signal's watcher that does not interrupt stays, so that it fires any number of times; a timer's is
    used up, and a repeating one followed by the next.
    """
    scope = host.workflow
    key = None
    if spec.element.cancels_activity:
        key = None if watcher is None else watcher.id
        host.cancel()
    elif watcher is not None and watcher.due_at is not None:
        key = watcher.id
        flow.close_waits(watcher)
        watcher.discard()
        _repeat(host, watcher)
    passing = Token(scope, spec, key or host.instance.new_key())
    apply_outputs(passing, payload, passes_all=True)
    passing.complete()
