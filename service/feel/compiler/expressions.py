"""Code of values, names, paths, arithmetic and the literals of lists, contexts and ranges."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.feel import operators
from service.feel.compiler.scope import Env
from service.feel.limits import MAXIMUM_INTEGER
from service.feel.temporal import PARTS
from service.feel.values import ENTERS, Range, admit, admit_list, kind_of, ordered, signed_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.feel import nodes
    from service.feel.compiler.scope import Code, Scope

_MISSING = object()


def compile_literal(node: nodes.Literal, _scope: Scope) -> Code:
    """Return code that yields the value."""
    value = node.value
    return lambda _env: value


def compile_name(node: nodes.Name, scope: Scope) -> Code:
    """Return code that reads a variable; null where there is none."""
    name = node.name
    scope.note(name)
    if not scope.is_nested:

        def read_variable(env: Env) -> Any:
            value = env.values.get(name)
            return value if type(value) in ENTERS else _enter(value, env)

        return read_variable

    trusted = name in scope.bound and not scope.in_filter

    def read(env: Env) -> Any:
        place: Env | None = env
        while place is not None:
            value = place.values.get(name, _MISSING)
            if value is not _MISSING:
                return value if trusted or type(value) in ENTERS else _enter(value, env)
            place = place.outer
        return None

    return read


def _enter(value: Any, env: Env) -> Any:
    return admit_list(value, env.run) if type(value) is list else admit(value)


def compile_path(node: nodes.Path, scope: Scope) -> Code:
    """Return code that reads an entry of a context, a part of a date or the like; of a list, that of each element."""
    subject, name = scope.compile(node.subject), node.name

    def read(env: Env) -> Any:
        value = subject(env)
        if type(value) is dict:
            found = value.get(name)
            return found if type(found) in ENTERS else _enter(found, env)
        return _member(value, name, env)

    return read


def _member(value: Any, name: str, env: Env) -> Any:
    if isinstance(value, list):
        env.run.spend(len(value))
        return [_member(item, name, env) for item in value]
    if isinstance(value, Mapping):
        return _enter(value.get(name), env)
    part = PARTS.get(kind_of(value), {}).get(name)
    return part(value) if part else None


_POWER = 25
"""Steps of raising to a power."""
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operators.add,
    "-": operators.subtract,
    "*": operators.multiply,
    "/": operators.divide,
    "**": operators.power,
}


def compile_chain(node: nodes.Chain, scope: Scope) -> Code:
    """Return code that computes from left to right."""
    first, *rest = map(scope.compile, node.operands)
    if node.operators == ("+",):
        return _addition(first, rest[0])
    steps = tuple(zip((_OPERATORS[operator] for operator in node.operators), rest, strict=True))
    cost = node.operators.count("**") * _POWER

    def compute(env: Env) -> Any:
        value = first(env)
        if cost:
            env.run.spend(cost)
        for operate, operand in steps:
            value = operate(value, operand(env))
            if type(value) is str:
                env.run.admit_size(value)
        return value

    return compute


def _addition(left: Code, right: Code) -> Code:
    def compute(env: Env) -> Any:
        one, other = left(env), right(env)
        if type(one) is int and type(other) is int:
            value = one + other
            return value if -MAXIMUM_INTEGER < value < MAXIMUM_INTEGER else operators.bounded(value)
        result = operators.add(one, other)
        if type(result) is str:
            env.run.admit_size(result)
        return result

    return compute


def compile_negation(node: nodes.Negation, scope: Scope) -> Code:
    """Return code that yields the opposite number or duration."""
    operand = scope.compile(node.operand)
    return lambda env: operators.negate(operand(env))


def compile_if(node: nodes.If, scope: Scope) -> Code:
    """Return code that takes the first way when the condition is true, else the second, also for null."""
    condition, yes, no = scope.compile(node.condition), scope.compile(node.yes), scope.compile(node.no)
    return lambda env: yes(env) if condition(env) is True else no(env)


def compile_list(node: nodes.ListLiteral, scope: Scope) -> Code:
    """Return code that makes a list."""
    items = tuple(map(scope.compile, node.items))
    size = len(items)

    def make(env: Env) -> list[Any]:
        env.run.spend(size)
        return [item(env) for item in items]

    return make


def compile_context(node: nodes.ContextLiteral, scope: Scope) -> Code:
    """Return code that makes a context, whose entries see those before them."""
    entries: list[tuple[str, Code]] = []
    scope = inner = scope.binding()
    for key, value in node.entries:
        inner = inner.binding(key)
        # an entry may name itself only as a function that calls itself
        entries.append((key, (inner if _is_function(value) else scope).compile(value)))
        scope = inner

    def make(env: Env) -> dict[str, Any]:
        env.run.spend(len(entries))
        values: dict[str, Any] = {}
        place = Env(values, env, env.run)
        for key, value in entries:
            values[key] = value(place)
        return dict(values)

    return make


def _is_function(node: nodes.Node) -> bool:
    return type(node).__name__ == "FunctionLiteral"


def compile_range(node: nodes.RangeLiteral, scope: Scope) -> Code:
    """Return code that makes a range; null when its ends cannot be compared."""
    low, high = scope.compile(node.low), scope.compile(node.high)

    def make(env: Env) -> Range | None:
        start, end = low(env), high(env)
        if ordered(start, end) is None:
            return None
        return Range(start, end, node.low_closed, node.high_closed)

    return make


def compile_signed_range(node: nodes.SignedRange, scope: Scope) -> Code:
    """Return code that makes the range of all values that compare so with one; null when that has no order."""
    sign, operand = node.sign, scope.compile(node.operand)

    def make(env: Env) -> Range | None:
        value = operand(env)
        return signed_range(sign, value) if sign in {"=", "!="} or ordered(value, value) == 0 else None

    return make


def index(items: list[Any], position: Any) -> Any:
    """Return the element at a position (from 1, or from the end when negative), null outside the list."""
    if type(position) is Decimal and (position.adjusted() > 18 or position != position.to_integral_value()):  # noqa: PLR2004
        return None
    place = int(position)
    if place == 0 or abs(place) > len(items):
        return None
    return items[place - 1 if place > 0 else place]
