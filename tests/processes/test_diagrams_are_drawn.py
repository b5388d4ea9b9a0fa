"""Every diagram can be read by people and by the engine: all is drawn, nothing crosses, every reference holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DIAGRAMS = sorted((ROOT / "workflows" / "bpmn").glob("*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

TASKS = ("userTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess")
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
FLOW_NODES = TASKS + GATEWAYS + EVENTS
CONNECTIONS = ("sequenceFlow", "messageFlow")
REFERENCES = (
    "messageRef",
    "errorRef",
    "escalationRef",
    "signalRef",
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "default",
)
MOST_SYLLABLES = 6
LISTENERS = {"reply": {"reply.record", "finding_reply.record"}} | {
    form: {f"{form}.record", "cycle_step.record"}
    for form in ("action_note", "check_result", "decision_record", "head_decision", "minutes")
}
"""Form → what records its answers, where that is not ``<form>.record`` alone: these forms serve cases and cycles."""

Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def contains(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def is_entered_by(self, segment: Segment) -> bool:
        (x1, y1), (x2, y2) = segment
        return self.overlaps(Box(min(x1, x2), min(y1, y2), max(x1, x2) + 0.1, max(y1, y2) + 0.1))


@dataclass(frozen=True)
class Drawing:
    root: etree._Element
    elements: dict[str, etree._Element]
    boxes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)

    def of(self, *kinds: str) -> Iterator[etree._Element]:
        for kind in kinds:
            yield from self.root.iter(BPMN + kind)

    def containers(self, element_id: str) -> set[str]:
        """The sub-processes an element lies in, and the host of a boundary event: they may overlap it."""
        element = self.elements[element_id]
        holders = {str(a.get("id")) for a in element.iterancestors(BPMN + "subProcess")}
        host = element.get("attachedToRef")
        return holders | {host} if host else holders

    def ends(self, line_id: str) -> tuple[str, str]:
        flow = self.elements[line_id]
        return str(flow.get("sourceRef")), str(flow.get("targetRef"))

    def segments(self, line_id: str) -> list[Segment]:
        return list(pairwise(self.lines.get(line_id, [])))


def box(bounds: etree._Element) -> Box:
    x, y, width, height = (float(bounds.get(name, "nan")) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


def read(path: Path) -> Drawing:
    root = etree.parse(str(path)).getroot()
    elements = {str(e.get("id")): e for e in root.iter(etree.Element) if e.get("id") and str(e.tag).startswith(BPMN)}
    drawing = Drawing(root, elements)
    for shape in root.iter(BPMNDI + "BPMNShape", BPMNDI + "BPMNEdge"):
        element_id = str(shape.get("bpmnElement"))
        bounds = shape.find(DC + "Bounds")
        label = shape.find(f"{BPMNDI}BPMNLabel/{DC}Bounds")
        if bounds is not None:
            drawing.boxes[element_id] = box(bounds)
        if label is not None:
            drawing.labels[element_id] = box(label)
        points = [(float(p.get("x", "nan")), float(p.get("y", "nan"))) for p in shape.iter(DI + "waypoint")]
        if points:
            drawing.lines[element_id] = points
    return drawing


@pytest.fixture(params=DIAGRAMS, ids=lambda path: path.stem)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return read(request.param)


def ids(elements: Iterator[etree._Element]) -> set[str]:
    return {str(element.get("id")) for element in elements}


# ── What is drawn ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_element_has_its_place_in_the_drawing(drawing: Drawing) -> None:
    assert ids(drawing.of(*FLOW_NODES, "participant", "lane")) == set(drawing.boxes)
    assert ids(drawing.of(*CONNECTIONS)) == set(drawing.lines)


def test_no_two_flow_nodes_overlap(drawing: Drawing) -> None:
    nodes = sorted(ids(drawing.of(*FLOW_NODES)))
    overlapping = [
        (a, b)
        for a, b in combinations(nodes, 2)
        if a not in drawing.containers(b)
        and b not in drawing.containers(a)
        and drawing.boxes[a].overlaps(drawing.boxes[b])
    ]
    assert overlapping == []


def test_a_boundary_event_sits_on_the_edge_of_its_host(drawing: Drawing) -> None:
    for event in drawing.of("boundaryEvent"):
        own, host = drawing.boxes[str(event.get("id"))], drawing.boxes[str(event.get("attachedToRef"))]
        assert own.overlaps(host), event.get("id")
        assert not host.contains(own), event.get("id")


def test_every_line_runs_level_or_upright(drawing: Drawing) -> None:
    slanted = [line for line in drawing.lines for (x1, y1), (x2, y2) in drawing.segments(line) if x1 != x2 and y1 != y2]
    assert slanted == []


def test_every_line_begins_and_ends_at_what_it_connects(drawing: Drawing) -> None:
    for line, points in drawing.lines.items():
        for element_id, (x, y) in zip(drawing.ends(line), (points[0], points[-1]), strict=True):
            near = Box(x - 1, y - 1, x + 1, y + 1)
            assert drawing.boxes[element_id].overlaps(near), f"{line} misses {element_id}"


def test_no_line_runs_through_a_node_it_does_not_connect(drawing: Drawing) -> None:
    faults = []
    for line in drawing.lines:
        ends = drawing.ends(line)
        own = set(ends).union(*(drawing.containers(end) for end in ends if end in drawing.elements))
        others = ids(drawing.of(*FLOW_NODES)) - own
        faults += [
            (line, node)
            for node in sorted(others)
            if any(drawing.boxes[node].is_entered_by(segment) for segment in drawing.segments(line))
        ]
    assert faults == []


def meet(first: Segment, second: Segment) -> bool:
    """Whether two level or upright segments have a point in common."""
    a, b = (Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)) for (x1, y1), (x2, y2) in (first, second))
    return a.left <= b.right and b.left <= a.right and a.top <= b.bottom and b.top <= a.bottom


def cross(first: Segment, second: Segment) -> bool:
    """Whether one of two segments goes on beyond the other on both sides."""
    if (first[0][0] == first[1][0]) == (second[0][0] == second[1][0]):
        return False
    level, upright = (first, second) if first[0][1] == first[1][1] else (second, first)
    x, y = upright[0][0], level[0][1]
    return min(level[0][0], level[1][0]) < x < max(level[0][0], level[1][0]) and (
        min(upright[0][1], upright[1][1]) < y < max(upright[0][1], upright[1][1])
    )


def test_no_two_lines_cross_and_only_lines_of_one_end_join(drawing: Drawing) -> None:
    faults = []
    for a, b in combinations(sorted(drawing.lines), 2):
        share = set(drawing.ends(a)) & set(drawing.ends(b))
        clash = cross if share else meet
        if any(clash(first, second) for first in drawing.segments(a) for second in drawing.segments(b)):
            faults.append((a, b))
    assert faults == []


def test_no_label_hides_a_line_a_node_or_another_label(drawing: Drawing) -> None:
    nodes = ids(drawing.of(*TASKS, *EVENTS)) - ids(drawing.of("subProcess"))
    faults = [
        (one, other)
        for one, label in drawing.labels.items()
        for other in drawing.boxes.keys() | drawing.lines.keys()
        if (other in nodes and label.overlaps(drawing.boxes[other]))
        or (other != one and other in drawing.labels and label.overlaps(drawing.labels[other]))
        or any(label.is_entered_by(segment) for segment in drawing.segments(other))
    ]
    assert faults == []


def test_lanes_hold_what_they_list_and_list_all_there_is(drawing: Drawing) -> None:
    listed: Counter[str] = Counter()
    for lane in drawing.of("lane"):
        for reference in lane.iterchildren(BPMN + "flowNodeRef"):
            node = str(reference.text)
            listed[node] += 1
            seat = str(drawing.elements[node].get("attachedToRef") or node)
            assert drawing.boxes[str(lane.get("id"))].contains(drawing.boxes[seat]), node
    top_level = {str(node.get("id")) for process in drawing.of("process") for node in process.iterchildren()} & ids(
        drawing.of(*FLOW_NODES)
    )
    assert listed == Counter(top_level)


# ── What is written ─────────────────────────────────────────────────────────────────────────────────────────────


def test_ids_are_unique_and_references_hold(drawing: Drawing) -> None:
    counted = Counter(e.get("id") for e in drawing.root.iter(etree.Element) if e.get("id"))
    assert [element_id for element_id, times in counted.items() if times > 1] == []
    for element in drawing.root.iter(etree.Element):
        for name in REFERENCES:
            assert element.get(name) is None or element.get(name) in drawing.elements, (element.get("id"), name)


def test_every_step_has_a_short_name(drawing: Drawing) -> None:
    for task in drawing.of(*TASKS):
        assert 1 <= len(str(task.get("name", "")).split()) <= MOST_SYLLABLES, task.get("id")


def test_every_event_and_gateway_with_a_name_has_room_for_it(drawing: Drawing) -> None:
    named = {str(e.get("id")) for e in drawing.of(*EVENTS, *GATEWAYS, "sequenceFlow", "messageFlow") if e.get("name")}
    assert named == set(drawing.labels)


def test_every_name_stands_in_english_too(drawing: Drawing) -> None:
    for element in drawing.of(*FLOW_NODES, "process", "participant", "lane", *CONNECTIONS):
        if element.get("name"):
            english = element.find(f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property[@name='label_en']")
            assert english is not None, element.get("id")
            assert english.get("value"), element.get("id")


def extension(element: etree._Element, tag: str) -> etree._Element:
    found = element.find(f"{BPMN}extensionElements/{ZEEBE}{tag}")
    assert found is not None, f"{element.get('id')} has no {tag}"
    return found


def test_every_user_task_has_its_form_people_and_day(drawing: Drawing) -> None:
    for task in drawing.of("userTask"):
        extension(task, "userTask")
        form_id = extension(task, "formDefinition").get("formId")
        assert (ROOT / "forms" / f"{form_id}.form").is_file(), form_id
        assignment = extension(task, "assignmentDefinition")
        assert assignment.get("candidateGroups") or assignment.get("assignee"), task.get("id")
        assert str(extension(task, "taskSchedule").get("dueDate", "")).startswith("= "), task.get("id")
        listener = extension(task, "taskListeners")[0]
        assert listener.get("eventType") == "completing"
        assert listener.get("type") in LISTENERS.get(str(form_id), {f"{form_id}.record"}), task.get("id")


def test_every_other_task_says_what_it_does(drawing: Drawing) -> None:
    for task in drawing.of("serviceTask"):
        assert extension(task, "taskDefinition").get("type"), task.get("id")
    for task in drawing.of("businessRuleTask"):
        assert extension(task, "calledDecision").get("decisionId"), task.get("id")
    for call in drawing.of("callActivity"):
        called = extension(call, "calledElement")
        assert (ROOT / "workflows" / "bpmn" / f"{called.get('processId')}.bpmn").is_file(), call.get("id")
        assert called.get("propagateAllChildVariables") == called.get("propagateAllParentVariables") == "false"


def test_a_reminder_names_the_step_it_hangs_on(drawing: Drawing) -> None:
    for task in drawing.of("serviceTask"):
        if extension(task, "taskDefinition").get("type") in {"reminder.send", "reminder.escalate"}:
            header = extension(task, "taskHeaders").find(f"{ZEEBE}header[@key='step']")
            incoming = drawing.elements[str(task.findtext(BPMN + "incoming"))]
            timer = drawing.elements[str(incoming.get("sourceRef"))]
            assert header is not None
            assert header.get("value") == timer.get("attachedToRef")
            assert timer.get("cancelActivity") == "false"


def test_every_choice_has_conditions_and_a_way_for_the_rest(drawing: Drawing) -> None:
    for gateway in drawing.of("exclusiveGateway"):
        leaving = [drawing.elements[str(flow.text)] for flow in gateway.iterchildren(BPMN + "outgoing")]
        if len(leaving) > 1:
            unconditional = [f.get("id") for f in leaving if f.find(BPMN + "conditionExpression") is None]
            assert unconditional == [gateway.get("default")], gateway.get("id")


def test_every_node_is_reached_and_leads_to_an_end(drawing: Drawing) -> None:
    for node in drawing.of(*FLOW_NODES):
        kind = etree.QName(node).localname
        arriving, leaving = node.find(BPMN + "incoming"), node.find(BPMN + "outgoing")
        assert (arriving is None) == (kind in {"startEvent", "boundaryEvent"}), node.get("id")
        assert (leaving is None) == (kind == "endEvent"), node.get("id")
