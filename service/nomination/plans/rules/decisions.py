"""What a decision makes of a draft."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from service.core.clock import parse_day
from service.nomination.plans.rules.paths import confirmed, find, set_field, without

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Document = dict[str, Any]


class Decidable(Protocol):
    """A question as far as its decision needs it: the item it is about, the item's field, and what it was made of."""

    @property
    def path(self) -> Sequence[str]:
        """The way to the item."""

    @property
    def field(self) -> str:
        """The field that a change sets."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What its sentence needs."""


def decided(document: Document, question: Decidable, answer: str, value: str) -> Document:
    """Return a draft's file with a decision in it.

    Raises ``LookupError`` where the item is no longer in the file, ``ValueError`` where the value does not fit.
    """
    item = question.path
    old = find(document, item)
    if answer == "change":
        return _changed(document, item, question.field, value)
    if answer == "remove":
        return without(document, item)
    if answer == "confirm":
        return confirmed(document, item)
    if answer == "separate":
        changed = deepcopy(document)
        leads = find(changed, item[:-1])
        place = leads.index(old)
        leads[place : place + 1] = deepcopy(question.parameters["separate"])
        return changed
    return document


def _changed(document: Document, item: Sequence[str], field: str, value: str) -> Document:
    """Set a field; a happening of one day stays one, and none ends before it begins."""
    old, new = find(document, item), read_value(field, value)
    changed = set_field(document, item, field, new)
    if field == "due_on" and (old["from_on"] == old["due_on"] or old["from_on"] > new):
        changed = set_field(changed, item, "from_on", new)
    return changed


def read_value(field: str, value: str) -> Any:
    """Return what a person typed as the file has it: a day, a number, years or a text; raises ``ValueError``."""
    text = value.strip()
    if field == "due_on":
        day = parse_day(text)
        if day is None:
            raise ValueError(value)
        return day
    if field == "minimum":
        return int(text)
    if field == "quota_years":
        return [int(part) for part in text.replace(",", " ").split()]
    if not text:
        raise ValueError(value)
    return text


def shown_value(field: str, value: Any) -> str:
    """Return a value of the file as a person types it."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if field == "quota_years":
        return ", ".join(map(str, value))
    return str(value)
