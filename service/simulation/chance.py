"""Chance, drawn from the seed and the name of what it is about."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")
_LEARNING = 1 / 3
"""How much more rarely a thing goes wrong each time it is done again."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What may happen to one thing; asked the same questions in the same order it always answers the same."""

    chances: Mapping[str, float]
    stream: random.Random
    times_before: int = 0

    @classmethod
    def of(cls, seed: int, name: str, chances: Mapping[str, float], times_before: int = 0) -> Chance:
        """Return the chance of a named thing that came so many times before: people learn."""
        return cls(chances, random.Random(f"{seed}/{name}"), times_before)

    def happens(self, what: str) -> bool:
        """Return whether something goes otherwise than planned; what a profile does not name never does."""
        likely = self.chances.get(what, 0.0) * _LEARNING**self.times_before
        return self.stream.random() < likely

    def days(self, between: tuple[int, int]) -> int:
        """Return a number of days, both ends included."""
        return self.stream.randint(*between)

    def one_of(self, offered: Sequence[T]) -> T:
        """Return one of some things."""
        return offered[self.stream.randrange(len(offered))]
