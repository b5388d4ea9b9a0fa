"""What cycles and their rounds are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence

if TYPE_CHECKING:
    from service.core.errors import Sentence

ROUNDS: dict[str, Sentence] = {
    "unit_plan": sentence("Unit plans"),
    "annual": sentence("Year-end review"),
    "midterm": sentence("Mid-term review"),
    "final": sentence("Final review"),
}
"""Kind of a round → its name."""

MANNERS: dict[str, Sentence] = {"directive": sentence("Directed"), "request": sentence("Requested")}
