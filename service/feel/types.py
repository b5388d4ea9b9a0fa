"""The types of FEEL: those it brings, those built of them, and those a decision model gives names to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.feel.errors import FeelError
from service.feel.limits import Run
from service.feel.values import admit, kind_of

if TYPE_CHECKING:
    from service.feel import nodes

_UNKNOWN_TYPE = sentence("Expected a FEEL type, but '%(name)s' is none. Use number, string, boolean, date or the like.")

TypeTest = Callable[[Any, Run], bool]
"""Whether a value is of a type."""
TypeBinder = Callable[[Any, Run], Any]
"""What an argument becomes when it is passed for a parameter of a type: null where it does not fit."""

_SIMPLE_TYPES = {
    "number": "number", "string": "string", "boolean": "boolean", "date": "date", "time": "time",
    "date and time": "date and time", "days and time duration": "days and time duration",
    "years and months duration": "years and months duration", "list": "list", "context": "context",
    "range": "range", "function": "function", "null": "null", "Null": "null", "Any": "any", "any": "any",
}  # fmt: skip


NO_BINDERS: Mapping[str, TypeBinder] = {}


class Types:
    """Types that texts may name besides FEEL's own: the test of each. Two are the same when they are one object.

    ``binders`` are those whose parameters convert or constrain arguments; they may be FEEL's own types.
    """

    __slots__ = ("binders", "tests")

    def __init__(self, tests: Mapping[str, TypeTest], binders: Mapping[str, TypeBinder] = NO_BINDERS) -> None:
        self.tests = tests
        self.binders = binders


NO_TYPES = Types({})


def type_binder(wanted: nodes.Type, types: Types) -> TypeBinder:
    """Return what binds arguments to a type; raises ``FeelError`` when there is no such type."""
    known = None if wanted.elements or wanted.fields else types.binders.get(wanted.name)
    if known is not None:
        return known
    is_of = type_test(wanted, types)
    return lambda value, run: value if is_of(value, run) else None


def type_test(wanted: nodes.Type, types: Types = NO_TYPES) -> TypeTest:
    """Return the test for a type; raises ``FeelError`` when there is no such type."""
    known = types.tests.get(wanted.name)
    if known is not None:
        return known
    kind = _SIMPLE_TYPES.get(wanted.name)
    if kind is None:
        raise FeelError(_UNKNOWN_TYPE, wanted.position, name=wanted.name)
    if kind == "any":
        return lambda value, _run: value is not None
    if kind == "list" and wanted.elements:
        of_item = type_test(wanted.elements[0], types)
        return lambda value, run: kind_of(value) == "list" and _all_of(of_item, value, run)
    if kind == "range" and wanted.elements:
        of_end = type_test(wanted.elements[0], types)
        return lambda value, run: (
            kind_of(value) == "range" and (_null_or(of_end, value.low, run) and _null_or(of_end, value.high, run))
        )
    if kind == "context" and wanted.fields:
        fields = [(name, type_test(inner, types)) for name, inner in wanted.fields]
        return lambda value, run: (
            kind_of(value) == "context"
            and all(name in value and _null_or(of_field, admit(value[name]), run) for name, of_field in fields)
        )
    return lambda value, _run: kind_of(value) == kind


def _null_or(is_of: TypeTest, value: Any, run: Run) -> bool:
    """Return whether an entry, an item or an end is of its type: the type of null conforms to every other."""
    return value is None or is_of(value, run)


def _all_of(is_of: TypeTest, items: list[Any], run: Run) -> bool:
    run.spend(len(items))
    return all(_null_or(is_of, item, run) for item in items)
