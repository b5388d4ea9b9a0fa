"""Diagrams of the random-model test as plain data: what both the BPMN text and the oracle are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind: TypeAlias = Literal[
    "start",
    "end",
    "user",
    "work",
    "rule",
    "task",
    "receive",
    "catch",
    "throw",
    "exclusive",
    "parallel",
    "inclusive",
    "event_based",
    "sub",
    "call",
    "boundary",
]
Trigger: TypeAlias = Literal["none", "message", "signal", "timer", "error", "escalation", "terminate"]


@dataclass(frozen=True, slots=True)
class Term:
    """An expression: a whole number, a variable, or a variable and a whole number added."""

    name: str = ""
    plus: int = 0

    @property
    def text(self) -> str:
        """The expression in FEEL."""
        if not self.name:
            return f"= {self.plus}"
        return f"= {self.name} + {self.plus}" if self.plus else f"= {self.name}"

    def value(self, seen: Mapping[str, Any]) -> Any:
        """What FEEL makes of it: a variable that is missing is null, and null plus anything is null."""
        if not self.name:
            return self.plus
        found = seen.get(self.name)
        return found + self.plus if self.plus and found is not None else found


@dataclass(frozen=True, slots=True)
class Condition:
    """A variable compared with a whole number; ``sign`` is ``=``, ``<`` or ``>``."""

    name: str
    sign: str
    number: int

    @property
    def text(self) -> str:
        """The condition in FEEL."""
        return f"= {self.name} {self.sign} {self.number}"

    def holds(self, seen: Mapping[str, Any]) -> bool:
        """Whether it holds; only an equality may be asked of a missing variable, and then it does not."""
        found: Any = seen.get(self.name)
        if self.sign == "=":
            return bool(found == self.number)
        return bool(found < self.number if self.sign == "<" else found > self.number)


@dataclass(frozen=True, slots=True)
class Multi:
    """Multi-instance over the list in the variable ``items``; each instance has its ``item``."""

    items: str
    item: str
    is_sequential: bool
    collects: str = ""
    element: Term = field(default_factory=Term)


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. Which fields matter depends on its kind.

    ``seconds`` is a timer's duration, ``on`` instead of it a fixed moment (seconds after the start of the play),
    ``repeats`` how often it comes (-1: for ever). ``code`` is an error's or escalation's, empty catches all, or the
    name of a signal; ``key`` is the correlation key of a message. ``work`` is done at once with ``results`` unless it
    ``is_job``; it fails with ``code`` where ``fails_when`` holds. So does the completing listener of a user task that
    ``listens``. A ``rule`` asks for a decision, whose answer is its one result.
    """

    node_id: str
    kind: Kind
    trigger: Trigger = "none"
    seconds: int = 0
    on: int | None = None
    repeats: int = 0
    code: str = ""
    key: Term = field(default_factory=Term)
    host: str = ""
    interrupts: bool = True
    inputs: tuple[tuple[str, Term], ...] = ()
    outputs: tuple[tuple[str, Term], ...] = ()
    is_job: bool = False
    listens: bool = False
    results: tuple[tuple[str, int], ...] = ()
    fails_when: Condition | None = None
    inner: Graph | None = None
    calls: str = ""
    passes_down: bool = False
    passes_up: bool = False
    multi: Multi | None = None

    @property
    def is_activity(self) -> bool:
        """Whether boundary events may stand on it."""
        return self.kind in {"user", "work", "receive", "sub", "call"}


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow."""

    source: str
    target: str
    condition: Condition | None = None
    is_default: bool = False

    @property
    def flow_id(self) -> str:
        """Its id in the file."""
        return f"{self.source}_to_{self.target}"


@dataclass(slots=True)
class Graph:
    """The nodes and flows of a process or a sub-process."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    @property
    def start(self) -> Node:
        """The start event."""
        return next(node for node in self.nodes.values() if node.kind == "start")

    def leaving(self, node_id: str) -> list[Flow]:
        """The flows that leave a node, in the order of the file."""
        return [flow for flow in self.flows if flow.source == node_id]

    def entering(self, node_id: str) -> list[Flow]:
        """The flows that enter a node."""
        return [flow for flow in self.flows if flow.target == node_id]

    def boundaries(self, host: str) -> list[Node]:
        """The boundary events of an activity."""
        return [node for node in self.nodes.values() if node.host == host]

    def everywhere(self) -> Iterator[Node]:
        """All nodes, those of sub-processes too."""
        for node in self.nodes.values():
            yield node
            if node.inner is not None:
                yield from node.inner.everywhere()


@dataclass(slots=True)
class Model:
    """A process, those it calls by their ids, and the variables it starts with.

    ``may_stick`` tells that a token may wait for ever, as BPMN has it.
    """

    processes: dict[str, Graph]
    variables: dict[str, Any]
    may_stick: bool = False

    @property
    def main(self) -> Graph:
        """The process that is started."""
        return self.processes["main"]

    def nodes(self) -> dict[str, Node]:
        """All nodes of all processes by id."""
        return {node.node_id: node for graph in self.processes.values() for node in graph.everywhere()}
