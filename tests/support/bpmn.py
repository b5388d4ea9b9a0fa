"""A tiny writer of BPMN files for tests: one function per element, strings in, a whole file out."""

from __future__ import annotations

from html import escape
from itertools import pairwise

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="http://bpmn.io/schema/bpmn">'
)


def diagram(process_id: str, *nodes: str, roots: tuple[str, ...] = (), drawing: bool = False) -> bytes:
    """Return a file with one executable process; ``roots`` are messages, errors, escalations."""
    shapes = f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="{process_id}"/></bpmndi:BPMNDiagram>'
    process = f'<bpmn:process id="{process_id}" name="{process_id}" isExecutable="true">{"".join(nodes)}</bpmn:process>'
    return f"{HEAD}{''.join(roots)}{process}{shapes if drawing else ''}</bpmn:definitions>".encode()


def node(tag: str, element_id: str, *inner: str, extensions: str = "", **attributes: str) -> str:
    """Return any element."""
    given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    extended = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return f'<bpmn:{tag} id="{element_id}"{given}>{extended}{"".join(inner)}</bpmn:{tag}>'


def flow(source: str, target: str, condition: str = "") -> str:
    """Return a sequence flow ``source_to_target``."""
    inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
    return node("sequenceFlow", f"{source}_to_{target}", inner, sourceRef=source, targetRef=target)


def path(*element_ids: str) -> str:
    """Return the flows that join the elements in a row."""
    return "".join(flow(source, target) for source, target in pairwise(element_ids))


def start(element_id: str = "start", *inner: str) -> str:
    """Return a start event."""
    return node("startEvent", element_id, *inner)


def end(element_id: str = "end", *inner: str, extensions: str = "") -> str:
    """Return an end event."""
    return node("endEvent", element_id, *inner, extensions=extensions)


def io(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    """Return ``zeebe:ioMapping``."""
    parts = [f'<zeebe:input source="{escape(s)}" target="{t}"/>' for t, s in (inputs or {}).items()]
    parts += [f'<zeebe:output source="{escape(s)}" target="{t}"/>' for t, s in (outputs or {}).items()]
    return f"<zeebe:ioMapping>{''.join(parts)}</zeebe:ioMapping>" if parts else ""


def user(
    element_id: str, *inner: str, outputs: tuple[str, ...] = (), extensions: str = "", form: str = "a_form"
) -> str:
    """Return a user task whose ``outputs`` leave it under their own names."""
    own = f'<zeebe:userTask/><zeebe:formDefinition formId="{form}"/>' if form else "<zeebe:userTask/>"
    mapping = io(outputs={name: f"= {name}" for name in outputs})
    return node("userTask", element_id, *inner, extensions=own + mapping + extensions)


def service(element_id: str, operation: str, *inner: str, extensions: str = "") -> str:
    """Return a service task."""
    own = f'<zeebe:taskDefinition type="{operation}" retries="3"/>'
    return node("serviceTask", element_id, *inner, extensions=own + extensions)


def call(element_id: str, process_id: str, *inner: str, extensions: str = "", passes: str = "false") -> str:
    """Return a call activity."""
    own = (
        f'<zeebe:calledElement processId="{process_id}" propagateAllParentVariables="{passes}" '
        f'propagateAllChildVariables="{passes}"/>'
    )
    return node("callActivity", element_id, *inner, extensions=own + extensions)


def sub_process(element_id: str, *inner: str, extensions: str = "") -> str:
    """Return an embedded sub-process."""
    return node("subProcess", element_id, *inner, extensions=extensions)


def multi(collection: str, item: str, *, sequential: bool = False, more: str = "") -> str:
    """Return multi-instance characteristics."""
    own = f'<zeebe:loopCharacteristics inputCollection="{escape(collection)}" inputElement="{item}" {more}/>'
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:extensionElements>{own}</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def gateway(tag: str, element_id: str, default: str = "") -> str:
    """Return a gateway; ``default`` is the target of its default flow."""
    return node(tag, element_id, **({"default": f"{element_id}_to_{default}"} if default else {}))


def boundary(element_id: str, host: str, *inner: str, interrupts: bool = True, extensions: str = "") -> str:
    """Return a boundary event."""
    cancel = str(interrupts).lower()
    return node("boundaryEvent", element_id, *inner, attachedToRef=host, cancelActivity=cancel, extensions=extensions)


def timer(text: str, kind: str = "timeDuration") -> str:
    """Return a timer definition."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def by_message(name: str) -> str:
    """Return a message definition referring to ``message(name)``."""
    return f'<bpmn:messageEventDefinition messageRef="message_{name}"/>'


def by_error(code: str = "") -> str:
    """Return an error definition; none catches all."""
    return f'<bpmn:errorEventDefinition errorRef="error_{code}"/>' if code else "<bpmn:errorEventDefinition/>"


def by_escalation(code: str = "") -> str:
    """Return an escalation definition; none catches all."""
    reference = f' escalationRef="escalation_{code}"' if code else ""
    return f"<bpmn:escalationEventDefinition{reference}/>"


def by_terminate() -> str:
    """Return a terminate definition."""
    return "<bpmn:terminateEventDefinition/>"


def by_signal(name: str) -> str:
    """Return a signal definition referring to ``signal(name)``."""
    return f'<bpmn:signalEventDefinition signalRef="signal_{name}"/>'


def signal(name: str) -> str:
    """Return a root signal."""
    return node("signal", f"signal_{name}", name=name)


def message(name: str, key: str = "") -> str:
    """Return a root message with its correlation key."""
    own = f'<zeebe:subscription correlationKey="{escape(key)}"/>' if key else ""
    return node("message", f"message_{name}", extensions=own, name=name)


def error(code: str) -> str:
    """Return a root error."""
    return node("error", f"error_{code}", name=code, errorCode=code)


def escalation(code: str) -> str:
    """Return a root escalation."""
    return node("escalation", f"escalation_{code}", name=code, escalationCode=code)
