"""Rules about the organisation: does what a diagram names exist?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service import feel
from service.engine.document import BPMN, extension, extensions
from service.engine.lint_rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from service.engine.findings import Facts, Finding

# A string of a FEEL list, and the ``+`` that makes it the end of a group begun by a variable.
_LITERAL = re.compile(r'(?P<joined>\+\s*)?"(?P<text>(?:[^"\\]|\\.)*)"')
_COMPARED = re.compile(r'(?:!=|<=|>=|=|<|>)\s*"(?:[^"\\]|\\.)*"')


def lint_facts(process: etree._Element, facts: Facts) -> Iterator[Finding]:
    """Yield the findings of one process against what is known; ``None`` facts are not checked."""
    for node in process.iter(f"{BPMN}*"):
        yield from _named(node, facts)
        yield from _operations(node, facts)
        if facts.groups is not None:
            yield from _groups(node, facts.groups)


def _named(node: etree._Element, facts: Facts) -> Iterator[Finding]:
    for name, attribute, known, rule_id, parameter in (
        ("formDefinition", "formId", facts.form_ids, "form-unknown", "form"),
        ("calledDecision", "decisionId", facts.decision_ids, "decision-unknown", "decision"),
        ("calledElement", "processId", facts.process_ids, "process-unknown", "process"),
    ):
        item = extension(node, name)
        wanted = None if item is None else item.get(attribute)
        if wanted and known is not None and not feel.is_expression(wanted) and wanted not in known:
            yield found(rule_id, node, **{parameter: wanted})


def _operations(node: etree._Element, facts: Facts) -> Iterator[Finding]:
    if facts.operation_types is None:
        return
    task = extension(node, "taskDefinition")
    wanted = None if task is None else task.get("type")
    if wanted and not feel.is_expression(wanted) and wanted not in facts.operation_types:
        yield found("operation-unknown", node, operation=wanted)
    for listener in extensions(node, "zeebe:taskListeners/zeebe:taskListener"):
        wanted = listener.get("type")
        if listener.get("eventType") == "completing" and wanted and wanted not in facts.operation_types:
            yield found("listener-unknown", node, operation=wanted)


def _groups(node: etree._Element, groups: frozenset[str]) -> Iterator[Finding]:
    assignment = extension(node, "assignmentDefinition")
    text = None if assignment is None else assignment.get("candidateGroups")
    if not text:
        return
    if not feel.is_expression(text):
        for group in text.split(","):
            if group.strip() not in groups:
                yield found("group-unknown", node, group=group.strip())
        return
    roles = {group.partition("/")[2] for group in groups if "/" in group}
    for literal in _LITERAL.finditer(_COMPARED.sub("", text)):
        group = literal["text"]
        known = group.removeprefix("/") in roles if literal["joined"] and group.startswith("/") else group in groups
        if not known:
            yield found("group-unknown", node, group=group)
