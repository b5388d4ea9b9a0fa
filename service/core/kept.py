"""Reference data that is read once a day, where one process alone writes and says so (``Database.kept``)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from service.core.clock import business_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.core.tx import Tx

F = TypeVar("F", bound="Callable[..., Any]")


def kept_for_a_day(read: F) -> F:
    """Mark a query of reference data: what it answers changes with its arguments and the business day alone.

    Everywhere but in a simulation it is asked anew each time. What it returns is shared: nobody may change it.
    """

    @wraps(read)
    def answer(tx: Tx, *arguments: Any, **named: Any) -> Any:
        if tx.kept is None:
            return read(tx, *arguments, **named)
        question = (read, business_date(tx.now), arguments, tuple(named.items()))
        if question not in tx.kept:
            tx.kept[question] = read(tx, *arguments, **named)
        return tx.kept[question]

    return cast("F", answer)
