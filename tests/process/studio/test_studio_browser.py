"""The lists and the pages of one process, form and decision in a real browser."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.process.studio.conftest import BPMN
from tests.support.browser import PHONE, WIDE, axe

if TYPE_CHECKING:
    from playwright.sync_api import Response

    from tests.support.browser import Visits

pytestmark = pytest.mark.browser

LISTS = ("/definitions", "/forms", "/decisions")
ONES = ("/definitions/detect", "/forms/candidate", "/decisions/eligibility")
HEAVIEST = 100_000


@pytest.mark.parametrize(("size", "language"), [(WIDE, "vi"), (PHONE, "vi"), (WIDE, "en")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visits, size: tuple[int, int], language: str) -> None:
    page = visit("owner", "/definitions", size=size, language=language)
    for path in (*LISTS, *ONES):
        page.goto(f"{path}?lang={language}")
        page.wait_for_selector("html[data-ready]")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_axe_finds_nothing_in_the_dark_and_without_script(visit: Visits) -> None:
    page = visit("owner", "/definitions", theme="dark")
    for path in ONES:
        page.goto(path)
        page.wait_for_selector("html[data-ready]")
        assert axe(page) == [], path
    plain = visit("owner", "/definitions/detect", script=False)
    expect(plain.locator(".outline").get_by_text("Bổ sung minh chứng")).to_be_visible()


@pytest.mark.parametrize("path", [*LISTS, "/definitions/reward", "/forms/dossier", "/decisions/award_proposal"])
def test_a_page_weighs_less_than_a_tenth_of_a_megabyte(visit: Visits, path: str) -> None:
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.ok and "woff2" not in response.url:
            weights[response.url] = len(gzip.compress(response.body()))

    page = visit("owner", "/account").context.new_page()
    page.on("response", weigh)
    page.goto(path, wait_until="networkidle")
    assert sum(weights.values()) < HEAVIEST, weights


def test_the_list_leads_to_a_process_its_steps_and_the_editor(visit: Visits) -> None:
    page = visit("owner", "/definitions")
    page.get_by_role("link", name="Phát hiện").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phát hiện")
    expect(page.locator(".outline")).to_contain_text("Thẩm tra điển hình")
    expect(page.get_by_role("link", name="Sửa sơ đồ")).to_have_attribute("href", "/definitions/detect/edit")


def test_a_refused_upload_shows_why_and_moves_the_focus_there(visit: Visits) -> None:
    page = visit("owner", "/definitions")
    broken = (BPMN / "detect.bpmn").read_bytes().replace(b'formId="candidate"', b'formId="gone"')
    page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": "detect.bpmn", "mimeType": "text/xml", "buffer": broken}
    )
    page.get_by_role("button", name="Triển khai các tệp đã chọn").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Không có biểu mẫu 'gone'")
    assert axe(page) == []


def test_a_form_is_tried_out_as_an_officer_sees_it(visit: Visits) -> None:
    page = visit("owner", "/forms/candidate")
    page.wait_for_selector("html[data-ready]")
    questions = page.locator("#questions .field, #questions fieldset")
    before = questions.count()
    page.get_by_label("Tuyệt mật").check()
    expect(questions).not_to_have_count(before)
