"""Rules about the organisation: does what a diagram names exist, and is it in time?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from service import feel
from service.core.clock import business_date
from service.engine.document import BPMN, extension, extensions
from service.engine.lint_rules import found
from service.engine.timers import DUE_HOUR, TimerUnreadable, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from service.engine.findings import Facts, Finding

# A string of a FEEL list, and the ``+`` that makes it the end of a group begun by a variable.
_LITERAL = re.compile(r'(?P<joined>\+\s*)?"(?P<text>(?:[^"\\]|\\.)*)"')
_TWO_DAYS = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 6, 5, tzinfo=UTC))
_COMPARED = re.compile(r'(?:!=|<=|>=|=|<|>)\s*"(?:[^"\\]|\\.)*"')


def lint_facts(process: etree._Element, facts: Facts) -> Iterator[Finding]:
    """Yield the findings of one process against what is known; ``None`` facts are not checked."""
    for node in process.iter(f"{BPMN}*"):
        yield from _named(node, facts)
        yield from _operations(node, facts)
        if facts.groups is not None:
            yield from _groups(node, facts.groups)
        if facts.ends_on is not None:
            yield from _deadlines(node, facts.ends_on)


def _deadlines(node: etree._Element, ends_on: date) -> Iterator[Finding]:
    """Find days that are fixed in the diagram and come when the plan is over."""
    schedules = extensions(node, "zeebe:taskSchedule")
    texts = [schedule.get(name) for schedule in schedules for name in ("dueDate", "followUpDate")]
    texts += [date_given.text for date_given in node.iterfind(f"{BPMN}timerEventDefinition/{BPMN}timeDate")]
    for text in texts:
        day = _fixed_day(text.strip()) if text else None
        if day is not None and day >= ends_on:
            yield found("deadline-late", node, day=day.isoformat(), last=(ends_on - timedelta(days=1)).isoformat())


def _fixed_day(text: str) -> date | None:
    """Return the day that a text means whenever it is read; ``None`` when it means none or depends on the case."""
    try:
        values = [text]
        if feel.is_expression(text):
            expression = feel.parse(text.removeprefix("=").strip())
            values = [expression.evaluate({}, now=now) for now in _TWO_DAYS]
        moments = {moment(value, hour=DUE_HOUR) for value in values}
        return business_date(moments.pop()) if len(moments) == 1 else None
    except (feel.FeelError, TimerUnreadable):
        return None
    except OverflowError:
        return date.max  # the last hours of the year 9999 are a day later here


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
