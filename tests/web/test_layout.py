"""The frame around a page, and the files it names."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from service.web import assets

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def text(client: FlaskClient) -> str:
    return client.get("/page?lang=en").text


def test_begins_with_a_link_past_the_menu(text: str) -> None:
    assert text.index('class="skip" href="#main"') < text.index('class="rail"')
    assert '<main class="main" id="main" tabindex="-1">' in text


def test_shows_person_role_menu_and_pinned_clock(text: str) -> None:
    for said in ("Vi Thị Minh Họa", "Sở Nội vụ", "15/05/2023, 14:05", 'aria-current="page"', "Demonstration"):
        assert said in text


def test_signing_out_is_a_post_with_a_token(text: str) -> None:
    form = text[text.index('action="/logout"') :].split("</form>", maxsplit=1)[0]
    assert 'name="csrf_token"' in form


def test_a_page_for_nobody_has_no_menu(client: FlaskClient) -> None:
    text = client.get("/page?nobody=1").text
    assert 'class="rail"' not in text
    assert "<h1>Trang</h1>" in text


def test_a_notice_is_shown_once(client: FlaskClient) -> None:
    assert "Đã gửi." in client.get("/page?flash=1").text
    assert "Đã gửi." not in client.get("/page").text


def test_no_page_holds_inline_code(text: str) -> None:
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert '<script type="module" src="' in text


def test_the_icons_are_one_file_with_every_name(client: FlaskClient) -> None:
    with client.get("/assets/icons.svg") as response:
        sprite = response.text
    assert all(f'id="{name}"' in sprite for name in ("i-tasks", "i-flow", "i-late", "t-6"))


def test_missing_assets_are_said_and_break_no_page(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        app.extensions["lantoa-assets"] = assets.read_manifest(tmp_path / "manifest.json")
    assert "python -m service.web.build_hook" in caplog.text
    assert "/assets/page.js" in app.test_client().get("/page").text


def test_built_files_go_by_their_hashed_name_and_are_kept(app: Flask, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"page.js": "page-ABC.js"}), encoding="utf-8")
    app.extensions["lantoa-assets"] = assets.read_manifest(manifest)
    assert "/assets/dist/page-ABC.js" in app.test_client().get("/page").text
