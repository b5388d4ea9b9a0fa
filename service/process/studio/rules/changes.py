"""What differs between two versions of a diagram, element by element, in words a process owner uses.

Only what runs or is read is compared: never the drawing, never the ids that a modeler makes up for inner parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lxml import etree

from service.core.errors import sentence
from service.engine.document import BPMN, local_name, parse_document
from service.engine.extension import referenced
from service.process.studio.rules.kinds import KINDS
from service.process.studio.rules.outline import label, lanes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["added", "removed", "changed"]
Place = tuple[str, str, str]
"""Where a fact stands: tag, attribute (empty for the text), and the key that tells its like apart."""

Fact = tuple[str, str]
"""What is compared, and what is shown for it: a reference is compared by id and shown by name."""

_NAME: Place = ("", "name", "")
_TAG: Place = ("", "tag", "")
_FROM: Place = ("sequenceFlow", "sourceRef", "")
_TO: Place = ("sequenceFlow", "targetRef", "")
_LANE: Place = ("lane", "name", "")

_WORDS: Mapping[tuple[str, str], str] = {
    ("", "name"): sentence("Name"),
    ("", "tag"): sentence("Kind"),
    ("", "default"): sentence("Default flow"),
    ("", "attachedToRef"): sentence("Stands at"),
    ("", "cancelActivity"): sentence("Interrupts the step"),
    ("", "isExecutable"): sentence("Executable"),
    ("", "modelerTemplate"): sentence("Element template"),
    ("", "modelerTemplateVersion"): sentence("Version of the element template"),
    ("sequenceFlow", "sourceRef"): sentence("From"),
    ("sequenceFlow", "targetRef"): sentence("To"),
    ("lane", "name"): sentence("Lane"),
    ("conditionExpression", ""): sentence("Condition"),
    ("documentation", ""): sentence("Documentation"),
    ("formDefinition", "formId"): sentence("Form"),
    ("assignmentDefinition", "assignee"): sentence("Assignee"),
    ("assignmentDefinition", "candidateGroups"): sentence("Candidate groups"),
    ("assignmentDefinition", "candidateUsers"): sentence("Candidate users"),
    ("taskSchedule", "dueDate"): sentence("Due date"),
    ("taskSchedule", "followUpDate"): sentence("Follow-up date"),
    ("priorityDefinition", "priority"): sentence("Priority"),
    ("taskDefinition", "type"): sentence("Operation"),
    ("taskDefinition", "retries"): sentence("Retries"),
    ("calledElement", "processId"): sentence("Called process"),
    ("calledDecision", "decisionId"): sentence("Called decision"),
    ("calledDecision", "resultVariable"): sentence("Result variable"),
    ("timeDate", ""): sentence("Time"),
    ("timeDuration", ""): sentence("Duration"),
    ("timeCycle", ""): sentence("Cycle"),
    ("message", "name"): sentence("Message"),
    ("subscription", "correlationKey"): sentence("Correlation key"),
    ("error", "name"): sentence("Error"),
    ("escalation", "name"): sentence("Escalation"),
    ("error", "errorCode"): sentence("Error code"),
    ("escalation", "escalationCode"): sentence("Escalation code"),
    ("timerEventDefinition", ""): sentence("Event: timer"),
    ("messageEventDefinition", ""): sentence("Event: message"),
    ("errorEventDefinition", ""): sentence("Event: error"),
    ("escalationEventDefinition", ""): sentence("Event: escalation"),
    ("terminateEventDefinition", ""): sentence("Event: ends everything"),
    ("userTask", ""): sentence("Done in the task list"),
    ("loopCharacteristics", "inputCollection"): sentence("One for each of"),
    ("loopCharacteristics", "inputElement"): sentence("Each one is called"),
    ("calledElement", "propagateAllParentVariables"): sentence("Hands all variables in"),
    ("calledElement", "propagateAllChildVariables"): sentence("Hands all variables back"),
    ("multiInstanceLoopCharacteristics", "isSequential"): sentence("One after the other"),
    ("text", ""): sentence("Text"),
    ("header", "value"): sentence("Header %(key)s"),
    ("input", "source"): sentence("Input %(key)s"),
    ("output", "source"): sentence("Output %(key)s"),
    ("property", "value"): sentence("Property %(key)s"),
    ("taskListener", "type"): sentence("Listener %(key)s"),
}
_OTHER = sentence("%(tag)s %(attribute)s %(key)s")
_KEYS = {"header": "key", "input": "target", "output": "target", "property": "name", "taskListener": "eventType"}
_NOTHING: Fact = ("", "")
_REFERENCES = {"messageRef", "errorRef", "escalationRef"}
_ENDS = {"sourceRef": _FROM, "targetRef": _TO}
_UNREAD_ATTRIBUTES = frozenset({"id", "processRef", "modelerTemplateIcon", "type@xsi", *_REFERENCES, *_ENDS})
_UNREAD_TAGS = frozenset({"incoming", "outgoing", "flowNodeRef", "laneSet", "ioSpecification", "association"})
_LISTS = frozenset(
    {"ioMapping", "properties", "taskHeaders", "taskListeners", "executionListeners", "extensionElements"}
)
"""Tags that say nothing but what stands in them: a modeler leaves them behind empty."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting of an element before and after; ``template`` with ``parameters`` is what it is called."""

    template: str
    parameters: Mapping[str, str]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One element that was added, removed or changed; ``follows`` names the steps an added one comes after."""

    kind: Kind
    element_id: str
    tag: str
    name: str
    follows: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Described:
    tag: str
    name: str
    facts: Mapping[Place, Fact]
    ends: tuple[str, str] = ("", "")
    follows: tuple[str, ...] = field(default=())


def changes(before: bytes | None, after: bytes, language: str = "vi") -> tuple[Change, ...]:
    """Return what an owner would notice, in the order of the new diagram, what was removed at the end.

    A flow that comes or goes with the step at its end is not told by itself. Raises ``DocumentRefused``.
    """
    old = {} if before is None else _described(parse_document(before), language)
    new = _described(parse_document(after), language)
    added = new.keys() - old.keys()
    removed = old.keys() - new.keys()
    found = [_change(item, old.get(item), one, added | removed) for item, one in new.items()]
    found += [
        Change("removed", item, one.tag, one.name) for item, one in old.items() if _stands_alone(item, one, removed)
    ]
    return tuple(change for change in found if change is not None)


def _change(
    element_id: str, old: _Described | None, new: _Described, unstable: frozenset[str] | set[str]
) -> Change | None:
    if old is None:
        if not _stands_alone(element_id, new, unstable):
            return None
        return Change("added", element_id, new.tag, new.name, new.follows, tuple(_differences({}, new.facts)))
    moved = {place for place, end in zip((_FROM, _TO), new.ends, strict=True) if end in unstable}
    moved |= {place for place, end in zip((_FROM, _TO), old.ends, strict=True) if end in unstable}
    differences = tuple(item for place, item in _differing(old.facts, new.facts) if place not in moved)
    return Change("changed", element_id, new.tag, new.name, (), differences) if differences else None


def _stands_alone(element_id: str, one: _Described, unstable: frozenset[str] | set[str]) -> bool:
    """Whether the coming or going of an element is news by itself."""
    return element_id in unstable and not any(end in unstable for end in one.ends)


def _differences(old: Mapping[Place, Fact], new: Mapping[Place, Fact]) -> Iterator[Difference]:
    return (item for place, item in _differing(old, new) if place not in (_NAME, _TAG, _FROM, _TO))


def _differing(old: Mapping[Place, Fact], new: Mapping[Place, Fact]) -> Iterator[tuple[Place, Difference]]:
    for place in {**old, **new}:
        (identity, before), (other, after) = old.get(place, _NOTHING), new.get(place, _NOTHING)
        if identity == other:
            continue
        tag, attribute, key = place
        template = _WORDS.get((tag, attribute), _OTHER)
        parameters = {"tag": tag, "attribute": attribute, "key": key}
        yield place, Difference(template, parameters, before, after)


def _described(root: etree._Element, language: str) -> dict[str, _Described]:
    nodes = {node.get("id", ""): node for node in root.iter(*(f"{BPMN}{tag}" for tag in KINDS)) if node.get("id")}
    lanes = lanes_of(root)
    flows = [node for node in nodes.values() if local_name(node) == "sequenceFlow"]
    names = {node_id: _name(node, nodes, language) for node_id, node in nodes.items()}
    found = {}
    for node_id, node in nodes.items():
        facts = dict(_facts(node, names))
        if node_id in lanes:
            facts[_LANE] = (lanes[node_id].get("id", ""), label(lanes[node_id], language))
        ends = (node.get("sourceRef", ""), node.get("targetRef", ""))
        follows = tuple(names.get(flow.get("sourceRef", ""), "") for flow in flows if flow.get("targetRef") == node_id)
        found[node_id] = _Described(local_name(node), names[node_id], facts, ends, tuple(filter(None, follows)))
    return found


def _name(node: etree._Element, nodes: Mapping[str, etree._Element], language: str) -> str:
    """Return what a reader calls an element; a flow without a name is called by its ends."""
    text = node.find(f"{BPMN}text")
    name = label(node, language) or " ".join((text.text or "").split() if text is not None else ())
    if name or local_name(node) != "sequenceFlow":
        return name
    ends = [nodes.get(node.get(reference, "")) for reference in _ENDS]
    return " \N{RIGHTWARDS ARROW} ".join((label(end, language) or end.get("id", "")) for end in ends if end is not None)


def _facts(node: etree._Element, names: Mapping[str, str]) -> Iterator[tuple[Place, Fact]]:
    yield _TAG, (local_name(node), local_name(node))
    for attribute, value in _attributes(node):
        shown = names.get(value, value) if attribute in ("default", "attachedToRef") else value
        yield ("", attribute, ""), (value, shown)
    for reference, place in _ENDS.items():
        if end := node.get(reference, ""):
            yield place, (end, names.get(end, end))
    yield from ((place, (value, value)) for place, value in _inner_facts(node))


def _inner_facts(node: etree._Element) -> Iterator[tuple[Place, str]]:
    """Yield what stands inside an element, without the elements that are told by themselves."""
    for reference in _REFERENCES:
        if (target := referenced(node, reference)) is not None:
            tag = local_name(target)
            yield from (((tag, attribute, ""), value) for attribute, value in _attributes(target))
            yield from _inner_facts(target)
    for child in node.iterchildren(etree.Element):
        tag = local_name(child)
        if tag in _UNREAD_TAGS or (child.tag == f"{BPMN}{tag}" and tag in KINDS):
            continue
        key = child.get(_KEYS.get(tag, "id"), "") if tag in _KEYS else ""
        inner = [((tag, name, key), value) for name, value in _attributes(child) if name != _KEYS.get(tag)]
        if text := " ".join((child.text or "").split()):
            inner.append(((tag, "", key), text))
        yield from inner
        yield from _inner_facts(child)
        if not inner and not len(child) and tag not in _LISTS:
            yield (tag, "", key), "\N{CHECK MARK}"


def _attributes(node: etree._Element) -> Iterator[tuple[str, str]]:
    for raw, value in node.attrib.items():
        name = etree.QName(raw)
        attribute = f"{name.localname}@xsi" if "XMLSchema-instance" in (name.namespace or "") else name.localname
        if attribute not in _UNREAD_ATTRIBUTES:
            yield attribute, " ".join(str(value).split())
