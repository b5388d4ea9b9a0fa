"""The BPMN files of a model."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support import bpmn
from tests.support.play import MONDAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.models.graph import Graph, Model, Node, Trigger

TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "work": "serviceTask",
    "rule": "businessRuleTask",
    "task": "task",
    "receive": "receiveTask",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "event_based": "eventBasedGateway",
    "sub": "subProcess",
    "call": "callActivity",
    "boundary": "boundaryEvent",
}


def files(model: Model) -> list[bytes]:
    """Return one file per process, the main one first."""
    return [_file(process_id, graph) for process_id, graph in model.processes.items()]


def _file(process_id: str, graph: Graph) -> bytes:
    nodes = list(graph.everywhere())
    roots = {f"{kind} {node.code}": make(node.code) for kind, make in _CODES for node in nodes if _names(node, kind)}
    messages = [bpmn.message(node.node_id, node.key.text) for node in nodes if node.trigger == "message"]
    return bpmn.diagram(process_id, *_elements(graph), roots=(*roots.values(), *messages))


_CODES = (("error", bpmn.error), ("escalation", bpmn.escalation), ("signal", bpmn.signal))


def _names(node: Node, kind: str) -> bool:
    return node.trigger == kind and bool(node.code)


def _elements(graph: Graph) -> list[str]:
    nodes = [_element(graph, node) for node in graph.nodes.values()]
    return [*nodes, *(bpmn.flow(f.source, f.target, f.condition.text if f.condition else "") for f in graph.flows)]


def _element(graph: Graph, node: Node) -> str:
    attributes = {"messageRef": f"message_{node.node_id}"} if node.kind == "receive" else {}
    if node.kind == "boundary":
        attributes = {"attachedToRef": node.host, "cancelActivity": str(node.interrupts).lower()}
    default = next((flow.flow_id for flow in graph.leaving(node.node_id) if flow.is_default), None)
    if default:
        attributes["default"] = default
    inner = [_event(node), _multi(node), *(_elements(node.inner) if node.inner else ())]
    return bpmn.node(TAGS[node.kind], node.node_id, *inner, extensions=_extensions(node), **attributes)


def _event(node: Node) -> str:
    if node.kind == "receive":
        return ""
    return _EVENTS[node.trigger](node)


def _timer(node: Node) -> str:
    if node.repeats:
        return bpmn.timer(f"R{node.repeats if node.repeats > 0 else ''}/PT{node.seconds}S", "timeCycle")
    if node.on is None:
        return bpmn.timer(f"PT{node.seconds}S")
    return bpmn.timer((MONDAY + timedelta(seconds=node.on)).isoformat(), "timeDate")


_EVENTS: dict[Trigger, Callable[[Node], str]] = {
    "none": lambda _: "",
    "message": lambda node: bpmn.by_message(node.node_id),
    "signal": lambda node: bpmn.by_signal(node.code),
    "timer": _timer,
    "error": lambda node: bpmn.by_error(node.code),
    "escalation": lambda node: bpmn.by_escalation(node.code),
    "terminate": lambda _: bpmn.by_terminate(),
}


def _multi(node: Node) -> str:
    multi = node.multi
    if multi is None:
        return ""
    collects = f'outputCollection="{multi.collects}" outputElement="{multi.element.text}"' if multi.collects else ""
    return bpmn.multi(f"= {multi.items}", multi.item, sequential=multi.is_sequential, more=collects)


def _extensions(node: Node) -> str:
    inputs = {target: source.text for target, source in node.inputs}
    outputs = {target: source.text for target, source in node.outputs}
    return _own(node) + bpmn.io(inputs, outputs)


def _own(node: Node) -> str:
    match node.kind:
        case "user":
            listener = f'<zeebe:taskListener eventType="completing" type="{node.node_id}"/>'
            return f"<zeebe:userTask/><zeebe:taskListeners>{listener if node.listens else ''}</zeebe:taskListeners>"
        case "rule":
            return f'<zeebe:calledDecision decisionId="{node.node_id}" resultVariable="{node.results[0][0]}"/>'
        case "work":
            return f'<zeebe:taskDefinition type="{node.node_id}"/>'
        case "call":
            down, up = str(node.passes_down).lower(), str(node.passes_up).lower()
            return (
                f'<zeebe:calledElement processId="{node.calls}" propagateAllParentVariables="{down}" '
                f'propagateAllChildVariables="{up}"/>'
            )
    return ""


def readable(model: Model) -> str:
    """The files with an element a line, to be printed or saved."""
    return "\n\n".join(file.decode().replace("<bpmn:", "\n<bpmn:") for file in files(model))
