"""Chance, drawn from the seed and the name of what it is about."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """What may happen to one thing; asked the same questions in the same order it always answers the same."""

    chances: Mapping[str, float]
    stream: random.Random

    @classmethod
    def of(cls, seed: int, name: str, chances: Mapping[str, float]) -> Chance:
        """Return the chance of a named thing."""
        return cls(chances, random.Random(f"{seed}/{name}"))

    def happens(self, what: str) -> bool:
        """Return whether something goes otherwise than planned; what a profile does not name never does."""
        return self.stream.random() < self.chances.get(what, 0.0)

    def days(self, between: tuple[int, int]) -> int:
        """Return a number of days, both ends included."""
        return self.stream.randint(*between)

    def one_of(self, offered: Sequence[T]) -> T:
        """Return one of some things."""
        return offered[self.stream.randrange(len(offered))]
