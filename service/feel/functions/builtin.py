"""What a built-in function is: Python code behind one or more FEEL signatures."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from service.feel.values import is_number, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its FEEL name, the kind of value it takes, whether it may be left out or repeated."""

    name: str
    kind: str
    is_optional: bool
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function; ``takes_run`` says that its Python code wants the evaluation first.

    ``cost`` is the steps of a call: one for some two microseconds, besides what it spends itself. ``takes_null`` says
    that null is as good an argument as any, so that a call by names may leave an argument out.
    """

    function: Callable[..., Any]
    signatures: tuple[tuple[Parameter, ...], ...]
    takes_run: bool
    cost: int
    takes_null: bool

    @property
    def is_constant(self) -> bool:
        """Whether equal arguments always give an equal value; only functions of the run may know the time."""
        return not self.takes_run


def builtin(function: Callable[..., Any], *signatures: str, cost: int = 1, takes_null: bool = False) -> Builtin:
    """Return a built-in of signatures such as ``"string: string, length?: number, item...: any"``."""
    takes_run = next(iter(inspect.signature(function).parameters), "") == "run"
    return Builtin(function, tuple(_signature(text) for text in signatures), takes_run, cost, takes_null)


def _signature(text: str) -> tuple[Parameter, ...]:
    parameters = []
    for part in filter(None, text.split(", ")):
        name, kind = part.split(": ")
        parameters.append(Parameter(name.rstrip("?."), kind, name.endswith("?"), name.endswith("...")))
    return tuple(parameters)


UNFIT = object()
"""Stands for an argument of a kind the parameter does not take: the call is null then."""

_MOMENTS = {"date", "date and time"}
_DURATIONS = {"days and time duration", "years and months duration"}


def fit(kind: str, value: Any) -> Any:
    """Return the argument as a parameter of this kind takes it, or ``UNFIT``.

    As DMN says, a list of one stands for its element, and a single value for a list of one.
    """
    if kind == "any":
        return value
    found = kind_of(value)
    if kind == "list":
        return UNFIT if value is None else value if found == "list" else [value]
    if found == "list" and len(value) == 1:
        value = value[0]
        found = kind_of(value)
    if (
        found == kind
        or (kind == "moment" and (found in _MOMENTS or found == "string"))
        or (kind == "duration" and found in _DURATIONS)
    ):
        return value
    return UNFIT


_LARGEST_INDEX = 18


def whole(number: Any) -> int:
    """Return a number as an integer; raises ``ValueError`` when it has a fraction or more than 18 digits."""
    if not is_number(number) or (type(number) is Decimal and number.adjusted() > _LARGEST_INDEX):
        message = "A whole number is needed."
        raise ValueError(message)
    result = int(number)
    if result != number:
        message = "A whole number is needed."
        raise ValueError(message)
    return result
