"""Gateways: which flows are taken, and when a join may go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from service.core.errors import sentence
from service.engine.faults import DiagramFault
from service.engine.variables import raw, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from service.engine.definition import Flow
    from service.engine.specs import Node
    from service.engine.tokens import Instance, Scope, Token


def exclusive_choice(token: Token) -> Sequence[Flow]:
    """Return the first flow whose condition is true, else the default; raises ``DiagramFault`` for none."""
    flows = token.task_spec.flows
    if len(flows) == 1 and flows[0].condition is None:
        return flows
    seen = visible(token)
    for flow in flows:
        if not flow.is_default and flow.condition is not None and _holds(token, flow, seen):
            return (flow,)
    return _default(token)


def inclusive_choice(token: Token) -> Sequence[Flow]:
    """Return every flow whose condition is true, else the default; raises ``DiagramFault`` for none."""
    flows = token.task_spec.flows
    if len(flows) == 1 and flows[0].condition is None:
        return flows
    seen = visible(token)
    chosen = [flow for flow in flows if not flow.is_default and (flow.condition is None or _holds(token, flow, seen))]
    return chosen or _default(token)


def _default(token: Token) -> Sequence[Flow]:
    flows = [flow for flow in token.task_spec.flows if flow.is_default]
    if not flows:
        message = sentence("no condition holds and there is no default flow")
        raise DiagramFault(token.task_spec.name, "CONDITION_ERROR", message)
    return flows


def _holds(token: Token, flow: Flow, seen: Mapping[str, Any]) -> bool:
    if flow.condition is None:
        return True
    found = raw(token, flow.condition, "CONDITION_ERROR", seen)
    if not isinstance(found, bool):
        message = sentence(
            "the condition '%(text)s' of flow '%(flow)s' is neither true nor false",
            text=flow.condition.text,
            flow=flow.flow_id,
        )
        raise DiagramFault(token.task_spec.name, "CONDITION_ERROR", message)
    return found


def parallel_join(token: Token) -> bool:
    """Take one waiting token per incoming flow when all are there; excess tokens go on waiting."""
    incoming = token.task_spec.incoming
    if len(incoming) <= 1:
        return True
    arrived = {waiting.flow: waiting for waiting in reversed(_waiting_at(token.workflow, token.task_spec))}
    arrived[token.flow] = token
    if len(arrived) < len(incoming):
        token.wait()
        return False
    for waiting in arrived.values():
        if waiting is not token:
            waiting.discard()
    return True


def inclusive_arrival(token: Token) -> bool:
    """Let a token wait at an inclusive join; ``release_inclusive`` decides when everything else has come to rest."""
    if len(token.task_spec.incoming) <= 1:
        return True
    token.wait()
    token.instance.has_inclusive = True
    return False


def release_inclusive(instance: Instance) -> bool:
    """Let one inclusive join go on that no other token can still reach; false when there is none."""
    for scope in (instance, *instance.subprocesses.values()):
        for spec in releasable(scope):
            arrived = {waiting.flow: waiting for waiting in reversed(_waiting_at(scope, spec))}
            first, *others = arrived.values()
            for waiting in others:
                waiting.discard()
            first.make_ready()
            return True
    instance.has_inclusive = any(_waits_at_inclusive(token) for token in instance.tokens.values())
    return False


def releasable(scope: Scope | Instance) -> Iterator[Node]:
    """Return the inclusive joins of a scope at which tokens wait and that no other token can still reach."""
    joins = {token.task_spec for token in scope.tasks.values() if _waits_at_inclusive(token)}
    return (spec for spec in sorted(joins, key=lambda spec: spec.name) if _may_release(scope, spec))


def _waits_at_inclusive(token: Token) -> bool:
    return bool(token.task_spec.is_inclusive) and token.has_state(TaskState.WAITING)


def _waiting_at(scope: Scope | Instance, spec: Node) -> list[Token]:
    return [token for token in scope.tasks.values() if token.task_spec is spec and token.has_state(TaskState.WAITING)]


def _may_release(scope: Scope | Instance, join: Node) -> bool:
    """The rule of BPMN 2.0.2, 13.4.3.

    A token elsewhere holds the join back when it can reach an empty incoming flow, but no filled one, without passing
    the join.
    """
    filled = {token.flow for token in _waiting_at(scope, join)}
    empty = set(join.incoming) - filled
    for token in scope.tasks.values():
        if token.task_spec is join or token.host is not None:
            continue
        reached = _reachable_flows(scope, token.task_spec, join)
        if reached & empty and not reached & filled:
            return False
    return True


def _reachable_flows(scope: Scope | Instance, start: Node, join: Node) -> set[str]:
    found: set[str] = set()
    seen: set[str] = set()
    ahead: list[Node] = [start, *start.boundary]
    while ahead:
        for flow in _flows(ahead.pop()):
            found.add(flow.flow_id)
            if flow.target not in seen and flow.target != join.name:
                seen.add(flow.target)
                target = scope.spec.task_specs[flow.target]
                ahead.extend((target, *target.boundary))
    return found


def _flows(spec: Node) -> Iterable[Flow]:
    return spec.flows
