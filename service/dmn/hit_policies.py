"""What a hit policy makes of the rules that match: which of them count, and what their answers come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service import feel
from service.core.errors import sentence
from service.dmn.errors import DmnError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Answers = Sequence[Any]

_NOT_UNIQUE = sentence(
    "Expected at most one rule of table '%(table)s' to match, but rules %(rules)s do. "
    "Narrow them, or choose hit policy FIRST."
)
_NOT_ANY = sentence("Expected the matching rules %(rules)s of table '%(table)s' to agree, but their outputs differ.")

_AGREE = feel.parse("every answer in answers satisfies answer = answers[1]")


def check(table: str, policy: str, rules: Sequence[int], answers: Answers, run: feel.Run) -> None:
    """Raise ``DmnError`` at the table where the rules that match, by their numbers, break its hit policy."""
    if len(answers) < 2:  # noqa: PLR2004 -- one rule breaks nothing
        return
    if policy == "UNIQUE":
        raise DmnError(table, _NOT_UNIQUE, table=table, rules=", ".join(map(str, rules)))
    if policy == "ANY" and _AGREE.evaluate_in({"answers": list(answers)}, run) is not True:
        raise DmnError(table, _NOT_ANY, table=table, rules=", ".join(map(str, rules)))


def combined(policy: str, aggregation: str, answers: Answers, run: feel.Run) -> Any:
    """Return what the answers of one rule or more come to."""
    if policy in LISTING:
        return AGGREGATIONS[aggregation](answers, run)
    return answers[0]


def _by_feel(function: str) -> Callable[[Answers, feel.Run], Any]:
    expression = feel.parse(f"{function}(answers)")

    def aggregate(answers: Answers, run: feel.Run) -> Any:
        if any(feel.kind_of(answer) != "number" for answer in answers):
            return None
        return expression.evaluate_in({"answers": list(answers)}, run)

    return aggregate


LISTING = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
"""The hit policies whose answer is a list, or what COLLECT makes of it."""
ORDERED = frozenset({"PRIORITY", "OUTPUT ORDER"})
"""The hit policies that go by the order of the output values."""
HIT_POLICIES = frozenset({"UNIQUE", "FIRST", "ANY", "PRIORITY"}) | LISTING

AGGREGATIONS: Mapping[str, Callable[[Answers, feel.Run], Any]] = {
    "": lambda answers, _run: list(answers),
    "COUNT": lambda answers, _run: len(answers),
    "SUM": _by_feel("sum"),
    "MIN": _by_feel("min"),
    "MAX": _by_feel("max"),
}
"""What COLLECT makes of the answers, by aggregation: those of numbers are null where an answer is none."""
