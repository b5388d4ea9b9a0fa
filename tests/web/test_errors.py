"""Every anticipated error has one status, a problem for programs and a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.core.errors import KINDS
from service.web.errors import PAGES, STATUS

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

STATUSES = {"closed": 409, "unknown": 404, "unfit": 422, "denied": 403, "outrun": 409, "stuck": 500}


def test_every_kind_of_error_has_a_status_and_every_status_a_page() -> None:
    assert set(STATUS) == set(KINDS)
    assert set(STATUS.values()) <= set(PAGES)


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
@pytest.mark.parametrize("prefix", ["/v2", "/api/v1"])
def test_answers_programs_with_a_problem(client: FlaskClient, prefix: str, name: str, status: int) -> None:
    response = client.get(f"{prefix}/raise/{name}")
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == status
    assert {"type", "title", "detail", "code", "instance"} <= set(response.json)


def test_a_problem_speaks_english_whatever_the_reader_chose(client: FlaskClient) -> None:
    client.set_cookie("lantoa-language", "vi")
    problem = client.get("/v2/raise/closed").json
    assert problem["detail"] == "Expected to complete user task '7', but it is already completed. Reload the list."
    assert problem["code"] == "task_is_closed"
    assert problem["instance"] == "/v2/raise/closed"


def test_a_problem_names_the_fields_that_do_not_fit(client: FlaskClient) -> None:
    problem = client.get("/api/v1/raise/unfit").json
    assert problem["fields"] == {"story": "Write at most 50 words.", "name": "Missing."}


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
def test_answers_people_with_a_page(client: FlaskClient, name: str, status: int) -> None:
    response = client.get(f"/raise/{name}")
    assert response.status_code == status
    assert "<h1>" in response.text
    assert "Vi Thị Minh Họa" in response.text


def test_a_page_lists_the_sentences_of_fields(client: FlaskClient) -> None:
    client.set_cookie("lantoa-language", "en")
    text = client.get("/raise/unfit").text
    assert "Write at most 50 words." in text
    assert "Missing." in text


def test_a_script_that_asks_for_json_gets_a_problem(client: FlaskClient) -> None:
    response = client.get("/raise/closed", headers={"Accept": "application/json"})
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 429, 503])
def test_what_the_framework_refuses_has_a_page_too(client: FlaskClient, status: int) -> None:
    response = client.get(f"/status/{status}")
    assert response.status_code == status
    assert "<h1>" in response.text


def test_an_unknown_address_is_a_problem_on_the_api(client: FlaskClient) -> None:
    response = client.get("/v2/nothing")
    assert (response.status_code, response.json["code"]) == (404, "not_found")


def test_says_which_methods_an_address_takes(client: FlaskClient) -> None:
    response = client.delete("/v2/echo")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_a_fault_shows_a_number_and_nothing_of_its_inside(client: FlaskClient) -> None:
    client.set_cookie("lantoa-language", "en")
    response = client.get("/fault")
    assert response.status_code == 500
    assert "boom" not in response.text
    assert "tell your administrator this number" in response.text


def test_a_fault_of_what_makes_the_frame_still_has_a_page(app: Flask) -> None:
    @app.context_processor
    def broken() -> dict[str, object]:
        message = "no database"
        raise RuntimeError(message)

    assert app.test_client().get("/page").status_code == 500
