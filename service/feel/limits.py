"""The bounds of FEEL texts and evaluations, and the account of one evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence
from service.feel.errors import FeelError

if TYPE_CHECKING:
    from datetime import datetime

MAXIMUM_TEXT = 32_768
"""Characters of a FEEL text."""
MAXIMUM_TOKENS = 2_500
"""Words, numbers and signs of a text: what can be read within some hundredths of a second."""
MAXIMUM_DEPTH = 80
"""Nesting of a text; closures nest alike, so this keeps Python's stack small."""
MAXIMUM_CALLS = 24
"""Nested calls of functions that the text itself defines."""
MAXIMUM_STEPS = 15_000
"""Loop turns, calls and visited values of one evaluation: what can be done within some hundredths of a second."""
MAXIMUM_ITEMS = 100_000
"""Elements of one list."""
MAXIMUM_ADMITTED = 20_000
"""Elements, at every depth, of one list of lists or of floats that comes from outside or goes out."""
MAXIMUM_CHARACTERS = 200_000
"""Characters of one string."""
PATIENCE = 0.02
"""Seconds of processor time that the regular expressions of one evaluation may take together."""
MAXIMUM_INTEGER = 10**34
"""Integers below this are exact; beyond, decimal128 rounds to 34 digits."""

TOO_LONG = sentence(
    "Expected to read a FEEL text, but it has %(length)s characters and %(maximum)s are allowed. Divide it."
)
TOO_MANY_TOKENS = sentence(
    "Expected to read a FEEL text, but it has more than %(maximum)s words, numbers and signs. Divide it."
)
TOO_DEEP = sentence("Expected to read a FEEL text, but it is nested too deeply. Divide it into several expressions.")
TOO_MANY_STEPS = sentence(
    "Expected to evaluate a FEEL expression, but it needs more than %(maximum)s steps. Use smaller lists."
)
TOO_MANY_CALLS = sentence("Expected to evaluate a FEEL expression, but its functions call each other too deeply.")
TOO_MANY_ITEMS = sentence("Expected to evaluate a FEEL expression, but a list would get more than %(maximum)s items.")
TOO_MANY_CHARACTERS = sentence(
    "Expected to evaluate a FEEL expression, but a string would get more than %(maximum)s characters."
)


class Run:
    """One evaluation: its ``now`` and what it has spent."""

    __slots__ = ("calls", "now", "patience", "steps")

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now
        self.steps = 0
        self.calls = 0
        self.patience = PATIENCE

    def spend(self, steps: int) -> None:
        """Account for steps; raises ``FeelError`` when none are left."""
        self.steps += steps
        if self.steps > MAXIMUM_STEPS:
            raise FeelError(TOO_MANY_STEPS, maximum=MAXIMUM_STEPS)

    def admit_size(self, value: object) -> None:
        """Account for a list or string that was just made; raises ``FeelError`` when it is too large."""
        if isinstance(value, list):
            allow_items(len(value))
            self.spend(len(value) >> 3)
        elif isinstance(value, str):
            if len(value) > MAXIMUM_CHARACTERS:
                raise FeelError(TOO_MANY_CHARACTERS, maximum=MAXIMUM_CHARACTERS)
            self.spend(len(value) >> 8)


def allow_items(count: int) -> None:
    """Raise ``FeelError`` when a list of this length is too long."""
    if count > MAXIMUM_ITEMS:
        raise FeelError(TOO_MANY_ITEMS, maximum=MAXIMUM_ITEMS)
