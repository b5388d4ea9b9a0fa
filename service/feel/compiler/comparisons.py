"""Code of comparisons, ``and``, ``or``, ``between`` and ``instance of``, in three-valued logic.

Most conditions compare a variable with a number or string written in the text, so that has code of its own.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.feel.compiler.scope import NOT_CONSTANT
from service.feel.errors import FeelError
from service.feel.values import admit, equal, is_number, kind_of, ordered

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.feel import nodes
    from service.feel.compiler.scope import Code, Env, Scope
    from service.feel.limits import Run

_UNKNOWN_TYPE = sentence("Expected a FEEL type, but '%(name)s' is none. Use number, string, boolean, date or the like.")

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SIMPLE_TYPES = {
    "number": "number", "string": "string", "boolean": "boolean", "date": "date", "time": "time",
    "date and time": "date and time", "days and time duration": "days and time duration",
    "years and months duration": "years and months duration", "list": "list", "context": "context",
    "range": "range", "function": "function", "null": "null", "Null": "null", "Any": "any", "any": "any",
}  # fmt: skip


def compile_comparison(node: nodes.Comparison, scope: Scope) -> Code:
    """Return code that compares two values; null when they cannot be compared."""
    left = scope.compile(node.left)
    constant = scope.constant(node.right)
    if constant is not NOT_CONSTANT:
        test = against_constant(node.operator, constant)
        if test is not None:
            return lambda env: test(left(env))
    right = scope.compile(node.right)
    compare = comparison(node.operator)
    return lambda env: compare(left(env), right(env), env.run)


def against_constant(sign: str, constant: Any) -> Callable[[Any], bool | None] | None:
    """Return a quick test of a value against a number or string known beforehand, if there is one."""
    if is_number(constant) and sign in ORDERS:
        order = ORDERS[sign]

        def in_order(value: Any) -> bool | None:
            kind = type(value)
            return order(value, constant) if kind is int or kind is Decimal else None

        return in_order
    if sign == "=" and (is_number(constant) or isinstance(constant, str)):
        return _equals(constant)
    return None


def _equals(constant: Any) -> Callable[[Any], bool | None]:
    kinds = {str} if isinstance(constant, str) else {int, Decimal}

    def equals(value: Any) -> bool | None:
        if type(value) in kinds:
            return bool(value == constant)
        return False if value is None else None

    return equals


def comparison(sign: str) -> Callable[[Any, Any, Run], bool | None]:
    """Return the comparison that an operator stands for."""
    if sign == "=":
        return equal
    if sign == "!=":
        return _unequal
    order = ORDERS[sign]

    def compare(left: Any, right: Any, _run: Run) -> bool | None:
        result = ordered(left, right)
        return None if result is None else order(result, 0)

    return compare


def _unequal(left: Any, right: Any, run: Run) -> bool | None:
    result = equal(left, right, run)
    return None if result is None else not result


def compile_between(node: nodes.Between, scope: Scope) -> Code:
    """Return code that tests whether a value lies between two others, these included."""
    subject, low, high = scope.compile(node.subject), scope.compile(node.low), scope.compile(node.high)

    def between(env: Env) -> bool | None:
        value = subject(env)
        above, below = ordered(low(env), value), ordered(value, high(env))
        return None if above is None or below is None else above <= 0 and below <= 0

    return between


def compile_junction(node: nodes.Junction, scope: Scope) -> Code:
    """Return code of ``and`` or ``or``: the deciding value wins over null, null over the other."""
    operands, decisive = tuple(map(scope.compile, node.operands)), node.decisive
    other = not decisive

    def join(env: Env) -> bool | None:
        result: bool | None = other
        for operand in operands:
            value = operand(env)
            if value is not other:
                if isinstance(value, bool):
                    return value
                result = None
        return result

    return join


def compile_instance_of(node: nodes.InstanceOf, scope: Scope) -> Code:
    """Return code that tells whether a value is of a type; null is only of type Null."""
    subject = scope.compile(node.subject)
    is_of = type_test(node.type)
    return lambda env: is_of(subject(env), env.run)


def type_test(wanted: nodes.Type) -> Callable[[Any, Run], bool]:
    """Return the test for a type; raises ``FeelError`` when there is no such type."""
    kind = _SIMPLE_TYPES.get(wanted.name)
    if kind is None:
        raise FeelError(_UNKNOWN_TYPE, wanted.position, name=wanted.name)
    if kind == "any":
        return lambda value, _run: value is not None
    if kind == "list" and wanted.elements:
        of_item = type_test(wanted.elements[0])
        return lambda value, run: kind_of(value) == "list" and _all_of(of_item, value, run)
    if kind == "range" and wanted.elements:
        of_end = type_test(wanted.elements[0])
        return lambda value, run: kind_of(value) == "range" and of_end(value.low, run) and of_end(value.high, run)
    if kind == "context" and wanted.fields:
        fields = [(name, type_test(inner)) for name, inner in wanted.fields]
        return lambda value, run: (
            kind_of(value) == "context"
            and all(name in value and of_field(admit(value[name]), run) for name, of_field in fields)
        )
    return lambda value, _run: kind_of(value) == kind


def _all_of(is_of: Callable[[Any, Run], bool], items: list[Any], run: Run) -> bool:
    run.spend(len(items))
    return all(is_of(item, run) for item in items)
