"""Plays random models under hypothesis, which makes a model that fails as small as it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, assume, given, note, seed, settings, strategies

from service.engine import lint
from service.engine.document import MAX_NODES
from tests.engine.models.blocks import random_model
from tests.engine.models.play import Match
from tests.engine.models.text import files, readable

if TYPE_CHECKING:
    from random import Random

    from tests.engine.models.graph import Model

PLAYS = 2
SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def has_starving_join(model: Model) -> bool:
    """Return whether the check of diagrams refuses the model for a join that can never fire."""
    return any(finding.rule_id == "join-never" for file in files(model) for finding in lint(file))


def check(count: int, seed_number: int, *, is_migrated: bool = False) -> None:
    """Play ``count`` models, always the same for a seed; raises for the smallest that fails, with diagrams and play.

    With ``is_migrated`` the engine's saved instance is migrated to a renamed copy and back after every move.
    """

    @seed(seed_number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=SLOW_IS_FINE,
        print_blob=False,
    )
    @given(strategies.randoms(use_true_random=False))
    def engine_and_oracle_play_alike(chance: Random) -> None:
        model = random_model(chance)
        assume(max(len(list(graph.everywhere())) for graph in model.processes.values()) <= MAX_NODES)
        assume(not has_starving_join(model))
        for _ in range(PLAYS):
            match = Match(model, chance, is_migrated=is_migrated)
            try:
                match.run()
            except BaseException:
                note(f"{readable(model)}\n\nVariables: {model.variables}\nPlay: {match.told}")
                raise

    engine_and_oracle_play_alike()
