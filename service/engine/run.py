"""A step of an instance: a command in, events and requests out, the new state at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.engine import activities, codec, flow, migration, modify, steps, throws, waits
from service.engine.faults import NotWaiting
from service.engine.gateways import release_inclusive
from service.engine.tokens import Instance
from service.engine.variables import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from service.engine.diagram import Diagram
    from service.engine.migration_plan import Instruction
    from service.engine.tokens import Token


class Run:
    """An instance in memory, from ``start`` or ``load`` to ``save``; used by one thread only.

    ``apply`` steps until everything waits or ``request`` is set; answer it with ``resolve``, ``throw``, ``park`` or
    ``provide`` and stepping goes on. After an exception the run is void.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._taken = 0
        self._is_firing = False

    @property
    def events(self) -> list[steps.Event]:
        """Everything that happened in this run."""
        return self._instance.events

    @property
    def request(self) -> steps.Request | None:
        """What the run needs from outside before it can go on."""
        return self._instance.request

    @property
    def is_ended(self) -> bool:
        """Whether the instance is completed or cancelled."""
        return self._instance.is_ended

    @property
    def variables(self) -> Mapping[str, Any]:
        """The variables of the process itself."""
        found: Mapping[str, Any] = self._instance.data
        return found

    def variables_at(self, key: int) -> Mapping[str, Any]:
        """Return the variables that a waiting element instance sees; raises ``NotWaiting`` for any other key."""
        token = self._instance.tokens.get(key)
        if token is None:
            raise NotWaiting(key=key, wanted=sentence("a look at its variables"))
        return visible(token)

    def is_there(self, key: int) -> bool:
        """Whether an element instance is active, or a boundary event waits under this key."""
        return key in self._instance.tokens

    @property
    def has_due_timer(self) -> bool:
        """Whether a timer of the instance is due at the step's ``now``."""
        return bool(self._due())

    def open_elements(self) -> list[modify.OpenElement]:
        """Return the active element instances, oldest first; each can be ended by a modification."""
        return modify.open_elements(self._instance)

    def startable_elements(self) -> list[modify.StartableElement]:
        """Return the elements that a modification can start, in the order of their diagrams."""
        return modify.startable_elements(self._instance)

    def definition_key_at(self, element_id: str) -> int | None:
        """Return the version whose diagram has an element, of what was called last first; ``None`` where none has it.

        It can be asked after a fault too.
        """
        scopes = [*reversed(self._instance.subprocesses.values()), self._instance]
        found = (scope.diagram for scope in scopes if element_id in scope.diagram.elements)
        return next((diagram.process_definition_key for diagram in found), None)

    def take_events(self) -> list[steps.Event]:
        """Return the events since the last call."""
        taken = self._instance.events[self._taken :]
        self._taken = len(self._instance.events)
        return taken

    def save(self) -> bytes:
        """Return the state; the run must wait, without an open request."""
        if self._instance.request is not None:
            message = "a run with an open request cannot be saved"
            raise RuntimeError(message)
        return codec.encode(self._instance)

    # ── Commands ────────────────────────────────────────────────────────────────────────────────────────────────

    def apply(self, command: steps.Command) -> None:
        """Do one command.

        Raises ``NotWaiting`` for a key that does not wait for it, ``ModificationRefused``, ``DiagramFault``.
        """
        self._instance.steps = 0
        match command:
            case steps.StartInstance():
                self._start(command)
            case steps.CompleteUserTask():
                token = self._waiting(command.key, sentence("a submission"), activities.takes_submission)
                activities.submit_user_task(token, command.submission)
            case steps.CompleteJob():
                token = self._waiting(command.key, sentence("a job's completion"), lambda t: t.has_job)
                token.task_spec.resolved(token, command.variables)
            case steps.ThrowError():
                token = self._waiting(command.key, sentence("an outcome"), lambda t: t.is_open)
                throws.throw_error(token, command.code, command.message, command.variables)
            case steps.FailJob():
                token = self._waiting(command.key, sentence("a job's failure"), lambda t: t.has_job)
                token.locals.update(command.variables)
            case steps.CorrelateMessage():
                token = self._waiting(command.key, sentence("a message"), lambda t: t.has_subscription)
                waits.fire(token, command.variables)
            case steps.CatchSignal():
                self._catch_signal(command)
            case steps.FireTimers():
                self._is_firing = True
            case steps.ModifyInstance() | steps.CancelInstance():
                self._intervene(command)
        self._go()

    def _start(self, command: steps.StartInstance) -> None:
        instance = self._instance
        element_id = instance.diagram.start.chosen(command.message_name, command.signal_name)
        if element_id is None:
            wanted = command.message_name or command.signal_name or sentence("a start")
            raise NotWaiting(key=instance.diagram.process_id, wanted=wanted)
        instance.data.update(command.variables)
        instance.is_dirty = True
        flow.arrive(instance, instance.spec.task_specs[element_id])

    def _catch_signal(self, command: steps.CatchSignal) -> None:
        for number, key in enumerate(command.keys):
            if number == 0 or key in self._instance.tokens:
                token = self._waiting(key, sentence("a signal"), lambda t: t.has_subscription)
                waits.fire(token, command.variables)

    def _waiting(self, key: int, wanted: str, holds: Callable[[Token], bool]) -> Token:
        token = self._instance.tokens.get(key)
        if token is None or (not token.is_open and token.host is None) or not holds(token):
            raise NotWaiting(key=key, wanted=wanted)
        return token

    def _intervene(self, command: steps.ModifyInstance | steps.CancelInstance) -> None:
        if isinstance(command, steps.ModifyInstance):
            modify.modify(self._instance, command)
            return
        flow.terminate_all(self._instance)
        flow.end_instance(self._instance)

    def migrate(
        self,
        source: Diagram,
        target: Diagram,
        instructions: Sequence[Instruction],
        beginning: steps.StartInstance | None = None,
    ) -> None:
        """Put every process of the instance that runs on the source on the target; nothing is stepped.

        ``beginning`` is the command with which a fresh one will begin. Raises ``MappingInvalid`` or
        ``MigrationRefused`` with every reason; the run is void then.
        """
        migration.migrate(self._instance, source, target, instructions, beginning)

    # ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────

    def resolve(self, variables: Mapping[str, Any] | None = None) -> None:
        """Answer an operation or decision with the variables it returns."""
        token = self._answered()
        token.task_spec.resolved(token, variables or {})
        self._go()

    def throw(self, code: str, message: str = "") -> None:
        """Answer an operation or decision with a BPMN error."""
        token = self._answered()
        if not token.is_open:
            flow.open_token(token)
        throws.throw_error(token, code, message)
        self._go()

    def park(self) -> None:
        """Answer an operation that nobody offers: an external worker will do it."""
        token = self._answered()
        request = self._instance.answered
        if not isinstance(request, steps.OperationRequested):
            message = "only an operation can be parked"
            raise TypeError(message)
        activities.park(token, request)
        self._go()

    def provide(self, diagram: Diagram) -> None:
        """Answer a call activity with the diagram it runs from now on."""
        activities.start_call(self._answered(), diagram)
        self._go()

    def _answered(self) -> Token:
        instance = self._instance
        token = instance.asking
        if token is None or instance.request is None:
            message = "the run has no open request"
            raise RuntimeError(message)
        instance.answered, instance.request, instance.asking = instance.request, None, None
        return token

    # ── Stepping ────────────────────────────────────────────────────────────────────────────────────────────────

    def _go(self) -> None:
        instance = self._instance
        while instance.request is None:
            if instance.queue:
                token = instance.queue.popleft()
                if token.is_alive:
                    instance.count_step(token)
                    token.run()
            elif not (instance.has_inclusive and release_inclusive(instance)) and not (
                # Last, so that all that follows from one timer is done before the next one fires.
                self._is_firing and self._fire_next()
            ):
                self._rest()
                return

    def _fire_next(self) -> bool:
        instance = self._instance
        due = self._due()
        if not due:
            self._is_firing = False
            return False
        token = min(due, key=lambda t: (t.due_at, t.id))
        instance.count_step(token)
        waits.fire(token, {})
        return True

    def _due(self) -> list[Token]:
        instance = self._instance
        return [t for t in instance.tokens.values() if t.due_at is not None and t.due_at <= instance.now]

    def _rest(self) -> None:
        """Everything waits: report the variables, and the end."""
        instance = self._instance
        if instance.is_dirty:
            instance.is_dirty = False
            instance.emit(steps.VariablesChanged(None, dict(instance.data)))
        if not instance.tokens and not instance.is_ended:
            instance.is_ended = True
            instance.emit(steps.InstanceCompleted())


def start(diagram: Diagram, command: steps.StartInstance, *, now: datetime, new_key: Callable[[], int]) -> Run:
    """Begin a new instance and step it."""
    run = fresh(diagram, now=now, new_key=new_key)
    run.apply(command)
    return run


def fresh(diagram: Diagram, *, now: datetime, new_key: Callable[[], int]) -> Run:
    """Return a new instance that has not begun; its first command is ``StartInstance``."""
    return Run(Instance(diagram, now=now, new_key=new_key))


def load(state: bytes, diagrams: Mapping[int, Diagram], *, now: datetime, new_key: Callable[[], int]) -> Run:
    """Bring a saved instance back; ``diagrams`` by definition key, see ``definition_keys``."""
    return Run(codec.decode(state, diagrams, now=now, new_key=new_key))
