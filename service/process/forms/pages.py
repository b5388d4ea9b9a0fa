"""Questions as HTML: rendered on the server, usable without script, nothing unescaped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_babel
from flask import Blueprint, has_request_context
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.process.forms.rules.faults import FieldFault
from service.process.forms.rules.form import (
    MULTIPLE_CHOICES,
    SINGLE_CHOICES,
    Component,
    Form,
    Option,
    each_component,
    is_shown_value,
)
from service.process.forms.rules.judge import date_words, number_words
from service.process.forms.rules.settle import Settled, listed, options_of, row_scope, settle, value_of
from service.web.assets import asset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

_TEMPLATES = Path(__file__).parent / "templates"

blueprint = Blueprint("forms", __name__, template_folder="templates")
"""Carries no route: other rooms' pages find ``forms/summary.html`` through it."""


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the page around the questions: where to ask for them again, and a document by its id.

    ``outside`` are selectors of what else of the page is brought up to date when the questions are asked again.
    """

    refresh: str = ""
    document: Callable[[str], str] | None = None
    outside: str = ""


NO_LINKS = Links()
_KINDS = {"docx": "Word", "xlsx": "Excel", "jpeg": "JPG"}


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it is shown."""

    value: str | int
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class File:
    """An attached document as it is shown."""

    document_id: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A component as it is shown: its words in one language and its answer as text.

    ``parts`` are a group's components or, for a list, one tuple per row in ``rows``.
    """

    type: str
    part: Component
    name: str
    label: str
    hint: str
    fault: str
    text: str = ""
    choices: tuple[Choice, ...] = ()
    files: tuple[File, ...] = ()
    parts: tuple[Shown, ...] = ()
    rows: tuple[Row, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    asks_refresh: bool = False

    @property
    def kinds(self) -> list[str]:
        """The kinds of file it takes, as people call them."""
        suffixes = [suffix.removeprefix(".").lower() for suffix in self.part.accept]
        return list(dict.fromkeys(_KINDS.get(suffix, suffix.upper()) for suffix in suffixes))

    @property
    def id(self) -> str:
        """The element id of the control, which the summary of faults links to."""
        return control_id(self.name)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list."""

    index: int
    title: str
    parts: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """What every component of one rendering shares."""

    form: Form
    settled: Settled
    faults: Mapping[str, str]
    now: datetime
    locale: str
    depends: frozenset[str] = field(default_factory=frozenset)


def control_id(path: str) -> str:
    """Return the element id of the question at a path."""
    return "q-" + path.replace(".", "-")


def render(  # noqa: PLR0913 -- what is shown, and for whom
    form: Form,
    answers: Mapping[str, Any],
    faults: Mapping[str, str] | None,
    context: Mapping[str, Any],
    *,
    now: datetime,
    locale: str,
    read_only: bool = False,
    links: Links = NO_LINKS,
) -> Markup:
    """Return the questions (or, read only, the answers as a definition list) of a form.

    The caller supplies the ``<form method=post enctype=multipart/form-data>`` around them, the CSRF field and the
    submit button. With ``links.refresh`` each control that other questions depend on, and each button inside, posts
    there by htmx and replaces ``#questions``; without script the button ``_refresh`` does the same.
    """
    begun = answers if read_only else _with_first_rows(form, answers)
    view = _view(form, begun, faults or {}, context, now=now, locale=locale)
    template = _jinja.get_template("forms/answers.html" if read_only else "forms/questions.html")
    shown = tuple(_shown(form.components, view))
    depends = sorted(view.depends & form.all_keys)
    words = {"_": flask_babel.gettext, "ngettext": flask_babel.ngettext, "icons": _icons(), "locale": locale}
    return Markup(template.render(parts=shown, depends=depends, links=links, **words))  # noqa: S704 -- autoescaped


def render_summary(form: Form, faults: Mapping[str, str], *, locale: str) -> Markup:
    """Return the summary of faults with a link to each question, nothing when there is none."""
    template = _jinja.get_template("forms/summary.html")
    items = tuple(_summary(form, faults, locale))
    return Markup(template.render(items=items, ngettext=flask_babel.ngettext))  # noqa: S704 -- autoescaped


def fault_words(fault: str, locale: str) -> str:
    """Return a fault's sentence in a language."""
    return fault.in_words(flask_babel.gettext, locale) if isinstance(fault, FieldFault) else fault


def _with_first_rows(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with one blank row in every list that needs one and has none."""
    lists = [part for part in each_component(form.components) if part.type == "dynamiclist" and part.required]
    first: dict[str, Any] = {part.key: [{}] for part in lists if part.rows is None and not answers.get(part.key)}
    return {**answers, **first}


def _icons() -> str:
    """Return the address of the icon sheet; icons are looked for in the page itself outside a request."""
    return asset("icons.svg") if has_request_context() else ""


def _view(
    form: Form,
    answers: Mapping[str, Any],
    faults: Mapping[str, str],
    context: Mapping[str, Any],
    *,
    now: datetime,
    locale: str,
) -> _View:
    told = {path: fault_words(fault, locale) for path, fault in faults.items()}
    return _View(form, settle(form, answers, context, now=now), told, now, locale, form.depends)


def _summary(form: Form, faults: Mapping[str, str], locale: str) -> Iterator[tuple[str, str, str]]:
    labels = {part.key: part for part in each_component(form.components) if part.key}
    for path, fault in faults.items():
        top, _, rest = path.partition(".")
        index, _, key = rest.partition(".")
        part = labels.get(top)
        label = part.words(locale) if part else ""
        if part is not None and key:
            child = next((below for below in each_component(part.children) if below.key == key), None)
            row = int(index) + 1 if index.isdecimal() else index
            label = f"{label} {row}, {child.words(locale) if child else key}"
        yield control_id(path), label, fault_words(fault, locale)


def _shown(
    parts: tuple[Component, ...],
    view: _View,
    *,
    prefix: str = "",
    row: int = -1,
    scope: Mapping[str, Any] | None = None,
) -> Iterator[Shown]:
    scope = view.settled.scope if scope is None else scope
    for part in parts:
        if view.settled.shows(part, row):
            yield _one(part, view, prefix, row, scope)


def _one(part: Component, view: _View, prefix: str, row: int, scope: Mapping[str, Any]) -> Shown:
    name = prefix + part.key
    value = scope.get(part.key) if part.key else None
    return Shown(
        type=part.type,
        part=part,
        name=name,
        label=part.words(view.locale),
        hint=part.hint(view.locale),
        fault=view.faults.get(name, ""),
        text=_text(part, value, scope, view),
        choices=_choices(part, value, scope, view),
        files=_files(value) if part.type == "filepicker" else (),
        parts=tuple(_shown(part.children, view, prefix=prefix, row=row, scope=scope)) if part.type == "group" else (),
        rows=_rows(part, value, scope, view) if part.type == "dynamiclist" else (),
        table=_table(part, scope, view),
        asks_refresh=part.key in view.depends,
    )


def _text(part: Component, value: Any, scope: Mapping[str, Any], view: _View) -> str:
    if part.type == "text":
        english = view.locale == "en"
        expression = (part.expression_en if english else None) or part.expression
        if expression is not None:
            return str(value_of(expression, scope, view.now) or "")
        return part.content_en if english and part.content_en else part.content
    if part.type == "html":
        return part.content_en if view.locale == "en" and part.content_en else part.content
    if part.type == "number" or is_shown_value(part):
        plain = part.properties.get("format") == "year"
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number_words(value) if is_number and not plain else _words_of(value)
    return day_words(value) if part.type == "datetime" else _words_of(value)


def _words_of(value: Any) -> str:
    return "" if value is None or isinstance(value, (list, dict)) else str(value)


def day_words(value: Any) -> str:
    """Return an ISO date as dd/mm/yyyy; what is no date stays as it was typed."""
    try:
        return date_words(date.fromisoformat(str(value)))
    except ValueError:
        return _words_of(value)


def _choices(part: Component, value: Any, scope: Mapping[str, Any], view: _View) -> tuple[Choice, ...]:
    if part.type not in SINGLE_CHOICES and part.type not in MULTIPLE_CHOICES:
        return ()
    chosen = value if isinstance(value, list) else [value]
    options = options_of(part, scope, view.now)
    return tuple(Choice(option.value, option.words(view.locale), option.value in chosen) for option in options)


def _files(value: Any) -> tuple[File, ...]:
    found = []
    for reference in value if isinstance(value, list) else ():
        if not isinstance(reference, dict):
            continue
        metadata = reference.get("metadata") or {}
        document_id = str(reference.get("documentId", ""))
        found.append(File(document_id, str(metadata.get("fileName") or document_id), _size(metadata.get("size"))))
    return tuple(found)


def _size(size: Any) -> str:
    if not isinstance(size, int) or isinstance(size, bool):
        return ""
    kilobytes = size / 1024
    return f"{number_words(round(kilobytes / 1024, 1))} MB" if kilobytes > 1000 else f"{max(1, round(kilobytes))} KB"  # noqa: PLR2004


def _rows(part: Component, value: Any, scope: Mapping[str, Any], view: _View) -> tuple[Row, ...]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    titles: dict[Any, Option] = {}
    if part.rows is not None:
        titles = {option.value: option for option in listed(part.rows, scope, view.now)}
    found = []
    for index, row in enumerate(rows):
        title = titles.get(row.get(part.row_key))
        below = row_scope(scope, part, row, index)
        shown = tuple(_shown(part.children, view, prefix=f"{part.key}.{index}.", row=index, scope=below))
        found.append(Row(index, title.words(view.locale) if title else "", shown))
    return tuple(found)


def _table(part: Component, scope: Mapping[str, Any], view: _View) -> tuple[tuple[str, ...], ...]:
    if part.type != "table" or part.expression is None:
        return ()
    rows = value_of(part.expression, scope, view.now)
    return tuple(
        tuple(_cell(row.get(column.key)) for column in part.columns)
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    )


def _cell(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return day_words(value) or "\u2013"


_jinja = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
