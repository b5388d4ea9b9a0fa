"""What goes into a step of the engine and what comes out: commands, events, requests.

Commands are imperatives, events past participles, requests what the engine needs from outside before it can go on.
All are frozen and made of plain types, so that they can be recorded as they are. ``key`` is always the element
instance key, a 63-bit integer. Variables are plain JSON values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from service.engine.modify import Activation, Assignment, Move

Variables: TypeAlias = "Mapping[str, Any]"


# ── Commands ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StartInstance:
    """Begin at the none start event, or at the start event of ``message_name`` or ``signal_name``."""

    variables: Variables
    message_name: str | None = None
    signal_name: str | None = None


@dataclass(frozen=True, slots=True)
class CompleteUserTask:
    """Complete a user task with its validated submission; the diagram's output mappings choose what leaves it."""

    key: int
    submission: Variables


@dataclass(frozen=True, slots=True)
class CompleteJob:
    """Complete the job of a service task that an external worker did."""

    key: int
    variables: Variables


@dataclass(frozen=True, slots=True)
class ThrowError:
    """Throw a BPMN error at the element instance, as its worker or operation asked."""

    key: int
    code: str
    message: str = ""
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailJob:
    """Keep what a worker reported of a job that it could not do, at the job's element alone."""

    key: int
    variables: Variables


@dataclass(frozen=True, slots=True)
class CorrelateMessage:
    """Deliver a message to the subscription that ``key`` opened."""

    key: int
    message_name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CatchSignal:
    """Deliver a signal to the subscriptions that ``keys`` opened, in this order; what one of them ends, it ends."""

    keys: tuple[int, ...]
    signal_name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FireTimers:
    """Fire every timer of the instance that is due at the step's ``now``."""


@dataclass(frozen=True, slots=True)
class ModifyInstance:
    """Set variables, start elements, end element instances and move others, all or nothing.

    ``terminations`` are keys, or ids of elements all of whose active instances are meant.
    """

    activations: Sequence[Activation] = ()
    terminations: Sequence[int | str] = ()
    moves: Sequence[Move] = ()
    assignments: Sequence[Assignment] = ()


@dataclass(frozen=True, slots=True)
class CancelInstance:
    """End the instance where it stands; every open element instance is terminated."""


Command: TypeAlias = (
    StartInstance
    | CompleteUserTask
    | CompleteJob
    | ThrowError
    | FailJob
    | CorrelateMessage
    | CatchSignal
    | FireTimers
    | ModifyInstance
    | CancelInstance
)


# ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ElementActivated:
    """A token entered an element that waits or contains others (tasks, catch events, calls, sub-processes).

    ``element_type`` is Camunda's enum (``USER_TASK``, ``SERVICE_TASK``, ``CALL_ACTIVITY``, ``SUB_PROCESS``,
    ``MULTI_INSTANCE_BODY``, ``INTERMEDIATE_CATCH_EVENT``, ``EVENT_BASED_GATEWAY``, ``RECEIVE_TASK``, ...).
    ``scope_key`` is the enclosing element instance, ``None`` in the root process.
    """

    key: int
    element_id: str
    element_type: str
    name: str
    process_definition_key: int
    scope_key: int | None


@dataclass(frozen=True, slots=True)
class ElementCompleted:
    """The element instance ended by itself."""

    key: int


@dataclass(frozen=True, slots=True)
class ElementTerminated:
    """The element instance was ended from outside (boundary event, terminate end, cancellation)."""

    key: int


@dataclass(frozen=True, slots=True)
class ElementPassed:
    """A token passed an element that does not wait (gateway, end event, service task done in the same step)."""

    key: int
    element_id: str
    element_type: str
    name: str
    process_definition_key: int
    scope_key: int | None


@dataclass(frozen=True, slots=True)
class UserTaskCreated:
    """A user task waits for a person; its properties are evaluated. Follows its ``ElementActivated``."""

    key: int
    element_id: str
    name: str
    process_definition_key: int
    form_id: str | None
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int


@dataclass(frozen=True, slots=True)
class TimerArmed:
    """A timer waits; ``key`` is the catch or boundary event's own element instance."""

    key: int
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TimerDisarmed:
    """The timer fired or is no longer wanted."""

    key: int


@dataclass(frozen=True, slots=True)
class SubscriptionOpened:
    """A catch or boundary event waits for a message with this correlation key."""

    key: int
    element_id: str
    process_definition_key: int
    message_name: str
    correlation_key: str
    interrupting: bool


@dataclass(frozen=True, slots=True)
class SubscriptionClosed:
    """The subscription was served or is no longer wanted."""

    key: int


@dataclass(frozen=True, slots=True)
class SignalSubscriptionOpened:
    """A catch or boundary event waits for a signal."""

    key: int
    element_id: str
    signal_name: str


@dataclass(frozen=True, slots=True)
class SignalSubscriptionClosed:
    """The signal came or is no longer wanted."""

    key: int


@dataclass(frozen=True, slots=True)
class JobCreated:
    """A service task waits for an external worker (its request was parked)."""

    key: int
    element_id: str
    process_definition_key: int
    job_type: str
    retries: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JobCanceled:
    """The job is no longer wanted."""

    key: int


@dataclass(frozen=True, slots=True)
class ErrorCaught:
    """A boundary event caught a BPMN error; what comes next in its scope comes of it.

    ``message`` is what whoever threw it said: a sentence of an operation, a text of a worker, or empty.
    """

    element_id: str
    code: str
    message: str
    process_definition_key: int
    scope_key: int | None


@dataclass(frozen=True, slots=True)
class MessageThrown:
    """The diagram threw a message to the outside."""

    element_id: str
    message_name: str
    correlation_key: str
    variables: Variables


@dataclass(frozen=True, slots=True)
class SignalThrown:
    """The diagram threw a signal, which is for everybody who waits for it."""

    element_id: str
    signal_name: str
    variables: Variables


@dataclass(frozen=True, slots=True)
class VariablesChanged:
    """The variables of one scope after the step (``scope_key`` ``None`` is the process instance itself)."""

    scope_key: int | None
    variables: Variables


@dataclass(frozen=True, slots=True)
class ElementMigrated:
    """An element instance, or an event that waits with one, stands for an element of another version from now on.

    Its key, and what it waits for, stay.
    """

    key: int
    element_id: str
    name: str
    process_definition_key: int
    form_id: str | None
    interrupting: bool


@dataclass(frozen=True, slots=True)
class InstanceMigrated:
    """The process itself, not only one it calls, runs on another version from now on."""

    process_definition_key: int


@dataclass(frozen=True, slots=True)
class InstanceCompleted:
    """Every token reached an end."""


@dataclass(frozen=True, slots=True)
class InstanceTerminated:
    """The instance was cancelled."""


Event: TypeAlias = (
    ElementActivated
    | ElementCompleted
    | ElementTerminated
    | ElementPassed
    | UserTaskCreated
    | TimerArmed
    | TimerDisarmed
    | SubscriptionOpened
    | SubscriptionClosed
    | SignalSubscriptionOpened
    | SignalSubscriptionClosed
    | JobCreated
    | JobCanceled
    | ErrorCaught
    | MessageThrown
    | SignalThrown
    | VariablesChanged
    | ElementMigrated
    | InstanceMigrated
    | InstanceCompleted
    | InstanceTerminated
)


# ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OperationRequested:
    """A service task, or a user task's completing listener, names an operation.

    ``submission`` is set for a listener only. Answer with ``Run.resolve`` (variables), ``Run.throw`` (a BPMN error)
    or, for a service task whose type nobody registered, ``Run.park`` (it becomes a job).
    """

    key: int
    element_id: str
    process_id: str
    operation: str
    headers: Mapping[str, str]
    variables: Variables
    submission: Variables | None = None


@dataclass(frozen=True, slots=True)
class DecisionRequested:
    """A business rule task names a decision; answer with ``Run.resolve`` ({result_variable: value})."""

    key: int
    element_id: str
    decision_id: str
    result_variable: str
    variables: Variables


@dataclass(frozen=True, slots=True)
class ProcessRequested:
    """A call activity names a process; answer with ``Run.provide`` (the diagram it runs from now on)."""

    key: int
    element_id: str
    process_id: str


Request: TypeAlias = OperationRequested | DecisionRequested | ProcessRequested
