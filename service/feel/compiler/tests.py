"""Code of unary tests, in decision tables and after ``in``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from service.feel import nodes
from service.feel.compiler.comparisons import against_constant, comparison
from service.feel.compiler.scope import NOT_CONSTANT, Code, Env, Scope
from service.feel.values import Range, equal

if TYPE_CHECKING:
    from service.feel.limits import Run

Test = Callable[[Any, Env], bool | None]

INPUT = "?"
"""The name of the value under test."""


def compile_in(node: nodes.In, scope: Scope) -> Code:
    """Return code that tells whether a value matches one of the tests."""
    subject, test = scope.compile(node.subject), _any_of(node.tests, scope)
    return lambda env: test(subject(env), env)


def compile_tests(node: nodes.Tests, scope: Scope) -> Test:
    """Return the test of a cell: any of its tests matches, or none of them when negated."""
    if not node.tests:
        return lambda _value, _env: True
    test = _any_of(node.tests, scope)
    return _negated(test) if node.negated else test


def _negated(test: Test) -> Test:
    def fails(value: Any, env: Env) -> bool | None:
        result = test(value, env)
        return None if result is None else not result

    return fails


def _any_of(parts: tuple[nodes.Node, ...], scope: Scope) -> Test:
    tests = tuple(_test(part, scope) for part in parts)
    if len(tests) == 1:
        return tests[0]

    def matches(value: Any, env: Env) -> bool | None:
        result: bool | None = False
        for test in tests:
            found = test(value, env)
            if found is True:
                return True
            if found is None:
                result = None
        return result

    return matches


def _test(node: nodes.Node, scope: Scope) -> Test:
    if isinstance(node, nodes.ComparedTest):
        return _compared(node.operator, node.operand, scope)
    if isinstance(node, nodes.ValueTest):
        return _valued(node.operand, scope)
    raise TypeError(type(node))


def _compared(sign: str, operand: nodes.Node, scope: Scope) -> Test:
    constant = scope.constant(operand)
    if constant is not NOT_CONSTANT and (quick := against_constant(sign, constant)) is not None:
        return lambda value, _env: quick(value)
    inner = scope.binding(INPUT)
    code, compare = inner.compile(operand), comparison(sign)
    return lambda value, env: compare(value, code(Env({INPUT: value}, env, env.run)), env.run)


def _valued(operand: nodes.Node, scope: Scope) -> Test:
    constant = scope.constant(operand)
    if constant is not NOT_CONSTANT:
        if constant is None and not isinstance(operand, nodes.Literal):
            return lambda _value, _env: None  # such as a range with an end of null
        return _constant(constant)
    code = scope.binding(INPUT).compile(operand)
    if any(isinstance(part, nodes.Name) and part.name == INPUT for part in nodes.walk(operand)):
        return lambda value, env: _condition(value, code(Env({INPUT: value}, env, env.run)), env.run)
    if isinstance(operand, nodes.Name | nodes.Path):
        return lambda value, env: _match(value, code(Env({INPUT: value}, env, env.run)), env.run)
    return lambda value, env: _computed(value, code(Env({INPUT: value}, env, env.run)), env.run)


def _constant(constant: Any) -> Test:
    if isinstance(constant, Range):
        return lambda value, _env: constant.contains(value)
    if (quick := against_constant("=", constant)) is not None:
        return lambda value, _env: quick(value) if not isinstance(value, list) else _match(value, constant, _env.run)
    return lambda value, env: _match(value, constant, env.run)


def _condition(value: Any, result: Any, run: Run) -> bool | None:
    """Return what an expression on ``?`` says; one that yields no boolean is a value to compare with."""
    return result if isinstance(result, bool) else _computed(value, result, run)


def _computed(value: Any, result: Any, run: Run) -> bool | None:
    """Return whether a value matches what was computed, of which null tells that it could not be."""
    return None if result is None else _match(value, result, run)


def _match(value: Any, wanted: Any, run: Run) -> bool | None:
    if wanted is None:
        return value is None
    if isinstance(wanted, Range):
        return wanted.contains(value)
    if isinstance(wanted, list):
        if isinstance(value, list) and equal(value, wanted, run):
            return True
        run.spend(len(wanted))
        return any(_match(value, item, run) is True for item in wanted)
    if isinstance(wanted, bool) and not isinstance(value, bool):
        return wanted if value is not None else None
    return equal(value, wanted, run)
