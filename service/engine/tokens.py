"""The moving parts of an instance: SpiffWorkflow's task and workflows, kept flat and free of data in tokens.

SpiffWorkflow grows a tree of every task that was, is and may be. We keep its task state machine, its specs and its
workflow containers, but no tree: a ``Token`` lives from arriving at an element to leaving it, its id *is* the element
instance key, and nothing is predicted. So a step costs the same at the thousandth task as at the first, and the traps
of the tree (a depth of 1,000, merged data, predictions that change) do not exist.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from service.core.errors import sentence
from service.engine.faults import DiagramFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from service.engine.diagram import Diagram
    from service.engine.specs import Node
    from service.engine.steps import Event, Request

MAX_STEPS = 10_000

NO_SCRIPTS = object()
"""Stands where SpiffWorkflow keeps its Python script engine, so that none is made."""


class Token(Task):
    """One element instance.

    ``locals`` are the variables of this element instance alone. ``inner_of`` is the multi-instance body a token
    belongs to, ``host`` the activity or event-based gateway for which a boundary or branch token waits. ``flow`` is
    the sequence flow it came by. ``cycle`` is the text of a repeating timer and when it was armed first, in
    microseconds. ``is_open`` tells that its activation was reported.
    """

    task_spec: Node

    def __init__(self, workflow: Scope | Instance, task_spec: Node, key: int, state: int = TaskState.FUTURE) -> None:
        # The parent's constructor would make a UUID, read the clock and hang the task into the tree.
        self.id = key
        self.workflow = workflow
        self.task_spec = task_spec
        self._state = state
        self._parent = None
        self._children: list[Any] = []
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0.0
        self.locals: dict[str, Any] = {}
        self.inner_of: int | None = None
        self.host: int | None = None
        self.flow: str | None = None
        self.due_at: datetime | None = None
        self.cycle: list[Any] = []
        self.has_subscription = False
        self.has_job = False
        self.is_open = False
        self.remaining: list[Any] = []
        self.results: list[Any] = []
        self.position = 0
        self.listener_index = 0
        self.attached: list[int] = []
        self.instances: list[int] = []
        workflow.tasks[key] = self
        workflow.top_workflow.tokens[key] = self

    def _set_state(self, value: int) -> None:
        self._state = value

    def enter(self) -> None:
        """Arrive at the element, which may hold the token back."""
        self.task_spec._update(self)  # noqa: SLF001 -- SpiffWorkflow's protocol

    def wait(self) -> None:
        """Wait for an event or for other tokens."""
        self._set_state(TaskState.WAITING)

    def set_running(self) -> None:
        """Contain others that are put into it by hand."""
        self._set_state(TaskState.STARTED)

    def make_ready(self) -> None:
        """Let the element run."""
        self._ready()

    @property
    def instance(self) -> Instance:
        """The process instance."""
        top: Instance = self.workflow.top_workflow
        return top

    @property
    def is_alive(self) -> bool:
        """Whether the token has neither left nor been terminated."""
        return self.id in self.instance.tokens

    def discard(self) -> None:
        """Take the token out of its scope without a word."""
        self.workflow.tasks.pop(self.id, None)
        instance = self.instance
        instance.tokens.pop(self.id, None)
        if self.host is not None and (host := instance.tokens.get(self.host)) is not None:
            host.attached.remove(self.id)


class Scope(BpmnSubWorkflow):
    """A running sub-process or called process; its variables are ``data``.

    ``is_call`` separates a called process, which sees only its own variables; ``is_inner`` a multi-instance's
    instance, which keeps new variables to itself.
    """

    def __init__(self, spec: Any, host: Token, diagram: Diagram, data: dict[str, Any], *, is_call: bool) -> None:
        self.is_call = is_call
        self.is_inner = host.inner_of is not None
        self.diagram = diagram
        super().__init__(spec, host.id, host.instance, deserializing=True)
        self.data = data
        host.instance.subprocesses[host.id] = self

    def _calculate_depth(self) -> int:
        return 0

    @property
    def host(self) -> Token:
        """The token of the sub-process or call activity this runs for."""
        top: Instance = self.top_workflow
        return top.tokens[self.parent_task_id]

    @property
    def outer(self) -> Scope | Instance:
        """The scope the host stands in."""
        found: Scope | Instance = self.host.workflow
        return found

    @property
    def key(self) -> int:
        """The element instance key of the host."""
        found: int = self.parent_task_id
        return found


class Instance(BpmnWorkflow):
    """A process instance in memory during a step, with the step's clock, keys, queue and events."""

    is_call = True
    is_inner = False
    host: Token | None = None
    key: int | None = None

    @property
    def outer(self) -> Instance:
        """Nothing is around the process."""
        return self

    def __init__(self, diagram: Diagram, *, now: datetime, new_key: Callable[[], int]) -> None:
        self.tokens: dict[int, Token] = {}
        super().__init__(diagram.spec, script_engine=NO_SCRIPTS, deserializing=True)
        self.diagram = diagram
        self.now = now
        self.new_key = new_key
        self.queue: deque[Token] = deque()
        self.events: list[Event] = []
        self.request: Request | None = None
        self.asking: Token | None = None
        self.answered: Request | None = None
        self.answer: dict[str, Any] = {}
        self.is_dirty = False
        self.has_inclusive = False
        self.is_ended = False
        self.steps = 0

    def emit(self, event: Event) -> None:
        """Report what happened."""
        self.events.append(event)

    def ask(self, token: Token, request: Request) -> None:
        """Stop stepping until the request of the token is answered."""
        self.asking = token
        self.request = request

    def count_step(self, token: Token) -> None:
        """Stop a diagram that runs in a circle without waiting."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            message = sentence("more than %(count)d steps were taken without waiting", count=MAX_STEPS)
            raise DiagramFault(token.task_spec.name, "UNKNOWN", message)

    def variables_of(self, scope: Scope | Instance) -> Mapping[str, Any]:
        """Return the variables visible in a scope: its own over those around it, up to the process."""
        if scope.is_call:
            found: Mapping[str, Any] = scope.data
            return found
        return {**self.variables_of(scope.outer), **scope.data}
