"""Code of function calls: built-in functions, and those the text defines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.feel import nodes
from service.feel.compiler.scope import Code, Env, Scope
from service.feel.errors import FeelError
from service.feel.external import external_function
from service.feel.functions import BUILTINS
from service.feel.functions.builtin import UNFIT, Builtin, Parameter, fit
from service.feel.limits import MAXIMUM_CALLS, TOO_MANY_CALLS
from service.feel.types import type_binder
from service.feel.values import Function

if TYPE_CHECKING:
    from service.feel.limits import Run

_UNKNOWN = sentence("Expected to call function '%(name)s', but FEEL has none of that name. Check its spelling.")
_WRONG_ARGUMENTS = sentence(
    "Expected to call function '%(name)s', but it takes other arguments: %(signatures)s. Correct the call."
)


def compile_call(node: nodes.Call, scope: Scope) -> Code:
    """Return code that calls a function; raises ``FeelError`` for one that cannot exist or takes other arguments."""
    if isinstance(node.function, nodes.Name):
        name = node.function.name
        builtin = BUILTINS.get(name)
        if builtin is not None and name not in scope.bound and name not in scope.declared:
            return _compile_builtin(node, name, builtin, scope)
        if name not in scope.bound and name not in scope.declared:
            return _impossible(FeelError(_UNKNOWN, node.position, name=name), scope)
    return _compile_defined(node, scope)


def compile_faulty(node: nodes.Faulty, scope: Scope) -> Code:
    """Return code that yields null; raises the fault where the text is read strictly."""
    return _impossible(node.fault, scope)


def _impossible(fault: FeelError, scope: Scope) -> Code:
    if scope.strict:
        raise fault
    return lambda _env: None


def _compile_builtin(node: nodes.Call, name: str, builtin: Builtin, scope: Scope) -> Code:
    matched = _matched(node, builtin)
    if matched is None:
        signatures = " or ".join(
            "(" + ", ".join(parameter.name for parameter in signature) + ")" for signature in builtin.signatures
        )
        return _impossible(FeelError(_WRONG_ARGUMENTS, node.position, name=name, signatures=signatures), scope)
    kinds = tuple(parameter.kind for parameter, _ in matched)
    arguments = tuple((lambda _env: None) if value is None else scope.compile(value) for _, value in matched)
    optional = tuple(parameter.is_optional for parameter, _ in matched)
    function, takes_run, cost = builtin.function, builtin.takes_run, builtin.cost

    def call(env: Env) -> Any:
        run = env.run
        run.spend(cost)
        values = []
        for kind, argument, may_lack in zip(kinds, arguments, optional, strict=True):
            value = argument(env)
            if kind != "any" and not (may_lack and value is None):
                value = fit(kind, value)
                if value is UNFIT:
                    return None
            if type(value) is list:
                run.spend(len(value) >> 3)
            values.append(value)
        try:
            result = function(run, *values) if takes_run else function(*values)
        except (ArithmeticError, ValueError):
            return None  # outside a function's domain is null, as DMN says
        if type(result) is list or type(result) is str:
            run.admit_size(result)
        return result

    return call


def _matched(node: nodes.Call, builtin: Builtin) -> list[tuple[Parameter, nodes.Node | None]] | None:
    """Return the parameters with their arguments, of the first signature that takes them."""
    for signature in builtin.signatures:
        found = (
            _positional(node.arguments, signature)
            if node.names is None
            else _named(node, signature, takes_null=builtin.takes_null)
        )
        if found is not None:
            return found
    return None


def _positional(
    arguments: tuple[nodes.Node, ...], signature: tuple[Parameter, ...]
) -> list[tuple[Parameter, nodes.Node | None]] | None:
    repeats = bool(signature) and signature[-1].is_repeated
    needed = sum(not parameter.is_optional for parameter in signature)
    if len(arguments) < needed or (len(arguments) > len(signature) and not repeats):
        return None
    padding = signature[-1:] * (len(arguments) - len(signature))
    return list(zip(signature + padding, arguments, strict=False))


def _named(
    node: nodes.Call, signature: tuple[Parameter, ...], *, takes_null: bool
) -> list[tuple[Parameter, nodes.Node | None]] | None:
    given = dict(zip(node.names or (), node.arguments, strict=True))
    if given.keys() - {parameter.name for parameter in signature} or len(given) != len(node.arguments):
        return None
    if takes_null:
        return [(parameter, given.get(parameter.name)) for parameter in signature]
    if any(parameter.name not in given and not parameter.is_optional for parameter in signature):
        return None
    last = max((place for place, parameter in enumerate(signature) if parameter.name in given), default=-1)
    return [(parameter, given.get(parameter.name)) for parameter in signature[: last + 1]]


def _compile_defined(node: nodes.Call, scope: Scope) -> Code:
    function, names = scope.compile(node.function), node.names
    arguments = tuple(_passed(argument, scope) for argument in node.arguments)

    def call(env: Env) -> Any:
        called = function(env)
        if not isinstance(called, Function) or len(called.parameters) != len(arguments):
            return None
        values = [argument(env) for argument in arguments]
        if names is not None:
            given = dict(zip(names, values, strict=True))
            if given.keys() != set(called.parameters):
                return None
            values = [given[parameter] for parameter in called.parameters]
        return called.invoke(env.run, values)

    return call


def _passed(argument: nodes.Node, scope: Scope) -> Code:
    """Return code of an argument; the name of a built-in passes the function where no variable has that name.

    Only a function that the text defines can call what it is given, so everywhere else a missing variable stays null.
    """
    code = scope.compile(argument)
    if not isinstance(argument, nodes.Name) or argument.name not in BUILTINS or argument.name in scope.bound:
        return code
    function = _as_value(argument.name, scope)

    def read(env: Env) -> Any:
        value = code(env)
        return function if value is None else value

    return read


def _as_value(name: str, scope: Scope) -> Function:
    builtin, lenient = BUILTINS[name], replace(scope, strict=False)

    def invoke(run: Run, values: list[Any]) -> Any:
        call = nodes.Call(nodes.Name(name), tuple(map(nodes.Literal, values)))
        return _compile_builtin(call, name, builtin, lenient)(Env({}, None, run))

    return Function(tuple(parameter.name for parameter in builtin.signatures[0]), invoke)


def compile_external(node: nodes.ExternalFunction, scope: Scope) -> Code:
    """Return code that makes a function of another language, of those that are known; null for any other."""
    names = tuple(name for name, _ in node.parameters)
    mapping = scope.compile(node.mapping)
    return lambda env: external_function(names, mapping(env))


def compile_function(node: nodes.FunctionLiteral, scope: Scope) -> Code:
    """Return code that makes a function; a call with an argument of another type than declared is null."""
    names = tuple(name for name, _ in node.parameters)
    binders = tuple(type_binder(kind, scope.types) if kind is not None else None for _, kind in node.parameters)
    body, cost = scope.binding(*names).compile(node.body), nodes.weight(node.body)

    def make(env: Env) -> Function:
        def invoke(run: Run, values: list[Any]) -> Any:
            run.spend(cost)
            for place, bind in enumerate(binders):
                if bind is not None and values[place] is not None:
                    values[place] = bind(values[place], run)
                    if values[place] is None:
                        return None
            if run.calls >= MAXIMUM_CALLS:
                raise FeelError(TOO_MANY_CALLS)
            run.calls += 1
            try:
                return body(Env(dict(zip(names, values, strict=True)), env, run))
            finally:
                run.calls -= 1

        return Function(names, invoke)

    return make
