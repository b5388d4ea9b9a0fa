"""Activities: user tasks, operations, decisions, sub-processes, calls, and their multi-instance bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.engine import flow, steps, throws, waits
from service.engine.faults import DiagramFault
from service.engine.timers import DUE_HOUR, TIMER_HOUR, TimerUnreadable, moment
from service.engine.tokens import Scope
from service.engine.variables import apply_inputs, apply_outputs, plain, raw, visible, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from service.engine.definition import Element
    from service.engine.diagram import Diagram
    from service.engine.expressions import Value
    from service.engine.tokens import Token

MAX_INSTANCES = 200
DEFAULT_PRIORITY = 50
MAX_PRIORITY = 100
DEFAULT_RETRIES = 3
MAX_RETRIES = 2**31 - 1
WRONG_VALUE = "EXTRACT_VALUE_ERROR"


# ── Multi-instance ──────────────────────────────────────────────────────────────────────────────────────────────


def begin_body(token: Token) -> bool | None:
    """Start the instances of a multi-instance activity, all or the first; an empty list is passed at once."""
    loop = token.task_spec.loop
    if loop is None:
        return True
    items = plain(token, loop.collection, WRONG_VALUE)
    if not isinstance(items, list):
        message = sentence("the collection '%(text)s' is no list", text=loop.collection.text)
        raise DiagramFault(token.task_spec.name, WRONG_VALUE, message)
    if len(items) > MAX_INSTANCES:
        message = sentence(
            "the collection has %(count)d items; at most %(limit)d are allowed", count=len(items), limit=MAX_INSTANCES
        )
        raise DiagramFault(token.task_spec.name, WRONG_VALUE, message)
    flow.open_token(token, flow.BODY)
    if not items:
        if loop.output_collection:
            write(token, {loop.output_collection: []})
        return True
    waits.arm_boundary(token)
    token.results = [None] * len(items)
    started = items[:1] if loop.is_sequential else items
    token.remaining = items[len(started) :]
    for position, item in enumerate(started):
        flow.start_inner(token, position, item)
    return None


def open_activity(token: Token) -> None:
    """Enter an activity that waits: input mappings, report, boundary events (a body has its own)."""
    apply_inputs(token, token.task_spec.element.inputs)
    flow.open_token(token)
    if token.inner_of is None:
        waits.arm_boundary(token)


# ── User tasks ──────────────────────────────────────────────────────────────────────────────────────────────────


def open_user_task(token: Token) -> None:
    """Open a user task with its people and dates."""
    open_activity(token)
    element = token.task_spec.element
    ask = element.assignment
    seen = visible(token)

    def text(value: Value | None) -> str | None:
        return None if value is None else _text(token, value, seen)

    def texts(value: Value | None) -> tuple[str, ...]:
        return () if value is None else _texts(token, value, seen)

    if ask is None:
        return
    token.instance.emit(
        steps.UserTaskCreated(
            key=token.id,
            element_id=element.element_id,
            name=element.name,
            process_definition_key=token.workflow.diagram.process_definition_key,
            form_id=element.form_id,
            assignee=text(ask.assignee) or None,
            candidate_groups=texts(ask.candidate_groups),
            candidate_users=texts(ask.candidate_users),
            due_at=_moment(token, ask.due_date, seen, DUE_HOUR),
            follow_up_at=_moment(token, ask.follow_up_date, seen, TIMER_HOUR),
            priority=_priority(token, ask.priority, seen),
        )
    )


def takes_submission(token: Token) -> bool:
    """Whether the token is an open user task, not the body of several."""
    is_body = token.task_spec.loop is not None and token.inner_of is None
    return token.task_spec.element.assignment is not None and token.is_open and not is_body


def submit_user_task(token: Token, submission: Mapping[str, Any]) -> None:
    """Take a submission: ask the completing listeners in turn, then complete."""
    token.instance.answer = dict(submission)
    _next_listener(token, 0, submission)


def listener_done(token: Token, variables: Mapping[str, Any]) -> None:
    """A listener answered; its variables join the submission that output mappings see."""
    token.instance.answer.update(variables)
    request = token.instance.answered
    submission = request.submission if isinstance(request, steps.OperationRequested) else None
    _next_listener(token, token.listener_index + 1, submission or {})


def _next_listener(token: Token, index: int, submission: Mapping[str, Any]) -> None:
    element = token.task_spec.element
    if index < len(element.listeners):
        token.listener_index = index
        token.instance.ask(
            token,
            steps.OperationRequested(
                key=token.id,
                element_id=element.element_id,
                process_id=token.workflow.diagram.process_id,
                operation=element.listeners[index],
                headers=element.headers,
                variables=visible(token),
                submission=dict(submission),
            ),
        )
        return
    answer = token.instance.answer
    token.instance.answer = {}
    apply_outputs(token, answer, passes_all=False)
    token.complete()


def _text(token: Token, value: Value, seen: Mapping[str, Any]) -> str:
    found = raw(token, value, WRONG_VALUE, seen)
    if found is None:
        return ""
    if not isinstance(found, str):
        message = sentence("'%(text)s' is no text", text=value.text)
        raise DiagramFault(token.task_spec.name, WRONG_VALUE, message)
    return found


def _texts(token: Token, value: Value, seen: Mapping[str, Any]) -> tuple[str, ...]:
    if value.is_literal:
        return tuple(part.strip() for part in value.text.split(",") if part.strip())
    found = raw(token, value, WRONG_VALUE, seen)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        message = sentence("'%(text)s' is no list of texts", text=value.text)
        raise DiagramFault(token.task_spec.name, WRONG_VALUE, message)
    return tuple(found)


def _moment(token: Token, value: Value | None, seen: Mapping[str, Any], hour: int) -> datetime | None:
    found = None if value is None else raw(token, value, WRONG_VALUE, seen)
    if found is None or found == "":
        return None
    try:
        return moment(found, hour=hour)
    except TimerUnreadable as fault:
        raise DiagramFault(token.task_spec.name, WRONG_VALUE, fault.said) from fault


def _priority(token: Token, value: Value | None, seen: Mapping[str, Any]) -> int:
    if value is None:
        return DEFAULT_PRIORITY
    found = plain(token, value, WRONG_VALUE, seen)
    number = int(found) if isinstance(found, str) and found.isdigit() else found
    if not isinstance(number, int) or not 0 <= number <= MAX_PRIORITY:
        message = sentence(
            "the priority '%(text)s' is no whole number from 0 to %(limit)d", text=value.text, limit=MAX_PRIORITY
        )
        raise DiagramFault(token.task_spec.name, WRONG_VALUE, message)
    return number


# ── Operations, decisions, jobs ─────────────────────────────────────────────────────────────────────────────────


def run_operation(token: Token) -> bool | None:
    """Ask for the operation or the decision; a send element without one throws its message and is passed."""
    element = token.task_spec.element
    apply_inputs(token, element.inputs)
    if element.task_definition is None and element.decision_id is None:
        if element.event.kind == "message":
            throws.throw_message(token)
        return True
    token.instance.ask(token, _request(token, element))
    return None


def _request(token: Token, element: Element) -> steps.Request:
    seen = visible(token)
    if element.decision_id is not None:
        return steps.DecisionRequested(
            key=token.id,
            element_id=element.element_id,
            decision_id=_text(token, element.decision_id, seen),
            result_variable=element.result_variable,
            variables=seen,
        )
    definition = element.task_definition
    return steps.OperationRequested(
        key=token.id,
        element_id=element.element_id,
        process_id=token.workflow.diagram.process_id,
        operation="" if definition is None else _text(token, definition.operation, seen),
        headers=element.headers,
        variables=seen,
    )


def operation_done(token: Token, variables: Mapping[str, Any]) -> None:
    """Write what the operation, decision or job returned, and go on."""
    apply_outputs(token, variables, passes_all=True)
    token.complete()


def park(token: Token, request: steps.OperationRequested) -> None:
    """Let an external worker do it: the element waits as a job."""
    if request.submission is not None:
        message = sentence(
            "nobody offers the operation '%(operation)s' that its completing listener names",
            operation=request.operation,
        )
        raise DiagramFault(token.task_spec.name, "TASK_LISTENER_NO_RETRIES", message)
    retries = _retries(token)
    flow.open_token(token)
    if token.inner_of is None:
        waits.arm_boundary(token)
    token.has_job = True
    token.instance.emit(
        steps.JobCreated(
            key=token.id,
            element_id=request.element_id,
            process_definition_key=token.workflow.diagram.process_definition_key,
            job_type=request.operation,
            retries=retries,
            headers=request.headers,
        )
    )


def _retries(token: Token) -> int:
    definition = token.task_spec.element.task_definition
    if definition is None or definition.retries is None:
        return DEFAULT_RETRIES
    found = plain(token, definition.retries, WRONG_VALUE)
    number = int(found) if isinstance(found, str) and found.isdecimal() else found
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number <= MAX_RETRIES:
        message = sentence(
            "the retries '%(text)s' are no whole number from 1 to %(limit)d",
            text=definition.retries.text,
            limit=MAX_RETRIES,
        )
        raise DiagramFault(token.task_spec.name, WRONG_VALUE, message)
    return number


# ── Sub-processes and calls ─────────────────────────────────────────────────────────────────────────────────────


def start_sub_process(token: Token) -> None:
    """Start an embedded sub-process."""
    open_activity(token)
    scope = open_scope(token)
    flow.arrive(scope, scope.spec.bpmn_start_events[0])


def open_scope(token: Token) -> Scope:
    """Make the scope of an embedded sub-process; it takes over the token's local variables."""
    diagram = token.workflow.diagram
    scope = Scope(diagram.sub_specs[token.task_spec.name], token, diagram, token.locals, is_call=False)
    token.locals = {}
    return scope


def ask_for_process(token: Token) -> None:
    """Ask for the process that a call activity names."""
    open_activity(token)
    element = token.task_spec.element
    process_id = "" if element.called_process is None else _text(token, element.called_process, visible(token))
    token.instance.ask(
        token, steps.ProcessRequested(key=token.id, element_id=element.element_id, process_id=process_id)
    )


def start_call(token: Token, diagram: Diagram) -> None:
    """Run the called process with what the call hands down."""
    if diagram.none_start is None:
        message = sentence("the called process '%(process)s' has no none start event", process=diagram.process_id)
        raise DiagramFault(token.task_spec.name, "CALLED_ELEMENT_ERROR", message)
    element = token.task_spec.element
    handed = (
        visible(token) if element.propagates_parent else {m.variable: token.locals[m.variable] for m in element.inputs}
    )
    scope = Scope(diagram.spec, token, diagram, handed, is_call=True)
    flow.arrive(scope, scope.spec.task_specs[diagram.none_start])
