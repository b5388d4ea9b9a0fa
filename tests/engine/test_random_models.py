"""The engine against an independent token game, on random diagrams and random plays; ``make storm`` plays more."""

from __future__ import annotations

import pytest

from tests.engine.models.check import check

PARTS = 10
MODELS_PER_PART = 50


@pytest.mark.parametrize("part", range(PARTS))
def test_engine_and_oracle_play_random_models_alike(part: int) -> None:
    check(MODELS_PER_PART, seed_number=part)


@pytest.mark.parametrize("part", range(2))
def test_an_instance_migrated_after_every_move_goes_on_alike(part: int) -> None:
    check(MODELS_PER_PART, seed_number=100 + part, is_migrated=True)
