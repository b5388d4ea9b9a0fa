"""Plays a random model in the engine and in the oracle at once, and compares them after every step.

The engine plays it twice, never saved and saved and loaded after every step (``tests.support.play``). Element
instances of both are paired by element id and by their age.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.engine import steps
from tests.engine.models.chances import DAY, answer, payload
from tests.engine.models.oracle import Game
from tests.engine.models.places import catcher
from tests.engine.models.text import files
from tests.support.play import MONDAY, BpmnError, Play

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.engine.models.graph import Model, Node
    from tests.engine.models.places import Token

RANDOM_STEPS = 25
LAST_STEPS = 150
CROWDED = 60


class Match:
    """One play of a model. ``told`` are its moves in words, to be printed when it fails."""

    def __init__(self, model: Model, chance: Random, *, is_migrated: bool = False) -> None:
        self.model = model
        self.chance = chance
        self.told: list[str] = []
        self.game = Game(model)
        nodes = model.nodes().values()
        offered = {n.node_id: _operation(n) for n in nodes if n.listens or (n.kind == "work" and not n.is_job)}
        decided = {node.node_id: node.results[0][1] for node in nodes if node.kind == "rule"}
        self.play = Play(*files(model), operations=offered, decisions=decided, is_migrated=is_migrated)
        self._seen = 0
        self._asked = 0

    def run(self) -> None:
        """Play it to its end: at random, then straight on."""
        self._do("start", self.game.start, steps.StartInstance(self.model.variables))
        for number in range(RANDOM_STEPS + LAST_STEPS):
            is_last_phase = number >= RANDOM_STEPS or len(list(self.game.tokens())) > CROWDED
            if self.game.is_ended or not self._step(is_last_phase=is_last_phase):
                break
        if not self.game.is_ended:
            self._do("cancel", self.game.cancel, steps.CancelInstance())

    # ── Moves ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _step(self, *, is_last_phase: bool) -> bool:
        """Make one move; false when there is none left."""
        waiting = [token for token in self.game.tokens() if _waits(token)]
        waiting.sort(key=lambda token: token.order)
        if is_last_phase:
            waiting = [token for token in waiting if token.node.kind != "boundary"] or [
                token for token in waiting if token.node.interrupts and token.due is not None
            ]
        if not waiting:
            assert self.model.may_stick, "a token is stuck"
            return False
        if not is_last_phase and self.chance.randrange(6) == 5:
            self._turn_clock(self.game.now + self.chance.randrange(4 * DAY))
        else:
            self._serve(self.chance.choice(waiting), is_last_phase=is_last_phase)
        return True

    def _serve(self, token: Token, *, is_last_phase: bool) -> None:
        """Do what one token waits for."""
        game, node, key = self.game, token.node, self._key(token)
        if token.due is not None:
            self._turn_clock(token.due)
        elif token.hears:
            self._signal(token.hears)
        elif token.key is not None:
            brought = payload(self.chance)
            command: steps.Command = steps.CorrelateMessage(key, node.node_id, brought)
            self._do(f"message {node.node_id} {brought}", lambda: game.tell(token, brought), command)
        elif token.has_job:
            self._work(token, key)
        else:
            given = answer(self.chance, node, is_last_phase=is_last_phase)
            self._do(
                f"complete {node.node_id} {given}",
                lambda: game.complete(token, given),
                steps.CompleteUserTask(key, given),
            )

    def _signal(self, name: str) -> None:
        brought = payload(self.chance)
        keys = tuple(sorted(e.key for e in self.play.signal_subscriptions() if e.signal_name == name))
        command = steps.CatchSignal(keys, name, brought)
        self._do(f"signal {name} {brought}", lambda: self.game.signal(name, brought), command)

    def _work(self, token: Token, key: int) -> None:
        game, node_id = self.game, token.node.node_id
        codes = [code for code in ("E1", "E2") if catcher(token, "error", code)]
        if codes and self.chance.randrange(3) == 2:
            code = self.chance.choice(codes)
            self._do(f"fail {node_id} with {code}", lambda: game.fail(token, code), steps.ThrowError(key, code))
            return
        brought = payload(self.chance)
        self._do(f"work {node_id} {brought}", lambda: game.complete(token, brought), steps.CompleteJob(key, brought))

    def _turn_clock(self, second: int) -> None:
        self.game.now = max(self.game.now, second)
        self.play.now = MONDAY + timedelta(seconds=self.game.now)
        self._do(f"clock {timedelta(seconds=self.game.now)}", self.game.tick, steps.FireTimers())

    def _do(self, told: str, move: Callable[[], None], command: steps.Command) -> None:
        self.told.append(told)
        move()
        self.play.do(command)
        self._compare()

    # ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────────────

    def _compare(self) -> None:
        """Whether both say the same of the last step and of what waits now."""
        game, play = self.game, self.play
        run = play.twins[1].run
        assert run is not None
        trace = play.trace
        _same("trace", Counter(trace[self._seen :]), Counter(game.words[self._seen :]))
        self._seen = len(trace)
        _same("asked", self._engine_asked(), self._oracle_asked())
        _same("user tasks", self._keys(steps.UserTaskCreated), self._ids(lambda t: t.node.kind == "user"))
        _same("jobs", self._keys(steps.JobCreated), self._ids(lambda token: token.has_job))
        timers = sorted((event.element_id, event.due_at) for event in play._armed().values())
        dues = [(token.node.node_id, token.due) for token in game.tokens() if token.due is not None]
        _same("timers", timers, sorted((name, MONDAY + timedelta(seconds=due)) for name, due in dues))
        messages = sorted((event.element_id, event.correlation_key) for event in play.subscriptions())
        _same("messages", messages, sorted((t.node.node_id, t.key) for t in game.tokens() if t.key is not None))
        signals = sorted((event.element_id, event.signal_name) for event in play.signal_subscriptions())
        _same("signals", signals, sorted((t.node.node_id, t.hears) for t in game.tokens() if t.hears))
        thrown = [(event.element_id, event.correlation_key, _text(event.variables)) for event in play.thrown()]
        thrown += [(event.element_id, "", _text(event.variables)) for event in play.of(steps.SignalThrown)]
        _same("thrown", sorted(thrown), sorted((name, key, _text(own)) for name, key, own in game.thrown))
        _same("variables", _text(run.variables), _text(game.process.variables))
        _same("reported variables", _text(play.of(steps.VariablesChanged)[-1].variables), _text(run.variables))
        _same("end", play.ended, game.is_ended or self.told[-1] == "cancel")
        for token in game.tokens():
            if token.is_open:
                _same(f"seen at {token.node.node_id}", _text(run.variables_at(self._key(token))), _text(token.sees()))

    def _engine_asked(self) -> list[tuple[str, str]]:
        asked = [item for item in self.play.asked if not isinstance(item, steps.ProcessRequested)]
        return sorted((item.element_id, _text(item.variables)) for item in asked[self._asked :])

    def _oracle_asked(self) -> list[tuple[str, str]]:
        found = sorted((name, _text(seen)) for name, seen in self.game.asked[self._asked :])
        self._asked = len(self.game.asked)
        return found

    def _keys(self, kind: type[Any]) -> list[str]:
        still = self.play._open()
        return sorted(event.element_id for event in self.play.of(kind) if event.key in still)

    def _ids(self, wanted: Callable[[Token], bool]) -> list[str]:
        tokens = self.game.tokens()
        return sorted(t.node.node_id for t in tokens if t.is_open and not t.is_body and wanted(t))

    def _key(self, token: Token) -> int:
        """The engine's key of the oracle's token: of the same element, and the same in the order of age."""
        alike = [t for t in self.game.tokens() if t.node is token.node and (t.is_open or t.watched) and not t.is_over]
        place = sorted(t.order for t in alike).index(token.order)
        play = self.play
        heard = [*(event.key for event in play.subscriptions()), *(event.key for event in play.signal_subscriptions())]
        keys = {*play._open(), *play._armed(), *heard}
        return sorted(key for key in keys if play.names[key] == token.node.node_id)[place]


def _waits(token: Token) -> bool:
    if token.is_body:
        return False
    is_task = token.is_open and (token.node.kind == "user" or token.has_job)
    return is_task or token.due is not None or token.key is not None or bool(token.hears)


def _operation(node: Node) -> Callable[[Any], dict[str, int]]:
    def work(request: steps.OperationRequested) -> dict[str, int]:
        if node.fails_when is not None and node.fails_when.holds(request.variables):
            raise BpmnError(node.code)
        return dict(node.results)

    return work


def _text(variables: Any) -> str:
    """Variables as text, for which 1 and true are not equal."""
    return json.dumps(dict(variables), sort_keys=True)


def _same(what: str, engine: object, oracle: object) -> None:
    assert engine == oracle, f"{what}: the engine says {engine}, the oracle {oracle}"
