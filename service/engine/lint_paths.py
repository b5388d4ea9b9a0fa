"""Rules about the ways that tokens can take through a scope: what none reaches, joins that wait for ever, circles."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from service.engine.document import local_name
from service.engine.lint_rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree

    from service.engine.findings import Finding

    Nodes: TypeAlias = "Mapping[str, etree._Element]"  # noqa: SLF001 -- lxml's name for its public type
    Ways: TypeAlias = "Mapping[str, Sequence[str]]"
    Targets: TypeAlias = "Mapping[str, set[str]]"

EMPTY = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "task", "manualTask"})
"""Elements at which no token rests and nothing changes that a condition could see."""
MOST_JOINS = 10
"""Of more inclusive joins in one scope only these are compared; a look at all pairs would keep everybody waiting."""
PARTING = frozenset({"parallelGateway", "inclusiveGateway"})


def lint_paths(nodes: Nodes, outgoing: Mapping[str, Sequence[etree._Element]]) -> Iterator[Finding]:
    """Yield the findings about one scope, whose flows all join two of its nodes."""
    ways = {key: [flow.get("targetRef", "") for flow in outgoing.get(key, [])] for key in nodes}
    for key, node in nodes.items():
        if node.get("attachedToRef") in ways:
            ways[node.get("attachedToRef", "")].append(key)
    yield from _unreachable(nodes, ways)
    yield from _joins(nodes, ways)
    yield from _mutual_joins(nodes, ways)
    yield from _circles(nodes, ways)


def _unreachable(nodes: Nodes, ways: Ways) -> Iterator[Finding]:
    starts = {key for key, node in nodes.items() if local_name(node) == "startEvent"}
    reached = starts.union(*(_reached(key, ways) for key in starts))
    for key, node in nodes.items():
        if key not in reached:
            yield found("unreachable", node)


def _joins(nodes: Nodes, ways: Ways) -> Iterator[Finding]:
    """Find parallel joins to which no two tokens can come: no element that makes two leads to it by two of its ways."""
    entering = Counter(target for targets in ways.values() for target in targets)
    joins = [key for key, node in nodes.items() if local_name(node) == "parallelGateway" and entering[key] > 1]
    reach = {key: _reached(key, ways) for key in nodes} if joins else {}
    for key in joins:
        if not any(_doubles(nodes, parting, key, ways, reach) for parting in nodes):
            yield found("join-never", nodes[key])


def _doubles(nodes: Nodes, parting: str, join: str, ways: Ways, reach: Mapping[str, set[str]]) -> bool:
    """Return whether an element can bring two tokens to a join."""
    node = nodes[parting]
    if node.get("attachedToRef") and node.get("cancelActivity") == "false":
        return join in reach[parting]  # it may fire again and again, and its host goes on
    if local_name(node) not in PARTING:
        return False
    return sum(join == target or join in reach[target] for target in ways[parting]) > 1


def _mutual_joins(nodes: Nodes, ways: Ways) -> Iterator[Finding]:
    """Find two inclusive joins on one circle at which two tokens can wait, each for the other to come by."""
    ahead = {key: set(targets) for key, targets in ways.items()}
    back = {key: {other for other in ahead if key in ahead[other]} for key in ahead}
    joins = [key for key, node in nodes.items() if local_name(node) == "inclusiveGateway" and len(back[key]) > 1]
    for first, second in combinations(joins[:MOST_JOINS], 2):
        leading = _unheld(first, second, ahead, back), _unheld(second, first, ahead, back)
        if all(leading) and any(_brings_both(nodes, key, *leading) for key in nodes):
            yield found("joins-mutual", nodes[first], other=second)


def _unheld(join: str, other: str, ahead: Targets, back: Targets) -> Targets:
    """Return the ways to a join that end with a flow on which no token from the other can come: element → targets.

    There are none when a token from the other comes on no flow, so that it holds nobody back.
    """
    held = back[join] & _spread({other}, ahead, {join})
    leading = _spread(back[join] - held, back, {join, other}) if held else set()
    ways = {key: targets & leading for key, targets in ahead.items()}
    for key in back[join] - held if held else ():
        ways[key].add(join)
    return {key: targets for key, targets in ways.items() if targets}


def _spread(starts: set[str], ahead: Targets, without: set[str]) -> set[str]:
    """Return the elements themselves and all that can be reached from them without the others."""
    reached: set[str] = set()
    edge = starts - without
    while edge:
        reached |= edge
        edge = set[str]().union(*(ahead[key] for key in edge)) - reached - without
    return reached


def _brings_both(nodes: Nodes, key: str, first: Targets, second: Targets) -> bool:
    """Return whether two tokens can leave an element at once, one on a way of the first kind and one of the second."""
    node = nodes[key]
    own = first.get(key, set()), second.get(key, set())
    if local_name(node) in PARTING:
        return all(own) and len(own[0] | own[1]) > 1
    if not node.get("attachedToRef") or node.get("cancelActivity") != "false":
        return False
    host = node.get("attachedToRef", "")
    beside = first.get(host, set()) - {key}, second.get(host, set()) - {key}
    return any(all(pair) for pair in (own, (own[0], beside[1]), (beside[0], own[1])))


def _circles(nodes: Nodes, ways: Ways) -> Iterator[Finding]:
    """Find circles of empty elements, one finding for each: their conditions would be the same every time."""
    passing = {
        key: [target for target in ways[key] if local_name(nodes[target]) in EMPTY]
        for key, node in nodes.items()
        if local_name(node) in EMPTY
    }
    reach = {key: _reached(key, passing) for key in passing}
    told: set[str] = set()
    for key in passing:
        if key in reach[key] and key not in told:
            told.update(other for other in reach[key] if key in reach[other])
            yield found("circle-without-wait", nodes[key])


def _reached(key: str, ways: Ways) -> set[str]:
    """Return what can be reached from an element, itself only by a circle."""
    reached: set[str] = set()
    ahead = list(ways[key])
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += set(ways[here]) - reached
    return reached
