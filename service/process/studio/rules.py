"""A diagram in words: its steps in the order of the flow, for a reader without the picture."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.engine.document import BPMN, bpmn_children, local_name, parse_document
from service.engine.extension import read_properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

TASKS = ("userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "task")
ICONS = {
    "userTask": "person",
    "manualTask": "person",
    "serviceTask": "flow",
    "sendTask": "mail",
    "receiveTask": "mail",
    "businessRuleTask": "vote",
    "callActivity": "folder",
    "subProcess": "folder",
    "exclusiveGateway": "fork",
    "inclusiveGateway": "fork",
    "eventBasedGateway": "fork",
    "boundaryEvent": "clock",
    "intermediateCatchEvent": "clock",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the outline: ``kind`` is its BPMN tag, ``lane`` who does it, ``depth`` 1 on a branch beside the flow."""

    element_id: str
    kind: str
    name: str
    lane: str = ""
    depth: int = 0
    called: str = ""

    @property
    def icon(self) -> str:
        """The icon that stands for its kind."""
        return ICONS.get(self.kind, "right")


def outline(xml: bytes, language: str = "vi") -> tuple[Line, ...]:
    """Return the named steps of a diagram in the order of its flow; raises ``DocumentRefused``."""
    root = parse_document(xml)
    lines: list[Line] = []
    for process in root.iterfind(f"{BPMN}process"):
        lanes = _lanes(process, language)
        lines += [replace(line, lane=lanes.get(line.element_id, "")) for line in _steps(process, language)]
    return tuple(lines)


def _steps(scope: etree._Element, language: str) -> Iterator[Line]:
    nodes = {node.get("id", ""): node for node in bpmn_children(scope) if node.get("id")}
    for node_id, depth in _in_flow_order(nodes):
        node = nodes[node_id]
        kind = local_name(node)
        name = label(node, language)
        if not name or (kind not in TASKS and kind not in ICONS and not kind.endswith("Event")):
            continue
        yield Line(node_id, kind, name, depth=depth, called=_called(node))
        if kind == "subProcess":
            yield from (replace(line, depth=1) for line in _steps(node, language))


def _in_flow_order(nodes: Mapping[str, etree._Element]) -> Iterator[tuple[str, int]]:
    """Yield each node once with its depth: the flow from its starts; after a step, what its boundary events lead to."""
    targets: dict[str, list[str]] = {}
    attached: dict[str, list[str]] = {}
    for node_id, node in nodes.items():
        if local_name(node) == "sequenceFlow":
            targets.setdefault(node.get("sourceRef", ""), []).append(node.get("targetRef", ""))
        elif node.get("attachedToRef"):
            attached.setdefault(node.get("attachedToRef", ""), []).append(node_id)
    main = set(_reached([item for item, node in nodes.items() if local_name(node) == "startEvent"], targets))
    seen: set[str] = set()
    for node_id in _reached([item for item, node in nodes.items() if local_name(node) == "startEvent"], targets):
        seen.add(node_id)
        yield node_id, 0
        for beside in _reached(attached.get(node_id, []), targets):
            if beside not in main and beside not in seen:
                seen.add(beside)
                yield beside, 1
    yield from ((node_id, 0) for node_id, node in nodes.items() if node_id not in seen and _is_step(node))


def _is_step(node: etree._Element) -> bool:
    return local_name(node) not in ("sequenceFlow", "laneSet", "textAnnotation", "association", "group")


def _reached(starts: list[str], targets: Mapping[str, list[str]]) -> list[str]:
    found = dict.fromkeys(starts)
    waiting = deque(starts)
    while waiting:
        for target in targets.get(waiting.popleft(), []):
            if target not in found:
                found[target] = None
                waiting.append(target)
    return list(found)


def label(node: etree._Element, language: str) -> str:
    """Return an element's name: the artefact's own, or ``label_en`` beside it for an English reader."""
    name = node.get("name", "")
    english = read_properties(node).get("label_en", "") if language == "en" else ""
    return " ".join((english or name).split())


def _lanes(process: etree._Element, language: str) -> dict[str, str]:
    return {
        (reference.text or "").strip(): label(lane, language)
        for lane in process.iterfind(f"{BPMN}laneSet/{BPMN}lane")
        for reference in lane.iterfind(f"{BPMN}flowNodeRef")
    }


def _called(node: etree._Element) -> str:
    for element in node.iter():
        if isinstance(element.tag, str) and local_name(element) == "calledElement":
            process_id = element.get("processId", "")
            return "" if process_id.startswith("=") else process_id
    return ""
