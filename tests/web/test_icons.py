"""Every icon a page asks for is drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.browser import Visits

SERVICE = Path(__file__).resolve().parents[2] / "service"
DRAWN = set(re.findall(r'id="i-([a-z-]+)"', (SERVICE / "web" / "static" / "icons.svg").read_text(encoding="utf-8")))
TEMPLATES = [path for path in SERVICE.rglob("*.html") if "node_modules" not in path.parts]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SERVICE).as_posix())
def test_a_template_names_only_icons_that_are_drawn(path: Path) -> None:
    named = set(re.findall(r"\bicon\(\"([a-z-]+)\"", path.read_text(encoding="utf-8")))
    assert named <= DRAWN


@pytest.mark.browser
@pytest.mark.parametrize("user_name", ["owner", "admin", "supervisor"])
def test_the_menu_names_only_icons_that_are_drawn(visit: Visits, user_name: str) -> None:
    page = visit(user_name, "/tasks")
    hrefs = page.eval_on_selector_all("nav use", "uses => uses.map(use => use.getAttribute('href'))")
    assert hrefs
    assert {href.partition("#i-")[2] for href in hrefs} <= DRAWN
