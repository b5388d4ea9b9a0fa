"""The built-in function ``range``: a range read from a text that writes its ends out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.feel import grammar, nodes
from service.feel.compiler.scope import Found, Scope
from service.feel.errors import FeelError
from service.feel.functions import PHRASES
from service.feel.types import NO_TYPES
from service.feel.values import Range, ordered

if TYPE_CHECKING:
    from service.feel.limits import Run


def read(run: Run, text: str) -> Range | None:
    """Return the range of a text such as ``[1..10)``; null where an end is not written out, or comes too early."""
    run.spend(len(text))
    try:
        tree: nodes.Node = grammar.read(text, "expression", PHRASES)
    except FeelError:
        return None
    if not isinstance(tree, nodes.RangeLiteral):
        return None
    made = Scope(frozenset(), Found(), NO_TYPES).constant(tree)
    return made if isinstance(made, Range) and ordered(made.low, made.high) != 1 else None
