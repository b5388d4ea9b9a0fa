"""Rules about what one element says: expressions, timers, messages, codes, repetitions, mappings."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service import feel
from service.core.errors import sentence
from service.engine.document import BPMN, ZEEBE, bpmn_children, extension, extensions, local_name
from service.engine.elements import LOOP_AS_LIST
from service.engine.extension import read_event, referenced
from service.engine.lint_rules import found
from service.engine.timers import TimerUnreadable, due_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from service.engine.findings import Finding

_TARGET = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*){0,9}")
_SAMPLE_NOW = datetime(2024, 1, 1, tzinfo=UTC)
_KINDS = {
    "message": sentence("message"),
    "signal": sentence("signal"),
    "error": sentence("error"),
    "escalation": sentence("escalation"),
}
THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})

_BOOLEAN, _LIST = frozenset({"boolean"}), frozenset({"list"})
_NUMBER, _TEXT = frozenset({"number"}), frozenset({"string"})
_MOMENT = frozenset({"date", "date and time", "string"})
_DURATION = frozenset({"days and time duration", "years and months duration", "string"})
_NAMES = frozenset({"list", "string"})
_ANY: frozenset[str] = frozenset()

# Every attribute that may hold FEEL: extension path → attribute → the kinds of value that it takes (none: any).
_PROPERTIES: tuple[tuple[str, dict[str, frozenset[str]]], ...] = (
    ("zeebe:assignmentDefinition", {"assignee": _TEXT, "candidateGroups": _NAMES, "candidateUsers": _NAMES}),
    ("zeebe:taskSchedule", {"dueDate": _MOMENT, "followUpDate": _MOMENT}),
    ("zeebe:priorityDefinition", {"priority": _NUMBER}),
    ("zeebe:taskDefinition", {"type": _TEXT, "retries": _NUMBER | _TEXT}),
    ("zeebe:calledElement", {"processId": _TEXT}),
    ("zeebe:calledDecision", {"decisionId": _TEXT}),
    ("zeebe:ioMapping/zeebe:input", {"source": _ANY}),
    ("zeebe:ioMapping/zeebe:output", {"source": _ANY}),
)
_TIMERS = {"timeDate": _MOMENT, "timeDuration": _DURATION, "timeCycle": _TEXT}

_KINDS_OF_VALUE = {
    "boolean": sentence("yes or no"),
    "number": sentence("a number"),
    "string": sentence("text"),
    "list": sentence("a list"),
    "context": sentence("a context"),
    "range": sentence("a range"),
    "function": sentence("a function"),
    "date": sentence("a date"),
    "time": sentence("a time of day"),
    "date and time": sentence("a date with time"),
    "days and time duration": sentence("a duration"),
    "years and months duration": sentence("a duration"),
    "null": sentence("null, whatever its variables,"),
}


def lint_details(node: etree._Element) -> list[Finding]:
    """Return the findings about one element the table allows."""
    broken = list(_expressions(node))
    findings = [*broken, *_references(node), *_mappings(node), *_loop(node), *_asks(node)]
    if not findings:  # the event can be read only when its expressions and references hold
        findings += _event(node)
    return findings


def _expressions(node: etree._Element) -> Iterator[Finding]:
    for text, wanted in texts(node):
        if text and feel.is_expression(text):
            yield from _expression(node, text, wanted)


def texts(node: etree._Element) -> Iterator[tuple[str | None, frozenset[str]]]:
    """Yield every text of an element that may be FEEL, with the kinds of value it takes (none: any)."""
    for path, properties in _PROPERTIES:
        for item in extensions(node, path):
            yield from ((item.get(name), wanted) for name, wanted in properties.items())
    for timer in node.iterfind(f"{BPMN}timerEventDefinition/*"):
        yield timer.text, _TIMERS.get(local_name(timer), _ANY)
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
    if loop is not None:
        yield loop.get("inputCollection"), _LIST
        yield loop.get("outputElement"), _ANY
    message = _referenced_by(node, "message")
    signal = _referenced_by(node, "signal")
    yield from ((named.get("name"), _TEXT) for named in (message, signal) if named is not None)
    subscription = None if message is None else extension(message, "subscription")
    if subscription is not None:
        yield subscription.get("correlationKey"), _ANY


def lint_condition(flow: etree._Element) -> Iterator[Finding]:
    """Yield the findings about what a sequence flow asks for."""
    condition = flow.find(f"{BPMN}conditionExpression")
    if condition is not None and condition.text:
        yield from _expression(flow, condition.text, _BOOLEAN)


def _expression(node: etree._Element, text: str, wanted: frozenset[str]) -> Iterator[Finding]:
    text = text.strip()
    try:
        kind = feel.parse(text.removeprefix("=").strip()).kind
    except feel.FeelError as fault:
        yield found("feel-syntax", node, text=text, reason=fault)
        return
    if wanted and kind is not None and kind not in wanted:
        needed = _KINDS_OF_VALUE[min(wanted)]
        yield found("feel-kind", node, text=text, kind=_KINDS_OF_VALUE[kind], wanted=needed)


def _references(node: etree._Element) -> Iterator[Finding]:
    for holder in (node, *bpmn_children(node)):
        for kind, called in _KINDS.items():
            reference = holder.get(f"{kind}Ref")
            if reference and referenced(holder, f"{kind}Ref") is None:
                yield found("reference-dangling", node, kind=called, reference=reference)


def _referenced_by(node: etree._Element, kind: str) -> etree._Element | None:
    """Return the message or signal that an element or its event definition refers to."""
    for holder in (node, *node.iterchildren(f"{BPMN}{kind}EventDefinition")):
        if holder.get(f"{kind}Ref"):
            return referenced(holder, f"{kind}Ref")
    return None


def _mappings(node: etree._Element) -> Iterator[Finding]:
    for item in (*extensions(node, "zeebe:ioMapping/zeebe:input"), *extensions(node, "zeebe:ioMapping/zeebe:output")):
        target = item.get("target", "")
        if not _TARGET.fullmatch(target):
            yield found("mapping-target", node, target=target)


def _loop(node: etree._Element) -> Iterator[Finding]:
    if node.find(f"{BPMN}standardLoopCharacteristics") is not None:
        yield found("loop-unknown", node, reason=LOOP_AS_LIST)
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return
    zeebe = loop.find(f"{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
    if zeebe is None or not zeebe.get("inputCollection"):
        yield found("loop-unknown", node, reason=sentence("it names no input collection"))
    elif not feel.is_expression(zeebe.get("inputCollection") or ""):
        yield found("loop-unknown", node, reason=sentence("its input collection is no expression"))
    if loop.find(f"{BPMN}completionCondition") is not None:
        yield found("loop-unknown", node, reason=sentence("a completion condition is not supported"))


def _asks(node: etree._Element) -> Iterator[Finding]:
    """What an activity must name to do anything."""
    tag = local_name(node)
    if tag == "callActivity":
        called = extension(node, "calledElement")
        if called is None or not called.get("processId"):
            yield found("called-missing", node)
    if tag in {"serviceTask", "sendTask", "businessRuleTask"}:
        task = extension(node, "taskDefinition")
        decision = extension(node, "calledDecision")
        named = (task is not None and task.get("type")) or (decision is not None and decision.get("decisionId"))
        if not named and not (tag == "sendTask" and node.get("messageRef")):
            yield found("operation-missing", node)
    if tag == "userTask":
        form = extension(node, "formDefinition")
        if form is None or not form.get("formId"):
            yield found("form-none", node)


def _event(node: etree._Element) -> Iterator[Finding]:
    event = read_event(node)
    tag = local_name(node)
    if tag == "startEvent" and event.name is not None and not event.name.is_literal:
        yield found("name-expression", node)
    if event.kind == "timer":
        yield from _timer(node)
    elif event.kind == "message":
        yield from _message_event(node, tag)
    elif event.kind == "signal" and event.name is None:
        yield found("signal-name", node)
    elif event.kind in {"error", "escalation"} and tag in THROWING and not event.code:
        yield found("code-missing", node, kind=_KINDS[event.kind])
    elif tag == "receiveTask":
        yield found("message-name", node)


def _message_event(node: etree._Element, tag: str) -> Iterator[Finding]:
    event = read_event(node)
    if event.name is None and extension(node, "taskDefinition") is None:
        yield found("message-name", node)
    elif tag not in THROWING | {"startEvent"} and event.correlation_key is None:
        yield found("message-key", node, message=event.name.text if event.name else "")


def _timer(node: etree._Element) -> Iterator[Finding]:
    event = read_event(node)
    is_boundary = local_name(node) == "boundaryEvent"
    if event.timer_kind == "timeCycle" and not (is_boundary and node.get("cancelActivity") == "false"):
        yield found("timer-cycle", node)
    elif event.value is None:
        yield found("timer-missing", node)
    elif event.value.is_literal:
        try:
            due_at(event, event.value.text, _SAMPLE_NOW)
        except TimerUnreadable as fault:
            yield found("timer-unreadable", node, reason=fault.said)
