"""Boxed expressions: each knows its value, given the variables around it and the evaluation it is part of."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from service import feel
from service.dmn.types import ANY
from service.feel.limits import MAXIMUM_CALLS, TOO_MANY_CALLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.dmn.errors import DmnError
    from service.dmn.types import Type

Variables = Mapping[str, Any]
RESULT = ""
"""The name of a context's last entry when that is what the context gives."""


class Logic(Protocol):
    """What a decision, a function or a part of another expression does."""

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return the value with these variables; raises ``DmnError`` or ``feel.FeelError`` where there is none."""
        ...


def within(inner: dict[str, Any], outer: Variables) -> Variables:
    """Return variables that stand in front of others, without reading those: they may be lazy."""
    # a ChainMap only ever reads the maps after its first
    return ChainMap(inner, *outer.maps) if isinstance(outer, ChainMap) else ChainMap(inner, outer)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Literal:
    """A FEEL expression."""

    expression: feel.Expression

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return its value."""
        return self.expression.evaluate_in(variables, run)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known when the model is read."""

    value: Any

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:  # noqa: ARG002 -- as all logic
        """Return it."""
        return self.value


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression whose value is bound to a type."""

    logic: Logic
    type: Type

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return the value, converted where the type allows, else null."""
        return self.type.bind(self.logic.evaluate(variables, run), run)


def bound(logic: Logic, kind: Type) -> Logic:
    """Return an expression with its value bound to a type, of which any type makes nothing new."""
    return logic if kind is ANY else Typed(logic, kind)


@dataclass(frozen=True, slots=True)
class Broken:
    """An expression that could not be read: asking for its value tells why."""

    fault: DmnError

    def evaluate(self, variables: Variables, run: feel.Run) -> NoReturn:  # noqa: ARG002 -- as all logic
        """Raise the fault."""
        raise self.fault


@dataclass(frozen=True, slots=True)
class Given:
    """The logic of a decision that has none: its answer is a variable, if anybody gives it."""

    name: str

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:  # noqa: ARG002 -- as all logic
        """Return the variable."""
        return feel.admit(variables.get(self.name))


@dataclass(frozen=True, slots=True)
class Context:
    """Named entries, each of which sees those before it; the value of one named ``RESULT`` is that of the whole."""

    entries: tuple[tuple[str, Logic], ...]

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return the context, or its result."""
        run.spend(len(self.entries))
        values: dict[str, Any] = {}
        scope = within(values, variables)
        for name, logic in self.entries:
            value = logic.evaluate(scope, run)
            if name == RESULT:
                return value
            values[name] = value
        return values


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of what other expressions give."""

    items: tuple[Logic, ...]

    def evaluate(self, variables: Variables, run: feel.Run) -> list[Any]:
        """Return the list."""
        run.spend(len(self.items))
        return [item.evaluate(variables, run) for item in self.items]


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts of the same entries, written as rows under columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]

    def evaluate(self, variables: Variables, run: feel.Run) -> list[dict[str, Any]]:
        """Return one context for each row."""
        run.spend(len(self.columns) * len(self.rows))
        return [
            {name: cell.evaluate(variables, run) for name, cell in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Conditional:
    """One of two expressions, as a third decides."""

    condition: Logic
    yes: Logic
    no: Logic

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return the value of the chosen one; null where the condition is neither true nor false nor null."""
        verdict = self.condition.evaluate(variables, run)
        if verdict is not None and not isinstance(verdict, bool):
            return None
        return (self.yes if verdict else self.no).evaluate(variables, run)


@dataclass(frozen=True, slots=True)
class Definition:
    """A function written as a box: it sees the variables of the place it is written at."""

    parameters: tuple[tuple[str, Type], ...]
    body: Logic

    def evaluate(self, variables: Variables, run: feel.Run) -> feel.Function:  # noqa: ARG002 -- as all logic
        """Return the function."""
        return function(self.parameters, self.body, variables)


def function(parameters: Sequence[tuple[str, Type]], body: Logic, variables: Variables) -> feel.Function:
    """Return a function of FEEL, which is null where an argument is not of its parameter's type."""

    def invoke(run: feel.Run, arguments: list[Any]) -> Any:
        bound = {name: kind.bind(given, run) for (name, kind), given in zip(parameters, arguments, strict=True)}
        if any(after is None and given is not None for after, given in zip(bound.values(), arguments, strict=True)):
            return None
        return entered(run, body, within(bound, variables))

    return feel.Function(tuple(name for name, _ in parameters), invoke)


def entered(run: feel.Run, body: Logic, variables: Variables) -> Any:
    """Return the value of a function's body, of which only so many may wait for one another."""
    run.spend(1)
    if run.calls >= MAXIMUM_CALLS:
        raise feel.FeelError(TOO_MANY_CALLS)
    run.calls += 1
    try:
        return body.evaluate(variables, run)
    finally:
        run.calls -= 1


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a function with its arguments by parameter name; a parameter without one is null."""

    called: Logic
    bindings: Mapping[str, Logic]

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return the function's value; null for what is no function or has no such parameter."""
        called = self.called.evaluate(variables, run)
        if not isinstance(called, feel.Function) or not self.bindings.keys() <= set(called.parameters):
            return None
        arguments = {name: logic.evaluate(variables, run) for name, logic in self.bindings.items()}
        return called.invoke(run, [arguments.get(name) for name in called.parameters])
