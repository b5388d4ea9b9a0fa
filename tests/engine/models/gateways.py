"""Which flows a token takes, and when a joining gateway lets one through."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.models.graph import Flow, Graph, Node
    from tests.engine.models.places import Scope, Token


def chosen_flows(token: Token) -> list[Flow]:
    """The flows a token takes: all, or those of a choosing gateway whose conditions hold, else the default."""
    flows = token.scope.graph.leaving(token.node.node_id)
    if token.node.kind not in {"exclusive", "inclusive"} or len(flows) == 1:
        return flows
    seen = token.sees()
    true = [flow for flow in flows if flow.condition is not None and flow.condition.holds(seen)]
    if token.node.kind == "exclusive":
        true = true[:1]
    return true or [flow for flow in flows if flow.is_default]


def held_at(scope: Scope, node: Node) -> dict[str, Token]:
    """The tokens that wait at a join, the oldest of each incoming flow."""
    held = [token for token in scope.tokens if token.node is node and token.is_held]
    return {token.came_by: token for token in reversed(held)}


def parallel_is_complete(scope: Scope, node: Node) -> bool:
    """A parallel join fires when every incoming flow has a token."""
    return set(held_at(scope, node)) == {flow.flow_id for flow in scope.graph.entering(node.node_id)}


def inclusive_is_complete(scope: Scope, node: Node) -> bool:
    """BPMN 2.0.2, 13.4.3: an inclusive join fires when a token is there and none can still come on an empty flow.

    A token that can reach an empty incoming flow does not count where it can reach a filled one too. No path leads
    through the join itself.
    """
    held = held_at(scope, node)
    if not held:
        return False
    filled: set[str] = set()
    empty: set[str] = set()
    for flow in scope.graph.entering(node.node_id):
        (filled if flow.flow_id in held else empty).update(_behind(scope.graph, node, flow.source))
    elsewhere = {token.node.node_id for token in scope.tokens if token.node is not node}
    return not elsewhere & (empty - filled)


def _behind(graph: Graph, join: Node, source: str) -> set[str]:
    """The nodes from which a node can be reached past the join, over boundary events too."""
    found: set[str] = set()
    ahead = [source]
    while ahead:
        here = ahead.pop()
        if here not in found and here != join.node_id:
            found.add(here)
            ahead += [flow.source for flow in graph.entering(here)]
            ahead += [graph.nodes[here].host] if graph.nodes[here].host else []
    return found
