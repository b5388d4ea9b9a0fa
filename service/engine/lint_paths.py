"""Rules about the ways that tokens can take through a scope: what none reaches, joins that wait for ever, circles."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING, TypeAlias

from service.engine.document import local_name
from service.engine.lint_rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree

    from service.engine.findings import Finding

    Nodes: TypeAlias = "Mapping[str, etree._Element]"  # noqa: SLF001 -- lxml's name for its public type
    Ways: TypeAlias = "Mapping[str, Sequence[str]]"

EMPTY = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "task", "manualTask"})
"""Elements at which no token rests and nothing changes that a condition could see."""
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
    entering = Counter(target for targets in ways.values() for target in targets)
    joins = [key for key, node in nodes.items() if local_name(node) == "inclusiveGateway" and entering[key] > 1]
    for place, first in enumerate(joins):
        for second in joins[place + 1 :]:
            held = (
                _entries(first, second, ways[second], {second}, ways),
                _entries(second, first, ways[first], {first}, ways),
            )
            if all(held) and _both_held(nodes, ways, (first, second), held):
                yield found("joins-mutual", nodes[first], other=second)


def _both_held(nodes: Nodes, ways: Ways, joins: tuple[str, str], held: tuple[set[str], set[str]]) -> bool:
    """Return whether two tokens made at one element can come to the joins by flows other than the held ones."""
    pairs = (pair for key in nodes for pair in _pairs_made(nodes, key, ways))
    return any(
        all(
            _entries(join, source, [target], set(joins), ways) - behind
            for join, behind, (source, target) in zip(joins, held, pair, strict=True)
        )
        for pair in pairs
    )


def _pairs_made(nodes: Nodes, key: str, ways: Ways) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield the pairs of ways by which two tokens can leave an element at once, as (element, target)."""
    leaving = [(key, target) for target in ways[key]]
    if local_name(nodes[key]) in PARTING:
        yield from permutations(leaving, 2)
    if nodes[key].get("attachedToRef") and nodes[key].get("cancelActivity") == "false":
        host = nodes[key].get("attachedToRef", "")
        beside = [(host, target) for target in ways.get(host, []) if target != key]
        for own in leaving:
            yield from ((own, other) for other in (*beside, own))
            yield from ((other, own) for other in beside)


def _entries(join: str, source: str, targets: Sequence[str], without: set[str], ways: Ways) -> set[str]:
    """Return the elements from which a token that leaves ``source`` for one of the targets can enter a join.

    It passes neither the join nor an element of ``without``.
    """
    entries = {source} if join in targets else set()
    reached: set[str] = set()
    ahead = [target for target in targets if target != join and target not in without]
    while ahead:
        here = ahead.pop()
        if here in reached:
            continue
        reached.add(here)
        entries.update({here} if join in ways[here] else ())
        ahead += [target for target in ways[here] if target != join and target not in without]
    return entries


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
            ahead += ways[here]
    return reached
