"""*Ngày làm việc*: seen by everybody, decided by Ban TĐKT and administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.support.browser import PHONE, WIDE, axe
from tests.support.reading import Reader, reader

if TYPE_CHECKING:
    from tests.support.browser import Visits
    from tests.support.served import Service

PAGE = "/working-days?year=2022"
SWAP = {
    "off": "02/09/2022",
    "worked": "10/09/2022",
    "reason": "Hoán đổi ngày làm việc",
    "document": "5034/TB-LĐTBXH",
    "issuer": "Bộ LĐ-TB&XH",
}


def send(person: Reader, path: str, **entries: str) -> tuple[int, str]:
    token = person.open(PAGE).xpath('//meta[@name="csrf-token"]/@content')[0]
    answer = person.client.post(path, data=entries | {"csrf_token": token}, follow_redirects=True)
    return answer.status_code, answer.text


def test_a_swap_is_entered_shown_and_taken_back(service: Service) -> None:
    supervisor = reader(service, "supervisor")
    swap = SWAP | {"off": "05/09/2022"}
    status, text = send(supervisor, PAGE, **swap)
    assert status == 200
    assert "05/09/2022" in text
    assert "10/09/2022" in text
    assert "5034/TB-LĐTBXH" in text
    status, text = send(supervisor, "/working-days/2022-09-05/take-back")
    assert status == 200
    assert "Đã rút lại" in text


def test_faults_stand_at_their_fields_and_what_was_entered_stays(service: Service) -> None:
    supervisor = reader(service, "supervisor")
    status, text = send(supervisor, PAGE, **SWAP | {"off": "31/31/2022", "reason": ""})
    assert status == 422
    page = html.fromstring(text)
    assert page.xpath('//*[@id="off-error"]')
    assert page.xpath('string(//*[@id="document"]/@value)') == SWAP["document"]
    status, text = send(supervisor, PAGE, **SWAP)
    assert (status, bool(html.fromstring(text).xpath('//*[@id="off-error"]'))) == (422, True)


def test_an_officer_reads_but_does_not_decide(service: Service) -> None:
    officer = reader(service, "officer.so-y-te")
    assert not officer.open(PAGE).xpath('//form[contains(@action,"working-days")]')
    assert send(officer, PAGE, **SWAP)[0] == 403


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_and_nothing_runs_over_the_side(visit: Visits, size: tuple[int, int], language: str) -> None:
    page = visit("supervisor", f"/language/{language}?next=/working-days", size=size, language=language)
    page.goto(PAGE)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
