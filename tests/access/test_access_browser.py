"""The pages of accounts in a real browser: nothing axe finds, nothing wider than a phone, everything works."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyotp
import pytest

from tests.support.browser import PHONE, WIDE, axe
from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Visits

pytestmark = pytest.mark.browser


def is_fine(page: Page) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signing_in_and_ones_own_account_read_well(visit: Visits, size: tuple[int, int], theme: str) -> None:
    page = visit(None, "/sign-in", size=size, theme=theme)
    is_fine(page)
    page.fill("[name=user_name]", "officer.so-y-te")
    page.fill("[name=password]", "một mật khẩu khác hẳn")
    with page.expect_navigation():
        page.click("form [type=submit]")
    is_fine(page)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("form [type=submit]")
    page.goto("/account")
    page.fill("#token-name", "Kho báo cáo")
    page.click("form[action='/account/tokens'] button")
    assert page.inner_text(".secret").startswith("lt_")
    is_fine(page)
    page.goto("/account/password")
    is_fine(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_of_people_read_well(visit: Visits, size: tuple[int, int]) -> None:
    page = visit("admin", "/accounts?search=so-y-te", size=size, language="en")
    is_fine(page)
    with page.expect_navigation():
        page.click("table a >> nth=0")
    is_fine(page)
    page.click("main form[action*='/accounts/'][action$='/reset'] button")
    assert len(page.inner_text(".secret")) == 23
    is_fine(page)
    page.goto("/accounts/new")
    is_fine(page)


def test_a_second_factor_is_set_up_asked_for_and_switched_off_without_script(visit: Visits) -> None:
    page = visit("officer.so-y-te", "/account", size=PHONE, script=False)
    page.click("form[action='/account/second-factor'] button")
    totp = pyotp.TOTP(page.inner_text(".secret").replace("-", "").strip())
    page.fill("[name=code]", totp.now())
    page.click("form[action$='/confirm'] button")
    page.wait_for_url("**/account")
    page.click("form[action='/sign-out'] button >> nth=-1")
    page.fill("[name=user_name]", "officer.so-y-te")
    page.fill("[name=password]", PASSWORD)
    page.click("form [type=submit]")
    page.wait_for_url(lambda url: "/sign-in/code" in url)
    page.fill("[name=code]", next_code(totp))
    with page.expect_navigation():
        page.click("form[action='/sign-in/code'] button")
    page.goto("/account")
    page.click("main details > summary")
    page.fill("#second-factor-password", PASSWORD)
    page.click("form[action$='/remove'] button")
    page.locator("form[action='/account/second-factor'] button").wait_for()


def next_code(totp: pyotp.TOTP) -> str:
    """The code of the next half minute, which counts already: the one of now was used."""
    return str(totp.at(int(time.time()) + totp.interval))
