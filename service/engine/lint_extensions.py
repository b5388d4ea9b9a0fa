"""Rules about extensions that this engine does not read: what would change the course is refused, the rest is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.engine.document import extension, extensions
from service.engine.lint_rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from service.engine.findings import Finding

CAMUNDA_7: Final = ("{http://camunda.org/schema/1.0/bpmn}", "{http://activiti.org/bpmn}")
_BOUND = ("calledElement", "calledDecision", "formDefinition")


def lint_extensions(process: etree._Element) -> Iterator[Finding]:
    """Yield the findings about one process and everything in it."""
    for element in process.iter():
        yield from _listeners(element)
        yield from _bindings(element)
        if element is not process and _speaks_camunda_7(element):
            yield found("camunda-7", element)


def _listeners(element: etree._Element) -> Iterator[Finding]:
    if extensions(element, "zeebe:executionListeners/zeebe:executionListener"):
        yield found("execution-listener", element)
    for listener in extensions(element, "zeebe:taskListeners/zeebe:taskListener"):
        if listener.get("eventType") != "completing":
            yield found("task-listener", element, event=listener.get("eventType", ""))


def _bindings(element: etree._Element) -> Iterator[Finding]:
    for name in _BOUND:
        named = extension(element, name)
        binding = "latest" if named is None else named.get("bindingType", "latest")
        if binding != "latest":
            yield found("binding-newest", element, binding=binding)


def _speaks_camunda_7(element: etree._Element) -> bool:
    names = [str(name) for name in element.attrib]
    names += [str(child.tag) for child in element.iterfind("{*}extensionElements/*")]
    return any(name.startswith(CAMUNDA_7) for name in names)
