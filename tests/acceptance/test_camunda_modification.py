"""Modification of a running case under the published client library, and our own with a reason and a dry run."""

from __future__ import annotations

import json
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


def task(element_id: str) -> str:
    return bpmn.user(element_id, form="", extensions=MINE)


PROBE = bpmn.diagram(
    "probe_modification",
    bpmn.start(),
    task("first"),
    bpmn.sub_process(
        "inside", bpmn.start("inside_start"), task("deep"), bpmn.end("inside_end"),
        bpmn.path("inside_start", "deep", "inside_end"),
    ),
    task("last"),
    bpmn.end(),
    bpmn.path("start", "first", "inside", "last", "end"),
)  # fmt: skip


@pytest.fixture
def key(clients: Clients) -> sdk.ProcessInstanceKey:
    file = sdk.File(payload=BytesIO(PROBE), file_name="probe_modification.bpmn")
    clients("owner").create_deployment(data=sdk.CreateDeploymentData(resources=[file]))
    made = camunda.started(clients(OFFICER), "probe_modification", agency="so-y-te")
    return made.process_instance_key


def open_tasks(clients: Clients, key: sdk.ProcessInstanceKey) -> dict[str, sdk.UserTaskKey]:
    return {each.element_id: each.user_task_key for each in camunda.open_tasks(clients(OFFICER), key)}


def given(scope_id: str = "", **variables: Any) -> sdk.ModifyProcessInstanceVariableInstruction:
    values = sdk.ModifyProcessInstanceVariableInstructionVariables.from_dict(variables)
    return sdk.ModifyProcessInstanceVariableInstruction(variables=values, scope_id=scope_id)


def modify(clients: Clients, key: sdk.ProcessInstanceKey, **instructions: Any) -> None:
    data = sdk.ProcessInstanceModificationInstruction(**instructions)
    clients("supervisor").modify_process_instance(key, data=data)


def seen_at(clients: Clients, task_key: sdk.UserTaskKey) -> dict[str, Any]:
    found = clients(OFFICER).search_user_task_variables(task_key, data=sdk.UserTaskVariableSearchQueryRequest())
    return {each.name: json.loads(each.value) for each in found.items}


def test_starts_an_element_with_variables_and_ends_another(clients: Clients, key: sdk.ProcessInstanceKey) -> None:
    activate = sdk.ProcessInstanceModificationActivateInstruction(
        element_id=sdk.ElementId("deep"),
        variable_instructions=[given(everywhere=1), given("inside", here=[2])],
        ancestor_element_instance_key=sdk.ElementInstanceKey("-1"),
    )
    terminate = sdk.ProcessInstanceModificationTerminateByKeyInstruction(
        element_instance_key=sdk.ElementInstanceKey(open_tasks(clients, key)["first"])
    )
    modify(clients, key, activate_instructions=[activate], terminate_instructions=[terminate])
    assert list(open_tasks(clients, key)) == ["deep"]
    assert seen_at(clients, open_tasks(clients, key)["deep"]).items() >= {"everywhere": 1, "here": [2]}.items()


def test_starts_in_a_named_ancestor_and_ends_all_of_an_element(clients: Clients, key: sdk.ProcessInstanceKey) -> None:
    activate = sdk.ProcessInstanceModificationActivateInstruction(
        element_id=sdk.ElementId("deep"), ancestor_element_instance_key=sdk.ElementInstanceKey(key)
    )
    modify(clients, key, activate_instructions=[activate, activate])
    assert len(camunda.open_tasks(clients(OFFICER), key)) == 3
    terminate = sdk.ProcessInstanceModificationTerminateByIdInstruction(element_id=sdk.ElementId("inside"))
    modify(clients, key, terminate_instructions=[terminate])
    assert list(open_tasks(clients, key)) == ["first"]


SOURCES = {
    "by id": lambda _key: sdk.SourceElementIdInstruction(source_type="byId", source_element_id=sdk.ElementId("first")),
    "by key": lambda key: sdk.SourceElementInstanceKeyInstruction(
        source_type="byKey", source_element_instance_key=sdk.ElementInstanceKey(key)
    ),
}
SCOPES = (
    sdk.InferredAncestorKeyInstruction(ancestor_scope_type="inferred"),
    sdk.UseSourceParentKeyInstruction(ancestor_scope_type="sourceParent"),
    sdk.DirectAncestorKeyInstruction(
        ancestor_scope_type="direct", ancestor_element_instance_key=sdk.ElementInstanceKey("-1")
    ),
)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.ancestor_scope_type)
@pytest.mark.parametrize("source", SOURCES)
def test_moves_to_another_element(clients: Clients, key: sdk.ProcessInstanceKey, source: str, scope: Any) -> None:
    move = sdk.ProcessInstanceModificationMoveInstruction(
        source_element_instruction=SOURCES[source](open_tasks(clients, key)["first"]),
        target_element_id=sdk.ElementId("last"),
        ancestor_scope_instruction=scope,
        variable_instructions=[given(moved=True)],
    )
    modify(clients, key, move_instructions=[move])
    assert list(open_tasks(clients, key)) == ["last"]
    assert seen_at(clients, open_tasks(clients, key)["last"])["moved"] is True


def test_sets_variables_of_a_case_and_of_one_task(clients: Clients, key: sdk.ProcessInstanceKey) -> None:
    first = open_tasks(clients, key)["first"]
    for where, is_local in ((key, False), (first, True)):
        values = sdk.SetVariableRequestVariables.from_dict({"score": 2 if is_local else 1})
        clients("supervisor").create_element_instance_variables(
            sdk.ElementInstanceKey(where), data=sdk.SetVariableRequest(variables=values, local=is_local)
        )
    assert seen_at(clients, first)["score"] == 2
    query = sdk.VariableSearchQuery(filter_=sdk.VariableFilter(process_instance_key=key, name="score"))
    assert [each.value for each in clients(OFFICER).search_variables(data=query).items] == ["1"]


def test_finds_the_element_instances_to_end(clients: Clients, key: sdk.ProcessInstanceKey) -> None:
    activate = sdk.ProcessInstanceModificationActivateInstruction(element_id=sdk.ElementId("deep"))
    modify(clients, key, activate_instructions=[activate])
    officer = clients(OFFICER)

    def found(**given: Any) -> list[sdk.ElementInstanceResult]:
        data = sdk.ElementInstanceSearchQuery(
            filter_=sdk.ElementInstanceFilter(process_instance_key=key, **given),
            sort=[
                sdk.ElementInstanceSearchQuerySortRequest(
                    field=sdk.ElementInstanceSearchQuerySortRequestField.ELEMENTID
                )
            ],
        )
        return list(officer.search_element_instances(data=data).items)

    assert [(each.element_id, each.type_, each.state) for each in found()] == [
        ("deep", "USER_TASK", "ACTIVE"),
        ("first", "USER_TASK", "ACTIVE"),
        ("inside", "SUB_PROCESS", "ACTIVE"),
    ]
    inside = found(element_id="inside")[0]
    assert [each.element_id for each in found(element_instance_scope_key=inside.element_instance_key)] == ["deep"]
    assert [each.element_id for each in found(element_instance_scope_key=key)] == ["first", "inside"]
    assert not inside.has_incident
    terminate = sdk.ProcessInstanceModificationTerminateByKeyInstruction(
        element_instance_key=inside.element_instance_key
    )
    modify(clients, key, terminate_instructions=[terminate])
    ended = officer.get_element_instance(inside.element_instance_key)
    assert (ended.state, ended.element_name, ended.end_date is None) == ("TERMINATED", "inside", False)
    assert [each.element_id for each in found(state=sdk.ElementInstanceStateExactMatch.TERMINATED)] == [
        "deep",
        "inside",
    ]
    with pytest.raises(NotFoundError):
        officer.get_element_instance(sdk.ElementInstanceKey("1"))


def test_refuses_as_the_client_library_knows_it(clients: Clients, key: sdk.ProcessInstanceKey) -> None:
    activate = sdk.ProcessInstanceModificationActivateInstruction(element_id=sdk.ElementId("start"))
    data = sdk.ProcessInstanceModificationInstruction(activate_instructions=[activate])
    for who, where, status in ((OFFICER, key, 403), ("supervisor", key, 422)):
        with pytest.raises(ApiError) as refused:
            clients(who).modify_process_instance(where, data=data)
        assert refused.value.status_code == status
    with pytest.raises(NotFoundError):
        clients("supervisor").modify_process_instance(sdk.ProcessInstanceKey("1"), data=data)
    assert list(open_tasks(clients, key)) == ["first"]


# ── with a reason ───────────────────────────────────────────────────────────────────────────────────────────────────


def ask(service: Service, method: str, key: str, **body: Any) -> dict[str, Any]:
    url = f"{service.url}/api/v1/process-instances/{key}/modification"
    options = {"json": body} if body else {}
    answer = httpx.request(method, url, auth=("supervisor", PASSWORD), **options)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def test_a_supervisor_looks_tries_and_does_it_with_a_reason(
    shared_service: Service, clients: Clients, key: sdk.ProcessInstanceKey
) -> None:
    possible = ask(shared_service, "GET", key)
    (first,) = possible["open"]
    assert (first["elementId"], first["elementType"], first["scopeKey"]) == ("first", "USER_TASK", None)
    startable = {each["elementId"]: each["ancestorElementInstanceKeys"] for each in possible["startable"]}
    assert startable == {"first": [], "inside": [], "deep": [], "inside_end": [], "last": [], "end": []}
    instructions = {
        "activateInstructions": [{"elementId": "deep"}],
        "terminateInstructions": [{"elementInstanceKey": first["elementInstanceKey"]}],
        "reason": "the file went to the wrong officer",
    }
    tried = ask(shared_service, "POST", key, **instructions, dryRun=True)
    assert list(open_tasks(clients, key)) == ["first"]
    done = ask(shared_service, "POST", key, **instructions)
    for answer in (tried, done):
        assert [each["elementId"] for each in answer["ended"]] == ["first"]
        assert [each["elementId"] for each in answer["started"]] == ["inside", "deep"]
        assert answer["state"] == "ACTIVE"
    with shared_service.database.read() as tx:
        last = entries_of(tx, int(key))[-1]
    assert (last.actor, last.details["reason"]) == ("supervisor", "the file went to the wrong officer")
