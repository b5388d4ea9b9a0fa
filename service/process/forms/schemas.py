"""The marshmallow schema of a form, compiled once per version, and the check of whole answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields

from service.core.text import normal
from service.process.forms.rules import faults as words
from service.process.forms.rules.faults import AnswersInvalid, FieldFault
from service.process.forms.rules.form import MULTIPLE_CHOICES, Component, Form, each_component
from service.process.forms.rules.from_html import MOST_ROWS
from service.process.forms.rules.judge import asked, attach, judge, rows_beyond
from service.process.forms.rules.settle import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_CONTROL: Final = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff\ufffe\uffff]")
_LARGEST_NUMBER: Final = 1e15
_LONGEST_VALUE: Final = 200
_MOST_VALUES: Final = 500
_MOST_FAULTS: Final = 500
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@.]{1,63}(\.[^\s@.]{1,63}){1,8}")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 .()-]{5,20}")


def check(
    form: Form,
    answers: Any,
    context: Mapping[str, Any],
    *,
    now: datetime,
    documents: Callable[[str], Mapping[str, Any] | None] | None = None,
) -> dict[str, Any]:
    """Return the answers of all questions asked, blanks as ``None``, ``False`` or ``[]``, computed values included.

    ``answers`` are JSON types (dates ``yyyy-mm-dd``, files Camunda document references); ``context`` the process
    variables with ``case`` and ``lists``. Answers of hidden questions and computed values that were sent are dropped.
    ``documents`` gives the stored reference of a document id, ``None`` when there is none; without it references are
    taken as sent. Raises ``AnswersInvalid`` with every fault, unknown names included.
    """
    typed, faults = _typed(form, answers)
    settled = settle(form, typed, context, now=now)
    paths = {question.path for question in asked(form, settled)}
    found = {path: fault for path, fault in faults.items() if fault.template == words.UNKNOWN or _stands(paths, path)}
    if documents is not None:
        found = attach(form, settled, documents) | found
    late = rows_beyond(form, typed, settled, now) | judge(form, settled, now=now)
    found = {path: fault for path, fault in late.items() if not _covered(path, found)} | found
    if found:
        raise AnswersInvalid(fields=dict(_in_order(form, found)), form_id=form.form_id, count=len(found))
    return settled.answers


def _typed(form: Form, answers: Any) -> tuple[dict[str, Any], dict[str, FieldFault]]:
    try:
        return _schema(form).load(answers), {}
    except ValidationError as error:
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return valid, dict(list(_flat(error.messages, ""))[:_MOST_FAULTS])


def _flat(messages: Any, path: str) -> Any:
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            step = "" if name == "_schema" else str(name)[:100]
            yield from _flat(below, f"{path}.{step}".strip("."))
    elif isinstance(messages, list) and messages:
        yield path, messages[0]


def _stands(paths: set[str], path: str) -> bool:
    """Return whether a fault is about a question that is asked, a row of one, or the whole."""
    top, _, rest = path.partition(".")
    return path == "" or path in paths or (top in paths and rest.isdecimal())


def _covered(path: str, found: Mapping[str, FieldFault]) -> bool:
    """Return whether something else is already said at, above or below a path."""
    return any(f"{path}.".startswith(f"{other}.") or other.startswith(f"{path}.") or not other for other in found)


def _in_order(form: Form, found: dict[str, FieldFault]) -> list[tuple[str, FieldFault]]:
    keys: dict[str, int] = {}
    for part in each_component(form.components):
        keys[part.key] = len(keys)
        for child in part.children if part.type == "dynamiclist" else ():
            keys[f"{part.key}.{child.key}"] = len(keys)

    def place(path: str) -> tuple[int, int, int]:
        top, _, rest = path.partition(".")
        index, _, child = rest.partition(".")
        row = int(index) if index.isdecimal() else -1
        return keys.get(top, len(keys)), row, keys.get(f"{top}.{child}", len(keys))

    return sorted(found.items(), key=lambda item: place(item[0]))


@lru_cache(maxsize=256)
def _schema(form: Form) -> Schema:
    return _compiled(form.components)()


def _compiled(parts: tuple[Component, ...]) -> type[Schema]:
    members: dict[str, Any] = {part.key: _field(part) for part in each_component(parts) if part.key}
    meta = type("Meta", (), {"unknown": RAISE})
    return type("Answers", (_Answers,), {**members, "Meta": meta})


def _field(part: Component) -> fields.Field[Any]:
    if part.type == "dynamiclist":
        return _Rows(_compiled(part.children))
    if part.type == "expression":
        return fields.Raw(allow_none=True)
    kind = {"number": _Number, "datetime": _Day, "checkbox": _Tick, "filepicker": _Files}.get(part.type)
    if kind is None:
        kind = (
            _Values if part.type in MULTIPLE_CHOICES else _Value if part.options or part.options_expression else _Text
        )
    return kind(part)


class _Answers(Schema):
    error_messages = {  # noqa: RUF012 -- marshmallow's name
        "unknown": FieldFault(words.UNKNOWN),
        "type": FieldFault(words.NOT_ROW),
    }


class _Answer(fields.Field[Any]):
    """The answer of one question: right in itself, whether or not it has to be given."""

    def __init__(self, part: Component) -> None:
        super().__init__(allow_none=True)
        self.part = part


class _Text(_Answer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        del attr, data, kwargs
        if not isinstance(value, str):
            raise _refused(words.NOT_TEXT)
        text = value.replace("\r\n", "\n")
        if _CONTROL.search(text):
            raise _refused(words.NOT_SHOWN)
        text = normal(text)
        if not text:
            return None
        self._measure(text)
        return text

    def _measure(self, text: str) -> None:
        bounds = self.part.bounds
        if bounds.max_length is not None and len(text) > bounds.max_length:
            raise _refused(words.TOO_LONG, maximum=bounds.max_length, length=len(text))
        if bounds.min_length is not None and len(text) < bounds.min_length:
            raise _refused(words.TOO_SHORT, minimum=bounds.min_length)
        if bounds.pattern and not re.fullmatch(bounds.pattern, text):
            message = bounds.pattern_message
            raise ValidationError(
                [FieldFault(message, vietnamese=message) if message else FieldFault(words.NOT_PATTERN)]
            )
        if bounds.shape == "email" and not _EMAIL.fullmatch(text):
            raise _refused(words.NOT_EMAIL)
        if bounds.shape == "phone" and not _PHONE.fullmatch(text):
            raise _refused(words.NOT_PHONE)


class _Number(_Answer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | float:
        del attr, data, kwargs
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise _refused(words.NOT_NUMBER)
        size: Any = abs(value)
        if not size <= _LARGEST_NUMBER:  # so written, it refuses NaN too
            raise _refused(words.NOT_NUMBER)
        digits, number = self.part.bounds.digits, Decimal(str(value)).normalize()
        if digits is not None and -int(number.as_tuple().exponent) > digits:
            raise _refused(words.TOO_FINE, digits=digits) if digits else _refused(words.NOT_WHOLE)
        return int(number) if number == number.to_integral_value() else float(number)


class _Day(_Answer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        del attr, data, kwargs
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise _refused(words.NOT_DATE)
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise _refused(words.NOT_DATE) from error


class _Tick(_Answer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        del attr, data, kwargs
        if not isinstance(value, bool):
            raise _refused(words.NOT_TICK)
        return value


class _Value(_Answer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | int | None:
        del attr, data, kwargs
        if not _is_value(value):
            raise _refused(words.NOT_OPTION)
        return None if value == "" else value


class _Values(_Answer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str | int]:
        del attr, data, kwargs
        if not isinstance(value, list) or len(value) > _MOST_VALUES:
            raise _refused(words.NOT_LIST)
        if not all(_is_value(item) for item in value):
            raise _refused(words.NOT_OPTION)
        return value


class _Files(_Answer):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        del attr, data, kwargs
        if not isinstance(value, list) or len(value) > _MOST_VALUES:
            raise _refused(words.NOT_LIST)
        return [_document(item) for item in value]


def _document(item: Any) -> dict[str, Any]:
    """Return a Camunda document reference, narrowed to what it may hold."""
    if not isinstance(item, dict) or item.get("camunda.document.type") != "camunda":
        raise _refused(words.NOT_FILE)
    names = ("documentId", "storeId", "contentHash")
    metadata = item.get("metadata") or {}
    if not item.get("documentId") or not isinstance(metadata, dict):
        raise _refused(words.NOT_FILE)
    if any(not isinstance(item.get(name) or "", str) or len(item.get(name) or "") > _LONGEST_VALUE for name in names):
        raise _refused(words.NOT_FILE)
    told = {name: metadata[name] for name in ("fileName", "contentType", "size") if _plain(metadata.get(name))}
    reference = {name: item[name] for name in names if item.get(name)}
    return {"camunda.document.type": "camunda", **reference, "metadata": told}


def _is_value(value: Any) -> bool:
    return type(value) is int or (isinstance(value, str) and len(value) <= _LONGEST_VALUE)


def _plain(value: Any) -> bool:
    return _is_value(value)


class _Rows(fields.Field[Any]):
    """The rows of a list; every row stays in its place in the valid part, so that paths keep their meaning."""

    def __init__(self, row: type[Schema]) -> None:
        super().__init__(allow_none=True)
        self.row = row()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        del attr, data, kwargs
        if not isinstance(value, list):
            raise _refused(words.NOT_LIST)
        if len(value) > MOST_ROWS:
            raise _refused(words.TOO_MANY, maximum=MOST_ROWS, count=len(value))
        rows, errors = [], {}
        for index, item in enumerate(value):
            try:
                rows.append(self.row.load(item))
            except ValidationError as error:
                errors[index] = error.messages
                rows.append(error.valid_data if isinstance(error.valid_data, dict) else {})
        if errors:
            raise ValidationError(errors, valid_data=rows)
        return rows


def _refused(template: str, **parameters: str | int) -> ValidationError:
    return ValidationError([FieldFault(template, vietnamese=None, **parameters)])
