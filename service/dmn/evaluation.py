"""The answer of a decision, and what led to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
    outputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer of a decision as a FEEL value, with what led to it.

    ``inputs`` and ``matched_rules`` are those of a decision table, ``matched_rules`` in the order in which they count.
    ``required`` are the evaluations of the decisions this one read, in the order the model names them.
    """

    output: Any
    matched_rules: tuple[MatchedRule, ...] = ()
    inputs: tuple[Input, ...] = ()
    decision_id: str = ""
    decision_name: str = ""
    required: tuple[Evaluation, ...] = ()
