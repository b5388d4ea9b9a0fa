"""Decision tables and literal expressions: which rules match, and what a hit policy makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service import feel
from service.core.errors import sentence
from service.dmn.errors import DmnError
from service.dmn.model import Evaluation, Input, MatchedRule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

_NOT_UNIQUE = sentence(
    "Expected at most one rule of table '%(table)s' to match, but rules %(rules)s do. "
    "Narrow them, or choose hit policy FIRST."
)
_NOT_ANY = sentence("Expected the matching rules %(rules)s of table '%(table)s' to agree, but their outputs differ.")

_AGREE = feel.parse("every answer in answers satisfies answer = answers[1]")


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column to match: its id, its label, and the expression that gives the value."""

    id: str
    label: str
    expression: feel.Expression


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of answers: its name, the list of its values from most important down, its answer without a match."""

    name: str
    priorities: feel.Expression | None
    default: feel.Expression | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one test for each input, one expression for each output."""

    id: str
    index: int
    tests: tuple[feel.UnaryTests, ...]
    outputs: tuple[feel.Expression, ...]


@dataclass(frozen=True, slots=True)
class LiteralExpression:
    """A decision that is one expression."""

    expression: feel.Expression

    def evaluate(self, variables: Mapping[str, Any], now: datetime | None) -> Evaluation:
        """Return its value."""
        return Evaluation(self.expression.evaluate(variables, now=now))


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision that is a table; ``aggregation`` goes with hit policy COLLECT."""

    id: str
    hit_policy: str
    aggregation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]

    def evaluate(self, variables: Mapping[str, Any], now: datetime | None) -> Evaluation:
        """Return the answer; raises ``DmnError`` when the matching rules break the hit policy."""
        inputs = tuple(
            Input(column.id, column.label, column.expression.evaluate(variables, now=now)) for column in self.inputs
        )
        matched: list[MatchedRule] = []
        for rule in self.rules:
            if all(
                test.matches(given.value, variables, now=now) for test, given in zip(rule.tests, inputs, strict=True)
            ):
                matched.append(self._outputs(rule, variables, now))
                if self.hit_policy == "FIRST":
                    break
        return self._decide(matched, inputs, variables, now)

    def _outputs(self, rule: Rule, variables: Mapping[str, Any], now: datetime | None) -> MatchedRule:
        values = {
            column.name: output.evaluate(variables, now=now)
            for column, output in zip(self.outputs, rule.outputs, strict=True)
        }
        return MatchedRule(rule.id, rule.index, values)

    def _decide(
        self, matched: list[MatchedRule], inputs: tuple[Input, ...], variables: Mapping[str, Any], now: datetime | None
    ) -> Evaluation:
        if not matched:
            return Evaluation(self._default(variables, now), (), inputs)
        if self.hit_policy in {"PRIORITY", "OUTPUT ORDER"}:
            matched = sorted(matched, key=lambda rule: self._rank(rule, now))
            if self.hit_policy == "PRIORITY":
                matched = matched[:1]
        answers = [self._answer(rule) for rule in matched]
        rules = ", ".join(str(rule.index) for rule in matched)
        if self.hit_policy == "UNIQUE" and len(matched) > 1:
            raise DmnError(self.id, _NOT_UNIQUE, table=self.id, rules=rules)
        if self.hit_policy == "ANY" and _AGREE.evaluate({"answers": answers}, now=now) is not True:
            raise DmnError(self.id, _NOT_ANY, table=self.id, rules=rules)
        return Evaluation(self._combine(answers, now), tuple(matched), inputs)

    def _combine(self, answers: list[Any], now: datetime | None) -> Any:
        if self.hit_policy in {"RULE ORDER", "OUTPUT ORDER"}:
            return answers
        if self.hit_policy != "COLLECT":
            return answers[0]
        return AGGREGATIONS[self.aggregation](answers, now)

    def _default(self, variables: Mapping[str, Any], now: datetime | None) -> Any:
        if self.aggregation == "COUNT":
            return 0
        values = {
            column.name: column.default.evaluate(variables, now=now)
            for column in self.outputs
            if column.default is not None
        }
        if not values:
            return [] if self.hit_policy in {"RULE ORDER", "OUTPUT ORDER", "COLLECT"} and not self.aggregation else None
        return self._answer(MatchedRule("", 0, {column.name: values.get(column.name) for column in self.outputs}))

    def _answer(self, rule: MatchedRule) -> Any:
        return rule.outputs[self.outputs[0].name] if len(self.outputs) == 1 else dict(rule.outputs)

    def _rank(self, rule: MatchedRule, now: datetime | None) -> tuple[int, ...]:
        """Return how far down each output stands among its column's values."""
        ranks = []
        for column in self.outputs:
            values = column.priorities.evaluate({}, now=now) if column.priorities is not None else []
            answer = rule.outputs[column.name]
            ranks.append(values.index(answer) if answer in values else len(values))
        return tuple(ranks)


def _by_feel(function: str) -> Callable[[Sequence[Any], datetime | None], Any]:
    expression = feel.parse(f"{function}(answers)")
    return lambda answers, now: expression.evaluate({"answers": list(answers)}, now=now)


AGGREGATIONS: dict[str, Callable[[Sequence[Any], datetime | None], Any]] = {
    "": lambda answers, _now: list(answers),
    "SUM": _by_feel("sum"),
    "MIN": _by_feel("min"),
    "MAX": _by_feel("max"),
    "COUNT": _by_feel("count"),
}
"""What COLLECT makes of the answers, by aggregation; none keeps the list."""

HIT_POLICIES = frozenset({"UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"})
