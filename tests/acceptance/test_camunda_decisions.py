"""Decisions and expressions of ``/v2`` under the published client library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk
import pytest
from camunda_orchestration_sdk.errors import ApiError, NotFoundError

if TYPE_CHECKING:
    from tests.support.camunda import Clients

OWNER = "owner"
ASKED = {
    "secret": False,
    "movement": "y-te",
    "subject_type": "individual",
    "gate_met": 4,
    "common_met": 2,
    "own_met": 60,
}


def newest(clients: Clients, decision_id: str) -> Any:
    filter_ = sdk.DecisionDefinitionFilter(
        decision_definition_id=sdk.DecisionDefinitionId(decision_id), is_latest_version=True
    )
    query = sdk.DecisionDefinitionSearchQuery(filter_=filter_)
    (found,) = clients(OWNER).search_decision_definitions(data=query).items
    return found


def variables(**values: Any) -> sdk.DecisionEvaluationByIdVariables:
    return sdk.DecisionEvaluationByIdVariables.from_dict(values)


def test_searches_and_reads_a_decision(clients: Clients) -> None:
    found = newest(clients, "eligibility")
    assert (found.name, found.version) == ("Xét điều kiện", 1)
    again = clients(OWNER).get_decision_definition(found.decision_definition_key)
    assert again.decision_definition_id == "eligibility"
    assert "eligibility_rule_8" in clients(OWNER).get_decision_definition_xml(found.decision_definition_key)


def test_evaluates_a_decision_and_tells_which_rule_matched(clients: Clients) -> None:
    by_id = sdk.DecisionEvaluationByID(
        decision_definition_id=sdk.DecisionDefinitionId("eligibility"), variables=variables(**ASKED)
    )
    answer = clients(OWNER).evaluate_decision(data=by_id)
    assert json.loads(answer.output) == "eligible"
    required, told = answer.evaluated_decisions
    assert (required.decision_definition_id, told.decision_definition_id) == ("eligibility_minimum", "eligibility")
    assert [rule.rule_index for rule in told.matched_rules] == [8]
    assert {given.input_name: json.loads(given.input_value) for given in told.evaluated_inputs}["Phong trào"] == "y-te"


def test_evaluates_a_version_by_its_key(clients: Clients) -> None:
    key = newest(clients, "award_scores").decision_definition_key
    answer = clients(OWNER).evaluate_decision(data=sdk.DecisionEvaluationByKey(decision_definition_key=key))
    assert json.loads(answer.output)["lowest"] == 60


def test_evaluates_an_expression(clients: Clients) -> None:
    values = sdk.ExpressionEvaluationRequestVariables.from_dict({"score": 92, "kind": "collective"})
    asked = sdk.ExpressionEvaluationRequest(expression='= score >= 80 and kind = "collective"', variables=values)
    assert clients(OWNER).evaluate_expression(data=asked).result is True


def test_an_unknown_decision_and_a_broken_expression_are_errors_of_the_library(clients: Clients) -> None:
    gone = sdk.DecisionEvaluationByID(decision_definition_id=sdk.DecisionDefinitionId("gone"))
    with pytest.raises(NotFoundError):
        clients(OWNER).evaluate_decision(data=gone)
    with pytest.raises(ApiError) as refused:
        clients(OWNER).evaluate_expression(data=sdk.ExpressionEvaluationRequest(expression="= 1 +"))
    assert refused.value.status_code == 422
