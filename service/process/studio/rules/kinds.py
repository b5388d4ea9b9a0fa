"""What the kinds of element are called, and the icon that stands for each."""

from __future__ import annotations

from service.core.errors import sentence

TASKS = ("userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "task")
EVENTS = ("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent")
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")

KINDS = {
    "userTask": sentence("User task"),
    "manualTask": sentence("Manual task"),
    "serviceTask": sentence("Service task"),
    "sendTask": sentence("Send task"),
    "receiveTask": sentence("Receive task"),
    "businessRuleTask": sentence("Business rule task"),
    "task": sentence("Task"),
    "callActivity": sentence("Call activity"),
    "subProcess": sentence("Sub-process"),
    "exclusiveGateway": sentence("Exclusive gateway"),
    "inclusiveGateway": sentence("Inclusive gateway"),
    "parallelGateway": sentence("Parallel gateway"),
    "eventBasedGateway": sentence("Event-based gateway"),
    "startEvent": sentence("Start event"),
    "intermediateCatchEvent": sentence("Intermediate catch event"),
    "intermediateThrowEvent": sentence("Intermediate throw event"),
    "boundaryEvent": sentence("Boundary event"),
    "endEvent": sentence("End event"),
    "sequenceFlow": sentence("Sequence flow"),
    "lane": sentence("Lane"),
    "participant": sentence("Pool"),
    "process": sentence("Process"),
    "textAnnotation": sentence("Text annotation"),
}
"""BPMN tag → msgid of its name; what stands here is compared between versions."""

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
