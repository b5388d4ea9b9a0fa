"""What is known of an expression's value before any variable is: its kind, where the text alone tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.feel import nodes
from service.feel.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER, _STRING, _BOOLEAN, _LIST, _CONTEXT = "number", "string", "boolean", "list", "context"
_DATE, _TIME, _MOMENT = "date", "time", "date and time"
_DAYS, _MONTHS = "days and time duration", "years and months duration"

_ALWAYS: dict[type[nodes.Node], str] = {
    nodes.ListLiteral: _LIST,
    nodes.For: _LIST,
    nodes.ContextLiteral: _CONTEXT,
    nodes.RangeLiteral: "range",
    nodes.SignedRange: "range",
    nodes.FunctionLiteral: "function",
    nodes.ExternalFunction: "function",
    nodes.Comparison: _BOOLEAN,
    nodes.Between: _BOOLEAN,
    nodes.In: _BOOLEAN,
    nodes.InstanceOf: _BOOLEAN,
    nodes.Junction: _BOOLEAN,
    nodes.Quantified: _BOOLEAN,
}

_RESULTS: dict[str, str] = {
    function: kind
    for kind, functions in {
        _NUMBER: "abs, ceiling, count, day of year, decimal, exp, floor, log, median, modulo, number, product, "
        "round down, round half down, round half up, round up, sqrt, stddev, string length, week of year",
        _STRING: "day of week, lower case, month of year, replace, string, string join, substring, substring after, "
        "substring before, trim, upper case",
        _BOOLEAN: "after, all, any, before, coincides, contains, during, ends with, even, finished by, finishes, "
        "includes, is, is blank, is defined, is empty, list contains, matches, meets, met by, not, odd, overlaps, "
        "overlaps after, overlaps before, started by, starts, starts with",
        _LIST: "append, concatenate, distinct values, duplicate values, extract, flatten, get entries, index of, "
        "insert before, list replace, mode, remove, reverse, sort, split, sublist, union",
        _CONTEXT: "context, context merge, context put",
        _DATE: "date, last day of month, today",
        _TIME: "time",
        _MOMENT: "add_working_days, date and time, now",
        _MONTHS: "years and months duration",
        "range": "range",
    }.items()
    for function in functions.split(", ")
}
"""The kind that a built-in function gives when it gives no null."""

_ARITHMETIC: dict[tuple[str, str, str], str] = {
    **{(_NUMBER, operator, _NUMBER): _NUMBER for operator in ("+", "-", "*", "/", "**")},
    (_STRING, "+", _STRING): _STRING,
    **{(kind, "+", length): kind for kind in (_DATE, _MOMENT) for length in (_DAYS, _MONTHS)},
    **{(length, "+", kind): kind for kind in (_DATE, _MOMENT) for length in (_DAYS, _MONTHS)},
    **{(kind, "-", length): kind for kind in (_DATE, _MOMENT) for length in (_DAYS, _MONTHS)},
    **{(kind, "-", other): _DAYS for kind in (_DATE, _MOMENT) for other in (_DATE, _MOMENT)},
    (_TIME, "-", _TIME): _DAYS,
    **{(_TIME, operator, _DAYS): _TIME for operator in ("+", "-")},
    (_DAYS, "+", _TIME): _TIME,
    **{(length, operator, length): length for length in (_DAYS, _MONTHS) for operator in ("+", "-")},
    **{(length, operator, _NUMBER): length for length in (_DAYS, _MONTHS) for operator in ("*", "/")},
    **{(_NUMBER, "*", length): length for length in (_DAYS, _MONTHS)},
    **{(length, "/", length): _NUMBER for length in (_DAYS, _MONTHS)},
}
"""The kind of ``left operator right``; two known kinds that stand nowhere here give null."""

NULL = "null"


def kind(node: nodes.Node) -> str | None:
    """Return the kind of a node's value where the text tells it, ``null`` where it can only be null, else ``None``.

    Any kind may still turn out null: for a missing variable, or outside a function's domain.
    """
    always = _ALWAYS.get(type(node))
    if always is not None:
        return always
    infer = _INFERRED.get(type(node))
    return infer(node) if infer is not None else None


def _chain(node: nodes.Chain) -> str | None:
    known = kind(node.operands[0])
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        other = kind(operand)
        if known is None or other is None:
            return None
        known = _ARITHMETIC.get((known, operator, other), NULL)
    return known


def _choice(node: nodes.If) -> str | None:
    yes, no = kind(node.yes), kind(node.no)
    if NULL in {yes, no}:
        return no if yes == NULL else yes
    return yes if yes == no else None


def _negation(node: nodes.Negation) -> str | None:
    known = kind(node.operand)
    return known if known in {None, _NUMBER, _DAYS, _MONTHS} else NULL


def _call(node: nodes.Call) -> str | None:
    return _RESULTS.get(node.function.name) if isinstance(node.function, nodes.Name) else None


_INFERRED: dict[type[nodes.Node], Callable[..., str | None]] = {
    nodes.Literal: lambda node: kind_of(node.value),
    nodes.Chain: _chain,
    nodes.If: _choice,
    nodes.Negation: _negation,
    nodes.Call: _call,
}
