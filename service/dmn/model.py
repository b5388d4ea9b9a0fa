"""A decision model: its decisions, and how one is evaluated after those it requires."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from service import feel
from service.core.errors import sentence
from service.dmn.errors import NOWHERE, DmnError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_UNKNOWN = sentence("Expected to evaluate decision '%(decision)s', but the model has none of that id or name.")
_FEEL = sentence("Expected to evaluate decision '%(decision)s', but an expression failed: %(reason)s")


@dataclass(frozen=True, slots=True)
class Input:
    """A value that a decision table asked for: the column's id, its label or expression, the FEEL value."""

    input_id: str
    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that matched: its id, its number in the table from 1, and its outputs by column name."""

    rule_id: str
    index: int
    outputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer of a decision as a FEEL value, with what led to it.

    ``required`` are the evaluations of the decisions this one read, in the order the model names them.
    """

    output: Any
    matched_rules: tuple[MatchedRule, ...] = ()
    inputs: tuple[Input, ...] = ()
    decision_id: str = ""
    decision_name: str = ""
    required: tuple[Evaluation, ...] = ()


class Logic(Protocol):
    """What a decision does: a decision table or a literal expression."""

    def evaluate(self, variables: Mapping[str, Any], now: datetime | None) -> Evaluation:
        """Return the answer with these variables."""
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: the names under which others read its answer, the ids it requires, and its logic."""

    id: str
    name: str
    variable: str = field(default="", repr=False)
    requires: tuple[str, ...] = field(default=(), repr=False)
    logic: Logic | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """The decisions of one file, in its order."""

    id: str
    name: str
    decisions: tuple[Decision, ...]

    def decision(self, decision_id_or_name: str) -> Decision:
        """Return a decision by its id, else by its name; raises ``DmnError`` where there is none."""
        for found in self.decisions:
            if found.id == decision_id_or_name:
                return found
        for found in self.decisions:
            if found.name == decision_id_or_name:
                return found
        raise DmnError(NOWHERE, _UNKNOWN, decision=decision_id_or_name)

    def evaluate(self, decision_id_or_name: str, context: Mapping[str, Any], *, now: datetime | None = None) -> Any:
        """Return the value of a decision, as ``explain`` finds it."""
        return self.explain(decision_id_or_name, context, now=now).output

    def explain(
        self, decision_id_or_name: str, context: Mapping[str, Any], *, now: datetime | None = None
    ) -> Evaluation:
        """Return the evaluation of a decision: its value with what led to it, after the decisions it requires.

        Raises ``DmnError`` for an unknown decision, a broken hit policy, or an expression past FEEL's limits.
        """
        return self._evaluate(self.decision(decision_id_or_name), context, now, {})

    def _evaluate(
        self, decision: Decision, context: Mapping[str, Any], now: datetime | None, known: dict[str, Evaluation]
    ) -> Evaluation:
        if decision.id in known:
            return known[decision.id]
        answers: dict[str, Any] = {}
        required = []
        for needed in map(self.decision, decision.requires):
            evaluation = self._evaluate(needed, context, now, known)
            required.append(evaluation)
            answers.update(dict.fromkeys((needed.id, needed.name, needed.variable), evaluation.output))
        known[decision.id] = result = _answer(decision, _with(answers, context), now, tuple(required))
        return result


def _with(answers: dict[str, Any], context: Mapping[str, Any]) -> Mapping[str, Any]:
    # ChainMap only ever reads its second map here, which may be a lazy one
    return ChainMap(answers, context) if answers else context  # type: ignore[arg-type]


def _answer(
    decision: Decision, variables: Mapping[str, Any], now: datetime | None, required: tuple[Evaluation, ...]
) -> Evaluation:
    if decision.logic is None:
        raise DmnError(decision.id, _UNKNOWN, decision=decision.id)
    try:
        found = decision.logic.evaluate(variables, now)
    except feel.FeelError as fault:
        raise DmnError(decision.id, _FEEL, decision=decision.id, reason=fault) from fault
    return Evaluation(found.output, found.matched_rules, found.inputs, decision.id, decision.name, required)
