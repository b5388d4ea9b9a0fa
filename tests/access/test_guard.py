"""What the guard knows of addresses that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.support.reading import reader
from tests.support.visitor import basic

if TYPE_CHECKING:
    from tests.support.served import Service

MENU = '//nav[@class="rail"]//a'


@pytest.mark.parametrize("path", ["/nowhere", "/tasks/nothing/at/all"])
def test_a_page_that_is_not_there_keeps_the_menu_of_who_asks(service: Service, path: str) -> None:
    page = reader(service, "officer.so-y-te").open(path, 404)
    assert page.xpath(MENU)
    assert page.xpath('string(//li[@class="menu-name"]/b)') == "Nguyễn Công Thành"


def test_nobody_is_shown_a_menu_where_nothing_is(service: Service) -> None:
    answer = service.app.test_client().get("/nowhere")
    assert answer.status_code == 404
    assert not html.fromstring(answer.text).xpath(MENU)


@pytest.mark.parametrize("path", ["/v2/nowhere", "/api/v1/nowhere"])
def test_an_interface_identifies_nobody_for_what_is_not_there(service: Service, path: str) -> None:
    answer = service.app.test_client().get(path, headers=basic("nobody", "wrong"))
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
