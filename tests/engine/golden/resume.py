"""Goes on with a saved state, by moves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from service import engine
from service.engine import steps
from tests.support.play import MONDAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Resumed:
    """An instance that is loaded from its state before every move; ``trace`` is what happened since.

    Words as in ``tests.support.play``. Operations are parked, called processes are those of ``files``.
    """

    def __init__(self, files: Sequence[bytes], state: bytes = b"", now: datetime = MONDAY, next_key: int = 1) -> None:
        read = [engine.read(file, process_definition_key=100 + number) for number, file in enumerate(files)]
        self._by_id = {diagram.process_id: diagram for diagram in read}
        self._by_key = {diagram.process_definition_key: diagram for diagram in read}
        self._main = read[0]
        self._names: dict[int, str] = {}
        self.state = state
        self.now = now
        self.next_key = next_key
        self.trace: list[str] = []
        self._read(self._load() if state else engine.fresh(self._main, now=now, new_key=self._new_key))

    def begin(self, variables: dict[str, Any]) -> None:
        """Start the first process."""
        run = engine.fresh(self._main, now=self.now, new_key=self._new_key)
        self._step(run, steps.StartInstance(variables))

    def go(self, moves: Iterable[Sequence[Any]]) -> None:
        """Make moves."""
        for verb, element_id, given in moves:
            if verb == "clock":
                self.now = datetime.fromisoformat(element_id).astimezone(UTC)
            run = self._load()
            self._step(run, _command(run, verb, element_id, given))

    def _load(self) -> engine.Run:
        run = engine.load(self.state, self._by_key, now=self.now, new_key=self._new_key)
        self._names.update({token.id: token.task_spec.name for token in run._instance.tokens.values()})
        return run

    def _step(self, run: engine.Run, command: steps.Command) -> None:
        run.apply(command)
        while run.request is not None:
            if isinstance(run.request, steps.ProcessRequested):
                run.provide(self._by_id[run.request.process_id])
            else:
                run.park()
        self._tell(run.take_events())
        self.state = run.save()
        self._read(run)

    def _read(self, run: engine.Run) -> None:
        self.is_ended = run.is_ended
        self.variables = dict(run.variables)

    def _tell(self, events: list[steps.Event]) -> None:
        for event in events:
            match event:
                case steps.ElementActivated():
                    self._names[event.key] = event.element_id
                    self.trace.append(f"+{event.element_id}")
                case steps.ElementPassed():
                    self.trace.append(event.element_id)
                case steps.ElementCompleted():
                    self.trace.append(f"-{self._names[event.key]}")
                case steps.ElementTerminated():
                    self.trace.append(f"x{self._names[event.key]}")

    def _new_key(self) -> int:
        self.next_key += 1
        return self.next_key


def _command(run: engine.Run, verb: str, element_id: str, given: Any) -> steps.Command:
    tokens = sorted(run._instance.tokens.values(), key=lambda token: token.id)
    if verb == "clock":
        return steps.FireTimers()
    if verb == "signal":
        events = [(token.id, token.task_spec.element.event.name) for token in tokens if token.has_subscription]
        heard = tuple(key for key, name in events if name is not None and name.text == element_id)
        return steps.CatchSignal(heard, element_id, given)
    key = next(t.id for t in tokens if t.task_spec.name == element_id and not t.instances)
    match verb:
        case "complete":
            return steps.CompleteUserTask(key, given)
        case "work":
            return steps.CompleteJob(key, given)
        case "fail":
            return steps.ThrowError(key, given)
    return steps.CorrelateMessage(key, element_id, given)
