"""What only shows when the answers stand together: required, choices, limits that are computed, rules, files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from service.process.forms.rules import faults as words
from service.process.forms.rules.faults import FieldFault
from service.process.forms.rules.form import MULTIPLE_CHOICES, SINGLE_CHOICES, TEXTS, Component, Form, each_component
from service.process.forms.rules.settle import Settled, listed, options_of, row_scope, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

LARGEST_FILE: Final = 20
"""Megabytes."""

_MISSING: Final = {
    **dict.fromkeys(TEXTS, words.MISSING_TEXT),
    **dict.fromkeys(SINGLE_CHOICES, words.MISSING_CHOICE),
    **dict.fromkeys(MULTIPLE_CHOICES, words.MISSING_CHOICES),
    "number": words.MISSING_NUMBER,
    "datetime": words.MISSING_DATE,
    "checkbox": words.MISSING_TICK,
    "filepicker": words.MISSING_FILE,
    "dynamiclist": words.MISSING_ROW,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where it stands: its path, its answer, what its expressions see, and its row's index or -1."""

    part: Component
    path: str
    value: Any
    scope: Mapping[str, Any]
    row: int = -1


def asked(form: Form, settled: Settled) -> Iterator[Asked]:
    """Yield every question that is asked, rows included, in reading order."""
    for part in each_component(form.components):
        if not part.is_question or not settled.shows(part):
            continue
        value = settled.answers.get(part.key)
        yield Asked(part, part.key, value, settled.scope)
        if part.type != "dynamiclist":
            continue
        for index, row in enumerate(value or ()):
            scope = row_scope(settled.scope, part, row, index)
            for child in each_component(part.children):
                if child.is_question and settled.shows(child, index):
                    yield Asked(child, f"{part.key}.{index}.{child.key}", row.get(child.key), scope, index)


def judge(form: Form, settled: Settled, *, now: datetime) -> dict[str, FieldFault]:
    """Return the first fault of each question that has one, by path; types are taken as checked."""
    found = {}
    for question in asked(form, settled):
        fault = next(_faults(question, now), None)
        if fault is not None:
            found[question.path] = fault
    return found


def attach(form: Form, settled: Settled, documents: Callable[[str], Mapping[str, Any] | None]) -> dict[str, FieldFault]:
    """Replace every document reference by what the store says of it; returns the faults of unknown ones."""
    found = {}
    for question in asked(form, settled):
        if question.part.type != "filepicker":
            continue
        for index, reference in enumerate(question.value):
            stored = documents(reference["documentId"])
            if stored is None:
                found[question.path] = FieldFault(words.UNKNOWN_FILE)
            else:
                question.value[index] = dict(stored)
    return found


def _faults(question: Asked, now: datetime) -> Iterator[FieldFault]:
    part, value = question.part, question.value
    if value is None or value is False or value == []:
        if part.required:
            yield FieldFault(_MISSING[part.type])
        return
    if part.type in SINGLE_CHOICES or part.type in MULTIPLE_CHOICES:
        yield from _choice(question, now)
    if part.type == "number":
        yield from _limits(question, now)
    if part.type == "datetime" and part.within_plan:
        yield from _period(question)
    if part.type == "filepicker":
        yield from _files(part, value)
    most = part.bounds.max_items if part.type != "filepicker" or part.multiple else 1
    if most is not None and isinstance(value, list) and len(value) > most:
        yield FieldFault(words.TOO_MANY, maximum=most, count=len(value))
    if part.rule is not None and value_of(part.rule.expression, question.scope, now) is False:
        yield FieldFault(part.rule.message_en, vietnamese=part.rule.message)


def _choice(question: Asked, now: datetime) -> Iterator[FieldFault]:
    offered = {option.value for option in options_of(question.part, question.scope, now)}
    chosen = question.value if isinstance(question.value, list) else [question.value]
    if not offered.issuperset(chosen):
        yield FieldFault(words.NOT_OPTION)
    if len(set(chosen)) != len(chosen):
        yield FieldFault(words.TWICE)


def _limits(question: Asked, now: datetime) -> Iterator[FieldFault]:
    bounds = question.part.bounds
    least, most = (
        limit if isinstance(limit, Decimal) or limit is None else value_of(limit, question.scope, now)
        for limit in (bounds.minimum, bounds.maximum)
    )
    value = Decimal(str(question.value))
    if isinstance(least, (int, float, Decimal)) and value < Decimal(str(least)):
        yield FieldFault(words.TOO_SMALL, minimum=number_words(least))
    if isinstance(most, (int, float, Decimal)) and value > Decimal(str(most)):
        yield FieldFault(words.TOO_LARGE, maximum=number_words(most))


def _period(question: Asked) -> Iterator[FieldFault]:
    case = question.scope.get("case") or {}
    first, last = _date(case.get("plan_from")), _date(case.get("plan_to"))
    day = date.fromisoformat(question.value)
    if first is not None and last is not None and not first <= day <= last:
        yield FieldFault(words.OUTSIDE_PLAN, first=date_words(first), last=date_words(last))


def _date(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _files(part: Component, references: list[Mapping[str, Any]]) -> Iterator[FieldFault]:
    for reference in references:
        metadata = reference.get("metadata") or {}
        name, size = str(metadata.get("fileName") or ""), metadata.get("size")
        if part.accept and name and not name.lower().endswith(part.accept):
            yield FieldFault(words.FILE_KIND, name=name, accepted=", ".join(part.accept))
        if isinstance(size, int) and size > LARGEST_FILE * 1024 * 1024:
            yield FieldFault(words.FILE_LARGE, name=name, maximum=LARGEST_FILE)


def rows_beyond(form: Form, answers: Mapping[str, Any], settled: Settled, now: datetime) -> dict[str, FieldFault]:
    """Return a fault for each row that a list with fixed rows does not have, or has already."""
    found = {}
    for part in each_component(form.components):
        if part.rows is None or not settled.shows(part):
            continue
        left = {option.value for option in listed(part.rows, settled.scope, now)}
        for index, row in enumerate(answers.get(part.key) or ()):
            if row.get(part.row_key) in left:
                left.remove(row[part.row_key])
            else:
                found[f"{part.key}.{index}.{part.row_key}"] = FieldFault(words.FIXED_ROW)
    return found


def number_words(value: float | Decimal) -> str:
    """Return a number as it is written in Vietnamese: 1.250,5."""
    number = Decimal(str(value))
    whole = number == number.to_integral_value()
    text = f"{number.to_integral_value():,f}" if whole else f"{number.normalize():,f}"
    return text.translate(str.maketrans(",.", ".,"))


def date_words(day: date) -> str:
    """Return a date as it is written in Vietnamese: 05/05/2023."""
    return f"{day:%d/%m/%Y}"
