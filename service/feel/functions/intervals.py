"""Built-in functions that compare points and ranges: DMN 1.5, table 78, and the reading of a range from a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.feel.functions.builtin import builtin
from service.feel.values import Range, ordered

if TYPE_CHECKING:
    from collections.abc import Callable

_ANY_TWO = ("point1: any, point2: any", "point: any, range: any", "range: any, point: any", "range1: any, range2: any")
_RANGES = ("range1: range, range2: range",)
_POINT_FIRST = ("point: any, range: range", "range1: range, range2: range")
_RANGE_FIRST = ("range: range, point: any", "range1: range, range2: range")


def _order(left: Any, right: Any) -> int:
    """Return how two ends stand to each other; raises ``ValueError``, which is null, where they cannot be compared."""
    order = ordered(left, right)
    if order is None:
        message = "The ends cannot be compared."
        raise ValueError(message)
    return order


def _as_range(value: Any) -> Range:
    """Return a point as the range of itself alone."""
    return value if isinstance(value, Range) else Range(value, value)


def before(left: Any, right: Any) -> bool:
    """Return whether one point or range ends before the other begins."""
    first, second = _as_range(left), _as_range(right)
    order = _order(first.high, second.low)
    return order < 0 or (order == 0 and not (first.high_closed and second.low_closed))


def meets(first: Range, second: Range) -> bool:
    """Return whether one range ends with the very point at which the other begins."""
    return first.high_closed and second.low_closed and _order(first.high, second.low) == 0


def overlaps(first: Range, second: Range) -> bool:
    """Return whether two ranges share a point."""
    return not before(first, second) and not before(second, first)


def overlaps_before(first: Range, second: Range) -> bool:
    """Return whether one range begins before the other and ends inside it."""
    return (
        _starts_earlier(first, second, or_together=False)
        and not before(first, second)
        and _ends_earlier(first, second, or_together=True)
    )


def finishes(first: Any, second: Range) -> bool:
    """Return whether a point or range ends a range."""
    if not isinstance(first, Range):
        return second.high_closed and _order(first, second.high) == 0
    together = first.high_closed is second.high_closed and _order(first.high, second.high) == 0
    return together and _starts_earlier(second, first, or_together=True)


def starts(first: Any, second: Range) -> bool:
    """Return whether a point or range begins a range."""
    if not isinstance(first, Range):
        return second.low_closed and _order(first, second.low) == 0
    together = first.low_closed is second.low_closed and _order(first.low, second.low) == 0
    return together and _ends_earlier(first, second, or_together=True)


def includes(first: Range, second: Any) -> bool | None:
    """Return whether a range holds a point, or all points of another range."""
    if not isinstance(second, Range):
        return first.contains(second)
    return _starts_earlier(first, second, or_together=True) and _ends_earlier(second, first, or_together=True)


def coincides(first: Any, second: Any) -> bool:
    """Return whether two points, or two ranges, are the same."""
    if isinstance(first, Range) is not isinstance(second, Range):
        message = "A point and a range cannot be compared."
        raise ValueError(message)
    one, other = _as_range(first), _as_range(second)
    closed_alike = (one.low_closed, one.high_closed) == (other.low_closed, other.high_closed)
    return _order(one.low, other.low) == 0 and _order(one.high, other.high) == 0 and closed_alike


def _starts_earlier(first: Range, second: Range, *, or_together: bool) -> bool:
    order = _order(first.low, second.low)
    if or_together:
        return order < 0 or (order == 0 and (first.low_closed or not second.low_closed))
    return order < 0 or (order == 0 and first.low_closed and not second.low_closed)


def _ends_earlier(first: Range, second: Range, *, or_together: bool) -> bool:
    order = _order(first.high, second.high)
    if or_together:
        return order < 0 or (order == 0 and (second.high_closed or not first.high_closed))
    return order < 0 or (order == 0 and second.high_closed and not first.high_closed)


def _turned(relation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: relation(right, left)


INTERVALS = {
    "after": builtin(_turned(before), *_ANY_TWO),
    "before": builtin(before, *_ANY_TWO),
    "coincides": builtin(coincides, "point1: any, point2: any", "range1: any, range2: any"),
    "during": builtin(_turned(includes), *_POINT_FIRST),
    "finished by": builtin(_turned(finishes), *_RANGE_FIRST),
    "finishes": builtin(finishes, *_POINT_FIRST),
    "includes": builtin(includes, *_RANGE_FIRST),
    "meets": builtin(meets, *_RANGES),
    "met by": builtin(_turned(meets), *_RANGES),
    "overlaps": builtin(overlaps, *_RANGES),
    "overlaps after": builtin(_turned(overlaps_before), *_RANGES),
    "overlaps before": builtin(overlaps_before, *_RANGES),
    "started by": builtin(_turned(starts), *_RANGE_FIRST),
    "starts": builtin(starts, *_POINT_FIRST),
}
