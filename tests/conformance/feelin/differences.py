"""Asking both the same, and telling for each disagreement which part it comes from and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from tests.conformance.feelin.engines import agree, ours, theirs
from tests.conformance.feelin.explanations import explanation_of
from tests.conformance.feelin.expressions import VARIABLES, expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.feelin.expressions import Expression


@dataclass(frozen=True)
class Unexplained:
    """A disagreement that no explanation fits: the expression, the part that differs, both values of that part."""

    text: str
    part: str
    ours: Any
    theirs: Any


@dataclass
class Comparison:
    """How many expressions were asked and agreed on, how many disagreements each explanation explains, and the rest."""

    asked: int
    agreed: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    unexplained: list[Unexplained] = field(default_factory=list)


def compare(*, count: int, seed: int) -> Comparison:
    """Ask both for so many different expressions made from a seed."""
    found = _made(count, seed)
    values = dict(zip(found, theirs(list(found), VARIABLES), strict=True))
    differing = [each for each in found.values() if not agree(ours(each.text, VARIABLES), values[each.text])]
    comparison = Comparison(len(found), len(found) - len(differing))
    parts = sorted({part.text for expression in differing for part in closed_parts(expression)})
    values_of_parts = dict(zip(parts, theirs(parts, VARIABLES), strict=True))
    for expression in differing:
        part = next(
            part
            for part in closed_parts(expression)
            if not agree(ours(part.text, VARIABLES), values_of_parts[part.text])
        )
        mine, other = ours(part.text, VARIABLES), values_of_parts[part.text]
        explanation = explanation_of(part, mine, other)
        if explanation is None:
            comparison.unexplained.append(Unexplained(expression.text, part.text, mine, other))
        else:
            comparison.explained[explanation.id] += 1
    return comparison


def _made(count: int, seed: int) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for expression in expressions(Random(seed)):
        found.setdefault(expression.text, expression)
        if len(found) == count:
            break
    return found


def closed_parts(expression: Expression) -> Iterator[Expression]:
    """Yield what can be evaluated alone of an expression, the smallest first, itself last."""
    for part in expression.parts:
        yield from closed_parts(part)
    if not expression.free:
        yield expression
