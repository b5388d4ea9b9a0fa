"""*Văn bản đã phát hành*: everybody finds what their agency sent or received, in the words of its manner."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from service.core.operations import OperationCall
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from tests.support.browser import PHONE, WIDE, axe

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from tests.process.worklist.conftest import Office
    from tests.support.browser import Visits
    from tests.support.served import Service
    from tests.support.visitor import Visitor

PLAN = "lang-son-2021-2025"
SAID = {"task": "Bổ sung minh chứng", "case": "Bế Thị Hoa", "due_on": "16/02/2022", "days": 6}
SHORT = {"rows": [{"movement": "y-te", "minimum": 10, "selected": 6, "most": 8}]}
PRESSING = ("quá hạn", "vi phạm", "đôn đốc", "overdue", "urge", "without delay")


def letter(code: str, recipient: str, mode: str | None = None, year: int | None = None, **said: Any) -> IssuedDocument:
    issuer = "ubnd-tinh" if code in ("assignment", "shortfall") else "ban-tdkt"
    return IssuedDocument(code, issuer, recipient, PLAN, plan_year=year, mode=mode, parameters=said)


LETTERS = [
    letter("urge", "so-y-te", "directive", **SAID),
    letter("courtesy", "hoi-nong-dan", "request", **SAID | {"case": "Nông Văn Đức"}),
    letter("shortfall", "so-y-te", "directive", 2022, **SHORT),
    letter("shortfall", "hoi-nong-dan", "request", 2022, **SHORT),
    letter("assignment", "so-y-te", "directive"),
    letter("assignment", "hoi-nong-dan", "request"),
    IssuedDocument("D3", "so-y-te", "ubnd-tinh", PLAN, plan_year=2022, mode="directive"),
]


def issue(office: Office, moment: datetime, documents: list[IssuedDocument]) -> list[int]:
    """Issue documents at a moment; returns their keys."""
    office.pin(moment)
    with office.database.begin() as tx:
        calls = [OperationCall(7, tx.new_key(), "remind", "detect", {}) for _ in documents]
        keys = [issue_document(tx, call, one) for call, one in zip(calls, documents, strict=True)]
    return [key for key in keys if key is not None]


@pytest.fixture
def keys(office: Office) -> list[int]:
    return issue(office, datetime(2022, 3, 1, 2, tzinfo=UTC), LETTERS)


def titles(answer: HtmlElement) -> list[str]:
    return [link.text_content() for link in answer.xpath('//ul[@class="works"]//a')]


def opened(person: Visitor, path: str) -> HtmlElement:
    answer = person.get(path)
    assert answer.status_code == 200, path
    return html.fromstring(answer.text)


def test_ban_tdkt_sees_everything_newest_first(keys: list[int], visitor: Callable[[str], Visitor]) -> None:
    page = opened(visitor("supervisor"), "/issued")
    assert len(titles(page)) == len(keys)
    assert titles(page)[0] == "Báo cáo năm của đơn vị · 2022"


def test_an_officer_sees_what_their_agency_sent_or_received(
    keys: list[int],
    visitor: Callable[[str], Visitor],
) -> None:
    officer = visitor("officer.hoi-nong-dan")
    assert len(titles(opened(officer, "/issued"))) == 3
    assert officer.get(f"/issued/{keys[0]}").status_code == 404
    assert "Không tìm thấy" in officer.get(f"/issued/{keys[0]}").text
    assert officer.get(f"/issued/{keys[1]}").status_code == 200


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ("q=be+thi+hoa", 1),
        ("q=minh+chung", 2),
        ("code=shortfall", 2),
        ("agency=hoi-nong-dan", 3),
        ("mode=request", 3),
        ("year=2022", 7),
        ("year=2021", 0),
        ("code=D99&mode=none", 7),
    ],
)
@pytest.mark.usefixtures("keys")
def test_the_list_is_narrowed(visitor: Callable[[str], Visitor], narrowed: str, count: int) -> None:
    assert len(titles(opened(visitor("supervisor"), f"/issued?{narrowed}"))) == count


@pytest.mark.usefixtures("keys")
def test_the_year_is_that_of_the_day_in_vietnam(office: Office, visitor: Callable[[str], Visitor]) -> None:
    issue(office, datetime(2022, 12, 31, 18, tzinfo=UTC), [letter("urge", "so-gddt", "directive", **SAID)])
    person = visitor("supervisor")
    assert len(titles(opened(person, "/issued?year=2023"))) == 1
    assert len(titles(opened(person, "/issued?year=2022"))) == len(LETTERS)


@pytest.mark.usefixtures("keys")
def test_the_list_is_taken_along(visitor: Callable[[str], Visitor]) -> None:
    answer = visitor("supervisor").get("/issued/list.csv?mode=request")
    rows = list(csv.reader(StringIO(answer.text.lstrip("\ufeff"))))
    assert len(rows) == 4
    assert "01/03/2022" in rows[1]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("number", range(len(LETTERS)))
def test_a_document_says_what_it_is_in_its_manner(
    keys: list[int],
    visitor: Callable[[str], Visitor],
    number: int,
    language: str,
) -> None:
    page = opened(visitor("supervisor"), f"/issued/{keys[number]}?lang={language}")
    text = " ".join(page.xpath("string(//article)").casefold().split())
    document = LETTERS[number]
    assert "%(" not in text
    assert "01/03/2022" in text
    if document.mode == "request":
        assert [word for word in PRESSING if word in text] == []
    for value in document.parameters.values():
        assert isinstance(value, list) or str(value).casefold() in text or document.mode == "request"


def test_a_report_that_was_sent_leads_to_the_report(keys: list[int], visitor: Callable[[str], Visitor]) -> None:
    person = visitor("officer.so-y-te")
    (href,) = opened(person, f"/issued/{keys[-1]}").xpath('//ul[@class="head-links"]//a/@href')
    assert "Báo cáo năm của đơn vị" in opened(person, href).xpath("string(//h1)")


def test_nothing_issued_says_so(visitor: Callable[[str], Visitor]) -> None:
    assert "Chưa có văn bản nào" in opened(visitor("officer.so-gddt"), "/issued").xpath("string(//main)")


def test_a_document_nobody_issued_is_not_found(visitor: Callable[[str], Visitor]) -> None:
    answer = visitor("supervisor").get("/issued/5")
    assert answer.status_code == 404
    assert "Hãy kiểm tra lại địa chỉ" in answer.text


@pytest.mark.browser
@pytest.mark.parametrize(("size", "language"), [(PHONE, "vi"), (WIDE, "en")])
def test_axe_finds_nothing_and_nothing_runs_over_the_side(
    visit: Visits, service: Service, size: tuple[int, int], language: str
) -> None:
    with service.database.begin() as tx:
        call = OperationCall(7, tx.new_key(), "remind", "detect", {})
        key = issue_document(tx, call, LETTERS[2])
    for path in ("/issued", "/issued?q=khong+co", f"/issued/{key}"):
        page = visit("supervisor", f"{path}{'&' if '?' in path else '?'}lang={language}", size=size)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        assert axe(page) == [], path
