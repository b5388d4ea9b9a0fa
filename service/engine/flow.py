"""How tokens move: arrive, complete, leave, end with their scope, be terminated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from service.engine import steps
from service.engine.tokens import Token
from service.engine.variables import apply_outputs, plain, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.engine.definition import Flow
    from service.engine.specs import Node
    from service.engine.tokens import Instance, Scope

BODY = "MULTI_INSTANCE_BODY"


def arrive(scope: Scope | Instance, spec: Node, flow_id: str | None = None) -> Token:
    """Put a token at an element; joins may hold it back, else it is ready."""
    token = Token(scope, spec, scope.top_workflow.new_key())
    token.flow = flow_id
    token.enter()
    return token


def take(scope: Scope | Instance, flows: Sequence[Flow]) -> None:
    """Send a token along each flow; none may end the scope."""
    for flow in flows:
        arrive(scope, scope.spec.task_specs[flow.target], flow.flow_id)
    if not flows:
        settle(scope)


def settle(scope: Scope | Instance) -> None:
    """End the scope when its last token has left."""
    if scope.tasks or scope.completed:
        return
    scope.completed = True
    host = scope.host
    if host is None:
        return
    del scope.top_workflow.subprocesses[host.id]
    element = host.task_spec.element
    if scope.is_call:
        results: dict[str, Any] = scope.data if element.outputs or element.propagates_child else {}
        apply_outputs(host, results, passes_all=True)
    else:
        host.locals = scope.data
        apply_outputs(host, {}, passes_all=False)
    host.complete()


def open_token(token: Token, element_type: str | None = None) -> None:
    """Report that the token waits or contains others."""
    token.is_open = True
    element = token.task_spec.element
    token.instance.emit(
        steps.ElementActivated(
            key=token.id,
            element_id=element.element_id,
            element_type=element_type or element.element_type,
            name=element.name,
            process_definition_key=token.workflow.diagram.process_definition_key,
            scope_key=token.inner_of or token.workflow.key,
        )
    )


def report_passed(token: Token, *, key: int | None = None, element_type: str | None = None) -> None:
    """Report that a token passed an element without waiting."""
    element = token.task_spec.element
    token.instance.emit(
        steps.ElementPassed(
            key=key or token.id,
            element_id=element.element_id,
            element_type=element_type or element.element_type,
            name=element.name,
            process_definition_key=token.workflow.diagram.process_definition_key,
            scope_key=token.inner_of or token.workflow.key,
        )
    )


def finish(token: Token) -> None:
    """Complete the token's element: withdraw what waited for it, report, and go on."""
    detach(token)
    if token.is_open:
        token.instance.emit(steps.ElementCompleted(token.id))
    else:
        report_passed(token)
    if token.inner_of is not None:
        _finish_inner(token)
        return
    token.discard()
    take(token.workflow, token.task_spec.outgoing(token))


def _finish_inner(token: Token) -> None:
    """One instance of a multi-instance is done; the last one completes the body, a sequential one starts the next."""
    body = token.instance.tokens[token.inner_of or 0]
    loop = token.task_spec.loop
    if loop is not None and loop.output_element is not None:
        body.results[token.position] = plain(token, loop.output_element, "EXTRACT_VALUE_ERROR")
    token.discard()
    body.instances.remove(token.id)
    continue_body(body)


def continue_body(body: Token) -> None:
    """Go on after one instance of a multi-instance has ended or was withdrawn."""
    loop = body.task_spec.loop
    if body.remaining:
        start_inner(body, len(body.results) - len(body.remaining), body.remaining.pop(0))
    elif not body.instances:
        if loop is not None and loop.output_collection:
            write(body, {loop.output_collection: body.results})
        body.complete()


def start_inner(body: Token, position: int, item: Any) -> None:
    """Start one instance of a multi-instance body."""
    token = Token(body.workflow, body.task_spec, body.instance.new_key())
    token.inner_of = body.id
    token.position = position
    token.locals = {"loopCounter": position + 1}
    if body.task_spec.loop is not None and body.task_spec.loop.item:
        token.locals[body.task_spec.loop.item] = item
    body.instances.append(token.id)
    token.make_ready()


def detach(token: Token) -> None:
    """Withdraw boundary and branch tokens that wait for this one, and what it waits for itself."""
    for key in list(token.attached):
        attached = token.instance.tokens[key]
        close_waits(attached)
        attached.discard()
    close_waits(token)


def close_waits(token: Token) -> None:
    """Withdraw the token's timer, subscription and job."""
    if token.due_at is not None:
        token.due_at = None
        token.instance.emit(steps.TimerDisarmed(token.id))
    if token.has_subscription:
        token.has_subscription = False
        is_signal = token.task_spec.element.event.kind == "signal"
        closed = steps.SignalSubscriptionClosed if is_signal else steps.SubscriptionClosed
        token.instance.emit(closed(token.id))
    if token.has_job:
        token.has_job = False
        if token.has_state(TaskState.CANCELLED):
            token.instance.emit(steps.JobCanceled(token.id))


def terminate(token: Token) -> None:
    """End the token from outside, the inmost first."""
    instance = token.instance
    for key in list(token.instances):
        instance.tokens[key].cancel()
    scope = instance.subprocesses.pop(token.id, None)
    if scope is not None:
        scope.completed = True
        terminate_all(scope)
    detach(token)
    if token.is_open:
        instance.emit(steps.ElementTerminated(token.id))
    token.discard()
    if token.inner_of is not None and (body := instance.tokens.get(token.inner_of)) is not None:
        body.instances.remove(token.id)


def end_instance(instance: Instance) -> None:
    """Report that nothing is left of the instance because it was ended from outside."""
    instance.is_ended = True
    instance.emit(steps.InstanceTerminated())


def terminate_all(scope: Scope | Instance, keep: Token | None = None) -> None:
    """Terminate every token of a scope but one."""
    for token in list(scope.tasks.values()):
        # Hosted tokens and inner instances go with their host.
        if token is not keep and token.is_alive and token.host is None and token.inner_of is None:
            token.cancel()
