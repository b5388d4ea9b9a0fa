"""Boxed iterators, ``for``, ``some``, ``every`` and ``filter``: FEEL's, except that only booleans are verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service import feel
from service.dmn.expressions import within

if TYPE_CHECKING:
    from service.dmn.expressions import Logic, Variables

ITEM = "item"
"""The name of the element under test in a filter."""
PARTIAL = "partial"
"""The name, in what a ``for`` returns, of the list so far."""

_ITEMS = feel.parse("for each in source return each")


def _items(source: Logic, variables: Variables, run: feel.Run) -> list[Any] | None:
    """Return the items to go through: those of a list or range, or the one value; null for none."""
    items: list[Any] | None = _ITEMS.evaluate_in({"source": source.evaluate(variables, run)}, run)
    return items


@dataclass(frozen=True, slots=True)
class For:
    """A list of what an expression gives for each item."""

    variable: str
    source: Logic
    body: Logic
    uses_partial: bool

    def evaluate(self, variables: Variables, run: feel.Run) -> list[Any] | None:
        """Return the list; null where there is nothing to go through."""
        items = _items(self.source, variables, run)
        if items is None:
            return None
        results: list[Any] = []
        for item in items:
            inner = {self.variable: item}
            if self.uses_partial:
                run.spend(len(results) >> 3)
                inner[PARTIAL] = results.copy()
            results.append(self.body.evaluate(within(inner, variables), run))
        run.admit_size(results)
        return results


@dataclass(frozen=True, slots=True)
class Quantified:
    """Whether a condition holds for ``some`` item (``decisive`` is true) or for ``every`` one (false)."""

    variable: str
    source: Logic
    condition: Logic
    decisive: bool

    def evaluate(self, variables: Variables, run: feel.Run) -> bool | None:
        """Return the verdict; null where a condition is no boolean, or where only nulls could decide."""
        items = _items(self.source, variables, run)
        if items is None:
            return None
        verdicts = [self.condition.evaluate(within({self.variable: item}, variables), run) for item in items]
        if not _are_verdicts(verdicts):
            return None
        if self.decisive in verdicts:
            return self.decisive
        return None if None in verdicts else not self.decisive


@dataclass(frozen=True, slots=True)
class Filter:
    """The items of a list for which a condition holds; it sees the item and, first, its entries."""

    source: Logic
    condition: Logic

    def evaluate(self, variables: Variables, run: feel.Run) -> list[Any] | None:
        """Return the items; null where a condition is no boolean."""
        items = _items(self.source, variables, run)
        if items is None:
            return None
        verdicts = [self.condition.evaluate(_inside(item, variables), run) for item in items]
        if not _are_verdicts(verdicts):
            return None
        return [item for item, verdict in zip(items, verdicts, strict=True) if verdict]


def _inside(item: Any, variables: Variables) -> Variables:
    inner = within({ITEM: item}, variables)
    return within(dict(item), inner) if isinstance(item, Mapping) else inner


def _are_verdicts(values: list[Any]) -> bool:
    return all(value is None or isinstance(value, bool) for value in values)
