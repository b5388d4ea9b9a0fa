"""Answers shown to be read, in a real browser: a list inside an answer has room for its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browser import PHONE, WIDE

if TYPE_CHECKING:
    from tests.support.browser import Visits

pytestmark = pytest.mark.browser

ANSWERS = """
<dl class="facts answers"><dt>Nơi nhân rộng</dt><dd>
  <div class="rows-item"><p class="rows-title">Nơi nhân rộng 1</p>
    <dl class="facts answers"><dt>Đơn vị</dt><dd class="inner">Đoàn Thanh niên Cộng sản Hồ Chí Minh</dd></dl></div>
</dd></dl>
"""
LEAST = 200
"""Pixels in which a name of an agency stands on two lines."""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_list_inside_an_answer_has_room_for_its_values(visit: Visits, size: tuple[int, int]) -> None:
    page = visit(None, "/sign-in", size=size)
    page.evaluate("(html) => { document.querySelector('main').innerHTML = html }", ANSWERS)
    box = page.locator(".inner").bounding_box()
    assert box is not None
    assert box["width"] >= LEAST
