"""FEEL, the expression language of DMN: a grammar, compiled once to closures, evaluated without side effects.

Words: an *expression* yields a value from variables; *unary tests* say whether a value matches (``>= 80``,
``"a", "b"``, ``not("c")``, ``-``); *names* are the variables a text reads. Values are null, booleans, numbers
(decimal128), strings, lists, contexts, dates, times, date-times, two kinds of duration, ranges and functions.

Invariants: an evaluation reads nothing but its variables and the given ``now``, and changes neither; no attribute of a
Python object is reachable; every text and every evaluation is bounded (``limits``), so that a diagram of anybody can be
run. What goes wrong inside an expression is null, as DMN says; a broken text or an exceeded limit is a ``FeelError``.
"""

from __future__ import annotations

from service.feel.errors import FeelError
from service.feel.expression import (
    Expression,
    UnaryTests,
    is_expression,
    parse,
    parse_property,
    parse_unary_tests,
)
from service.feel.limits import Run
from service.feel.plain import to_plain
from service.feel.types import NO_TYPES, TypeBinder, Types, TypeTest
from service.feel.values import Function, admit, kind_of

__all__ = [
    "NO_TYPES",
    "Expression",
    "FeelError",
    "Function",
    "Run",
    "TypeBinder",
    "TypeTest",
    "Types",
    "UnaryTests",
    "admit",
    "is_expression",
    "kind_of",
    "parse",
    "parse_property",
    "parse_unary_tests",
    "to_plain",
]
