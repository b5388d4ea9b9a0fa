"""Decision tables: which rules match, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service import feel
from service.dmn.evaluation import Evaluation, Input, MatchedRule
from service.dmn.hit_policies import LISTING, ORDERED, check, combined

if TYPE_CHECKING:
    from service.dmn.expressions import Logic, Variables

_RANK = feel.parse("index of(values, answer)[1]")


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column to match: its id, its label, what gives the value, and the tests a value other than null must pass."""

    id: str
    label: str
    logic: Logic
    allowed: feel.UnaryTests | None

    def value(self, variables: Variables, run: feel.Run) -> Any:
        """Return the value to match; null in place of one that is not allowed."""
        return _kept(self.logic.evaluate(variables, run), self.allowed, variables, run)


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of answers: its name, the tests an answer must pass, the order of answers, the one without a match."""

    name: str
    allowed: feel.UnaryTests | None
    priorities: feel.Expression | None
    default: Logic | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: the tests of those columns, by their place, that not just any value passes, and its outputs."""

    id: str
    index: int
    tests: tuple[tuple[int, feel.UnaryTests], ...]
    outputs: tuple[Logic, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table; ``aggregation`` goes with hit policy COLLECT."""

    id: str
    hit_policy: str
    aggregation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return the answer; raises ``DmnError`` when the matching rules break the hit policy."""
        return self.explain(variables, run).output

    def explain(self, variables: Variables, run: feel.Run) -> Evaluation:
        """Return the answer with the values that were matched and the rules that did."""
        run.spend(len(self.rules))
        inputs = tuple(Input(column.id, column.label, column.value(variables, run)) for column in self.inputs)
        matched = [self._matched(rule, variables, run) for rule in self._matching(inputs, variables, run)]
        if not matched:
            return Evaluation(self._default(variables, run), (), inputs)
        if self.hit_policy in ORDERED:
            matched.sort(key=lambda rule: self._rank(rule, run))
            if self.hit_policy == "PRIORITY":
                del matched[1:]
        answers = [self._answer(rule.outputs) for rule in matched]
        check(self.id, self.hit_policy, [rule.index for rule in matched], answers, run)
        return Evaluation(combined(self.hit_policy, self.aggregation, answers, run), tuple(matched), inputs)

    def _matching(self, inputs: tuple[Input, ...], variables: Variables, run: feel.Run) -> list[Rule]:
        """Return the rules that match: a test that stands in several rows of a column is made once."""
        known: list[dict[feel.UnaryTests, bool]] = [{} for _ in inputs]
        found = []
        for rule in self.rules:
            for place, test in rule.tests:
                passes = known[place].get(test)
                if passes is None:
                    passes = known[place][test] = test.matches_in(inputs[place].value, variables, run)
                if not passes:
                    break
            else:
                found.append(rule)
                if self.hit_policy == "FIRST":
                    break
        return found

    def _matched(self, rule: Rule, variables: Variables, run: feel.Run) -> MatchedRule:
        outputs = {
            column.name: _kept(logic.evaluate(variables, run), column.allowed, variables, run)
            for column, logic in zip(self.outputs, rule.outputs, strict=True)
        }
        return MatchedRule(rule.id, rule.index, outputs)

    def _default(self, variables: Variables, run: feel.Run) -> Any:
        """Return the answer without a match: the default outputs where there are any, else that of no rules."""
        if self.aggregation == "COUNT":
            return 0
        if all(column.default is None for column in self.outputs):
            return [] if self.hit_policy in LISTING and not self.aggregation else None
        return self._answer(
            {
                column.name: None if column.default is None else column.default.evaluate(variables, run)
                for column in self.outputs
            }
        )

    def _answer(self, outputs: dict[str, Any]) -> Any:
        return outputs[self.outputs[0].name] if len(self.outputs) == 1 else dict(outputs)

    def _rank(self, rule: MatchedRule, run: feel.Run) -> tuple[float, ...]:
        """Return how far down each output stands among its column's values; those that do not stand there come last."""
        ranks = []
        for column in self.outputs:
            values = column.priorities.evaluate_in({}, run) if column.priorities is not None else []
            rank = _RANK.evaluate_in({"values": values, "answer": rule.outputs[column.name]}, run)
            ranks.append(float("inf") if rank is None else float(rank))
        return tuple(ranks)


def _kept(value: Any, allowed: feel.UnaryTests | None, variables: Variables, run: feel.Run) -> Any:
    """Return the value, or null in place of one that is not allowed."""
    if allowed is None or value is None or allowed.matches_in(value, variables, run):
        return value
    return None
