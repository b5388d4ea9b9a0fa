"""The description of the interfaces: a valid OpenAPI 3.1 document of every route, and a page that shows it."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from service.app import create_app, open_database
from service.web.interface import document
from tests.support.browser import PHONE, axe
from tests.support.served import config_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask

    from tests.support.browser import Visits

METHODS = {"get", "put", "post", "delete", "patch", "options", "head", "trace"}
TYPES = {"null", "boolean", "object", "array", "number", "string", "integer"}
COMPONENT_NAME = re.compile(r"[a-zA-Z0-9._-]+")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over an empty database."""
    config = config_for(tmp_path_factory.mktemp("described"))
    database = open_database(config)
    yield create_app(config, database)
    database.dispose()


@pytest.fixture(scope="module")
def described(app: Flask) -> dict[str, Any]:
    """The document as programs get it."""
    answer = app.test_client().get("/api/openapi.json")
    assert answer.mimetype == "application/json"
    body: dict[str, Any] = json.loads(answer.data)
    return body


def operations(described: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


def nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every JSON object inside a value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_describes_every_route_of_both_interfaces_and_no_other(app: Flask, described: Mapping[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/v2/", "/api/v1/"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(routes) > 30
    assert {(path, method) for path, method, _ in operations(described)} == routes


def test_is_a_valid_document_of_openapi_31(described: Mapping[str, Any]) -> None:
    """What the specification requires of the parts that are used (OpenAPI 3.1.0, §4.8)."""
    assert re.fullmatch(r"3\.1\.\d+", described["openapi"])
    assert {"title", "version"} <= described["info"].keys()
    assert described.keys() <= {"openapi", "info", "paths", "components", "tags", "security", "servers"}
    assert {name for names in described["security"] for name in names} == set(
        described["components"]["securitySchemes"]
    )
    assert all(COMPONENT_NAME.fullmatch(name) for part in described["components"].values() for name in part)
    assert all(
        path.startswith("/") and item.keys() <= METHODS | {"parameters"} for path, item in described["paths"].items()
    )


def test_every_operation_is_complete(described: Mapping[str, Any]) -> None:
    tags = {tag["name"] for tag in described["tags"]}
    for path, method, operation in operations(described):
        parameters = [*described["paths"][path].get("parameters", []), *operation.get("parameters", [])]
        in_path = {each["name"] for each in parameters if each["in"] == "path" and each["required"]}
        assert in_path == set(re.findall(r"{(\w+)}", path)), (path, method)
        assert all(each["in"] in {"path", "query", "header"} and "schema" in each for each in parameters)
        assert all(re.fullmatch(r"[1-5]\d\d|default", status) for status in operation["responses"])
        assert operation["summary"]
        assert set(operation["tags"]) <= tags
        assert operation.get("requestBody", {"content": True})["content"], (path, method)
    names = Counter(operation["operationId"] for _, _, operation in operations(described))
    assert set(names.values()) == {1}


def test_every_reference_and_type_is_known(described: Mapping[str, Any]) -> None:
    for node in nodes([described["paths"], described["components"]]):
        if isinstance(reference := node.get("$ref"), str):
            part, name = reference.removeprefix("#/components/").split("/")
            assert name in described["components"][part], reference
        kind = node.get("type")
        if isinstance(kind, str | list) and "properties" in node:
            assert set([kind] if isinstance(kind, str) else kind) <= TYPES, node


def test_calls_operations_as_camunda_does(described: Mapping[str, Any]) -> None:
    names = {operation["operationId"] for path, _, operation in operations(described) if path.startswith("/v2/")}
    assert {"getTopology", "createDeployment", "searchUserTasks", "completeUserTask", "publishMessage"} <= names


def test_describes_errors_as_they_are(app: Flask, described: Mapping[str, Any]) -> None:
    schema = described["components"]["schemas"]["Problem"]
    answer = app.test_client().get("/v2/topology")
    assert answer.mimetype in described["components"]["responses"]["DEFAULT_ERROR"]["content"]
    assert set(schema["required"]) == answer.json.keys()


def test_the_page_is_there_for_whoever_has_no_account(app: Flask) -> None:
    page = app.test_client().get("/api/docs", headers={"Accept-Language": "vi"}).get_data(as_text=True)
    for path, _, operation in operations(document(app)):
        assert f'id="{operation["operationId"]}"' in page
        assert f"<code>{path}</code>" in page


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, (1280, 900)], ids=["phone", "desk"])
def test_the_page_reads_well_and_follows_its_links(visit: Visits, size: tuple[int, int]) -> None:
    page = visit("officer.so-y-te", "/account", size=size)
    page.click("a[href='/api/docs']")
    page.wait_for_url("**/api/docs")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#searchUserTasks ~ .api-parts a >> nth=0")
    page.locator("#type-SearchRequest").wait_for()
    ids = page.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert len(ids) == len(set(ids))
    assert page.url.endswith("/api/docs#type-SearchRequest")
