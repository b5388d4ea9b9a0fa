"""Guards of requests and headers of answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service.web.security import JSON_LIMIT, csp_reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient


def token_of(client: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/page").text)
    assert found
    return found[1]


def test_forbids_foreign_and_inline_code_on_every_page(client: FlaskClient) -> None:
    policy = client.get("/page").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_allows_style_attributes_only_where_a_page_is_marked(client: FlaskClient) -> None:
    policy = client.get("/drawn").headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy
    assert "script-src" not in policy


def test_pages_are_not_kept_and_not_sniffed(client: FlaskClient) -> None:
    headers = client.get("/page").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_asks_for_https_for_two_years_once_on_https(client: FlaskClient) -> None:
    response = client.get("/page", base_url="https://lantoa.example")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000"


def test_collects_what_browsers_report(app: Flask, client: FlaskClient) -> None:
    report = {"csp-report": {"violated-directive": "script-src"}}
    assert client.post("/csp-report", json=report).status_code == 204
    assert list(csp_reports(app)) == [report]


def test_refuses_a_report_that_is_no_json_or_too_long(client: FlaskClient) -> None:
    assert client.post("/csp-report", data=b"{").status_code == 400
    assert client.post("/csp-report", data=b" " * 20_000).status_code == 413


def test_refuses_a_form_without_its_token(client: FlaskClient) -> None:
    response = client.post("/page", data={"a": "b"})
    assert response.status_code == 400
    assert "text/html" in response.content_type


def test_takes_a_form_with_its_token(client: FlaskClient) -> None:
    assert client.post("/page", data={"csrf_token": token_of(client)}).status_code == 200


def test_takes_an_api_call_that_no_cookie_authenticates(client: FlaskClient) -> None:
    assert client.post("/v2/echo", json={"a": 1}).json == {"got": {"a": 1}}


def test_wants_the_token_of_an_api_call_by_cookie(client: FlaskClient) -> None:
    token = token_of(client)
    refused = client.post("/v2/echo", json={"a": 1})
    assert (refused.status_code, refused.json["code"]) == (400, "csrf")
    assert client.post("/v2/echo", json={"a": 1}, headers={"X-CSRFToken": token}).status_code == 200


def test_refuses_what_another_site_makes_a_browser_send_to_the_api(client: FlaskClient) -> None:
    response = client.post("/v2/echo", json={}, headers={"Sec-Fetch-Site": "cross-site", "Authorization": "Basic eDp5"})
    assert response.status_code == 403


def test_refuses_an_api_body_that_is_neither_json_nor_multipart(client: FlaskClient) -> None:
    response = client.post("/v2/echo", data={"a": "b"})
    assert response.status_code == 415
    assert response.content_type == "application/problem+json"


def test_refuses_json_beyond_ten_megabytes(client: FlaskClient) -> None:
    response = client.post("/v2/echo", data=b" " * (JSON_LIMIT + 1), content_type="application/json")
    assert response.status_code == 413


def test_cookies_are_bound_to_the_host_on_https(app: Flask, app_with: Callable[..., Flask]) -> None:
    assert app.config["SESSION_COOKIE_NAME"] == "lantoa"
    secure = app_with(SESSION_COOKIE_SECURE=True)
    assert secure.config["SESSION_COOKIE_NAME"] == "__Host-lantoa"
    cookie = secure.test_client().get("/page", base_url="https://lantoa.example").headers["Set-Cookie"]
    assert all(word in cookie for word in ("__Host-lantoa=", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie
