"""What a FEEL condition costs, beside the chain of closures that one would write by hand in its place."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from service import feel
from tests.benchmarks.report import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Chain = Callable[[Mapping[str, Any]], Any]

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
VARIABLES = {"score": 92, "kind": "collective"}
SIMPLE = "score >= 80"
BOTH = 'score >= 80 and kind = "collective"'


def variable(name: str) -> Chain:
    return lambda variables: variables.get(name)


def constant(value: Any) -> Chain:
    return lambda _variables: value


def at_least(left: Chain, right: Chain) -> Chain:
    def compare(variables: Mapping[str, Any]) -> bool | None:
        one, other = left(variables), right(variables)
        if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
            return one >= other
        return None

    return compare


def same(left: Chain, right: Chain) -> Chain:
    def compare(variables: Mapping[str, Any]) -> bool | None:
        one, other = left(variables), right(variables)
        return bool(one == other) if type(one) is type(other) else None

    return compare


def both(left: Chain, right: Chain) -> Chain:
    def join(variables: Mapping[str, Any]) -> bool | None:
        one, other = left(variables), right(variables)
        if one is False or other is False:
            return False
        return True if one is True and other is True else None

    return join


def by_hand() -> dict[str, Chain]:
    """The conditions as closures, in three-valued logic."""
    simple = at_least(variable("score"), constant(80))
    return {SIMPLE: simple, BOTH: both(simple, same(variable("kind"), constant("collective")))}


def beside_closures(rounds: int, repeats: int) -> Iterator[Row]:
    """Evaluate each condition both ways, taking turns."""
    for text, chain in by_hand().items():
        expression = feel.parse(text)
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(_seconds(lambda chain=chain: chain(VARIABLES), repeats))
            ours.append(_seconds(lambda expression=expression: expression.evaluate(VARIABLES, now=NOW), repeats))
        name = "feel_simple_condition" if text == SIMPLE else "feel_two_conditions"
        yield Row(f"{name}_per_s", repeats / median(ours), "evaluations/s")
        ratio = median(mine / hand for mine, hand in zip(ours, theirs, strict=True))
        yield Row(f"{name}_ratio_to_closures", ratio, "×")


def _seconds(evaluate: Callable[[], Any], repeats: int) -> float:
    began = time.perf_counter()
    for _ in range(repeats):
        evaluate()
    return time.perf_counter() - began
