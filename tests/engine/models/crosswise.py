"""Diagrams without blocks: layers of nodes, joined crosswise, so that joins are tried where no fork matches them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tests.engine.models.chances import condition, one_in
from tests.engine.models.graph import Condition, Flow, Term

if TYPE_CHECKING:
    from tests.engine.models.blocks import Blocks
    from tests.engine.models.graph import Graph, Kind

FORKS: tuple[Kind, ...] = ("inclusive", "inclusive", "exclusive", "parallel")
CELLS: tuple[Kind, ...] = ("user", "inclusive", "inclusive", "task", "exclusive", "catch")


def fill_crosswise(blocks: Blocks, graph: Graph, start: str) -> bool:
    """Fill a graph behind its start event; true when a token may wait for ever.

    It may at a parallel join, and at two inclusive joins on a way back, each of which the other could still reach.
    """
    chance = blocks.chance
    layers = [[_cell(blocks, graph, chance.choice(FORKS))]]
    blocks.join(graph, start, layers[0][0])
    for _ in range(2 + chance.randrange(2)):
        layers.append([_cell(blocks, graph, chance.choice(CELLS)) for _ in range(2 + chance.randrange(2))])
        layers[-1].append(_cell(blocks, graph, chance.choice(FORKS)))
    last = _cell(blocks, graph, "inclusive")
    layers.append([last])
    for upper, lower in pairwise(layers):
        _cross(blocks, graph, upper, lower)
    asked = blocks.add(graph, "user")
    blocks.join(graph, last, asked, blocks.add(graph, "end"))
    has_way_back = one_in(chance, 2)
    if has_way_back:
        _back(blocks, graph, layers)
    _choose(blocks, graph)
    return has_way_back or any(
        node.kind == "parallel" and len(graph.entering(node.node_id)) > 1 for node in graph.nodes.values()
    )


def _cell(blocks: Blocks, graph: Graph, kind: Kind) -> str:
    if kind == "catch":
        return blocks.waiting(graph, blocks.chance.choice(["timer", "message"]))
    return blocks.add(graph, kind)


def _cross(blocks: Blocks, graph: Graph, upper: list[str], lower: list[str]) -> None:
    """Every node leads to one below, gateways to several; the last above, a gateway, to those none leads to."""
    reached: set[str] = set()
    for source in upper:
        is_gateway = graph.nodes[source].kind in FORKS
        count = 1 + (blocks.chance.randrange(2) if is_gateway else 0)
        targets = {blocks.chance.choice(lower) for _ in range(count)}
        if source == upper[-1]:
            targets |= set(lower) - reached
        reached |= targets
        graph.flows += [Flow(source, target) for target in lower if target in targets]
        if graph.nodes[source].kind == "user" and one_in(blocks.chance, 2):
            _leave_by_boundary(blocks, graph, source, blocks.chance.choice(lower))


def _leave_by_boundary(blocks: Blocks, graph: Graph, host: str, target: str) -> None:
    details = blocks.chance.choice(({"trigger": "timer", "seconds": blocks.seconds()}, {"trigger": "message"}))
    interrupts = not one_in(blocks.chance, 3)
    blocks.join(graph, blocks.add(graph, "boundary", host=host, interrupts=interrupts, **details), target)


def _back(blocks: Blocks, graph: Graph, layers: list[list[str]]) -> None:
    """A way back from a lower gateway to a higher node; it leads over a user task, so that it cannot spin."""
    source, target = layers[-2][-1], blocks.chance.choice(layers[blocks.chance.randrange(len(layers) - 2)])
    again = f"again_{source}"
    ask = blocks.add(graph, "user", outputs=((again, Term(again)),))
    if graph.nodes[source].kind != "parallel":
        graph.flows.append(Flow(source, ask, Condition(again, "=", 1)))
        blocks.join(graph, ask, target)
    else:
        del graph.nodes[ask]


def _choose(blocks: Blocks, graph: Graph) -> None:
    """Give the flows of choosing gateways their conditions; the first is the default."""
    for node in graph.nodes.values():
        flows = graph.leaving(node.node_id)
        if node.kind not in {"exclusive", "inclusive"} or len(flows) == 1:
            continue
        for number, flow in enumerate(flows):
            asks = flow.condition or (condition(blocks.chance) if number else None)
            graph.flows[graph.flows.index(flow)] = Flow(flow.source, flow.target, asks, is_default=number == 0)
