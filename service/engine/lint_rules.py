"""The linter's rules, each with its sentence and its hint; translatable."""

# ruff: noqa: E501 -- the rules read as a table, one a line

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from service.core.errors import sentence
from service.engine.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

    from service.engine.findings import Severity

RULES: Mapping[str, tuple[Severity, str, str]] = {
    "element-not-supported": ("error", sentence("'%(element_id)s' (%(tag)s) cannot run: %(reason)s."), sentence("Replace the element; docs/elements.md lists what runs.")),
    "id-missing": ("error", sentence("A %(tag)s named '%(name)s' has no id."), sentence("Give it one.")),
    "id-duplicate": ("error", sentence("The id '%(element_id)s' is used more than once."), sentence("Give each element its own.")),
    "id-reserved": ("error", sentence("The id '%(element_id)s' is reserved by the engine."), sentence("Choose another.")),
    "id-too-long": ("error", sentence("The id '%(element_id)s' is longer than %(limit)d characters."), sentence("Shorten it.")),
    "name-too-long": ("error", sentence("The name of '%(element_id)s' is longer than %(limit)d characters."), sentence("Shorten it; what is left to say can stand in the documentation.")),
    "process-missing": ("error", sentence("The file has no executable process."), sentence("Mark one process as executable.")),
    "process-several": ("error", sentence("The file has %(count)d executable processes."), sentence("Keep one in a file.")),
    "process-too-large": ("error", sentence("'%(element_id)s' has %(count)d elements; at most %(limit)d run well."), sentence("Move a part into a process of its own and call it.")),
    "nesting-too-deep": ("error", sentence("'%(element_id)s' is nested deeper than %(limit)d sub-processes."), sentence("Use a call activity.")),
    "start-missing": ("error", sentence("'%(element_id)s' has no start event."), sentence("Draw one before the first step.")),
    "start-several": ("error", sentence("'%(element_id)s' has more than one none start event."), sentence("Keep one.")),
    "start-same": ("error", sentence("'%(element_id)s' waits for the same as another start event."), sentence("Keep one of them.")),
    "end-missing": ("error", sentence("'%(element_id)s' has no end event."), sentence("Draw one behind the last step.")),
    "unreachable": ("error", sentence("'%(element_id)s' cannot be reached from a start event."), sentence("Connect or delete it.")),
    "dead-end": ("error", sentence("'%(element_id)s' leads nowhere."), sentence("Connect it to an end event.")),
    "several-flows": ("error", sentence("'%(element_id)s' has several outgoing flows."), sentence("Put a gateway behind it.")),
    "flow-dangling": ("error", sentence("The flow '%(element_id)s' does not join two elements of the same process."), sentence("Draw it again from the one to the other.")),
    "flow-condition": ("error", sentence("The flow '%(element_id)s' has a condition, but does not leave an exclusive or inclusive gateway."), sentence("Take the condition away, or put a gateway before it.")),
    "condition-missing": ("error", sentence("The flow '%(element_id)s' of gateway '%(gateway)s' needs a condition."), sentence("Write one, or make it the default flow.")),
    "default-missing": ("error", sentence("The gateway '%(element_id)s' has no default flow."), sentence("Choose which flow is taken when no condition holds.")),
    "default-unknown": ("error", sentence("The default flow '%(flow)s' of '%(element_id)s' is not one of its flows."), sentence("Choose one of the flows that leave it.")),
    "join-never": ("error", sentence("The parallel gateway '%(element_id)s' waits for several flows, but only one token can ever come."), sentence("Use an exclusive gateway to bring alternatives together.")),
    "circle-without-wait": ("error", sentence("A circle through '%(element_id)s' passes nothing that waits, so it would run for ever."), sentence("Put a task or an event into it.")),
    "feel-syntax": ("error", sentence("The expression '%(text)s' at '%(element_id)s' cannot be read: %(reason)s"), sentence("Correct it; docs/guide/feel.md shows how FEEL is written.")),
    "feel-kind": ("error", sentence("The expression '%(text)s' at '%(element_id)s' gives %(kind)s where %(wanted)s is needed."), sentence("Write an expression that gives %(wanted)s.")),
    "event-gateway-target": ("error", sentence("The event-based gateway '%(gateway)s' must lead to messages and timers only, not to '%(element_id)s'."), sentence("Put an event that catches between the two.")),
    "event-gateway-shared": ("error", sentence("'%(element_id)s' behind the event-based gateway '%(gateway)s' has another incoming flow."), sentence("Give the other flow an event of its own.")),
    "boundary-host": ("error", sentence("The boundary event '%(element_id)s' is not attached to an activity that can hold it."), sentence("Move it to the edge of a task or sub-process.")),
    "timer-missing": ("error", sentence("The timer '%(element_id)s' has no date and no duration."), sentence("Write one, such as P8D or = due_on.")),
    "timer-unreadable": ("error", sentence("The timer '%(element_id)s' cannot be read: %(reason)s."), sentence("Write a date or duration of ISO 8601, or an expression that gives one.")),
    "timer-cycle": ("error", sentence("The timer '%(element_id)s' repeats, which only a boundary event that does not interrupt can."), sentence("Use a date or duration.")),
    "reference-dangling": ("error", sentence("'%(element_id)s' refers to %(kind)s '%(reference)s', which is not declared."), sentence("Choose one that the file declares.")),
    "message-name": ("error", sentence("The message of '%(element_id)s' has no name."), sentence("Name it as its sender does.")),
    "signal-name": ("error", sentence("The signal of '%(element_id)s' has no name."), sentence("Name it as its sender does.")),
    "name-expression": ("error", sentence("'%(element_id)s' starts the process, so what it waits for needs a fixed name."), sentence("Write it without an expression.")),
    "message-key": ("error", sentence("The message '%(message)s' that '%(element_id)s' waits for has no correlation key."), sentence("Say which variable tells the cases apart, such as = case_code.")),
    "code-missing": ("error", sentence("'%(element_id)s' throws %(kind)s without a code."), sentence("Give the code that the boundary event catches.")),
    "called-missing": ("error", sentence("The call activity '%(element_id)s' names no process."), sentence("Name the process to call.")),
    "operation-missing": ("error", sentence("'%(element_id)s' names neither an operation nor a decision nor a message."), sentence("Choose what it does.")),
    "loop-unknown": ("error", sentence("The repetition of '%(element_id)s' cannot run: %(reason)s."), sentence("Repeat over a list, or draw the way back.")),
    "mapping-target": ("error", sentence("The mapping target '%(target)s' at '%(element_id)s' is no variable name."), sentence("Use letters, digits and underscores, without a space; a dot leads into a context.")),
    "execution-listener": ("error", sentence("'%(element_id)s' has execution listeners, which nobody calls."), sentence("Draw a service task before it or behind it.")),
    "task-listener": ("error", sentence("The listener of '%(element_id)s' for '%(event)s' is not called; only those for 'completing' are."), sentence("Let it listen for 'completing', or draw a service task.")),
    "event-several": ("error", sentence("'%(element_id)s' has more than one event definition."), sentence("Keep one.")),
    "drawing-missing": ("warning", sentence("The file has no drawing; it cannot be shown."), sentence("Open it in the editor, arrange it and save it.")),
    "shape-missing": ("warning", sentence("'%(element_id)s' is not drawn; nobody sees it."), sentence("Draw it in the editor, or delete it.")),
    "variable-misspelt": ("warning", sentence("'%(element_id)s' reads the variable '%(variable)s', which nothing sets; '%(meant)s' is set."), sentence("Write '%(meant)s', or rename one so that they differ more.")),
    "joins-mutual": ("warning", sentence("The inclusive gateways '%(element_id)s' and '%(other)s' can wait for each other for ever."), sentence("Let the way back begin behind both of them.")),
    "binding-newest": ("warning", sentence("'%(element_id)s' asks for binding '%(binding)s', but always gets the newest version."), sentence("Choose the binding 'latest', or give what it names an id of its own.")),
    "camunda-7": ("warning", sentence("'%(element_id)s' says something for Camunda 7, which is not read."), sentence("Say it with the extensions of Camunda 8.")),
    "form-none": ("warning", sentence("The user task '%(element_id)s' has no form."), sentence("Link the form that people fill in.")),
    "form-unknown": ("error", sentence("The form '%(form)s' of user task '%(element_id)s' does not exist."), sentence("Deploy it together with the diagram, or correct its id.")),
    "decision-unknown": ("error", sentence("The decision '%(decision)s' of '%(element_id)s' does not exist."), sentence("Deploy it together with the diagram, or correct its id.")),
    "process-unknown": ("warning", sentence("The process '%(process)s' that '%(element_id)s' calls is not deployed yet."), sentence("Deploy it before the first case comes there.")),
    "operation-unknown": ("warning", sentence("Nobody offers the operation '%(operation)s' of '%(element_id)s'; it becomes a job for an external worker."), sentence("Correct the name, or see that a worker takes such jobs.")),
    "listener-unknown": ("error", sentence("Nobody offers the operation '%(operation)s' that the completing listener of '%(element_id)s' names."), sentence("Correct the name; a listener cannot wait for an external worker.")),
    "group-unknown": ("error", sentence("The candidate group '%(group)s' of '%(element_id)s' is no known agency or role."), sentence("Write agency or agency/role, as in so-y-te/officer.")),
    "deadline-late": ("warning", sentence("'%(element_id)s' is due on %(day)s, but the plan ends on %(last)s."), sentence("Choose an earlier day, or load the plan that follows.")),
    "unreadable": ("error", sentence("The diagram cannot be read: %(reason)s."), sentence("Save it again from a BPMN editor.")),
}  # fmt: skip
"""Rule → how grave, what is wrong, and what to do about it; both texts have the same places."""


def found(rule_id: str, node: etree._Element | str | None = None, **parameters: Any) -> Finding:
    """Make a finding at an element; its id also fills the sentences."""
    element_id = node if isinstance(node, str) or node is None else node.get("id")
    severity, template, hint = RULES[rule_id]
    line = None if node is None or isinstance(node, str) else cast("int | None", node.sourceline)
    return Finding(rule_id, severity, element_id, template, {"element_id": element_id or "", **parameters}, hint, line)
