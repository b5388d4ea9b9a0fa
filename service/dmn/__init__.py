"""DMN: decision models read once and evaluated on FEEL.

Words: a *decision model* is one ``.dmn`` file; its *decisions* hold boxed expressions (tables, contexts, invocations
and the like) and require each other, input data and *invocables*: business knowledge models and decision services.
Values are bound to *types*, which item definitions give. An *evaluation* is a value with what led to it: the inputs
and the *matched rules*.

Invariants: what a model says beyond DMN on FEEL, and imports, is refused when it is read, at its element; nothing in it
is ignored but drawings and documentation. Every expression is compiled when the model is read. A value that is not of
its type, nor among its allowed values, is null.
"""

from __future__ import annotations

from service.dmn.errors import DmnError
from service.dmn.evaluation import Evaluation, Input, MatchedRule
from service.dmn.model import Decision, DecisionModel, Invocable
from service.dmn.reading import parse, read_document

__all__ = [
    "Decision",
    "DecisionModel",
    "DmnError",
    "Evaluation",
    "Input",
    "Invocable",
    "MatchedRule",
    "parse",
    "read_document",
]
