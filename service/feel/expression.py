"""Parsed FEEL texts: each is compiled once and remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from service.feel import grammar, nodes, static
from service.feel.compiler import Code, Env, Found, Root, Scope, compile_tests
from service.feel.errors import FeelError
from service.feel.functions import BUILTINS, PHRASES
from service.feel.limits import TOO_DEEP, Run
from service.feel.types import NO_TYPES, Types
from service.feel.values import admit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from service.feel.compiler.tests import Test

_CACHED_TEXTS = 8_192
_NO_NAMES: frozenset[str] = frozenset()


class Expression:
    """A FEEL expression, ready to evaluate.

    ``names`` are the variables it reads. ``filter_names`` are the names read inside ``list[…]``: entries of the
    element where it has them, else variables. ``kind`` is that of its value where the text alone tells it (see
    ``static``), else ``None``.
    """

    __slots__ = ("_code", "filter_names", "kind", "names", "text")

    def __init__(self, text: str, code: Code, found: Found, kind: str | None = None) -> None:
        self.text = text
        self.kind = kind
        self.names = frozenset(found.names)
        self.filter_names = frozenset(found.in_filters)
        self._code = code

    def __repr__(self) -> str:
        """Return the text, marked."""
        return f"Expression({self.text!r})"

    def evaluate(self, variables: Mapping[str, Any], *, now: datetime | None = None) -> Any:
        """Return the value with these variables at an aware ``now``; null for what FEEL cannot compute.

        Numbers come as ``int`` or ``Decimal``; without a ``now``, ``now()`` and ``today()`` are null. Raises
        ``FeelError`` past a limit, or for a variable that is no value.
        """
        try:
            return self._code(Root(variables, now))  # type: ignore[arg-type]  # it has all that an Env has
        except ArithmeticError:
            return None
        except RecursionError:
            raise FeelError(TOO_DEEP) from None

    def evaluate_in(self, variables: Mapping[str, Any], run: Run) -> Any:
        """Return the value as part of an evaluation that has begun, whose limits it shares."""
        try:
            return self._code(Env(variables, None, run))
        except ArithmeticError:
            return None
        except RecursionError:
            raise FeelError(TOO_DEEP) from None


class UnaryTests:
    """The tests of a decision table's cell, ready to apply; ``names`` are the variables they read besides ``?``."""

    __slots__ = ("_test", "filter_names", "names", "text")

    def __init__(self, text: str, test: Test, found: Found) -> None:
        self.text = text
        self.names = frozenset(found.names)
        self.filter_names = frozenset(found.in_filters)
        self._test = test

    def __repr__(self) -> str:
        """Return the text, marked."""
        return f"UnaryTests({self.text!r})"

    def matches(self, value: Any, variables: Mapping[str, Any], *, now: datetime | None = None) -> bool:
        """Return whether a FEEL value passes; null counts as no. Raises ``FeelError`` as an expression does."""
        return self.matches_in(value, variables, Run(now))

    def matches_in(self, value: Any, variables: Mapping[str, Any], run: Run) -> bool:
        """Return whether a FEEL value passes, as part of an evaluation that has begun."""
        try:
            return self._test(admit(value), Env(variables, None, run)) is True
        except ArithmeticError:
            return False
        except RecursionError:
            raise FeelError(TOO_DEEP) from None


@lru_cache(maxsize=_CACHED_TEXTS)
def parse(text: str, names: frozenset[str] = _NO_NAMES, types: Types = NO_TYPES, *, strict: bool = True) -> Expression:
    """Return the expression of a text without leading ``=``; raises ``FeelError`` with the place of the fault.

    ``names`` are variables known beforehand: those with spaces are read as one name, and they may hold functions.
    ``types`` are those the text may name besides FEEL's own. A call that can never work is a fault too, unless the
    text is not read ``strict``: then it is null, as DMN says, and several expressions with commas between make a list.
    """
    try:
        tree: nodes.Node = grammar.read(
            text, "expression" if strict else "expressions", names.union(types.tests, PHRASES)
        )
        found = Found()
        kind = None if names & BUILTINS.keys() else static.kind(tree)
        return Expression(text, Scope(names, found, types, strict).compile(tree), found, kind)
    except RecursionError:
        raise FeelError(TOO_DEEP) from None


@lru_cache(maxsize=_CACHED_TEXTS)
def parse_unary_tests(
    text: str, names: frozenset[str] = _NO_NAMES, types: Types = NO_TYPES, *, strict: bool = True
) -> UnaryTests:
    """Return the unary tests of a text, such as ``>= 80`` or ``not("a", "b")``; the rest as for ``parse``."""
    try:
        tree: nodes.Tests = grammar.read(text, "unary_tests", names.union(types.tests, PHRASES))
        found = Found()
        return UnaryTests(text, compile_tests(tree, Scope(names, found, types, strict)), found)
    except RecursionError:
        raise FeelError(TOO_DEEP) from None


def is_expression(text: str) -> bool:
    """Return whether a property of a diagram or form is an expression: it starts with ``=``."""
    return text.lstrip().startswith("=")


def parse_property(text: str) -> Expression:
    """Return the expression after ``=``, or one that yields the text itself where there is no ``=``."""
    if is_expression(text):
        return parse(text.lstrip()[1:])
    return _static(text)


@lru_cache(maxsize=_CACHED_TEXTS)
def _static(text: str) -> Expression:
    return Expression(text, lambda _env: text, Found(), "string")
