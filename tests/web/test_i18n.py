"""Two languages: who reads which, and how dates, numbers and names are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from service import engine
from service.core.errors import sentence
from service.web import i18n
from tests.support import bpmn

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

MONDAY_TWO_PM = datetime(2023, 5, 15, 7, 0, tzinfo=UTC)


def due(app: Flask, language: str, **later: int) -> i18n.Due:
    with app.test_request_context(f"/?lang={language}"):
        return i18n.due_state(MONDAY_TWO_PM + timedelta(**later), MONDAY_TWO_PM)


def test_speaks_vietnamese_unless_asked_otherwise(client: FlaskClient) -> None:
    assert '<html lang="vi">' in client.get("/page").text
    assert '<html lang="en">' in client.get("/page?lang=en").text
    assert '<html lang="vi">' in client.get("/page?lang=fr").text


def test_remembers_the_language_and_returns_to_the_page(client: FlaskClient) -> None:
    response = client.get("/language/en?next=/page%3Fa%3D1")
    assert (response.status_code, response.headers["Location"]) == (303, "/page?a=1")
    assert '<html lang="en">' in client.get("/page").text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "page"]
)
def test_never_sends_anybody_to_another_site(app: Flask, target: str) -> None:
    with app.test_request_context("/"):
        assert i18n.safe_target(target) == "/"


@pytest.mark.parametrize(
    ("later", "vietnamese", "english", "state", "group"),
    [
        ({"days": -6}, "Quá 6 ngày", "6 days overdue", "late", "overdue"),
        ({"hours": -1}, "Quá hạn hôm nay", "Overdue today", "late", "overdue"),
        ({"hours": 3}, "Trước 17:00", "Before 17:00", "soon", "today"),
        ({"days": 1}, "Ngày mai", "Tomorrow", "plain", "week"),
        ({"days": 2}, "Thứ Tư", "Wednesday", "plain", "week"),
        ({"days": 9}, "9 ngày nữa", "In 9 days", "plain", "later"),
    ],
)
def test_says_how_far_a_deadline_is(
    app: Flask, later: dict[str, int], vietnamese: str, english: str, state: str, group: str
) -> None:
    said = due(app, "vi", **later)
    assert (said.word, said.state, said.group) == (vietnamese, state, group)
    assert due(app, "en", **later).word == english


def test_a_deadline_in_the_business_zone_is_late_by_its_own_day(app: Flask) -> None:
    with app.test_request_context("/"):
        said = i18n.due_state(datetime(2023, 5, 15, 17, 30, tzinfo=UTC), MONDAY_TWO_PM)
    assert (said.word, said.on) == ("Ngày mai", date(2023, 5, 16))


def test_a_task_without_a_deadline_says_so(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert i18n.due_state(None, MONDAY_TWO_PM).word == "No deadline"


def test_writes_dates_the_same_in_both_languages(app: Flask) -> None:
    for language in ("vi", "en"):
        with app.test_request_context(f"/?lang={language}"):
            assert i18n.format_date(datetime(2023, 5, 15, 18, 0, tzinfo=UTC)) == "16/05/2023"
            assert i18n.format_date("2023-05-09") == "09/05/2023"
            assert i18n.format_moment(MONDAY_TWO_PM) == "15/05/2023, 14:00"


def test_writes_numbers_as_each_language_does(app: Flask) -> None:
    with app.test_request_context("/?lang=vi"):
        assert i18n.format_number(1234.5) == "1.234,5"
        assert i18n.format_size(1_258_291) == "1,2 MB"
    with app.test_request_context("/?lang=en"):
        assert i18n.format_number(1234.5) == "1,234.5"
        assert i18n.format_number(2, 2) == "2.00"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Vi Thị Minh Họa", "MH"), ("Lý Giả Định", "GĐ"), ("Tân", "T"), ("", ""), (" - ", ""), ("Sở Y tế · 2022", "YT")],
)
def test_a_monogram_is_of_the_last_two_words(name: str, letters: str) -> None:
    assert i18n.monogram(name) == letters


def test_a_sentence_is_said_in_the_language_of_the_reader(app: Flask) -> None:
    said = sentence("Enter a number that is at least %(minimum)s.", minimum=5)
    assert said == "Enter a number that is at least 5."
    with app.test_request_context("/?lang=vi"):
        assert i18n.translated(said) == "Nhập số từ 5 trở lên."
    with app.test_request_context("/?lang=en"):
        assert i18n.translated(said) == said


def test_what_fills_a_place_of_a_sentence_is_translated_with_it(app: Flask) -> None:
    diagram = bpmn.diagram("p", bpmn.start(), bpmn.node("scriptTask", "x"), bpmn.end(), bpmn.path("start", "x", "end"))
    refused = next(iter(engine.lint(diagram)))
    assert refused.message.endswith("a diagram runs no scripts; use an expression or an operation.")
    with app.test_request_context("/?lang=vi"):
        assert i18n.translated(refused).endswith("sơ đồ không chạy mã lệnh; hãy dùng biểu thức hoặc thao tác.")


def test_what_a_person_wrote_is_never_translated(app: Flask) -> None:
    said = sentence("Remove the file %(name)s", name="Check")
    with app.test_request_context("/?lang=vi"):
        assert i18n.translated("Check") == "Check"
        assert i18n.translated(said) == "Bỏ tệp Check"
