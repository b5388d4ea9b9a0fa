"""``/v2/messages`` under the published client library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk
import httpx
import pytest
from camunda_orchestration_sdk.errors import ApiError, NotFoundError

from tests.support import bpmn, camunda
from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from tests.support.camunda import Clients
    from tests.support.served import Service

OFFICER = "officer.so-y-te"


def awaiting(clients: Clients, name: str) -> sdk.ProcessInstanceKey:
    """Start a case that waits for a message of a name of its own, with the key ``k``."""
    caught = bpmn.node("intermediateCatchEvent", "wait", bpmn.by_message(name))
    path = bpmn.path("start", "wait", "end")
    file = bpmn.diagram(f"probe_{name}", bpmn.start(), caught, bpmn.end(), path, roots=(bpmn.message(name, "= key"),))
    resource = sdk.File(payload=BytesIO(file), file_name=f"{name}.bpmn")
    clients("owner").create_deployment(data=sdk.CreateDeploymentData(resources=[resource]))
    return camunda.started(clients(OFFICER), f"probe_{name}", agency="so-y-te", key="k").process_instance_key


def published(clients: Clients, name: str, **more: Any) -> sdk.MessagePublicationResult:
    request = sdk.MessagePublicationRequest(name=name, correlation_key="k", **more)
    return clients("owner").publish_message(data=request)


def correlated(clients: Clients, name: str) -> sdk.MessageCorrelationResult:
    variables = sdk.MessageCorrelationRequestVariables.from_dict({"answer": 42})
    request = sdk.MessageCorrelationRequest(name=name, correlation_key="k", variables=variables)
    return clients("owner").correlate_message(data=request)


def test_correlation_names_the_instance_that_it_reached(clients: Clients) -> None:
    with pytest.raises(NotFoundError) as unawaited:
        correlated(clients, "called")
    assert httpx.Response(200, content=unawaited.value.content).json()["code"] == "message_unawaited"
    key = awaiting(clients, "called")
    assert correlated(clients, "called").process_instance_key == key
    assert clients(OFFICER).get_process_instance(key).state == sdk.ProcessInstanceStateEnum.COMPLETED


def test_a_message_id_is_taken_once_while_the_message_lives(clients: Clients) -> None:
    published(clients, "sent", message_id="one", time_to_live=60_000)
    with pytest.raises(ApiError) as repeated:
        published(clients, "sent", message_id="one", time_to_live=60_000)
    assert repeated.value.status_code == 409
    assert httpx.Response(200, content=repeated.value.content).json()["code"] == "message_repeated"
    key = awaiting(clients, "sent")
    assert clients(OFFICER).get_process_instance(key).state == sdk.ProcessInstanceStateEnum.COMPLETED


def test_searches_what_cases_wait_for(clients: Clients) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    key = awaiting(clients, "expected")
    query = sdk.MessageSubscriptionSearchQuery(
        filter_=sdk.MessageSubscriptionFilter(
            process_instance_key=key,
            message_name="expected",
            correlation_key=sdk.AdvancedStringFilter(like="k*"),
            message_subscription_state=sdk.MessageSubscriptionStateExactMatch.CREATED,
            message_subscription_type=sdk.MessageSubscriptionTypeExactMatch.PROCESS_EVENT,
            last_updated_date=sdk.AdvancedDateTimeFilter(gt=before),
        ),
        sort=[
            sdk.MessageSubscriptionSearchQuerySortRequest(
                field=sdk.MessageSubscriptionSearchQuerySortRequestField.LASTUPDATEDDATE, order=sdk.SortOrderEnum.DESC
            )
        ],
    )
    for person in (OFFICER, "owner", "supervisor"):
        (waits,) = clients(person).search_message_subscriptions(data=query).items
        assert (waits.element_id, waits.correlation_key) == ("wait", "k")
        assert (waits.process_definition_id, waits.process_definition_version) == ("probe_expected", 1)
        assert waits.last_updated_date > before
    assert clients("officer.mttq").search_message_subscriptions(data=query).items == []
    correlated(clients, "expected")
    assert clients("owner").search_message_subscriptions(data=query).items == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("publication", {}, "name"),
        ("publication", {"name": ""}, "name"),
        ("publication", {"name": "a", "timeToLive": -1}, "timeToLive"),
        ("publication", {"name": "a", "timeToLive": 10**15}, "timeToLive"),
        ("publication", {"name": "a", "messageId": "x" * 201}, "messageId"),
        ("publication", {"name": "a", "businessId": "b"}, "businessId"),
        ("publication", {"name": "a", "tenantId": "b"}, "tenantId"),
        ("publication", {"name": "a", "variables": []}, "variables"),
        ("correlation", {}, "name"),
        ("correlation", {"name": "a", "correlationKey": 7}, "correlationKey"),
        ("correlation", {"name": "a", "timeToLive": 1}, "timeToLive"),
    ],
)
def test_names_what_does_not_fit(shared_service: Service, path: str, body: dict[str, Any], field: str) -> None:
    url = f"{shared_service.url}/v2/messages/{path}"
    answer = httpx.post(url, json=body, auth=("owner", PASSWORD))
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
