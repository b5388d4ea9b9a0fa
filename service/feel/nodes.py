"""The syntax tree of a FEEL text: what the grammar builds and the compiler reads."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator as Iterating

    from service.feel.errors import FeelError


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the text; ``depth`` counts the nodes on the longest way down, itself included."""

    depth: int = field(default=1, kw_only=True)
    position: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written in the text."""

    value: Any


@dataclass(frozen=True, slots=True)
class Faulty(Node):
    """What is written but can have no value."""

    fault: FeelError


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``subject.name``."""

    subject: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``subject[condition]``."""

    subject: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(a, b)``, or ``function(x: a)`` when ``names`` is given."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Operands of one precedence with the operators between them, from left to right."""

    operands: tuple[Node, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """``and`` (``decisive`` is false) or ``or`` (``decisive`` is true) over several operands."""

    operands: tuple[Node, ...]
    decisive: bool


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``left operator right``."""

    left: Node
    operator: str
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``subject between low and high``."""

    subject: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``subject in tests``."""

    subject: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Type(Node):
    """A type: its name, a context's fields, and the types of its elements, or of a function's parameters and result."""

    name: str
    elements: tuple[Type, ...] = ()
    fields: tuple[tuple[str, Type], ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``subject instance of type``."""

    subject: Node
    type: Type


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if condition then yes else no``."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """``name in source``, or ``name in source..end``."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for iterators return body``."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some`` (``decisive`` is true) or ``every`` (false) over iterators."""

    iterators: tuple[Iterator, ...]
    condition: Node
    decisive: bool


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """``{a: 1, b: a + 1}``; an entry sees those before it."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """``[low..high]`` with either end open or closed."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class SignedRange(Node):
    """``(< operand)``: all values that compare so."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class ExternalFunction(Node):
    """``function(a, b) external {…}``: a function of another language, which the mapping names."""

    parameters: tuple[tuple[str, Type | None], ...]
    mapping: Node


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """``function(a: type, b) body``."""

    parameters: tuple[tuple[str, Type | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class ComparedTest(Node):
    """A unary test such as ``>= 80``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class ValueTest(Node):
    """A unary test that is an expression: a value, a range, a list, or a condition on ``?``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests: one of them must match, or none when ``negated``; none given means any value."""

    tests: tuple[Node, ...]
    negated: bool


def weight(body: Node) -> int:
    """Return the steps that one evaluation of a part is worth, besides those of the loops and calls in it."""
    return 1 + sum(1 for _ in walk(body)) // 4


def walk(part: Any) -> Iterating[Node]:
    """Yield the node and all nodes below it."""
    if isinstance(part, tuple):
        for item in part:
            yield from walk(item)
    elif isinstance(part, Node):
        yield part
        for place in fields(part):
            yield from walk(getattr(part, place.name))
