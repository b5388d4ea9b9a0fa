"""The linter's sentences, one per rule; translatable."""

# ruff: noqa: E501 -- the rules read as a table, one a line

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.engine.findings import Finding

if TYPE_CHECKING:
    from lxml import etree

    from service.engine.findings import Severity

SENTENCES: dict[str, tuple[Severity, str]] = {
    "element-not-supported": ("error", sentence("'%(element_id)s' (%(tag)s) cannot run: %(reason)s.")),
    "id-missing": ("error", sentence("A %(tag)s named '%(name)s' has no id. Give it one.")),
    "id-duplicate": ("error", sentence("The id '%(element_id)s' is used more than once. Give each element its own.")),
    "id-reserved": ("error", sentence("The id '%(element_id)s' is reserved by the engine. Choose another.")),
    "id-too-long": ("error", sentence("The id '%(element_id)s' is longer than %(limit)d characters. Shorten it.")),
    "name-too-long": ("error", sentence("The name of '%(element_id)s' is longer than %(limit)d characters. Shorten it.")),
    "process-missing": ("error", sentence("The file has no executable process. Mark one as executable.")),
    "process-several": ("error", sentence("The file has %(count)d executable processes. Keep one in a file.")),
    "process-too-large": ("error", sentence("'%(element_id)s' has %(count)d elements; at most %(limit)d run well. Split it.")),
    "nesting-too-deep": ("error", sentence("'%(element_id)s' is nested deeper than %(limit)d sub-processes. Use a call activity.")),
    "start-missing": ("error", sentence("'%(element_id)s' has no start event.")),
    "start-several": ("error", sentence("'%(element_id)s' has more than one none start event. Keep one.")),
    "start-same": ("error", sentence("'%(element_id)s' waits for the same as another start event. Keep one of them.")),
    "end-missing": ("error", sentence("'%(element_id)s' has no end event.")),
    "unreachable": ("error", sentence("'%(element_id)s' cannot be reached from a start event. Connect or delete it.")),
    "dead-end": ("error", sentence("'%(element_id)s' leads nowhere. Connect it to an end event.")),
    "several-flows": ("error", sentence("'%(element_id)s' has several outgoing flows. Put a gateway behind it.")),
    "flow-dangling": ("error", sentence("The flow '%(element_id)s' does not join two elements of the same process.")),
    "flow-condition": ("error", sentence("The flow '%(element_id)s' has a condition, but does not leave an exclusive or inclusive gateway.")),
    "condition-missing": ("error", sentence("The flow '%(element_id)s' of gateway '%(gateway)s' needs a condition.")),
    "default-missing": ("error", sentence("The gateway '%(element_id)s' has no default flow. Choose which flow is taken when no condition holds.")),
    "default-unknown": ("error", sentence("The default flow '%(flow)s' of '%(element_id)s' is not one of its flows.")),
    "join-never": ("error", sentence("The parallel gateway '%(element_id)s' waits for several flows, but only one token can ever come. Use an exclusive gateway to bring alternatives together.")),
    "circle-without-wait": ("error", sentence("A circle through '%(element_id)s' passes nothing that waits, so it would run for ever. Put a task or an event into it.")),
    "feel-syntax": ("error", sentence("The expression '%(text)s' at '%(element_id)s' cannot be read: %(reason)s")),
    "feel-kind": ("error", sentence("The expression '%(text)s' at '%(element_id)s' gives %(kind)s where %(wanted)s is needed.")),
    "event-gateway-target": ("error", sentence("The event-based gateway '%(gateway)s' must lead to messages and timers only, not to '%(element_id)s'.")),
    "event-gateway-shared": ("error", sentence("'%(element_id)s' behind the event-based gateway '%(gateway)s' has another incoming flow.")),
    "boundary-host": ("error", sentence("The boundary event '%(element_id)s' is not attached to an activity that can hold it.")),
    "timer-missing": ("error", sentence("The timer '%(element_id)s' has no date and no duration.")),
    "timer-unreadable": ("error", sentence("The timer '%(element_id)s' cannot be read: %(reason)s.")),
    "timer-cycle": ("error", sentence("The timer '%(element_id)s' repeats, which only a boundary event that does not interrupt can. Use a date or duration.")),
    "reference-dangling": ("error", sentence("'%(element_id)s' refers to %(kind)s '%(reference)s', which is not declared.")),
    "message-name": ("error", sentence("The message of '%(element_id)s' has no name.")),
    "signal-name": ("error", sentence("The signal of '%(element_id)s' has no name.")),
    "name-expression": ("error", sentence("'%(element_id)s' starts the process, so what it waits for needs a fixed name. Write it without an expression.")),
    "message-key": ("error", sentence("The message '%(message)s' that '%(element_id)s' waits for has no correlation key.")),
    "code-missing": ("error", sentence("'%(element_id)s' throws %(kind)s without a code.")),
    "called-missing": ("error", sentence("The call activity '%(element_id)s' names no process.")),
    "operation-missing": ("error", sentence("'%(element_id)s' names neither an operation nor a decision nor a message.")),
    "loop-unknown": ("error", sentence("The repetition of '%(element_id)s' cannot run: %(reason)s.")),
    "mapping-target": ("error", sentence("The mapping target '%(target)s' at '%(element_id)s' is no plain variable name.")),
    "event-several": ("error", sentence("'%(element_id)s' has more than one event definition. Keep one.")),
    "drawing-missing": ("warning", sentence("The file has no drawing; it cannot be shown.")),
    "form-none": ("warning", sentence("The user task '%(element_id)s' has no form.")),
    "form-unknown": ("error", sentence("The form '%(form)s' of user task '%(element_id)s' does not exist.")),
    "decision-unknown": ("error", sentence("The decision '%(decision)s' of '%(element_id)s' does not exist.")),
    "process-unknown": ("warning", sentence("The process '%(process)s' that '%(element_id)s' calls is not deployed yet.")),
    "operation-unknown": ("warning", sentence("Nobody offers the operation '%(operation)s' of '%(element_id)s'; it becomes a job for an external worker.")),
    "listener-unknown": ("error", sentence("Nobody offers the operation '%(operation)s' that the completing listener of '%(element_id)s' names.")),
    "group-unknown": ("error", sentence("The candidate group '%(group)s' of '%(element_id)s' is no known agency or role.")),
    "unreadable": ("error", sentence("The diagram cannot be read: %(reason)s.")),
}  # fmt: skip


def found(rule_id: str, node: etree._Element | str | None = None, **parameters: Any) -> Finding:
    """Make a finding at an element; its id also fills the sentence."""
    element_id = node if isinstance(node, str) or node is None else node.get("id")
    severity, template = SENTENCES[rule_id]
    return Finding(rule_id, severity, element_id, template, {"element_id": element_id or "", **parameters})
