"""``/v2/decision-definitions`` and ``/v2/expression`` as Camunda's clients use them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.served import PASSWORD
from tests.support.visitor import basic

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from tests.support.served import Service

EVALUATION = "/v2/decision-definitions/evaluation"
EXPRESSION = "/v2/expression/evaluation"


@pytest.fixture
def ask(service: Service) -> Callable[..., TestResponse]:
    client = service.app.test_client()

    def asked(method: str, path: str, *, user_name: str = "owner", **body: Any) -> TestResponse:
        return client.open(path, method=method, headers=basic(user_name, PASSWORD), **body)

    return asked


@pytest.fixture
def eligibility(ask: Callable[..., TestResponse]) -> dict[str, Any]:
    answer = ask("POST", "/v2/decision-definitions/search", json={"filter": {"decisionDefinitionId": "eligibility"}})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    (found,) = answer.json["items"]
    return dict(found)


def test_finds_a_decision_and_the_file_it_came_in(
    ask: Callable[..., TestResponse], eligibility: dict[str, Any]
) -> None:
    assert (eligibility["version"], eligibility["decisionRequirementsId"]) == (1, "eligibility.dmn")
    path = f"/v2/decision-definitions/{eligibility['decisionDefinitionKey']}"
    assert ask("GET", path, user_name="officer.so-y-te").json == eligibility
    assert b"<decisionTable" in ask("GET", f"{path}/xml").data.replace(b"<dmn:", b"<")


def test_lists_the_newest_versions_and_pages_by_key(ask: Callable[..., TestResponse]) -> None:
    body = {"filter": {"isLatestVersion": True}, "sort": [{"field": "name"}], "page": {"limit": 2}}
    answer = ask("POST", "/v2/decision-definitions/search", json=body).json
    assert answer is not None
    assert len(answer["items"]) == 2
    assert answer["page"]["totalItems"] == 6
    none = {"filter": {"isLatestVersion": False}}
    assert (ask("POST", "/v2/decision-definitions/search", json=none).json or {})["items"] == []


def test_evaluates_by_id_and_by_key_and_tells_what_led_to_the_answer(
    ask: Callable[..., TestResponse], eligibility: dict[str, Any]
) -> None:
    by_id = ask("POST", EVALUATION, json={"decisionDefinitionId": "eligibility", "variables": {}}).json
    by_key = ask("POST", EVALUATION, json={"decisionDefinitionKey": eligibility["decisionDefinitionKey"]}).json
    assert by_id is not None
    assert by_key is not None
    assert by_id["output"] == by_key["output"]
    required, evaluated = by_id["evaluatedDecisions"]
    assert required["decisionDefinitionId"] == "eligibility_minimum"
    assert json.loads(required["output"]) == {"gate": 4, "common": 2, "own": 60}
    assert evaluated["decisionDefinitionType"] == "DECISION_TABLE"
    assert evaluated["decisionDefinitionKey"] == eligibility["decisionDefinitionKey"]
    assert all(json.loads(each["inputValue"]) is None for each in evaluated["evaluatedInputs"])
    (rule,) = evaluated["matchedRules"]
    assert {output["ruleIndex"] for output in rule["evaluatedOutputs"]} == {rule["ruleIndex"]}
    assert (by_id["failureMessage"], by_id["failedDecisionDefinitionId"]) == (None, None)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"decisionDefinitionId": "gone"}, 404, "decision_definition_not_found"),
        ({"decisionDefinitionKey": "12"}, 404, "decision_definition_not_found"),
        ({"decisionDefinitionKey": "x"}, 422, "unprocessable_entity"),
        ({}, 422, "unprocessable_entity"),
        ({"decisionDefinitionId": "eligibility", "decisionDefinitionKey": "1"}, 422, "unprocessable_entity"),
        ({"decisionDefinitionId": "eligibility", "variables": []}, 422, "unprocessable_entity"),
        ({"decisionDefinitionId": "eligibility", "unknown": 1}, 422, "unprocessable_entity"),
    ],
)
def test_refuses_an_evaluation_that_names_no_decision(
    ask: Callable[..., TestResponse], body: dict[str, Any], status: int, code: str
) -> None:
    answer = ask("POST", EVALUATION, json=body)
    assert (answer.status_code, (answer.json or {})["code"]) == (status, code)


def test_refuses_whoever_does_not_own_processes(ask: Callable[..., TestResponse]) -> None:
    body = {"decisionDefinitionId": "eligibility"}
    assert ask("POST", EVALUATION, user_name="officer.so-y-te", json=body).status_code == 403
    assert ask("POST", EXPRESSION, user_name="officer.so-y-te", json={"expression": "= 1"}).status_code == 403


@pytest.mark.parametrize(
    ("expression", "variables", "result"),
    [
        ("= score >= 80", {"score": 92}, True),
        ("= score + 1.5", {"score": 1}, 2.5),
        ('= today() + @"P1D"', {}, "2022-03-02"),
        ("= missing", {}, None),
        ("plain text", {}, "plain text"),
    ],
)
def test_evaluates_an_expression_by_the_business_clock(
    ask: Callable[..., TestResponse], expression: str, variables: dict[str, Any], result: Any
) -> None:
    answer = ask("POST", EXPRESSION, json={"expression": expression, "variables": variables})
    assert answer.status_code == 200, answer.text
    assert answer.json == {"expression": expression, "result": result, "warnings": [], "referencedSecrets": []}


@pytest.mark.parametrize("expression", ["= 1 +", "= [1..2]", "= for i in 1..100000000 return i"])
def test_refuses_an_expression_that_has_no_value(ask: Callable[..., TestResponse], expression: str) -> None:
    answer = ask("POST", EXPRESSION, json={"expression": expression})
    assert (answer.status_code, (answer.json or {})["code"]) == (422, "expression_refused")
    assert "Expected to evaluate expression" in answer.text or "Cần tính biểu thức" in answer.text
