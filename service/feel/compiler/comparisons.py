"""Code of comparisons, ``and``, ``or``, ``between`` and ``instance of``, in three-valued logic.

Most conditions compare a variable with a number or string written in the text, so that has code of its own.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.feel import nodes
from service.feel.compiler.scope import NOT_CONSTANT
from service.feel.types import type_test
from service.feel.values import ENTERS, admit, equal, is_number, ordered

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.feel.compiler.scope import Code, Env, Scope
    from service.feel.limits import Run

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_OF_PARTS = frozenset({"list", "context", "range", "function"})


def compile_comparison(node: nodes.Comparison, scope: Scope) -> Code:
    """Return code that compares two values; null when they cannot be compared."""
    left = scope.compile(node.left)
    constant = scope.constant(node.right)
    if constant is not NOT_CONSTANT:
        test = against_constant(node.operator, constant)
        if test is not None and isinstance(node.left, nodes.Name) and not scope.is_nested:
            return _variable_test(node.left.name, test)
        if test is not None:
            return lambda env: test(left(env))
    right = scope.compile(node.right)
    compare = comparison(node.operator)
    return lambda env: compare(left(env), right(env), env.run)


def _variable_test(name: str, test: Callable[[Any], bool | None]) -> Code:
    def compare(env: Env) -> bool | None:
        value = env.values.get(name)
        kind = type(value)
        # a list compares with no such constant, so that it need not be looked through
        return test(value if kind in ENTERS or kind is list else admit(value))

    return compare


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
    """Return code that tells whether a value is of a type; null is only of type Null.

    A list, context, range or function without the types of its parts is no type of DMN: the answer is null.
    """
    subject = scope.compile(node.subject)
    if node.type.name in _OF_PARTS and not node.type.elements and not node.type.fields:
        return lambda _env: None
    is_of = type_test(node.type, scope.types)
    return lambda env: is_of(subject(env), env.run)
