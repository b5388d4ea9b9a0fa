"""Small diagrams for tests, written as the elements in a row."""

from __future__ import annotations

from itertools import pairwise

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="d" targetNamespace="t">'
)


def user_task(element_id: str, *, groups: str = '= ["so-y-te/officer"]', inside: str = "") -> str:
    """A user task of a candidate group, without a form."""
    return (
        f'<bpmn:userTask id="{element_id}" name="Step {element_id}"><bpmn:extensionElements><zeebe:userTask/>'
        f"<zeebe:assignmentDefinition candidateGroups='{groups}'/>{inside}</bpmn:extensionElements></bpmn:userTask>"
    )


def service_task(element_id: str, operation: str) -> str:
    """A service task that names an operation."""
    return (
        f'<bpmn:serviceTask id="{element_id}" name="Service {element_id}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{operation}"/></bpmn:extensionElements></bpmn:serviceTask>'
    )


def process(process_id: str, *elements: tuple[str, str], extra: str = "") -> bytes:
    """A process that runs through the elements (id, XML) in their order; ``extra`` stands in the process too."""
    nodes = ["start", *(element_id for element_id, _ in elements), "finish"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="to_{after}" sourceRef="{before}" targetRef="{after}"/>'
        for before, after in pairwise(nodes)
    )
    body = "".join(xml for _, xml in elements)
    return (
        f'{HEAD}<bpmn:process id="{process_id}" name="Test {process_id}" isExecutable="true">'
        f'<bpmn:startEvent id="start"/>{body}<bpmn:endEvent id="finish"/>{flows}{extra}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def tasks(process_id: str, count: int) -> bytes:
    """A process of user tasks in a row: task_1, task_2, …"""
    names = [f"task_{number}" for number in range(1, count + 1)]
    return process(process_id, *((name, user_task(name)) for name in names))
