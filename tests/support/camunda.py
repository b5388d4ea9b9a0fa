"""The published Camunda 8 client library (PyPI ``camunda-orchestration-sdk``), as the demo people use it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk

from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime


class BearerToken:
    """Sends a personal token as a bearer token: the library lets any provider of headers be given."""

    def __init__(self, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}

    def get_headers(self) -> Mapping[str, str]:
        """Return the headers of one request."""
        return self._headers


class Clients:
    """One client per person of a service: ``clients("officer.so-y-te")``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._known: dict[tuple[str, str], sdk.CamundaClient] = {}

    def __call__(self, user_name: str, password: str = PASSWORD) -> sdk.CamundaClient:
        """Return the client of a person, who proves themselves by HTTP Basic."""
        known = self._known.get((user_name, password))
        if known is None:
            known = self._known[user_name, password] = sdk.CamundaClient(
                configuration={
                    "CAMUNDA_REST_ADDRESS": f"{self.url}/v2",
                    "CAMUNDA_AUTH_STRATEGY": "BASIC",
                    "CAMUNDA_BASIC_AUTH_USERNAME": user_name,
                    "CAMUNDA_BASIC_AUTH_PASSWORD": password,
                    "CAMUNDA_SDK_LOG_LEVEL": "error",
                }
            )
        return known

    def with_token(self, token: str) -> sdk.CamundaClient:
        """Return a client that sends a personal token as a bearer token."""
        return sdk.CamundaClient(
            configuration={"CAMUNDA_REST_ADDRESS": f"{self.url}/v2", "CAMUNDA_SDK_LOG_LEVEL": "error"},
            auth_provider=BearerToken(token),
        )

    def close(self) -> None:
        """Close every connection."""
        for client in self._known.values():
            client.close()


@contextmanager
def clients_of(url: str) -> Iterator[Clients]:
    """Yield the clients of a service and close them afterwards."""
    clients = Clients(url)
    try:
        yield clients
    finally:
        clients.close()


def started(client: sdk.CamundaClient, process_definition_id: str, **variables: Any) -> sdk.CreateProcessInstanceResult:
    """Start an instance of the newest version of a process."""
    return client.create_process_instance(
        data=sdk.ProcessCreationById(
            process_definition_id=sdk.ProcessDefinitionId(process_definition_id),
            variables=sdk.ProcessInstanceCreationInstructionBaseVariables.from_dict(variables),
        )
    )


def open_tasks(client: sdk.CamundaClient, process_instance_key: str) -> list[sdk.UserTaskResult]:
    """Return the open user tasks of an instance, oldest first."""
    found = client.search_user_tasks(
        data=sdk.UserTaskSearchQuery(
            filter_=sdk.UserTaskFilter(
                process_instance_key=process_instance_key, state=sdk.UserTaskStateExactMatch.CREATED
            )
        )
    )
    return list(found.items)


def complete(client: sdk.CamundaClient, user_task_key: sdk.UserTaskKey, answers: Mapping[str, Any]) -> None:
    """Complete a user task with the answers of its form."""
    client.complete_user_task(
        user_task_key,
        data=sdk.UserTaskCompletionRequest(variables=sdk.UserTaskCompletionRequestVariables.from_dict(answers)),
    )


def pin(client: sdk.CamundaClient, moment: datetime) -> None:
    """Let the business clock stand still at a moment."""
    client.pin_clock(data=sdk.ClockPinRequest(timestamp=int(moment.timestamp() * 1000)))
