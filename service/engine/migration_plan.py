"""What is to become what in a migration: the two diagrams as they are drawn, and the instructions between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from service.engine import specs
from service.engine.migration_rules import refusal
from service.engine.waits import AWAITED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from service.engine.diagram import Diagram
    from service.engine.findings import Finding
    from service.engine.specs import Node

Instruction = tuple[str, str]
"""The id of an element or sequence flow of the source, and that of the target which it becomes."""

_KEEPS_TOKENS = (
    specs.UserTask,
    specs.OperationTask,
    specs.ReceiveTask,
    specs.CatchEvent,
    specs.SubProcess,
    specs.CallActivity,
    specs.EventBasedGateway,
)


class Drawing:
    """A diagram by its ids: its nodes, the sub-process each stands in, what each event belongs to, where flows lead."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.nodes: dict[str, Node] = {}
        self.scope_of: dict[str, str] = {}
        self.host_of: dict[str, str] = {}
        self.target_of: dict[str, str] = {}
        for scope_id in ("", *diagram.sub_specs):
            for node in diagram.spec_of(scope_id).task_specs.values():
                if isinstance(node, specs.Node):
                    self._add(node, scope_id)

    def _add(self, node: Node, scope_id: str) -> None:
        self.nodes[node.name] = node
        self.scope_of[node.name] = scope_id
        self.target_of |= {flow.flow_id: flow.target for flow in node.flows}
        self.host_of |= {event.name: node.name for event in node.boundary}
        if isinstance(node, specs.EventBasedGateway):
            self.host_of |= {flow.target: node.name for flow in node.flows}

    def kind_of(self, drawn_id: str) -> str | None:
        """Return what an id stands for, events with what they wait for or throw; ``None`` for what is not there."""
        if drawn_id == self.diagram.process_id:
            return "PROCESS"
        if drawn_id in self.target_of:
            return "SEQUENCE_FLOW"
        if drawn_id not in self.nodes:
            return None
        element = self.nodes[drawn_id].element
        is_event = element.element_type.endswith("_EVENT")
        return f"{element.element_type}, {element.event.kind}" if is_event else element.element_type

    def loop_of(self, element_id: str) -> str:
        """Return how an activity repeats: not at all, in parallel or in sequence."""
        loop = self.nodes[element_id].loop if element_id in self.nodes else None
        if loop is None:
            return ""
        return "sequence" if loop.is_sequential else "parallel"

    def events_at(self, element_id: str) -> list[Node]:
        """Return the events that begin to wait with an element: at its boundary, or behind an event-based gateway."""
        node = self.nodes[element_id]
        if isinstance(node, specs.EventBasedGateway):
            return [self.nodes[flow.target] for flow in node.flows]
        return [event for event in node.boundary if event.element.event.kind in AWAITED]

    def is_caught(self, drawn_id: str) -> bool:
        """Whether an id is that of an event that is caught, at a boundary or on the way."""
        node = self.nodes.get(drawn_id)
        return drawn_id in self.host_of or isinstance(node, specs.CatchEvent)

    @cached_property
    def joins(self) -> frozenset[str]:
        """The gateways at which tokens wait for each other."""
        nodes = self.nodes.values()
        return frozenset(n.name for n in nodes if (n.is_parallel_join or n.is_inclusive) and len(n.incoming) > 1)

    def may_be_active(self, drawn_id: str) -> bool:
        """Whether a token can rest at an element, or have come by a flow to a gateway at which it rests."""
        if drawn_id in self.target_of:
            return self.target_of[drawn_id] in self.joins
        node = self.nodes[drawn_id]
        is_awaited = node.is_boundary and node.element.event.kind in AWAITED
        return isinstance(node, _KEEPS_TOKENS) or is_awaited or drawn_id in self.joins


@dataclass(frozen=True, slots=True)
class Plan:
    """The instructions as a mapping between two drawings; of an id mapped twice the first counts."""

    source: Drawing
    target: Drawing
    becomes: Mapping[str, str]

    def is_kept(self, element_id: str) -> bool:
        """Whether an element is mapped on one of its own kind, which repeats in the same way."""
        target_id = self.becomes.get(element_id)
        return (
            target_id is not None
            and self.source.kind_of(element_id) == self.target.kind_of(target_id)
            and self.source.loop_of(element_id) == self.target.loop_of(target_id)
        )


def plan_of(source: Diagram, target: Diagram, instructions: Sequence[Instruction]) -> Plan:
    """Return the plan that the instructions make."""
    return Plan(Drawing(source), Drawing(target), dict(reversed(instructions)))


def check_plan(plan: Plan, instructions: Sequence[Instruction]) -> Iterator[Finding]:
    """Find what is wrong with the instructions, whatever instance they are for."""
    times = Counter(source_id for source_id, _ in instructions)
    for source_id, count in times.items():
        if count > 1:
            yield refusal("mapped-twice", source_id)
    events = Counter(target_id for source_id, target_id in plan.becomes.items() if plan.source.is_caught(source_id))
    for source_id, target_id in plan.becomes.items():
        yield from _check_instruction(plan, source_id, target_id)
        if plan.source.is_caught(source_id) and events[target_id] > 1:
            yield refusal("event-shared", source_id, target=target_id)


def _check_instruction(plan: Plan, source_id: str, target_id: str) -> Iterator[Finding]:
    kind, other = plan.source.kind_of(source_id), plan.target.kind_of(target_id)
    if kind is None:
        yield refusal("source-unknown", source_id)
    if other is None:
        yield refusal("target-unknown", source_id, target=target_id)
    if kind is None or other is None:
        return
    if kind != other:
        yield refusal("kind-changed", source_id, kind=kind, target=target_id, other=other)
    elif plan.source.loop_of(source_id) != plan.target.loop_of(target_id):
        yield refusal("loop-changed", source_id, target=target_id)
    host = plan.source.host_of.get(source_id, "")
    if host in plan.becomes and plan.target.host_of.get(target_id) != plan.becomes[host]:
        yield refusal("event-detached", source_id, host=host, target=target_id)


def proposed_instructions(source: Diagram, target: Diagram) -> list[Instruction]:
    """Map on itself what can be active and has kept its id, kind, sub-process and, of an event, what it belongs to.

    An event at a boundary or behind a gateway whose message or signal is another now is left out, so that it begins to
    wait for that; a timer is mapped and keeps its deadline.
    """
    before, after = Drawing(source), Drawing(target)
    same = Plan(before, after, {drawn_id: drawn_id for drawn_id in (*before.nodes, *before.target_of)})
    return [
        (drawn_id, drawn_id) for drawn_id in same.becomes if before.may_be_active(drawn_id) and _stays(same, drawn_id)
    ]


def _stays(same: Plan, drawn_id: str) -> bool:
    places = ("scope_of", "host_of", "target_of")
    is_there = all(
        getattr(same.source, each).get(drawn_id) == getattr(same.target, each).get(drawn_id) for each in places
    )
    return is_there and same.is_kept(drawn_id) and _hears_the_same(same, drawn_id)


def _hears_the_same(same: Plan, drawn_id: str) -> bool:
    """Whether what an event that belongs to something waits for is the same; of anything else it is."""
    if drawn_id not in same.source.host_of:
        return True
    events = (drawing.nodes[drawn_id].element.event for drawing in (same.source, same.target))
    before, after = ([value and value.text for value in (event.name, event.correlation_key)] for event in events)
    return before == after
