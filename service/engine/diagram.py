"""A diagram that can run: parsed, checked, immutable, shared between instances and threads."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from service.engine import specs
from service.engine.document import DocumentRefused, parse_document
from service.engine.extension import read_properties
from service.engine.faults import DiagramRefused
from service.engine.findings import Finding
from service.engine.lint import executable_process, lint, lint_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CACHE_SIZE = 256

_GROUP_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class UserTaskInfo:
    """A user task as it stands in the diagram; nothing is evaluated."""

    element_id: str
    name: str
    form_id: str | None
    listeners: tuple[str, ...]
    assignee: str | None
    candidate_groups: str | None
    due_date: str | None
    outputs: tuple[str, ...]
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StartInfo:
    """How the process can be started: by hand or call (``none``), and by which messages and signals."""

    none: str | None
    messages: Mapping[str, str]
    signals: Mapping[str, str]

    def chosen(self, message_name: str | None, signal_name: str | None) -> str | None:
        """Return the id of the start event for a message or signal, the none start event's for neither."""
        if message_name is not None:
            return self.messages.get(message_name)
        return self.none if signal_name is None else self.signals.get(signal_name)


@dataclass(frozen=True, slots=True)
class Diagram:
    """A parsed diagram. ``elements`` maps element id to (type, name); ``digest`` is SHA-256 of the file.

    ``english`` maps element id to its English name, where the diagram gives one (property ``label_en``); ``hosts`` maps
    a boundary event's id to that of the activity it stands on.
    """

    process_id: str
    name: str
    digest: str
    process_definition_key: int
    user_tasks: tuple[UserTaskInfo, ...]
    form_ids: frozenset[str]
    decision_ids: frozenset[str]
    called_process_ids: frozenset[str]
    operation_types: frozenset[str]
    message_names: frozenset[str]
    candidate_group_literals: frozenset[str]
    start: StartInfo
    elements: Mapping[str, tuple[str, str]]
    english: Mapping[str, str]
    hosts: Mapping[str, str]
    properties: Mapping[str, str]
    findings: tuple[Finding, ...]
    spec: Any
    sub_specs: Mapping[str, Any]

    @property
    def none_start(self) -> str | None:
        """The none start event's id."""
        return self.start.none

    def spec_of(self, scope_id: str) -> Any:
        """Return the spec of the process itself (``""``) or of an embedded sub-process."""
        return self.spec if not scope_id else self.sub_specs[scope_id]


_cache: OrderedDict[str, Diagram] = OrderedDict()
_cache_lock = Lock()


def read(xml: bytes, *, process_definition_key: int = 0) -> Diagram:
    """Parse and check a diagram; the parse is kept by digest. Raises ``DiagramRefused`` with the linter's findings.

    Threads that are the first together may each parse it, but all go on with the same one.
    """
    digest = hashlib.sha256(xml).hexdigest()
    with _cache_lock:
        known = _cache.get(digest)
        if known is not None:
            _cache.move_to_end(digest)
    if known is None:
        known = _parse(xml, digest)
        with _cache_lock:
            known = _cache.setdefault(digest, known)
            while len(_cache) > CACHE_SIZE:
                _cache.popitem(last=False)
    return replace(known, process_definition_key=process_definition_key)


def _parse(xml: bytes, digest: str) -> Diagram:
    try:
        root = parse_document(xml)
    except DocumentRefused:
        raise DiagramRefused(lint(xml)) from None
    findings = lint_document(root)
    if any(finding.severity == "error" for finding in findings):
        raise DiagramRefused(findings)
    process = executable_process(root)
    try:
        from service.engine.parser import parse_specs  # noqa: PLC0415 -- the linter must not pull in the whole parser

        spec, sub_specs = parse_specs(root, process.get("id", ""))
    except ValidationException as fault:
        message = Finding(
            "unreadable", "error", None, "The diagram cannot be read: %(reason)s.", {"reason": str(fault)}
        )
        raise DiagramRefused([message]) from fault
    return _describe(digest, process, spec, sub_specs, findings)


def _describe(digest: str, process: Any, spec: Any, sub_specs: dict[str, Any], findings: list[Finding]) -> Diagram:
    nodes = list(_nodes(spec, sub_specs))
    user_tasks = tuple(_user_task(node) for node in nodes if isinstance(node, specs.UserTask))
    starts = spec.bpmn_start_events
    groups = [task.candidate_groups or "" for task in user_tasks]
    return Diagram(
        process_id=process.get("id", ""),
        name=process.get("name") or process.get("id", ""),
        digest=digest,
        process_definition_key=0,
        user_tasks=user_tasks,
        form_ids=frozenset(task.form_id for task in user_tasks if task.form_id),
        decision_ids=frozenset(n.element.decision_id.text for n in nodes if n.element.decision_id is not None),
        called_process_ids=frozenset(
            n.element.called_process.text
            for n in nodes
            if n.element.called_process is not None and n.element.called_process.is_literal
        ),
        operation_types=_operation_types(nodes),
        message_names=_names(nodes, "message"),
        candidate_group_literals=frozenset(text for group in groups for text in _GROUP_LITERAL.findall(group)),
        start=StartInfo(
            none=next((s.name for s in starts if s.element.event.kind == "none"), None),
            messages=_starts(starts, "message"),
            signals=_starts(starts, "signal"),
        ),
        elements={n.name: (n.element.element_type, n.element.name) for n in nodes},
        hosts={item.get("id"): host for item in process.iter() if (host := item.get("attachedToRef"))},
        english={n.name: name for n in nodes if (name := n.element.properties.get("label_en"))},
        properties=read_properties(process),
        findings=tuple(findings),
        spec=spec,
        sub_specs=sub_specs,
    )


def _nodes(spec: Any, sub_specs: dict[str, Any]) -> Iterator[specs.Node]:
    for process in (spec, *sub_specs.values()):
        for node in process.task_specs.values():
            if isinstance(node, specs.Node):
                yield node


def _user_task(node: specs.UserTask) -> UserTaskInfo:
    element = node.element
    ask = element.assignment
    return UserTaskInfo(
        element_id=element.element_id,
        name=element.name,
        form_id=element.form_id,
        listeners=element.listeners,
        assignee=ask.assignee.text if ask and ask.assignee else None,
        candidate_groups=ask.candidate_groups.text if ask and ask.candidate_groups else None,
        due_date=ask.due_date.text if ask and ask.due_date else None,
        outputs=tuple(dict.fromkeys(mapping.variable for mapping in element.outputs)),
        properties=element.properties,
    )


def _names(nodes: Iterable[specs.Node], kind: str) -> frozenset[str]:
    events = [node.element.event for node in nodes if node.element.event.kind == kind]
    return frozenset(event.name.text for event in events if event.name is not None and event.name.is_literal)


def _starts(starts: Iterable[specs.Node], kind: str) -> dict[str, str]:
    """Return the start events of a kind by the names they wait for, which the linter holds to be fixed."""
    events = ((start.element.event, start.name) for start in starts)
    return {event.name.text: name for event, name in events if event.kind == kind and event.name is not None}


def _operation_types(nodes: list[specs.Node]) -> frozenset[str]:
    found = {listener for node in nodes for listener in node.element.listeners}
    for node in nodes:
        definition = node.element.task_definition
        if definition is not None and definition.operation.is_literal:
            found.add(definition.operation.text)
    return frozenset(found)
