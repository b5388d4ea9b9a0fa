"""Rules about sequence flows, gateways and reachability inside one process or sub-process."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from service.engine.document import BPMN, bpmn_children, local_name
from service.engine.elements import FLOW_NODES
from service.engine.lint_paths import lint_paths
from service.engine.lint_rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from service.engine.findings import Finding

CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
GATEWAYS = CHOOSING | {"parallelGateway", "eventBasedGateway"}
HOSTS = frozenset(
    {"userTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "callActivity", "subProcess"}
)


_REFERENCES = ("messageRef", "signalRef")


def lint_flows(scope: etree._Element) -> list[Finding]:
    """Return the findings about one scope's flows."""
    nodes = {n.get("id", ""): n for n in bpmn_children(scope) if local_name(n) in FLOW_NODES}
    joined, findings = [], []
    for flow in scope.iterchildren(f"{BPMN}sequenceFlow"):
        if flow.get("sourceRef") in nodes and flow.get("targetRef") in nodes:
            joined.append(flow)
        else:
            findings.append(found("flow-dangling", flow))
    outgoing: dict[str, list[etree._Element]] = {}
    for flow in joined:
        outgoing.setdefault(flow.get("sourceRef", ""), []).append(flow)
    findings += _ends(scope, nodes)
    for element_id, node in nodes.items():
        findings += _node(node, outgoing.get(element_id, []))
        findings += _host(node, nodes)
    findings += _event_gateways(nodes, joined)
    findings += lint_paths(nodes, outgoing)
    return findings


def _ends(scope: etree._Element, nodes: dict[str, etree._Element]) -> Iterator[Finding]:
    if not nodes:
        yield found("start-missing", scope)
        return
    starts = [node for node in nodes.values() if local_name(node) == "startEvent"]
    plain = [
        node for node in starts if not any(local_name(child).endswith("Definition") for child in bpmn_children(node))
    ]
    if not starts:
        yield found("start-missing", scope)
    if len(plain) > 1 or (local_name(scope) == "subProcess" and len(starts) > 1):
        yield found("start-several", scope)
    yield from _same_starts(starts)
    if not any(local_name(node) == "endEvent" for node in nodes.values()):
        yield found("end-missing", scope)


def _same_starts(starts: list[etree._Element]) -> Iterator[Finding]:
    """Find start events that wait for the same: which of them began would be chance."""
    seen = set()
    for start in starts:
        awaited = next((ref for item in bpmn_children(start) for ref in map(item.get, _REFERENCES) if ref), None)
        if awaited in seen:
            yield found("start-same", start)
        elif awaited is not None:
            seen.add(awaited)


def _node(node: etree._Element, flows: list[etree._Element]) -> Iterator[Finding]:
    tag = local_name(node)
    if len(flows) > 1 and tag not in GATEWAYS:
        yield found("several-flows", node)
    if not flows and tag != "endEvent":
        yield found("dead-end", node)
    if tag in CHOOSING:
        yield from _choice(node, flows)
        return
    for flow in flows:
        if flow.find(f"{BPMN}conditionExpression") is not None:
            yield found("flow-condition", flow)


def _choice(gateway: etree._Element, flows: list[etree._Element]) -> Iterator[Finding]:
    default = gateway.get("default")
    if default and default not in {flow.get("id") for flow in flows}:
        yield found("default-unknown", gateway, flow=default)
    if len(flows) <= 1:
        return
    if not default:
        yield found("default-missing", gateway)
    for flow in flows:
        condition = flow.find(f"{BPMN}conditionExpression")
        if flow.get("id") != default and (condition is None or not (condition.text or "").strip()):
            yield found("condition-missing", flow, gateway=gateway.get("id"))


def _host(node: etree._Element, nodes: dict[str, etree._Element]) -> Iterator[Finding]:
    if local_name(node) != "boundaryEvent":
        return
    host = nodes.get(node.get("attachedToRef", ""))
    if host is None or local_name(host) not in HOSTS:
        yield found("boundary-host", node)


def _event_gateways(nodes: dict[str, etree._Element], flows: list[etree._Element]) -> Iterator[Finding]:
    entering = Counter(flow.get("targetRef") for flow in flows)
    for flow in flows:
        gateway = nodes[flow.get("sourceRef", "")]
        if local_name(gateway) != "eventBasedGateway":
            continue
        target = nodes[flow.get("targetRef", "")]
        if local_name(target) not in {"intermediateCatchEvent", "receiveTask"}:
            yield found("event-gateway-target", target, gateway=gateway.get("id"))
        elif entering[target.get("id")] > 1:
            yield found("event-gateway-shared", target, gateway=gateway.get("id"))
