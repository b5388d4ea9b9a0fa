"""The linter: an allow-list. What the engine cannot run correctly is refused at the element, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence
from service.engine.document import (
    BPMN,
    BPMNDI,
    MAX_ID,
    MAX_NAME,
    MAX_NESTING,
    MAX_NODES,
    DocumentRefused,
    bpmn_children,
    local_name,
    parse_document,
)
from service.engine.elements import DOCUMENTATION, FLOW_NODES, LOOP_AS_LIST, find_row
from service.engine.findings import Finding
from service.engine.lint_details import lint_condition, lint_details
from service.engine.lint_extensions import lint_extensions
from service.engine.lint_facts import lint_facts
from service.engine.lint_flows import lint_flows
from service.engine.lint_names import lint_names
from service.engine.lint_rules import RULES, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from service.engine.findings import Facts

RESERVED = frozenset({"Start", "End", "Root"})


def lint(xml: bytes, facts: Facts | None = None) -> list[Finding]:
    """Return every finding of a file, errors first; never raises for what is in the file."""
    try:
        root = parse_document(xml)
    except DocumentRefused as refused:
        return [Finding(refused.rule_id, "error", None, refused.template, refused.parameters, RULES["unreadable"][2])]
    return lint_document(root, facts)


def lint_document(root: etree._Element, facts: Facts | None = None) -> list[Finding]:
    """Return every finding of a parsed file, errors first."""
    findings = [*_ids(root), *_processes(root)]
    if any(finding.rule_id == "process-too-large" for finding in findings):
        return findings  # a look at every element of thousands would keep everybody else waiting
    drawn = {shape.get("bpmnElement") for shape in root.iter(f"{BPMNDI}BPMNShape", f"{BPMNDI}BPMNEdge")}
    if not drawn:
        findings.append(found("drawing-missing"))
    for process in _meant(root):
        findings += [*_scope(process, 0), *lint_extensions(process), *lint_names(process), *_undrawn(process, drawn)]
        if facts is not None:
            findings += lint_facts(process, facts)
    return sorted(findings, key=lambda finding: finding.severity != "error")


def _undrawn(process: etree._Element, drawn: set[str | None]) -> Iterator[Finding]:
    """Find what a drawing lacks; that there is none at all is told once."""
    for element in process.iter(f"{BPMN}*") if drawn else ():
        if local_name(element) in FLOW_NODES | {"sequenceFlow"} and element.get("id") not in drawn:
            yield found("shape-missing", element)


def executable_process(root: etree._Element) -> etree._Element:
    """Return the one executable process of a file the linter accepted."""
    return next(process for process in root.iterchildren(f"{BPMN}process") if _is_executable(process))


def _meant(root: etree._Element) -> list[etree._Element]:
    """Return the executable processes; of a file that has none all, so that all is told at once."""
    processes = list(root.iterchildren(f"{BPMN}process"))
    return [process for process in processes if _is_executable(process)] or processes


def _is_executable(process: etree._Element) -> bool:
    return process.get("isExecutable") == "true"


def _ids(root: etree._Element) -> Iterator[Finding]:
    seen: set[str] = set()
    for element in root.iter(f"{BPMN}*"):
        element_id = element.get("id")
        if element_id is None:
            if local_name(element) in FLOW_NODES | {"sequenceFlow", "message", "error", "escalation", "process"}:
                yield found("id-missing", element, tag=local_name(element), name=element.get("name", ""))
            continue
        if element_id in seen:
            yield found("id-duplicate", element)
        seen.add(element_id)
        if element_id in RESERVED or element_id.endswith(".EndJoin"):
            yield found("id-reserved", element)
        if len(element_id) > MAX_ID:
            yield found("id-too-long", element, limit=MAX_ID)
        if len(element.get("name", "")) > MAX_NAME:
            yield found("name-too-long", element, limit=MAX_NAME)


def _processes(root: etree._Element) -> Iterator[Finding]:
    meant = _meant(root)
    executable = [process for process in meant if _is_executable(process)]
    if not executable:
        yield found("process-missing", next(iter(meant), root))
    if len(executable) > 1:
        yield found("process-several", executable[1], count=len(executable))
    for process in meant:
        count = sum(1 for element in process.iter(f"{BPMN}*") if local_name(element) in FLOW_NODES)
        if count > MAX_NODES:
            yield found("process-too-large", process, count=count, limit=MAX_NODES)


def _scope(scope: etree._Element, depth: int) -> list[Finding]:
    if depth > MAX_NESTING:
        return [found("nesting-too-deep", scope, limit=MAX_NESTING)]
    position = "sub-process" if depth else "process"
    findings: list[Finding] = []
    for node in bpmn_children(scope):
        tag = local_name(node)
        if tag == "sequenceFlow":
            findings += lint_condition(node)
        if tag in DOCUMENTATION or tag in {"sequenceFlow", "multiInstanceLoopCharacteristics"}:
            continue
        refusal = _refusal(node, position)
        if refusal is not None:
            findings.append(refusal)
            continue
        findings += lint_details(node)
        if tag == "subProcess":
            findings += _scope(node, depth + 1)
    return [*findings, *lint_flows(scope)]


def _refusal(node: etree._Element, position: str) -> Finding | None:
    tag = local_name(node)
    kinds = event_kinds(node)
    if len(kinds) > 1:
        return found("event-several", node)
    event = kinds[0] if kinds else "none"
    if tag == "subProcess" and node.get("triggeredByEvent") == "true":
        event = "event"
    if tag == "boundaryEvent":
        position = "interrupting" if node.get("cancelActivity", "true") == "true" else "non-interrupting"
    row = find_row(tag, event, position)
    if row is not None and row.verdict == "supported":
        return None
    if row is None and tag == "standardLoopCharacteristics":
        return found("loop-unknown", node.getparent(), reason=LOOP_AS_LIST)
    reason = row.reason if row is not None else sentence("it is not known here with event '%(event)s'", event=event)
    return found("element-not-supported", node, tag=tag, reason=reason)


def event_kinds(node: etree._Element) -> list[str]:
    """Return the kinds of the element's event definitions (``message``, ``timer``, …).

    A reference to a definition that stands elsewhere is a kind of its own, which no row of the table has.
    """
    names = [local_name(child) for child in bpmn_children(node)]
    return [
        name.removesuffix("EventDefinition") for name in names if name.endswith(("EventDefinition", "DefinitionRef"))
    ]
