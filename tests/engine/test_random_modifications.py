"""Random diagrams whose instances are modified at random: nothing breaks, and nothing is left that cannot go on."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, note, seed, settings, strategies

from service import engine
from service.engine import Activation, ModifyInstance, Move, steps
from service.engine.document import MAX_NODES
from service.engine.modify import INFERRED, SOURCE_PARENT
from tests.engine.models.blocks import random_model
from tests.engine.models.chances import DAY, answer, payload
from tests.engine.models.check import has_starving_join
from tests.engine.models.play import Match
from tests.engine.models.text import readable

if TYPE_CHECKING:
    from random import Random

    from tests.engine.models.graph import Model
    from tests.support.play import Play

PARTS = 4
MODELS_PER_PART = 50
MOVES = 20
REFUSALS = (engine.ModificationRefused, engine.DiagramFault)


class Modified:
    """One play of a model, in which every second move is a modification; a refused move is as if it had not been."""

    def __init__(self, model: Model, chance: Random) -> None:
        self.model = model
        self.chance = chance
        self.play: Play = Match(model, chance).play
        self.told: list[str] = []

    def run(self) -> None:
        """Play it, and cancel what is left."""
        try:
            self.play.do(steps.StartInstance(self.model.variables))
        except engine.DiagramFault:
            return
        for number in range(MOVES):
            if self.play.ended or len(self.play._open()) > 60:
                break
            self._attempt(self._modification() if number % 2 else self._move())
        if not self.play.ended:
            self.play.do(steps.CancelInstance())

    def _attempt(self, command: steps.Command) -> None:
        self.told.append(repr(command))
        before = self._run.save()
        try:
            self.play.do(command)
        except REFUSALS as refusal:
            self.told.append(f"refused: {refusal}")
            self._go_back(before)
        if not self.play.ended:
            check_that_all_can_go_on(self._run)

    @property
    def _run(self) -> engine.Run:
        run = self.play.twins[1].run
        assert run is not None
        return run

    def _go_back(self, state: bytes) -> None:
        """Load both from before: after a refusal a run is void."""
        highest = max(twin.new_key() for twin in self.play.twins)
        for twin in self.play.twins:
            needed = {key: twin.diagrams[key] for key in engine.definition_keys(state)}
            twin.new_key = count(highest + 1).__next__
            twin.run = engine.load(state, needed, now=self.play.now, new_key=twin.new_key)

    # ── Moves ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _move(self) -> steps.Command:
        """Serve something that waits, or turn the clock."""
        play, chance = self.play, self.chance
        still = play._open()
        nodes = self.model.nodes()
        moves: list[steps.Command] = [
            steps.CompleteUserTask(event.key, answer(chance, nodes[event.element_id], is_last_phase=False))
            for event in play.of(steps.UserTaskCreated)
            if event.key in still
        ]
        moves += [steps.CompleteJob(e.key, payload(chance)) for e in play.of(steps.JobCreated) if e.key in still]
        moves += [steps.CorrelateMessage(e.key, e.message_name, payload(chance)) for e in play.subscriptions()]
        moves += [steps.CatchSignal((e.key,), e.signal_name, payload(chance)) for e in play.signal_subscriptions()]
        if not moves or chance.randrange(4) == 0:
            play.now += timedelta(seconds=chance.randrange(1, 4 * DAY))
            return steps.FireTimers()
        return chance.choice(moves)

    def _modification(self) -> ModifyInstance:
        run, chance = self._run, self.chance
        opened, startable = run.open_elements(), run.startable_elements()

        def some_started() -> Activation:
            chosen = chance.choice(startable)
            ancestor = chance.choice(chosen.ancestor_keys) if chosen.ancestor_keys else None
            return Activation(chosen.element_id, {"": payload(chance)}, ancestor)

        ended = chance.sample([each.key for each in opened], min(len(opened), chance.randrange(3)))
        started = [some_started() for _ in range(chance.randrange(3))] if startable else []
        moves = []
        if opened and startable and chance.randrange(3) == 0:
            source = chance.choice(opened).key
            target = chance.choice(startable).element_id
            moves = [Move(source, target, {}, chance.choice([None, INFERRED, SOURCE_PARENT]))]
            ended = [key for key in ended if key != source]
        return ModifyInstance(started, ended, moves)


def check_that_all_can_go_on(run: Any) -> None:
    """Every scope holds something, every multi-instance body has an instance, and all hosts and bodies are there."""
    instance = run._instance
    assert instance.tokens
    for scope in instance.subprocesses.values():
        assert scope.tasks, f"{scope.spec.name} is empty"
    for token in instance.tokens.values():
        if token.task_spec.loop is not None and token.inner_of is None and token.is_open:
            assert token.instances, f"{token.task_spec.name} has no instance"
        for other in (token.inner_of, token.host, *token.instances, *token.attached):
            assert other is None or other in instance.tokens


@pytest.mark.parametrize("part", range(PARTS))
def test_an_instance_modified_at_random_keeps_its_books_and_can_go_on(part: int) -> None:
    @seed(part)
    @settings(
        max_examples=MODELS_PER_PART,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
        print_blob=False,
    )
    @given(strategies.randoms(use_true_random=False))
    def plays(chance: Random) -> None:
        model = random_model(chance)
        assume(max(len(list(graph.everywhere())) for graph in model.processes.values()) <= MAX_NODES)
        assume(not has_starving_join(model))
        played = Modified(model, chance)
        try:
            played.run()
        except BaseException:
            note(f"{readable(model)}\n\nVariables: {model.variables}\nPlay: {played.told}")
            raise

    plays()
