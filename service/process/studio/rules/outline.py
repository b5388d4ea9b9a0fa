"""A diagram in words: its steps in the order of the flow, for a reader without the picture."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.engine.document import BPMN, ZEEBE, bpmn_children, extension, local_name, parse_document
from service.engine.extension import read_properties
from service.process.studio.rules.kinds import EVENTS, ICONS, TASKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_NAMING = (("calledElement", "processId"), ("formDefinition", "formId"), ("calledDecision", "decisionId"))
_SHOWN = frozenset({*TASKS, *EVENTS, *ICONS})


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the outline: ``kind`` is its BPMN tag, ``lane`` who does it, ``depth`` 1 inside a sub-process.

    ``beside`` are the ways that leave the step by its boundary events, each a row of steps.
    """

    element_id: str
    kind: str
    name: str
    lane: str = ""
    depth: int = 0
    called: str = ""
    beside: tuple[tuple[Line, ...], ...] = ()

    @property
    def icon(self) -> str:
        """The icon that stands for its kind."""
        return ICONS.get(self.kind, "right")


Naming = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Used:
    """The processes, forms and decisions a diagram names: id → the steps that name it."""

    processes: Naming
    forms: Naming
    decisions: Naming


def outline(xml: bytes, language: str = "vi") -> tuple[Line, ...]:
    """Return the named steps of a diagram in the order of its flow; raises ``DocumentRefused``."""
    root = parse_document(xml)
    lanes = {element_id: label(lane, language) for element_id, lane in lanes_of(root).items()}
    return tuple(
        replace(line, lane=lanes.get(line.element_id, ""))
        for process in root.iterfind(f"{BPMN}process")
        for line in _steps(process, language)
    )


def used_by_diagram(xml: bytes, language: str = "vi") -> Used:
    """Return what a diagram names outright, not by an expression; raises ``DocumentRefused``."""
    root = parse_document(xml)
    return Used(*(_named(root, tag, attribute, language) for tag, attribute in _NAMING))


def label(node: etree._Element, language: str) -> str:
    """Return an element's name: the artefact's own, or ``label_en`` beside it for an English reader."""
    name = node.get("name", "")
    english = read_properties(node).get("label_en", "") if language == "en" else ""
    return " ".join((english or name).split())


def lanes_of(root: etree._Element) -> dict[str, etree._Element]:
    """Return element id → the lane it stands in."""
    return {
        (reference.text or "").strip(): lane
        for lane in root.iter(f"{BPMN}lane")
        for reference in lane.iterfind(f"{BPMN}flowNodeRef")
    }


def _steps(scope: etree._Element, language: str) -> Iterator[Line]:
    nodes = {node.get("id", ""): node for node in bpmn_children(scope) if node.get("id")}
    targets: dict[str, list[str]] = {}
    attached: dict[str, list[str]] = {}
    for node_id, node in nodes.items():
        if local_name(node) == "sequenceFlow":
            targets.setdefault(node.get("sourceRef", ""), []).append(node.get("targetRef", ""))
        elif node.get("attachedToRef"):
            attached.setdefault(node.get("attachedToRef", ""), []).append(node_id)
    main = _reached([item for item, node in nodes.items() if local_name(node) == "startEvent"], targets)
    seen = set(main)
    for node_id in main:
        ways = [_way(event, targets, seen) for event in attached.get(node_id, [])]
        beside = tuple(filter(None, (tuple(_lines(way, nodes, language)) for way in ways)))
        yield from _step(nodes.get(node_id), language, beside)
    for node_id, node in nodes.items():
        if node_id not in seen:
            yield from _step(node, language, ())


def _step(node: etree._Element | None, language: str, beside: tuple[tuple[Line, ...], ...]) -> Iterator[Line]:
    if node is None:
        return
    yield from (
        replace(line, beside=beside) for line in _lines([node.get("id", "")], {node.get("id", ""): node}, language)
    )
    if local_name(node) == "subProcess":
        yield from (replace(line, depth=1) for line in _steps(node, language))


def _lines(node_ids: list[str], nodes: Mapping[str, etree._Element], language: str) -> Iterator[Line]:
    """Yield those nodes that have a name and are steps, events or decisions."""
    for node_id in node_ids:
        node = nodes.get(node_id)
        if node is None or local_name(node) not in _SHOWN:
            continue
        if name := label(node, language):
            yield Line(node_id, local_name(node), name, called=_called(node))


def _way(event: str, targets: Mapping[str, list[str]], seen: set[str]) -> list[str]:
    """Return what a boundary event leads to, itself first, up to where the main flow or another way begins."""
    way = [node_id for node_id in _reached([event], targets) if node_id not in seen]
    seen.update(way)
    return way


def _reached(starts: list[str], targets: Mapping[str, list[str]]) -> list[str]:
    found = dict.fromkeys(starts)
    waiting = deque(starts)
    while waiting:
        for target in targets.get(waiting.popleft(), []):
            if target not in found:
                found[target] = None
                waiting.append(target)
    return list(found)


def _named(root: etree._Element, tag: str, attribute: str, language: str) -> Naming:
    found: dict[str, tuple[str, ...]] = {}
    for element in root.iter(f"{ZEEBE}{tag}"):
        named = element.get(attribute, "")
        step = next(element.iterancestors(*(f"{BPMN}{kind}" for kind in _SHOWN)), None)
        if named and not named.startswith("=") and step is not None:
            found[named] = (*found.get(named, ()), label(step, language))
    return found


def _called(node: etree._Element) -> str:
    called = extension(node, "calledElement")
    process_id = "" if called is None else called.get("processId", "")
    return "" if process_id.startswith("=") else process_id
