"""Built-in functions on lists."""

from __future__ import annotations

from collections import Counter
from functools import cmp_to_key, reduce
from typing import TYPE_CHECKING, Any

from service.feel.functions.builtin import builtin, whole
from service.feel.limits import allow_items
from service.feel.operators import DECIMAL, add, divide, multiply, subtract
from service.feel.values import Function, admit, equal, is_number, kind_of, ordered

if TYPE_CHECKING:
    from service.feel.limits import Run

_LIST = "list: list"
_MANY = "item...: any"


def _items(arguments: tuple[Any, ...]) -> list[Any]:
    """Return the elements: those of the one list given, or the arguments themselves."""
    first = arguments[0]
    return first if len(arguments) == 1 and isinstance(first, list) else list(arguments)


def _extreme(sign: int) -> Any:
    def extreme(run: Run, *arguments: Any) -> Any:
        items = _items(arguments)
        run.spend(len(items))
        if not items:
            return None
        best = items[0]
        for item in items:
            order = ordered(item, best)
            if order is None:
                return None
            if order == sign:
                best = item
        return best

    return extreme


def total(*arguments: Any) -> Any:
    """Return the sum of numbers or durations; null for an empty list or when one is neither."""
    items = _items(arguments)
    if not items or not (all(map(is_number, items)) or kind_of(items[0]).endswith("duration")):
        return None
    return reduce(add, items)


def mean(*arguments: Any) -> Any:
    """Return the arithmetic mean; null for an empty list."""
    items = _items(arguments)
    return divide(total(items), len(items)) if items else None


def median(*arguments: Any) -> Any:
    """Return the middle number, or the mean of the two middle ones; null for an empty list."""
    items = _items(arguments)
    if not items or not all(map(is_number, items)):
        return None
    ranked, half = sorted(items), len(items) // 2
    return ranked[half] if len(items) % 2 else DECIMAL.divide(add(ranked[half - 1], ranked[half]), 2)


def _decided(decisive: bool) -> Any:  # noqa: FBT001 -- names the deciding value
    def decided(*arguments: Any) -> bool | None:
        items = _items(arguments)
        if any(item is decisive for item in items):
            return decisive
        return None if any(not isinstance(item, bool) for item in items) else not decisive

    return decided


def product(*arguments: Any) -> Any:
    """Return the product of numbers; null for an empty list or when one is no number."""
    items = _items(arguments)
    return reduce(multiply, items) if items and all(map(is_number, items)) else None


def deviation(*arguments: Any) -> Any:
    """Return the standard deviation of a sample; null for less than two numbers."""
    items = _items(arguments)
    if len(items) < 2 or not all(map(is_number, items)):  # noqa: PLR2004 -- one number does not deviate
        return None
    middle = mean(items)
    squares = total([multiply(subtract(item, middle), subtract(item, middle)) for item in items])
    return DECIMAL.sqrt(divide(squares, len(items) - 1))


def mode(*arguments: Any) -> list[Any] | None:
    """Return the numbers that come most often, in order; null when one is no number."""
    items = _items(arguments)
    if not all(map(is_number, items)):
        return None
    counts = Counter(items)
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


def duplicate_values(run: Run, items: list[Any]) -> list[Any]:
    """Return what stands more than once in the list, once."""
    distinct = distinct_values(run, items)
    return [item for item in distinct if len(index_of(run, items, item)) > 1]


def list_replace(run: Run, items: list[Any], position: Any, item: Any) -> list[Any] | None:
    """Return the list with an item in place of what stands at a position, or of all that a function picks."""
    if isinstance(position, Function):
        if len(position.parameters) != 2:  # noqa: PLR2004 -- the element and the new item
            return None
        picked = [position.invoke(run, [element, item]) for element in items]
        if not all(isinstance(verdict, bool) for verdict in picked):
            return None
        return [item if verdict else element for element, verdict in zip(items, picked, strict=True)]
    place = _place(items, position)
    return None if place is None else [*items[:place], item, *items[place + 1 :]]


def list_contains(run: Run, items: list[Any], element: Any) -> bool:
    """Return whether an element of the list equals the value, null included."""
    return any(_same(run, item, element) for item in items)


def _same(run: Run, left: Any, right: Any) -> bool:
    run.spend(1)
    return equal(left, right, run) is True


def index_of(run: Run, items: list[Any], match: Any) -> list[Any]:
    """Return the positions, from 1, at which the value stands."""
    return [index for index, item in enumerate(items, 1) if _same(run, item, match)]


def distinct_values(run: Run, items: list[Any]) -> list[Any]:
    """Return the list without what equals an earlier element."""
    result: list[Any] = []
    for item in items:
        if not list_contains(run, result, item):
            result.append(item)
    return result


def union(run: Run, *lists: list[Any]) -> list[Any]:
    """Return what is in any of the lists, once."""
    return distinct_values(run, concatenate(*lists))


def concatenate(*lists: list[Any]) -> list[Any]:
    """Return the lists one after another."""
    allow_items(sum(map(len, lists)))
    return [item for items in lists for item in items]


def flatten(run: Run, items: list[Any]) -> list[Any]:
    """Return the elements of nested lists in one list."""
    result: list[Any] = []
    for item in items:
        run.spend(1)
        if isinstance(item, list):
            result += flatten(run, item)
            allow_items(len(result))
        else:
            result.append(admit(item))
    return result


def sort(run: Run, items: list[Any], precedes: Any = None) -> list[Any] | None:
    """Return the list in order: by a function that says of any two whether one comes first, or by value; else null."""
    if precedes is None:
        run.spend(len(items) * 4)
        if any(ordered(item, items[0]) is None for item in items):
            return None
        return sorted(items, key=cmp_to_key(lambda left, right: ordered(left, right) or 0))
    if not isinstance(precedes, Function) or len(precedes.parameters) != 2:  # noqa: PLR2004 -- two elements to compare
        return None

    kinds: set[type] = {bool}

    def comes_first(left: Any, right: Any) -> bool:
        verdict = precedes.invoke(run, [left, right])
        kinds.add(type(verdict))
        return verdict is True

    def compare(left: Any, right: Any) -> int:
        return -1 if comes_first(left, right) else int(comes_first(right, left))

    in_order = sorted(items, key=cmp_to_key(compare))
    return in_order if kinds == {bool} else None


def sublist(items: list[Any], start: Any, length: Any = None) -> list[Any] | None:
    """Return the part from a position (from 1, or from the end when negative) of some length, or to the end."""
    begin = whole(start)
    if begin == 0 or abs(begin) > len(items) or (length is not None and whole(length) < 0):
        return None
    first = begin - 1 if begin > 0 else len(items) + begin
    return items[first:] if length is None else items[first : first + whole(length)]


def _place(items: list[Any], position: Any) -> int | None:
    place = whole(position)
    if place == 0 or abs(place) > len(items):
        return None
    return place - 1 if place > 0 else len(items) + place


def insert_before(items: list[Any], position: Any, item: Any) -> list[Any] | None:
    """Return the list with an item put before a position."""
    place = _place(items, position)
    return None if place is None else [*items[:place], item, *items[place:]]


def remove(items: list[Any], position: Any) -> list[Any] | None:
    """Return the list without what stands at a position."""
    place = _place(items, position)
    return None if place is None else items[:place] + items[place + 1 :]


LISTS = {
    "all": builtin(_decided(decisive=False), _LIST, _MANY),
    "any": builtin(_decided(decisive=True), _LIST, _MANY),
    "append": builtin(lambda items, *more: [*items, *more], "list: list, item...: any"),
    "concatenate": builtin(concatenate, "list...: list"),
    "count": builtin(len, _LIST),
    "distinct values": builtin(distinct_values, _LIST),
    "duplicate values": builtin(duplicate_values, _LIST),
    "flatten": builtin(flatten, _LIST),
    "index of": builtin(index_of, "list: list, match: any"),
    "insert before": builtin(insert_before, "list: list, position: number, newItem: any"),
    "is empty": builtin(lambda items: not items, _LIST),
    "list contains": builtin(list_contains, "list: list, element: any"),
    "list replace": builtin(
        list_replace, "list: list, position: any, newItem: any", "list: list, match: any, newItem: any"
    ),
    "max": builtin(_extreme(1), _LIST, _MANY),
    "mean": builtin(mean, _LIST, _MANY),
    "median": builtin(median, _LIST, _MANY),
    "min": builtin(_extreme(-1), _LIST, _MANY),
    "mode": builtin(mode, _LIST, _MANY),
    "product": builtin(product, _LIST, _MANY),
    "remove": builtin(remove, "list: list, position: number"),
    "reverse": builtin(lambda items: items[::-1], _LIST),
    "sort": builtin(sort, "list: list, precedes?: any"),
    "stddev": builtin(deviation, _LIST, _MANY),
    "sublist": builtin(sublist, "list: list, start position: number, length?: number"),
    "sum": builtin(total, _LIST, _MANY),
    "union": builtin(union, "list...: list"),
}
