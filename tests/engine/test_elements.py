"""Every row of the table of elements holds: what it calls supported runs, what it calls refused is refused by name."""

from __future__ import annotations

import pytest

from service import engine
from service.engine.elements import DOCUMENTATION, EVENT_KINDS, EVENTS, FLOW_NODES, MARKERS, TABLE, Row, find_row
from tests.support import bpmn

ROOTS = (
    bpmn.message("news", "= place"),
    bpmn.signal("storm"),
    bpmn.error("LATE"),
    bpmn.escalation("HELP"),
)
DEFINITIONS = {
    "none": "",
    "message": bpmn.by_message("news"),
    "signal": bpmn.by_signal("storm"),
    "timer": bpmn.timer("P1D"),
    "error": bpmn.by_error("LATE"),
    "escalation": bpmn.by_escalation("HELP"),
    "terminate": bpmn.by_terminate(),
}
"""The event definitions as a diagram has them; the others are refused whatever they hold."""

OWN = {
    "userTask": '<zeebe:formDefinition formId="f"/>',
    "serviceTask": '<zeebe:taskDefinition type="work"/>',
    "sendTask": '<zeebe:taskDefinition type="send"/>',
    "businessRuleTask": '<zeebe:calledDecision decisionId="d" resultVariable="r"/>',
    "callActivity": '<zeebe:calledElement processId="p"/>',
}


def definition(event: str) -> str:
    return DEFINITIONS.get(event, f'<bpmn:{event}EventDefinition id="x_{event}"/>')


def sample(row: Row) -> bytes:
    """A process with the element of a row as ``x``, where the row says that it stands."""
    builders = {"startEvent": of_start, "boundaryEvent": of_boundary, "endEvent": of_end}
    parts = builders.get(row.tag, of_node)(row)
    return bpmn.diagram("sample", *parts, roots=ROOTS)


def of_start(row: Row) -> tuple[str, ...]:
    event = bpmn.node("startEvent", "x", definition(row.event))
    if row.position != "sub-process":
        return event, bpmn.end(), bpmn.flow("x", "end")
    inside = bpmn.sub_process("inside", event, bpmn.end("inner_end"), bpmn.flow("x", "inner_end"))
    return bpmn.start(), inside, bpmn.end(), bpmn.path("start", "inside", "end")


def of_end(row: Row) -> tuple[str, ...]:
    return bpmn.start(), bpmn.node("endEvent", "x", definition(row.event)), bpmn.flow("start", "x")


def of_boundary(row: Row) -> tuple[str, ...]:
    interrupts = row.position != "non-interrupting"
    host = bpmn.sub_process("host", bpmn.start("s"), bpmn.end("e"), bpmn.flow("s", "e"))
    event = bpmn.boundary("x", "host", definition(row.event), interrupts=interrupts)
    ends = (bpmn.end(), bpmn.end("late"), bpmn.flow("x", "late"))
    return bpmn.start(), host, event, *ends, bpmn.path("start", "host", "end")


def of_node(row: Row) -> tuple[str, ...]:
    inner, attributes = definition(row.event), {}
    if row.tag == "subProcess":
        inner = bpmn.start("s") + bpmn.end("e") + bpmn.flow("s", "e")
        attributes = {"triggeredByEvent": "true"} if row.event == "event" else {}
    if row.tag == "receiveTask":
        attributes = {"messageRef": "message_news"}
    if row.tag == "eventBasedGateway":
        return of_event_gateway()
    node = bpmn.node(row.tag, "x", inner, extensions=OWN.get(row.tag, ""), **attributes)
    return bpmn.start(), node, bpmn.end(), bpmn.path("start", "x", "end")


def of_event_gateway() -> tuple[str, ...]:
    catching = [bpmn.node("intermediateCatchEvent", each, definition(each)) for each in ("message", "timer")]
    flows = [bpmn.path("x", each, "end") for each in ("message", "timer")]
    return bpmn.start(), bpmn.node("eventBasedGateway", "x"), *catching, bpmn.end(), bpmn.flow("start", "x"), *flows


def name_of(row: Row) -> str:
    return f"{row.tag} {row.event} {row.position}"


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_a_row_says_what_the_check_says(row: Row) -> None:
    errors = [each for each in engine.lint(sample(row)) if each.severity == "error"]
    refused = {each.element_id for each in errors if each.rule_id == "element-not-supported"}
    if row.verdict == "supported":
        assert errors == []
    else:
        assert refused == {"x"}


def test_every_combination_of_an_event_has_a_row() -> None:
    positions = {"startEvent": ("process", "sub-process"), "boundaryEvent": ("interrupting", "non-interrupting")}
    lacking = [
        (tag, event, position)
        for tag in EVENTS
        for event in EVENT_KINDS
        for position in positions.get(tag, ("process",))
        if find_row(tag, event, position) is None
    ]
    assert lacking == []


def test_every_element_of_bpmn_that_stands_in_a_process_is_decided() -> None:
    flow_nodes = {
        *("userTask", "manualTask", "task", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask"),
        *("callActivity", "subProcess", "transaction", "adHocSubProcess"),
        *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"),
        *EVENTS,
    }
    assert flow_nodes == FLOW_NODES
    assert {"dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation", "association", "group"} <= (
        DOCUMENTATION
    )
    assert set(MARKERS) == {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}
