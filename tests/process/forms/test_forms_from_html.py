from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from service.process.forms.rules import AnswersInvalid, Form, asks_again, from_html
from service.process.forms.rules.from_html import date_from, number_from
from service.process.forms.rules.judge import number_words
from service.process.forms.schemas import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

YES_NO = [{"value": "yes", "label": "Có"}, {"value": "no", "label": "Không"}]
ROWS: dict[str, Any] = {
    "type": "dynamiclist",
    "path": "rows",
    "components": [
        {"type": "textfield", "key": "task"},
        {"type": "number", "key": "n"},
        {"type": "filepicker", "key": "file"},
    ],
}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5", 5),
        ("1.250", 1250),
        ("1.250,5", 1250.5),
        ("1 250 000", 1250000),
        ("1.250.000", 1250000),
        ("0,25", 0.25),
        ("-3", -3),
        ("\u22123", -3),
        ("2,4 tỷ", "2,4 tỷ"),
        ("1,250.5", "1,250.5"),
        ("2.5", "2.5"),
        ("1e5", "1e5"),
        ("٣", "٣"),
        ("1" * 60, "1" * 60),
        ("NaN", "NaN"),
    ],
)
def test_reads_a_number_as_vietnamese_writes_it(typed: str, value: Any) -> None:
    read = number_from(typed)
    assert read == value
    assert type(read) is type(value)


@given(st.decimals(min_value=-1_000_000_000, max_value=1_000_000_000, places=3, allow_nan=False))
def test_reads_back_every_number_it_writes(number: Any) -> None:
    assert number_from(number_words(number)) == pytest.approx(float(number))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("05/05/2023", "2023-05-05"),
        ("5/5/2023", "2023-05-05"),
        ("5-5-2023", "2023-05-05"),
        ("5.5.2023", "2023-05-05"),
        ("5 5 2023", "2023-05-05"),
        ("05052023", "2023-05-05"),
        ("31022023", "31022023"),
        ("2023-05-05", "2023-05-05"),
        ("31/02/2023", "31/02/2023"),
        ("05/13/2023", "05/13/2023"),
        ("hôm nay", "hôm nay"),
        ("5/5/23", "5/5/23"),
    ],
)
def test_reads_a_date_day_first(typed: str, value: str) -> None:
    assert date_from(typed) == value


def test_gives_the_same_types_as_json(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        {"type": "textfield", "key": "name"},
        {"type": "number", "key": "count"},
        {"type": "datetime", "key": "on"},
        {"type": "checkbox", "key": "sure"},
        {"type": "radio", "key": "grade", "values": [{"value": 5, "label": "5"}]},
        {"type": "checklist", "key": "parts", "values": YES_NO},
    )
    sent = MultiDict(
        [
            ("name", " Lan "),
            ("count", "1.250,5"),
            ("on", "05/05/2023"),
            ("sure", "1"),
            ("grade", "5"),
            ("parts", "yes"),
            ("parts", "no"),
        ]
    )
    answers = from_html(form, sent)
    assert answers == {
        "name": "Lan",
        "count": 1250.5,
        "on": "2023-05-05",
        "sure": True,
        "grade": 5,
        "parts": ["yes", "no"],
    }
    assert check(form, answers, {}, now=now) == answers


def test_keeps_typed_text_that_does_not_fit_and_has_it_refused(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "number", "key": "count"}, {"type": "datetime", "key": "on"})
    answers = from_html(form, MultiDict({"count": "2,4 tỷ", "on": "mai"}))
    assert answers == {"count": "2,4 tỷ", "on": "mai"}
    with pytest.raises(AnswersInvalid) as caught:
        check(form, answers, {}, now=now)
    assert caught.value.fields.keys() == {"count", "on"}


def test_ignores_names_the_form_does_not_have(make_form: Callable[..., Form]) -> None:
    form = make_form({"type": "textfield", "key": "name"})
    assert from_html(form, MultiDict({"name": "a", "csrf_token": "x", "other": "y"})) == {"name": "a"}


def test_reads_rows_and_drops_blank_ones(make_form: Callable[..., Form]) -> None:
    sent = MultiDict({"rows.0.task": "a", "rows.1.task": "", "rows.1.n": "", "rows.2.n": "3", "rows.x.task": "no"})
    assert from_html(make_form(ROWS), sent)["rows"] == [
        {"task": "a", "file": []},
        {"n": 3, "file": []},
    ]


def test_adds_and_removes_rows_without_script(make_form: Callable[..., Form]) -> None:
    sent = MultiDict({"rows.0.task": "a", "rows.1.task": "", "rows.2.task": "c"})
    assert not asks_again(sent)
    added = MultiDict([*sent.items(), ("_add", "rows")])
    assert asks_again(added)
    assert [row.get("task") for row in from_html(make_form(ROWS), added)["rows"]] == ["a", None, "c", None]
    removed = MultiDict([*sent.items(), ("_remove", "rows.2")])
    assert asks_again(removed)
    assert [row.get("task") for row in from_html(make_form(ROWS), removed)["rows"]] == ["a", None]


def test_reads_no_more_rows_than_a_list_may_have(make_form: Callable[..., Form]) -> None:
    sent = MultiDict({f"rows.{number}.task": "x" for number in range(900)})
    assert len(from_html(make_form(ROWS), sent)["rows"]) == 200


def test_attaches_uploads_keeps_and_detaches_files(make_form: Callable[..., Form]) -> None:
    form = make_form({"type": "filepicker", "key": "file", "multiple": True}, ROWS)
    stored = {number: {"camunda.document.type": "camunda", "documentId": number} for number in ("1", "2", "3")}
    sent = MultiDict([("file", "1"), ("file", "2"), ("file", "9"), ("_detach", "file/1"), ("rows.0.task", "a")])
    answers = from_html(
        form, sent, documents=stored.get, uploaded={"file": [stored["3"]], "rows.0.file": [stored["1"]]}
    )
    assert [item["documentId"] for item in answers["file"]] == ["2", "3"]
    assert [item["documentId"] for item in answers["rows"][0]["file"]] == ["1"]
    assert asks_again(sent)


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=20), max_size=2), max_size=5))
def test_never_fails_on_what_a_browser_sends(sent: dict[str, list[str]]) -> None:
    from service.process.forms.rules import read_form  # noqa: PLC0415

    form = read_form(b'{"id":"f","components":[{"type":"number","key":"n"},{"type":"datetime","key":"d"}]}')
    from_html(form, MultiDict(sent) | MultiDict({"n": "".join(sent), "d": "".join(sent)}))
