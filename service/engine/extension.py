"""Reads an element's XML, its ``zeebe:`` extensions above all, into an ``Element``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.engine.definition import Assignment, Element, EventDefinition, IoMapping, Loop, TaskDefinition
from service.engine.document import BPMN, ZEEBE, bpmn_children, extension, extensions, local_name
from service.engine.expressions import Value, compile_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml import etree

ELEMENT_TYPES = {
    "startEvent": "START_EVENT",
    "endEvent": "END_EVENT",
    "intermediateCatchEvent": "INTERMEDIATE_CATCH_EVENT",
    "intermediateThrowEvent": "INTERMEDIATE_THROW_EVENT",
    "boundaryEvent": "BOUNDARY_EVENT",
    "task": "TASK",
    "manualTask": "MANUAL_TASK",
    "userTask": "USER_TASK",
    "serviceTask": "SERVICE_TASK",
    "sendTask": "SEND_TASK",
    "receiveTask": "RECEIVE_TASK",
    "businessRuleTask": "BUSINESS_RULE_TASK",
    "callActivity": "CALL_ACTIVITY",
    "subProcess": "SUB_PROCESS",
    "exclusiveGateway": "EXCLUSIVE_GATEWAY",
    "parallelGateway": "PARALLEL_GATEWAY",
    "inclusiveGateway": "INCLUSIVE_GATEWAY",
    "eventBasedGateway": "EVENT_BASED_GATEWAY",
}

TIMER_KINDS = ("timeDate", "timeDuration", "timeCycle")


def read_element(node: etree._Element) -> Element:
    """Read one flow node; the linter has seen it, so that references hold. Raises ``feel.FeelError``."""
    called = extension(node, "calledElement")
    decision = extension(node, "calledDecision")
    form = extension(node, "formDefinition")
    return Element(
        element_id=node.get("id", ""),
        element_type=ELEMENT_TYPES[local_name(node)],
        name=node.get("name", ""),
        event=read_event(node),
        form_id=None if form is None else form.get("formId"),
        assignment=_assignment(node) if local_name(node) == "userTask" else None,
        task_definition=_task_definition(node),
        headers={
            header.get("key", ""): header.get("value", "")
            for header in extensions(node, "zeebe:taskHeaders/zeebe:header")
        },
        called_process=None if called is None else compile_value(called.get("processId")),
        propagates_parent=called is None or called.get("propagateAllParentVariables", "true") == "true",
        propagates_child=called is None or called.get("propagateAllChildVariables", "true") == "true",
        decision_id=None if decision is None else compile_value(decision.get("decisionId")),
        result_variable="result" if decision is None else decision.get("resultVariable", "result"),
        inputs=_mappings(node, "zeebe:ioMapping/zeebe:input"),
        outputs=_mappings(node, "zeebe:ioMapping/zeebe:output"),
        listeners=_completing_listeners(node),
        properties=read_properties(node),
        loop=_loop(node),
        cancels_activity=node.get("cancelActivity", "true") == "true",
    )


def read_properties(node: etree._Element) -> dict[str, str]:
    """Return the ``zeebe:properties`` of an element, ``label_en`` among them."""
    found = extensions(node, "zeebe:properties/zeebe:property")
    return {item.get("name", ""): item.get("value", "") for item in found}


def read_event(node: etree._Element) -> EventDefinition:
    """Read the event definition of an event, or the message of a send or receive task."""
    if node.get("messageRef"):
        return _message(node)
    for child in bpmn_children(node):
        kind = local_name(child).removesuffix("EventDefinition")
        if kind != local_name(child) and kind in _EVENT_READERS:
            return _EVENT_READERS[kind](child)
    return EventDefinition()


def referenced(node: etree._Element, reference: str) -> etree._Element | None:
    """Return the root element that a ``…Ref`` attribute names."""
    wanted = node.get(reference)
    if not wanted:
        return None
    root = node.getroottree().getroot()
    tag = f"{BPMN}{reference.removesuffix('Ref')}"
    return next((item for item in root.iterchildren(tag) if item.get("id") == wanted), None)


def _referenced(node: etree._Element, reference: str, attribute: str) -> str | None:
    target = referenced(node, reference)
    return None if target is None else target.get(attribute) or None


def _message(node: etree._Element) -> EventDefinition:
    message = referenced(node, "messageRef")
    subscription = None if message is None else extension(message, "subscription")
    return EventDefinition(
        kind="message",
        name=None if message is None else compile_value(message.get("name")),
        correlation_key=None if subscription is None else compile_value(subscription.get("correlationKey")),
    )


def _signal(node: etree._Element) -> EventDefinition:
    return EventDefinition(kind="signal", name=compile_value(_referenced(node, "signalRef", "name")))


def _timer(node: etree._Element) -> EventDefinition:
    for kind in TIMER_KINDS:
        found = node.find(f"{BPMN}{kind}")
        if found is not None:
            return EventDefinition(kind="timer", value=compile_value(found.text), timer_kind=kind)
    return EventDefinition(kind="timer")


def _task_definition(node: etree._Element) -> TaskDefinition | None:
    found = extension(node, "taskDefinition")
    operation = None if found is None else compile_value(found.get("type"))
    if found is None or operation is None:
        return None
    return TaskDefinition(operation=operation, retries=compile_value(found.get("retries")))


def _assignment(node: etree._Element) -> Assignment:
    def attribute(name: str, key: str) -> Value | None:
        found = extension(node, name)
        return None if found is None else compile_value(found.get(key))

    return Assignment(
        assignee=attribute("assignmentDefinition", "assignee"),
        candidate_groups=attribute("assignmentDefinition", "candidateGroups"),
        candidate_users=attribute("assignmentDefinition", "candidateUsers"),
        due_date=attribute("taskSchedule", "dueDate"),
        follow_up_date=attribute("taskSchedule", "followUpDate"),
        priority=attribute("priorityDefinition", "priority"),
    )


def _mappings(node: etree._Element, path: str) -> tuple[IoMapping, ...]:
    found = []
    for item in extensions(node, path):
        source = compile_value(item.get("source"))
        if source is not None:
            found.append(IoMapping(source=source, target=item.get("target", "")))
    return tuple(found)


def _completing_listeners(node: etree._Element) -> tuple[str, ...]:
    found = extensions(node, "zeebe:taskListeners/zeebe:taskListener")
    return tuple(item.get("type", "") for item in found if item.get("eventType") == "completing")


def _loop(node: etree._Element) -> Loop | None:
    found = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if found is None:
        return None
    zeebe: Any = found.find(f"{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
    collection = compile_value(zeebe.get("inputCollection"))
    if collection is None:
        return None
    return Loop(
        is_sequential=found.get("isSequential") == "true",
        collection=collection,
        item=zeebe.get("inputElement"),
        output_collection=zeebe.get("outputCollection"),
        output_element=compile_value(zeebe.get("outputElement")),
    )


_EVENT_READERS: Mapping[str, Callable[[etree._Element], EventDefinition]] = {
    "message": _message,
    "signal": _signal,
    "timer": _timer,
    "error": lambda node: EventDefinition(kind="error", code=_referenced(node, "errorRef", "errorCode")),
    "escalation": lambda node: EventDefinition(
        kind="escalation", code=_referenced(node, "escalationRef", "escalationCode")
    ),
    "terminate": lambda _: EventDefinition(kind="terminate"),
}
