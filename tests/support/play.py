"""Plays an instance twice, once never saved and once saved and loaded after every command, and compares.

Where wanted, the saved one is also migrated after every command: to a copy of its diagrams in which every id is
another, and back.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from service import engine
from service.engine import steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MONDAY = datetime(2023, 1, 2, 1, 0, tzinfo=UTC)  # 08:00 in the business zone


class BpmnError(Exception):
    """What an operation of a test raises to throw a BPMN error."""


COPY = 1000
"""By how much the key of a renamed copy is larger."""
MARK = "_renamed"
_IDS = re.compile(rb'\b(id|\w+Ref|default|bpmnElement)="([^"]+)"')


def renamed(file: bytes) -> bytes:
    """Return a diagram with a mark behind every id."""
    return _IDS.sub(rb'\1="\2' + MARK.encode() + b'"', file)


class Twin:
    """One of the two: a run, its own keys, its own diagrams."""

    def __init__(self, diagrams: list[engine.Diagram], *, is_saved: bool, copies: list[engine.Diagram]) -> None:
        self.diagrams = {diagram.process_definition_key: diagram for diagram in (*diagrams, *copies)}
        self.pairs = list(zip(diagrams, copies, strict=False))
        self.is_saved = is_saved
        self.new_key = count(1).__next__
        self.run: engine.Run | None = None

    def do(self, command: steps.Command, now: datetime, answer: Callable[[engine.Run], None]) -> list[steps.Event]:
        """Apply a command, answering every request, and save and load if this twin is the saved one."""
        if isinstance(command, steps.StartInstance):
            first = next(iter(self.diagrams.values()))
            self.run = engine.start(first, command, now=now, new_key=self.new_key)
        else:
            assert self.run is not None
            self.run._instance.now = now
            self.run.apply(command)
        while self.run.request is not None:
            answer(self.run)
        events = self.run.take_events()
        if self.is_saved:
            self._save(now)
        for pair in () if self.run.is_ended else self.pairs:
            self._there_and_back(*pair)
            self._save(now)
        return events

    def _save(self, now: datetime) -> None:
        assert self.run is not None
        state = self.run.save()
        needed = {key: self.diagrams[key] for key in engine.definition_keys(state)}
        self.run = engine.load(state, needed, now=now, new_key=self.new_key)
        assert self.run.save() == state

    def _there_and_back(self, diagram: engine.Diagram, copy: engine.Diagram) -> None:
        assert self.run is not None
        if diagram.process_definition_key in engine.definition_keys(self.run.save()):
            there = [(drawn_id, drawn_id + MARK) for drawn_id, _ in engine.proposed_instructions(diagram, diagram)]
            self.run.migrate(diagram, copy, there)
            self.run.migrate(copy, diagram, [(after, before) for before, after in there])
            assert {type(event) for event in self.run.take_events()} <= {steps.ElementMigrated, steps.InstanceMigrated}


class Play:
    """Drives an instance by element ids; ``trace`` is what happened, in short words.

    ``operations`` and ``decisions`` map a name to the variables it returns or a function of the request; an operation
    that is not there is parked. ``asked`` are all requests.
    """

    def __init__(
        self,
        *files: bytes,
        operations: Mapping[str, Any] | None = None,
        decisions: Mapping[str, Any] | None = None,
        is_migrated: bool = False,
    ) -> None:
        diagrams = [engine.read(file, process_definition_key=100 + number) for number, file in enumerate(files)]
        self.by_id = {diagram.process_id: diagram for diagram in diagrams}
        copies = [
            engine.read(renamed(file), process_definition_key=100 + COPY + number)
            for number, file in enumerate(files if is_migrated else ())
        ]
        self.operations = operations or {}
        self.decisions = decisions or {}
        self.twins = (
            Twin(diagrams, is_saved=False, copies=[]),
            Twin(diagrams, is_saved=True, copies=copies),
        )
        self.now = MONDAY
        self.events: list[steps.Event] = []
        self.asked: list[steps.Request] = []
        self.names: dict[int, str] = {}

    # ── Doing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def do(self, command: steps.Command) -> list[steps.Event]:
        """Apply a command to both twins, compare, and check the books."""
        self._first = True
        events = self.twins[0].do(command, self.now, self._answer)
        self._first = False
        assert self.twins[1].do(command, self.now, self._answer) == events
        return self._note(events)

    def migrate(self, target: str, *instructions: engine.Instruction, source: str = "") -> list[steps.Event]:
        """Migrate the process of an id, the first one's by default, to another; nothing else is done."""
        before = self.by_id[source] if source else next(iter(self.by_id.values()))
        seen = []
        for twin in self.twins:
            assert twin.run is not None
            twin.run._instance.now = self.now
            twin.run.migrate(before, self.by_id[target], instructions)
            seen.append(twin.run.take_events())
        self.twins[1]._save(self.now)
        assert seen[0] == seen[1]
        return self._note(seen[0])

    def _note(self, events: list[steps.Event]) -> list[steps.Event]:
        """Keep the books."""
        self.events += events
        for event in events:
            if isinstance(event, (steps.ElementActivated, steps.ElementPassed)):
                self.names[event.key] = event.element_id
            if isinstance(event, (steps.TimerArmed, steps.SubscriptionOpened, steps.SignalSubscriptionOpened)):
                self.names.setdefault(event.key, event.element_id)
            if isinstance(event, steps.ElementMigrated):
                self.names[event.key] = event.element_id
        self._check_books()
        return events

    def start(self, message: str | None = None, **variables: Any) -> Play:
        """Start the first diagram."""
        self.do(steps.StartInstance(variables, message))
        return self

    def complete(self, element_id: str, number: int = 0, **submission: Any) -> Play:
        """Complete the oldest open user task of an element, or the one after ``number`` others."""
        self.do(steps.CompleteUserTask(self.open_keys(element_id)[number], submission))
        return self

    def job(self, element_id: str, **variables: Any) -> Play:
        """Complete a job."""
        self.do(steps.CompleteJob(self.open_keys(element_id)[0], variables))
        return self

    def tell(self, element_id: str, /, **payload: Any) -> Play:
        """Deliver a message to the subscription an element opened."""
        opened = [s for s in self.subscriptions() if self.names[s.key] == element_id]
        assert opened, f"{element_id} waits for no message"
        self.do(steps.CorrelateMessage(opened[0].key, opened[0].message_name, payload))
        return self

    def signal(self, name: str, /, **payload: Any) -> Play:
        """Deliver a signal to all that wait for it."""
        keys = tuple(event.key for event in self.signal_subscriptions() if event.signal_name == name)
        assert keys, f"nothing waits for signal {name}"
        self.do(steps.CatchSignal(keys, name, payload))
        return self

    def at(self, moment: str) -> Play:
        """Turn the clock and fire what is due."""
        self.now = datetime.fromisoformat(moment).astimezone(UTC)
        self.do(steps.FireTimers())
        return self

    def _answer(self, run: engine.Run) -> None:
        request = run.request
        assert request is not None
        if self._first:
            self.asked.append(request)
        if isinstance(request, steps.ProcessRequested):
            run.provide(self.by_id[request.process_id])
            return
        if isinstance(request, steps.DecisionRequested):
            run.resolve({request.result_variable: self.decisions[request.decision_id]})
            return
        if request.operation not in self.operations:
            run.park()
            return
        answer = self.operations[request.operation]
        try:
            run.resolve(answer(request) if callable(answer) else answer)
        except BpmnError as error:
            run.throw(str(error))

    # ── Seeing ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def ended(self) -> bool:
        """Whether the instance has ended."""
        run = self.twins[1].run
        return run is not None and run.is_ended

    @property
    def variables(self) -> dict[str, Any]:
        """The process's variables."""
        run = self.twins[1].run
        assert run is not None
        return dict(run.variables)

    @property
    def open(self) -> list[str]:
        """The element ids that are open, containers included, sorted."""
        return sorted(self.names[key] for key in self._open())

    @property
    def trace(self) -> list[str]:
        """What happened to elements: ``+opened``, ``-completed``, ``xterminated``, ``passed``."""
        words = []
        for event in self.events:
            if isinstance(event, steps.ElementActivated):
                words.append(f"+{event.element_id}")
            elif isinstance(event, steps.ElementCompleted):
                words.append(f"-{self.names[event.key]}")
            elif isinstance(event, steps.ElementTerminated):
                words.append(f"x{self.names[event.key]}")
            elif isinstance(event, steps.ElementPassed):
                words.append(event.element_id)
        return words

    def open_keys(self, element_id: str) -> list[int]:
        """The open keys of an element, oldest first, without a multi-instance's body."""
        bodies = {
            event.key
            for event in self.events
            if isinstance(event, steps.ElementActivated) and event.element_type == "MULTI_INSTANCE_BODY"
        }
        found = sorted(key for key in self._open() if self.names[key] == element_id and key not in bodies)
        assert found, f"{element_id} is not open; open are {self.open}"
        return found

    def timers(self) -> dict[str, datetime]:
        """Armed timers: element id → due."""
        return {self.names[key]: event.due_at for key, event in self._armed().items()}

    def subscriptions(self) -> list[steps.SubscriptionOpened]:
        """Open subscriptions, oldest first."""
        closed = {event.key for event in self.events if isinstance(event, steps.SubscriptionClosed)}
        opened = [event for event in self.events if isinstance(event, steps.SubscriptionOpened)]
        return [event for event in opened if event.key not in closed]

    def signal_subscriptions(self) -> list[steps.SignalSubscriptionOpened]:
        """Open subscriptions to signals, oldest first."""
        closed = {event.key for event in self.of(steps.SignalSubscriptionClosed)}
        return [event for event in self.of(steps.SignalSubscriptionOpened) if event.key not in closed]

    def thrown(self) -> list[steps.MessageThrown]:
        """Messages thrown so far."""
        return [event for event in self.events if isinstance(event, steps.MessageThrown)]

    def of(self, kind: type[Any]) -> list[Any]:
        """Events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def _open(self) -> set[int]:
        closing = (steps.ElementCompleted, steps.ElementTerminated)
        opened = [event.key for event in self.events if isinstance(event, steps.ElementActivated)]
        assert len(opened) == len(set(opened)), "an element instance was opened twice"
        closed = [event.key for event in self.events if isinstance(event, closing)]
        assert len(closed) == len(set(closed)), "an element instance was closed twice"
        assert set(closed) <= set(opened), "an element instance was closed but never opened"
        return set(opened) - set(closed)

    def _armed(self) -> dict[int, steps.TimerArmed]:
        disarmed = {event.key for event in self.events if isinstance(event, steps.TimerDisarmed)}
        armed = [event for event in self.events if isinstance(event, steps.TimerArmed)]
        return {event.key: event for event in armed if event.key not in disarmed}

    def _check_books(self) -> None:
        """What the events say is open must be what the state holds."""
        for twin in self.twins:
            assert twin.run is not None
            instance = twin.run._instance
            tokens = instance.tokens.values()
            assert {token.id for token in tokens if token.is_open} == self._open()
            assert {token.id: token.due_at for token in tokens if token.due_at} == {
                key: event.due_at for key, event in self._armed().items()
            }
            awaited = [*self.subscriptions(), *self.signal_subscriptions()]
            assert {token.id for token in tokens if token.has_subscription} == {event.key for event in awaited}
            assert set(instance.subprocesses) <= {token.id for token in tokens}
            if instance.is_ended:
                assert not instance.tokens
                assert not instance.subprocesses
                ends = [e for e in self.events if isinstance(e, (steps.InstanceCompleted, steps.InstanceTerminated))]
                assert len(ends) == 1
