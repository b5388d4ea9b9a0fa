"""``/v2/deployments`` and ``/v2/process-definitions`` as Camunda's clients use them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import bpmn
from tests.support.served import PASSWORD
from tests.support.visitor import basic

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from tests.support.served import Service

SEED = Path(__file__).parents[3]
SEARCH = "/v2/process-definitions/search"


@pytest.fixture
def ask(service: Service) -> Callable[..., TestResponse]:
    client = service.app.test_client()

    def asked(method: str, path: str, *, user_name: str = "owner", **body: Any) -> TestResponse:
        return client.open(path, method=method, headers=basic(user_name, PASSWORD), **body)

    return asked


@pytest.fixture
def search(ask: Callable[..., TestResponse]) -> Callable[..., dict[str, Any]]:
    def found(**body: Any) -> dict[str, Any]:
        answer = ask("POST", SEARCH, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json or {}

    return found


@pytest.fixture
def deploy(ask: Callable[..., TestResponse]) -> Callable[..., TestResponse]:
    def deployed(*files: tuple[bytes, str], user_name: str = "owner") -> TestResponse:
        resources = [(io.BytesIO(content), name) for content, name in files]
        return ask(
            "POST",
            "/v2/deployments",
            user_name=user_name,
            data={"resources": resources},
            content_type="multipart/form-data",
        )

    return deployed


def a_process(process_id: str = "trial", name: str = "trial") -> tuple[bytes, str]:
    nodes = (bpmn.start(), bpmn.user("ask", form=""), bpmn.end(), bpmn.path("start", "ask", "end"))
    return bpmn.diagram(process_id, *nodes).replace(b'name="trial"', f'name="{name}"'.encode()), f"{process_id}.bpmn"


def test_a_deployment_answers_each_resource_with_its_key_and_version(deploy: Callable[..., TestResponse]) -> None:
    form = ((SEED / "forms/story.form").read_bytes().replace(b'"label"', b'"label" ', 1), "story.form")
    answer = deploy(a_process(), form)
    assert answer.status_code == 200
    body = answer.json or {}
    process = next(item["processDefinition"] for item in body["deployments"] if item["processDefinition"])
    assert process["processDefinitionId"] == "trial"
    assert process["processDefinitionVersion"] == 1
    assert process["resourceName"] == "trial.bpmn"
    assert process["tenantId"] == body["tenantId"] == "<default>"
    assert isinstance(body["deploymentKey"], str)
    assert next(item["form"]["version"] for item in body["deployments"] if item["form"]) == 2


def test_deploying_the_same_again_answers_the_same_key(deploy: Callable[..., TestResponse]) -> None:
    keys = [(deploy(a_process()).json or {})["deployments"][0]["processDefinition"] for _ in range(2)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ((), 422, "nothing_to_deploy"),
        (((b"", "trial.txt"),), 422, "resource_kind_unknown"),
        (((b"<not xml", "trial.bpmn"),), 422, "diagram_refused"),
        (((b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "trial.bpmn"),), 422, "diagram_refused"),
        (((b"[]", "trial.form"),), 422, "form_refused"),
        (((b"<definitions/>", "trial.dmn"),), 422, "decision_refused"),
    ],
)
def test_what_cannot_be_deployed_is_refused_whole(
    deploy: Callable[..., TestResponse],
    search: Callable[..., dict[str, Any]],
    files: tuple[tuple[bytes, str], ...],
    status: int,
    code: str,
) -> None:
    answer = deploy(*((a_process(), *files) if files else ()))
    body = answer.json or {}
    assert (answer.status_code, body["code"]) == (status, code)
    assert body["detail"].startswith("Expected ")
    assert search(filter={"processDefinitionId": "trial"})["items"] == []


def test_a_refused_diagram_is_told_at_its_elements(deploy: Callable[..., TestResponse]) -> None:
    nodes = (bpmn.start(), bpmn.node("scriptTask", "run"), bpmn.end(), bpmn.path("start", "run", "end"))
    answer = deploy((bpmn.diagram("trial", *nodes), "trial.bpmn"))
    assert "run" in answer.text


def test_an_officer_may_read_definitions_but_not_deploy(
    ask: Callable[..., TestResponse], deploy: Callable[..., TestResponse]
) -> None:
    assert deploy(a_process(), user_name="officer.so-y-te").status_code == 403
    assert ask("POST", SEARCH, user_name="officer.so-y-te", json={}).status_code == 200


def test_without_a_password_nothing_is_answered(service: Service) -> None:
    assert service.app.test_client().post(SEARCH, json={}).status_code == 401


def test_a_search_finds_by_id_version_and_newest(
    deploy: Callable[..., TestResponse], search: Callable[..., dict[str, Any]]
) -> None:
    for name in ("first", "second"):
        assert deploy(a_process(name=name)).status_code == 200
    mine = {"processDefinitionId": "trial"}
    assert [item["version"] for item in search(filter=mine, sort=[{"field": "version"}])["items"]] == [1, 2]
    assert [item["name"] for item in search(filter=mine | {"isLatestVersion": True})["items"]] == ["second"]
    assert [item["name"] for item in search(filter=mine | {"version": 1})["items"]] == ["first"]
    assert search(filter=mine)["page"]["totalItems"] == 2


def test_one_version_is_read_by_its_key_with_its_xml(
    ask: Callable[..., TestResponse], search: Callable[..., dict[str, Any]]
) -> None:
    (found,) = search(filter={"processDefinitionId": "detect"})["items"]
    key = found["processDefinitionKey"]
    assert ask("GET", f"/v2/process-definitions/{key}").json == found
    xml = ask("GET", f"/v2/process-definitions/{key}/xml")
    assert xml.mimetype == "text/xml"
    assert xml.data == (SEED / "workflows/bpmn/detect.bpmn").read_bytes()


@pytest.mark.parametrize("path", ["/v2/process-definitions/1", "/v2/process-definitions/1/xml"])
def test_an_unknown_key_is_not_found(ask: Callable[..., TestResponse], path: str) -> None:
    answer = ask("GET", path)
    assert (answer.status_code, (answer.json or {})["code"]) == (404, "process_definition_not_found")
