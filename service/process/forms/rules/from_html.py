"""What a browser sends, as typed answers: dd/mm/yyyy, 1.250,5, ticks, rows and their buttons."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Protocol

from service.core.text import normal
from service.process.forms.rules.form import MULTIPLE_CHOICES, Component, Form, each_component

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Documents = Callable[[str], Mapping[str, Any] | None]

ADD: Final = "_add"
REMOVE: Final = "_remove"
DETACH: Final = "_detach"
REFRESH: Final = "_refresh"
MOST_ROWS: Final = 200

_NUMBER: Final = re.compile(r"[-\u2212]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_DATE: Final = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})")
_LONGEST_NUMBER: Final = 40


class Sent(Protocol):
    """Names with the texts sent under them, such as Flask's ``request.form``."""

    def getlist(self, key: str) -> list[str]:
        """Return the texts under a name."""

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""


def asks_again(sent: Sent) -> bool:
    """Return whether a button inside the form was pressed that asks for the questions again, not for an answer."""
    return any(sent.getlist(name) for name in (ADD, REMOVE, DETACH, REFRESH))


def from_html(
    form: Form,
    sent: Sent,
    *,
    documents: Documents | None = None,
    uploaded: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
) -> dict[str, Any]:
    """Return typed answers from what a browser sent, as ``check`` and ``render`` take them.

    Text that is no number or date stays as it was typed, so that ``check`` refuses it and ``render`` shows it again.
    Rows can be added and removed and files detached by the buttons in the form; ``asks_again`` tells whether one was
    pressed, blank rows are dropped when none was. ``documents`` finds the reference of a document id that is already
    attached, ``uploaded`` brings new references by path (the file input of ``rows.0.file`` is ``rows.0.file__file``).
    """
    reader = _Reader(sent, documents or _reference, dict(uploaded or {}))
    answers: dict[str, Any] = {}
    for part in each_component(form.components):
        if part.type == "dynamiclist":
            answers[part.key] = reader.rows(part)
        elif part.is_question:
            answers |= reader.answer(part, part.key)
    return answers


def number_from(text: str) -> int | float | str:
    """Return the number a Vietnamese text writes (1.250,5), or the text."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text)
    if len(bare) > _LONGEST_NUMBER or not _NUMBER.fullmatch(bare):
        return text
    plain = bare.replace("\u2212", "-").replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def date_from(text: str) -> str:
    """Return the ISO date of a text such as 5/5/2023, 05052023 (a telephone's keys have no slash), 2023-05-05."""
    found = _DATE.fullmatch(text.strip())
    try:
        if found:
            day, month, year = (int(part) for part in found.groups() if part)
            return date(year, month, day).isoformat()
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return text


def _reference(document_id: str) -> Mapping[str, Any]:
    return {"camunda.document.type": "camunda", "documentId": document_id, "storeId": "default"}


def _chosen(part: Component, text: str) -> str | int:
    """Return the value of the option a text names; a number where the option's value is one."""
    return next((option.value for option in part.options if str(option.value) == text), text)


def _typed(part: Component, sent: str) -> str | int | float | None:
    text = normal(sent.replace("\r\n", "\n"))
    if not text:
        return None
    if part.type == "number":
        return number_from(text)
    return date_from(text) if part.type == "datetime" else _chosen(part, text)


class _Reader:
    """One reading of what was sent."""

    def __init__(self, sent: Sent, documents: Documents, uploaded: dict[str, Iterable[Mapping[str, Any]]]) -> None:
        self.sent = sent
        self.documents = documents
        self.uploaded = uploaded
        self.names = list(sent)
        self.keeps_blank_rows = asks_again(sent)

    def answer(self, part: Component, path: str) -> dict[str, Any]:
        """Return the answer of one question under its key, nothing when it was not asked."""
        texts = self.sent.getlist(path)
        if part.type == "checkbox":
            return {part.key: bool(texts)}
        if part.type == "filepicker":
            return {part.key: self.files(path, texts)}
        if part.type in MULTIPLE_CHOICES:
            return {part.key: [_chosen(part, text) for text in texts if text]}
        return {part.key: _typed(part, texts[0])} if texts else {}

    def files(self, path: str, document_ids: list[str]) -> list[dict[str, Any]]:
        """Return the references attached already, without the detached one, and the uploaded ones."""
        gone = {name.partition("/")[2] for name in self.sent.getlist(DETACH) if name.partition("/")[0] == path}
        kept = [self.documents(number) for number in dict.fromkeys(document_ids) if number and number not in gone]
        return [dict(found) for found in (*kept, *self.uploaded.get(path, ())) if found is not None]

    def rows(self, part: Component) -> list[dict[str, Any]]:
        """Return the rows of a list, after the button that adds or removes one."""
        place = re.compile(rf"{re.escape(part.key)}\.([0-9]{{1,3}})\.")
        numbers = {int(found[1]) for name in (*self.names, *self.uploaded) if (found := place.match(name))}
        removed = {name.removeprefix(f"{part.key}.") for name in self.sent.getlist(REMOVE)}
        rows = []
        for number in sorted(numbers)[:MOST_ROWS]:
            row: dict[str, Any] = {}
            for child in each_component(part.children):
                if child.is_question:
                    row |= self.answer(child, f"{part.key}.{number}.{child.key}")
            blank = not any(row.values()) and part.rows is None
            if str(number) not in removed and not (blank and not self.keeps_blank_rows):
                rows.append(row)
        if part.key in self.sent.getlist(ADD) and len(rows) < MOST_ROWS:
            rows.append({})
        return rows
