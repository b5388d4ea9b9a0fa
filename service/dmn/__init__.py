"""DMN: decision models read once and evaluated on FEEL.

Words: a *decision model* is one ``.dmn`` file; its *decisions* are decision tables or literal expressions and may
require each other; an *evaluation* is a value with what led to it: the inputs and the *matched rules*.

Invariants: what a model says beyond decision tables, literal expressions and required decisions is refused when it is
read, at its element; nothing in it is ignored but drawings, documentation and the lists of allowed values, which help
the editor and bind nobody. Every expression is compiled when the model is read.
"""

from __future__ import annotations

from service.dmn.errors import DmnError
from service.dmn.model import Decision, DecisionModel, Evaluation, Input, MatchedRule
from service.dmn.reading import parse, read_document

__all__ = ["Decision", "DecisionModel", "DmnError", "Evaluation", "Input", "MatchedRule", "parse", "read_document"]
