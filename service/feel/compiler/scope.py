"""What compiled code runs in (``Env``), and what the compiler knows of it beforehand (``Scope``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from service.feel import nodes
from service.feel.errors import FeelError
from service.feel.functions import BUILTINS
from service.feel.limits import PATIENCE, Run

if TYPE_CHECKING:
    from service.feel.types import Types


class Env:
    """The values of names, innermost first, and the evaluation they belong to."""

    __slots__ = ("outer", "run", "values")

    def __init__(self, values: Mapping[str, Any], outer: Env | None, run: Run) -> None:
        self.values = values
        self.outer = outer
        self.run = run


class Root(Run):
    """The outermost environment and its evaluation in one object, as most expressions are evaluated alone and small."""

    __slots__ = ("values",)
    outer = None

    def __init__(self, values: Mapping[str, Any], now: datetime | None) -> None:
        self.values = values
        self.now = now
        self.steps = self.calls = 0
        self.patience = PATIENCE

    @property
    def run(self) -> Run:
        """The evaluation: itself."""
        return self


Code = Callable[[Env], Any]
COMPILERS: dict[type[nodes.Node], Callable[[Any, Scope], Code]] = {}
"""The compiler of each kind of node; ``compiler/__init__`` fills it."""

NOT_CONSTANT = object()


@dataclass(slots=True)
class Found:
    """The free names a text reads: surely, and inside a filter, where an entry of the item may be meant."""

    names: set[str] = field(default_factory=set)
    in_filters: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a node stands: the names bound around it, those and the types the text was promised.

    ``is_nested`` says that its code runs in an environment within another, even where that one binds no name.
    """

    declared: frozenset[str]
    found: Found
    types: Types
    strict: bool = True
    bound: frozenset[str] = frozenset()
    in_filter: bool = False
    is_nested: bool = False

    def compile(self, node: nodes.Node) -> Code:
        """Return the code of a node; what is constant is computed once, now."""
        value = self.constant(node)
        if value is not NOT_CONSTANT:
            return lambda _env: value
        return COMPILERS[type(node)](node, self)

    def constant(self, node: nodes.Node) -> Any:
        """Return the value of a node that reads nothing, else ``NOT_CONSTANT``."""
        if isinstance(node, nodes.Literal):
            return node.value
        if not self._is_constant(node):
            return NOT_CONSTANT
        try:
            return COMPILERS[type(node)](node, self)(Env({}, None, Run(datetime.min.replace(tzinfo=UTC))))
        except FeelError:
            return NOT_CONSTANT  # a limit is reported when the expression runs

    def _is_constant(self, node: nodes.Node) -> bool:
        if isinstance(node, nodes.Literal):
            return True
        if isinstance(node, nodes.Negation):
            return self._is_constant(node.operand)
        if isinstance(node, nodes.RangeLiteral):
            return self._is_constant(node.low) and self._is_constant(node.high)
        if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
            builtin = BUILTINS.get(node.function.name)
            return (
                builtin is not None
                and builtin.is_constant
                and node.function.name not in self.bound
                and all(map(self._is_constant, node.arguments))
            )
        return False

    def binding(self, *names: str) -> Scope:
        """Return the scope inside, in which these names are bound."""
        return replace(self, bound=self.bound.union(names), is_nested=True)

    def filtering(self) -> Scope:
        """Return the scope inside a filter."""
        return replace(self, bound=self.bound | {"item"}, in_filter=True, is_nested=True)

    def note(self, name: str) -> None:
        """Remember a free name."""
        if name not in self.bound:
            (self.found.in_filters if self.in_filter else self.found.names).add(name)
