"""What one element of a diagram says to the engine, read once and frozen; it hangs on SpiffWorkflow's task specs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.engine.expressions import Value

EventKind = Literal["none", "message", "signal", "timer", "error", "escalation", "terminate"]


@dataclass(frozen=True, slots=True)
class IoMapping:
    """``zeebe:input`` or ``zeebe:output``: the value goes to the variable ``target``, or into a context (``a.b``)."""

    source: Value
    target: str

    @property
    def variable(self) -> str:
        """The name of the variable."""
        return self.target.partition(".")[0]

    def within(self, old: Any, value: Any) -> Any:
        """Return what the variable is with the value in its place; ``old`` is what it was and stays as it is."""
        return _put(old, self.target.split(".")[1:], value)


def _put(context: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    entries = context if isinstance(context, dict) else {}
    return {**entries, path[0]: _put(entries.get(path[0]), path[1:], value)}


@dataclass(frozen=True, slots=True)
class Flow:
    """An outgoing sequence flow."""

    flow_id: str
    target: str
    condition: Value | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """What an event waits for or throws.

    ``name`` is the message's or signal's, ``code`` the error's or escalation's (``None`` catches all), ``value`` the
    timer's and ``timer_kind`` one of ``timeDate``, ``timeDuration`` and ``timeCycle``; ``correlation_key`` is the
    message's subscription.
    """

    kind: EventKind = "none"
    name: Value | None = None
    code: str | None = None
    value: Value | None = None
    timer_kind: str = ""
    correlation_key: Value | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """``zeebe:loopCharacteristics`` of a multi-instance activity."""

    is_sequential: bool
    collection: Value
    item: str | None
    output_collection: str | None
    output_element: Value | None


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """``zeebe:taskDefinition``: which operation or job, and how often it is tried."""

    operation: Value
    retries: Value | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who may do a user task, by when: ``zeebe:assignmentDefinition``, ``taskSchedule``, ``priorityDefinition``."""

    assignee: Value | None = None
    candidate_groups: Value | None = None
    candidate_users: Value | None = None
    due_date: Value | None = None
    follow_up_date: Value | None = None
    priority: Value | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node. ``element_type`` is Camunda's enum value."""

    element_id: str
    element_type: str
    name: str
    event: EventDefinition = field(default_factory=EventDefinition)
    form_id: str | None = None
    assignment: Assignment | None = None
    task_definition: TaskDefinition | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    called_process: Value | None = None
    propagates_parent: bool = True
    propagates_child: bool = True
    decision_id: Value | None = None
    result_variable: str = "result"
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    listeners: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    loop: Loop | None = None
    cancels_activity: bool = True
