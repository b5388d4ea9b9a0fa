"""Code of ``for``, ``some``, ``every`` and filters: everything whose cost grows with the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.feel import nodes
from service.feel.compiler.expressions import index
from service.feel.compiler.scope import NOT_CONSTANT, Code, Env, Scope
from service.feel.extended import day_of, position, shift
from service.feel.limits import allow_items
from service.feel.values import Range, is_number, kind_of, ordered

if TYPE_CHECKING:
    from collections.abc import Sequence

Source = tuple[str, Code, Code | None]


def compile_for(node: nodes.For, scope: Scope) -> Code:
    """Return code that makes a list of the body's values; ``partial`` in it is the list so far."""
    uses_partial = any(isinstance(part, nodes.Name) and part.name == "partial" for part in nodes.walk(node.body))
    sources, inner, cost = *_sources(node.iterators, scope), nodes.weight(node.body)
    body = (inner.binding("partial") if uses_partial else inner).compile(node.body)

    def repeat(env: Env) -> list[Any] | None:
        results: list[Any] = []
        for place in _places(sources, env, cost):
            if place is None:
                return None
            if uses_partial:
                env.run.spend(len(results) >> 3)
                place.values = {**place.values, "partial": results.copy()}
            results.append(body(place))
            allow_items(len(results))
        return results

    return repeat


def compile_quantified(node: nodes.Quantified, scope: Scope) -> Code:
    """Return code of ``some`` or ``every``: the deciding value wins over null, null over the other."""
    sources, inner, cost = *_sources(node.iterators, scope), nodes.weight(node.condition)
    condition, decisive = inner.compile(node.condition), node.decisive

    def decide(env: Env) -> bool | None:
        result: bool | None = not decisive
        for place in _places(sources, env, cost):
            if place is None:
                return None
            value = condition(place)
            if not isinstance(value, bool):
                result = None
            elif value is decisive:
                return value
        return result

    return decide


def _sources(iterators: Sequence[nodes.Iterator], scope: Scope) -> tuple[tuple[Source, ...], Scope]:
    sources = []
    for iterator in iterators:
        end = scope.compile(iterator.end) if iterator.end is not None else None
        sources.append((iterator.name, scope.compile(iterator.source), end))
        scope = scope.binding(iterator.name)
    return tuple(sources), scope


def _places(sources: tuple[Source, ...], env: Env, cost: int) -> Iterator[Env | None]:
    """Yield the environment of every turn, the last iterator turning fastest; null when a source is no list.

    ``cost`` is the steps of a turn.
    """
    name, source, end = sources[0]
    items = _span(source(env), end(env)) if end is not None else _items(source(env))
    if items is None:
        yield None
        return
    run = env.run
    for item in items:
        run.spend(cost)
        place = Env({name: item}, env, run)
        if len(sources) == 1:
            yield place
        else:
            yield from _places(sources[1:], place, cost)


def _items(value: Any) -> Sequence[Any] | None:
    if isinstance(value, Range):
        span = _span(value.low, value.high)
        if span is None or ordered(value.low, value.high) == 1:
            return None
        return span[0 if value.low_closed else 1 : None if value.high_closed else -1]
    if value is None:
        return None
    return value if isinstance(value, list) else [value]


def _span(start: Any, end: Any) -> Sequence[Any] | None:
    """Return the whole numbers, or the days, from start to end, up or down."""
    kinds = (kind_of(start), kind_of(end))
    if kinds == ("date", "date"):
        days = (position(end) - position(start)) // _DAY
        allow_items(abs(days) + 1)
        step = 1 if days >= 0 else -1
        return [day_of(shift(start, timedelta(days=day))) for day in range(0, days + step, step)]
    if kinds != ("number", "number") or start != _whole(start) or end != _whole(end):
        return None
    first, last = _whole(start), _whole(end)
    allow_items(abs(last - first) + 1)
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


_DAY = 86_400_000_000_000
_LARGEST_END = 10**18


def _whole(number: Any) -> int:
    """Return the whole number next to zero; a huge one is cut, as no list reaches so far."""
    return int(max(-_LARGEST_END, min(_LARGEST_END, number)))


def compile_filter(node: nodes.Filter, scope: Scope) -> Code:
    """Return code that picks an element by its number, or the elements for which the condition is true."""
    subject = scope.compile(node.subject)
    position = scope.constant(node.condition)
    if position is not NOT_CONSTANT and is_number(position):
        return lambda env: index(_list(subject(env)), position)
    condition, cost = scope.filtering().compile(node.condition), nodes.weight(node.condition)

    def pick(env: Env) -> Any:
        value = subject(env)
        items = _list(value)
        env.run.spend((len(items) + 1) * cost)
        verdict = condition(_item(items[0] if items else None, env))
        if is_number(verdict):
            return index(items, verdict)
        verdicts = [verdict, *[condition(_item(item, env)) for item in items[1:]]] if items else []
        if value is None or not _VERDICTS.issuperset(map(type, verdicts)):
            return None
        return [item for item, kept in zip(items, verdicts, strict=True) if kept]

    return pick


_VERDICTS = frozenset({bool, type(None)})


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _item(item: Any, env: Env) -> Env:
    """Return the environment of a filter's condition, which sees the element as ``item`` and, first, its entries."""
    place = Env({"item": item}, env, env.run)
    return Env(item, place, env.run) if isinstance(item, Mapping) else place
