"""Migration: a running instance goes on under another diagram, by the rules of Camunda 8.

Nothing moves and nothing is evaluated again: element instances keep their keys, variables, jobs and deadlines, and only
what they stand for is another element. What is active must be mapped, as must a gateway at which tokens wait, with the
flows they came by. An event that waits is kept where it is mapped and withdrawn where it is not; an event of the target
on which none is mapped begins to wait.

Where an instance calls others, each process in it is migrated by itself: ``source_key`` is the version to leave, and
every process of the instance that runs on it goes over.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from service.engine import flow, steps, waits
from service.engine.faults import DiagramFault, MappingInvalid, MigrationRefused
from service.engine.gateways import releasable
from service.engine.migration_plan import check_plan, plan_of
from service.engine.migration_rules import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.engine.diagram import Diagram
    from service.engine.findings import Finding
    from service.engine.migration_plan import Instruction, Plan
    from service.engine.specs import Node
    from service.engine.tokens import Instance, Token


def migrate(
    instance: Instance,
    source: Diagram,
    target: Diagram,
    instructions: Sequence[Instruction],
    beginning: steps.StartInstance | None = None,
) -> None:
    """Put every process that runs on the source on the target; ``beginning`` is how one will begin that has not yet.

    Raises ``MappingInvalid`` or ``MigrationRefused`` with every reason; the instance is void then.
    """
    plan = plan_of(source, target, instructions)
    scopes = _scopes(instance, source.process_definition_key)
    tokens = [token for scope in scopes for token in scope.tasks.values()]
    findings = list(_check_instance(plan, tokens))
    if not scopes:
        findings.append(refusal("version-absent", str(source.process_definition_key), process=source.process_id))
    if beginning is not None and target.start.chosen(beginning.message_name, beginning.signal_name) is None:
        findings.append(refusal("start-absent", None))
    for scope in scopes:
        scope.diagram = target  # the new events tell which version they belong to
    findings += _arm_new(plan, tokens)
    _refuse_for(list(check_plan(plan, instructions)), findings)
    for scope in scopes:
        scope.spec = target.spec_of("" if scope.is_call else plan.becomes[scope.spec.name])
    for token in tokens:
        _repoint(plan, token)
    _refuse_for([], [refusal("join-released", join.name) for scope in scopes for join in releasable(scope)])
    if instance in scopes:
        instance.emit(steps.InstanceMigrated(target.process_definition_key))


def _refuse_for(of_plan: list[Finding], of_instance: list[Finding]) -> None:
    if of_plan:
        raise MappingInvalid([*of_plan, *of_instance])
    if of_instance:
        raise MigrationRefused(of_instance)


def _scopes(instance: Instance, source_key: int) -> list[Any]:
    scopes = (instance, *instance.subprocesses.values())
    return [scope for scope in scopes if scope.diagram.process_definition_key == source_key]


# ── May it be ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_instance(plan: Plan, tokens: Sequence[Token]) -> Iterator[Finding]:
    active = {(token.task_spec.name, token.has_job): token for token in tokens if token.host is None}
    for element_id in dict.fromkeys(name for name, _ in active):
        if element_id not in plan.becomes:
            yield refusal("not-mapped", element_id)
    for (element_id, has_job), token in active.items():
        target_id = plan.becomes.get(element_id)
        if target_id in plan.target.nodes:
            yield from _check_place(plan, token, target_id)
            if has_job and plan.target.nodes[target_id].element.task_definition is None:
                yield refusal("worker-lost", element_id, target=target_id)
    for join in sorted(plan.source.joins & {name for name, _ in active}):
        yield from _check_join(plan, join, [token for token in tokens if token.task_spec.name == join])


def _check_place(plan: Plan, token: Token, target_id: str) -> Iterator[Finding]:
    scope = token.workflow
    wanted = "" if scope.is_call else plan.becomes.get(scope.spec.name)
    if wanted is not None and plan.target.scope_of[target_id] != wanted:
        yield refusal("scope-changed", token.task_spec.name, target=target_id)


def _check_join(plan: Plan, join: str, waiting: Sequence[Token]) -> Iterator[Finding]:
    target_id = plan.becomes.get(join, "")
    taken = dict.fromkeys(token.flow for token in waiting if token.flow is not None)
    shared = Counter(plan.becomes[taken_id] for taken_id in taken if taken_id in plan.becomes)
    for taken_id in taken:
        becomes = plan.becomes.get(taken_id)
        if becomes is None:
            yield refusal("flow-not-mapped", taken_id, gateway=join)
        elif target_id in plan.target.joins and plan.target.target_of.get(becomes) != target_id:
            yield refusal("flow-elsewhere", taken_id, gateway=join, target=becomes)
        elif shared[becomes] > 1:
            yield refusal("flow-shared", taken_id, gateway=join, target=becomes)
    if plan.is_kept(join):
        count, others = len(plan.source.nodes[join].incoming), len(plan.target.nodes[target_id].incoming)
        if others < count:
            yield refusal("join-narrower", join, count=count, target=target_id, others=others)


# ── Doing it ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _arm_new(plan: Plan, tokens: Sequence[Token]) -> Iterator[Finding]:
    """Let the events of the target wait on which none is mapped; those that cannot are found."""
    for token in tokens:
        if token.host is not None or token.inner_of is not None or not plan.is_kept(token.task_spec.name):
            continue
        for event in _new_events(plan, token.task_spec):
            try:
                waits.arm_events(token, [event])
            except DiagramFault as fault:
                yield refusal("event-unarmed", event.name, reason=fault.message)


def _new_events(plan: Plan, spec: Node) -> list[Node]:
    kept = {plan.becomes.get(event.name) for event in plan.source.events_at(spec.name)}
    return [event for event in plan.target.events_at(plan.becomes[spec.name]) if event.name not in kept]


def _repoint(plan: Plan, token: Token) -> None:
    """Let a token stand for what its element becomes; an event that becomes nothing is withdrawn."""
    becomes = plan.becomes.get(token.task_spec.name)
    if becomes is None:
        flow.close_waits(token)
        token.discard()
        return
    token.task_spec = plan.target.nodes[becomes]
    token.flow = plan.becomes.get(token.flow or "")
    if token.is_open or token.host is not None:
        element = token.task_spec.element
        token.instance.emit(
            steps.ElementMigrated(
                key=token.id,
                element_id=element.element_id,
                name=element.name,
                process_definition_key=plan.target.diagram.process_definition_key,
                form_id=element.form_id,
                interrupting=element.cancels_activity,
            )
        )
