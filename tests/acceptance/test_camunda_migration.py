"""Migration of a running case under the published client library, and our own with a reason and a dry run."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk
import httpx
import pytest
from camunda_orchestration_sdk.errors import ApiError, NotFoundError

from service.process.history.queries import entries_of
from tests.support import bpmn, camunda
from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from tests.support.camunda import Clients
    from tests.support.served import Service

OFFICER = "officer.so-y-te"
MINE = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'


def probe(process_id: str, *tasks: str) -> bytes:
    nodes = [bpmn.user(task, form="", extensions=MINE) for task in tasks]
    return bpmn.diagram(process_id, bpmn.start(), *nodes, bpmn.end(), bpmn.path("start", *tasks, "end"))


def deployed(clients: Clients, process_id: str, *tasks: str) -> sdk.ProcessDefinitionKey:
    file = sdk.File(payload=BytesIO(probe(process_id, *tasks)), file_name=f"{process_id}.bpmn")
    made = clients("owner").create_deployment(data=sdk.CreateDeploymentData(resources=[file]))
    (process,) = [item.process_definition for item in made.deployments if item.process_definition]
    return process.process_definition_key


@pytest.fixture
def versions(clients: Clients, request: pytest.FixtureRequest) -> tuple[sdk.ProcessDefinitionKey, ...]:
    """Two versions of a process of this test's own, the second with one more task."""
    process_id = f"probe_{request.function.__name__.removeprefix('test_')}"[:100]
    return deployed(clients, process_id, "first"), deployed(clients, process_id, "first", "more")


@pytest.fixture
def key(clients: Clients, versions: tuple[sdk.ProcessDefinitionKey, ...]) -> sdk.ProcessInstanceKey:
    """A case of the first version."""
    by_key = sdk.ProcessCreationByKey(process_definition_key=versions[0])
    return clients(OFFICER).create_process_instance(data=by_key).process_instance_key


def instruction(target: sdk.ProcessDefinitionKey, *mapping: tuple[str, str]) -> sdk.ProcessInstanceMigrationInstruction:
    return sdk.ProcessInstanceMigrationInstruction(
        target_process_definition_key=target,
        mapping_instructions=[
            sdk.MigrateProcessInstanceMappingInstruction(
                source_element_id=sdk.ElementId(source), target_element_id=sdk.ElementId(becomes)
            )
            for source, becomes in mapping
        ],
    )


def open_tasks(clients: Clients, key: sdk.ProcessInstanceKey) -> list[str]:
    return [each.element_id for each in camunda.open_tasks(clients(OFFICER), key)]


def test_goes_on_under_the_other_version(
    clients: Clients, key: sdk.ProcessInstanceKey, versions: tuple[sdk.ProcessDefinitionKey, ...]
) -> None:
    clients("supervisor").migrate_process_instance(key, data=instruction(versions[1], ("first", "first")))

    found = clients(OFFICER).get_process_instance(key)
    assert (found.process_definition_key, found.process_definition_version) == (versions[1], 2)
    for task in ("first", "more"):
        (open_task,) = camunda.open_tasks(clients(OFFICER), key)
        assert open_task.element_id == task
        clients(OFFICER).complete_user_task(open_task.user_task_key, data=sdk.UserTaskCompletionRequest())
    assert clients(OFFICER).get_process_instance(key).state == "COMPLETED"


def test_refuses_as_the_client_library_knows_it(
    clients: Clients, key: sdk.ProcessInstanceKey, versions: tuple[sdk.ProcessDefinitionKey, ...]
) -> None:
    good, nothing = instruction(versions[1], ("first", "first")), instruction(versions[1])
    unknown = instruction(versions[1], ("first", "nonsense"))
    for who, data, status in ((OFFICER, good, 403), ("owner", nothing, 409), ("owner", unknown, 422)):
        with pytest.raises(ApiError) as refused:
            clients(who).migrate_process_instance(key, data=data)
        assert refused.value.status_code == status
    for where, data in (
        (sdk.ProcessInstanceKey("1"), good),
        (key, instruction(sdk.ProcessDefinitionKey("1"), ("first", "first"))),
    ):
        with pytest.raises(NotFoundError):
            clients("owner").migrate_process_instance(where, data=data)
    assert clients(OFFICER).get_process_instance(key).process_definition_key == versions[0]
    assert open_tasks(clients, key) == ["first"]


def ask(service: Service, path: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{service.url}/api/v1/{path}", auth=("owner", PASSWORD), json=body)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def test_an_owner_tries_all_cases_of_a_version_then_migrates_one_with_a_reason(
    shared_service: Service,
    clients: Clients,
    key: sdk.ProcessInstanceKey,
    versions: tuple[sdk.ProcessDefinitionKey, ...],
) -> None:
    trial = f"process-definitions/{versions[0]}/migration/dry-run"
    tried = ask(shared_service, trial, targetProcessDefinitionKey=versions[1])
    assert tried == {
        "mappingInstructions": [{"sourceElementId": "first", "targetElementId": "first"}],
        "items": [{"processInstanceKey": key, "isPossible": True, "reasons": []}],
        "nextCursor": None,
    }
    refused = ask(
        shared_service,
        trial,
        targetProcessDefinitionKey=versions[1],
        mappingInstructions=[],
        processInstanceKeys=[key, "1"],
    )
    reasons = {item["processInstanceKey"]: [each["ruleId"] for each in item["reasons"]] for item in refused["items"]}
    assert reasons == {key: ["not-mapped"], "1": ["process_instance_not_found"]}

    asked = {
        "sourceProcessDefinitionKey": versions[0],
        "targetProcessDefinitionKey": versions[1],
        "mappingInstructions": tried["mappingInstructions"],
        "reason": "the second task was forgotten",
    }
    path = f"process-instances/{key}/migration"
    assert ask(shared_service, path, **asked, dryRun=True)["isPossible"]
    assert clients(OFFICER).get_process_instance(key).process_definition_key == versions[0]
    assert ask(shared_service, path, **asked)["isPossible"]
    assert clients(OFFICER).get_process_instance(key).process_definition_key == versions[1]
    with shared_service.database.read() as tx:
        last = entries_of(tx, int(key))[-1]
    assert (last.actor, last.details["reason"]) == ("owner", "the second task was forgotten")
