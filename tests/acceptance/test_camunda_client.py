"""Every endpoint of ``/v2`` under the published client library: its answers parse, its errors are its own classes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk
import httpx
import pytest
from camunda_orchestration_sdk.errors import (
    ApiError,
    ConflictError,
    NotFoundError,
    UnauthorizedError,
)

from service.access.commands import issue_token
from service.access.queries import account_by_name
from tests.support import bpmn, camunda
from tests.support.playing import TODAY
from tests.support.rehearsal import PDF
from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from camunda_orchestration_sdk import CamundaClient

    from tests.support.camunda import Clients
    from tests.support.served import Service

OFFICER = "officer.so-y-te"
HEAD = "head.so-y-te"
FOREIGNER = "officer.mttq"
CANDIDATES = '<zeebe:assignmentDefinition candidateGroups="= [agency + &quot;/officer&quot;]"/>'


def probe(process_id: str, *, condition: str = "", message_name: str = "") -> bytes:
    """Return a process of one user task; then a gateway with a condition, or a message to wait for."""
    nodes = [bpmn.start(), bpmn.user("look", form="", extensions=CANDIDATES, outputs=("seen",))]
    if condition:
        tail = [
            bpmn.gateway("exclusiveGateway", "g"),
            bpmn.end(),
            bpmn.path("start", "look", "g"),
            bpmn.flow("g", "end", condition),
        ]
    elif message_name:
        caught = bpmn.node("intermediateCatchEvent", "wait", bpmn.by_message(message_name))
        tail = [caught, bpmn.end(), bpmn.path("start", "look", "wait", "end")]
    else:
        tail = [bpmn.end(), bpmn.path("start", "look", "end")]
    roots = (bpmn.message(message_name, "= key"),) if message_name else ()
    return bpmn.diagram(process_id, *nodes, *tail, roots=roots)


def deployed(client: CamundaClient, *files: tuple[str, bytes]) -> sdk.DeploymentResult:
    return client.create_deployment(
        data=sdk.CreateDeploymentData(
            resources=[sdk.File(payload=BytesIO(content), file_name=name) for name, content in files]
        )
    )


def case(clients: Clients, **variables: Any) -> sdk.ProcessInstanceKey:
    """Start a life of so-y-te's."""
    given = {"agency": "so-y-te", **variables}
    return camunda.started(clients(OFFICER), "exemplar_lifecycle", **given).process_instance_key


def only_task(client: CamundaClient, process_instance_key: str) -> sdk.UserTaskResult:
    (task,) = camunda.open_tasks(client, process_instance_key)
    return task


def problem(error: ApiError) -> dict[str, Any]:
    body: dict[str, Any] = httpx.Response(200, content=error.content).json()
    return body


# ── the cluster ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_describes_itself_as_a_cluster_of_one(clients: Clients) -> None:
    topology = clients(OFFICER).get_topology()
    assert (topology.cluster_size, topology.partitions_count, topology.gateway_version) == (1, 1, "8.10.0")
    assert topology.brokers[0].partitions[0].role == sdk.PartitionRole.LEADER


def test_pins_and_resets_the_clock(clients: Clients) -> None:
    later = TODAY + timedelta(days=400)
    camunda.pin(clients("supervisor"), later)
    key = case(clients)
    assert clients(OFFICER).get_process_instance(key).start_date == later
    clients("supervisor").reset_clock()
    assert clients(OFFICER).get_process_instance(case(clients)).start_date.year >= 2025
    camunda.pin(clients("supervisor"), TODAY)
    with pytest.raises(ApiError) as refused:
        camunda.pin(clients(OFFICER), later)
    assert refused.value.status_code == 403


# ── who asks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_refuses_a_wrong_password_as_unauthorized(clients: Clients) -> None:
    with pytest.raises(UnauthorizedError):
        clients(OFFICER, "not the password").search_user_tasks()


def test_takes_a_personal_token_as_basic_password_and_as_bearer(clients: Clients, shared_service: Service) -> None:
    with shared_service.database.begin() as tx:
        account = account_by_name(tx, OFFICER)
        assert account is not None
        clear = issue_token(tx, account_key=account.account_key, name="acceptance", scopes="read").clear
    assert clients(OFFICER, clear).search_user_tasks().page.total_items > 0
    bearer = clients.with_token(clear)
    assert bearer.search_user_tasks().page.total_items > 0
    with pytest.raises(ApiError) as refused:
        camunda.started(bearer, "exemplar_lifecycle", agency="so-y-te")
    assert problem(refused.value)["code"] == "token_reads_only"
    bearer.close()


# ── definitions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_deploys_a_process_and_a_form_together(clients: Clients) -> None:
    field = {"type": "textfield", "key": "seen", "label": "Seen"}
    form = json.dumps({"id": "probe_form", "type": "default", "components": [field]}).encode()
    made = deployed(clients("owner"), ("probe_one.bpmn", probe("probe_one")), ("probe_form.form", form))
    process = next(item.process_definition for item in made.deployments if item.process_definition)
    assert (process.process_definition_id, process.process_definition_version) == ("probe_one", 1)
    assert [item.form.form_id for item in made.deployments if item.form] == ["probe_form"]

    again = clients("owner")
    assert again.get_process_definition(process.process_definition_key).resource_name == "probe_one.bpmn"
    assert 'id="probe_one"' in again.get_process_definition_xml(process.process_definition_key)


@pytest.mark.parametrize(
    "content",
    [
        b"<not xml",
        b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>',
        probe("probe_bad").replace(b"bpmn:userTask", b"bpmn:scriptTask"),
    ],
    ids=["broken", "doctype", "script"],
)
def test_refuses_what_it_cannot_run_right(clients: Clients, content: bytes) -> None:
    with pytest.raises(ApiError) as refused:
        deployed(clients("owner"), ("bad.bpmn", content))
    assert refused.value.status_code == 422
    assert problem(refused.value)["code"] == "diagram_refused"


def test_lets_only_process_owners_deploy(clients: Clients) -> None:
    with pytest.raises(ApiError) as refused:
        deployed(clients(OFFICER), ("probe_one.bpmn", probe("probe_one")))
    assert refused.value.status_code == 403


def test_searches_process_definitions(clients: Clients) -> None:
    found = clients(OFFICER).search_process_definitions(
        data=sdk.ProcessDefinitionSearchQuery(
            filter_=sdk.ProcessDefinitionFilter(is_latest_version=True, state=sdk.ProcessDefinitionFilterState.ACTIVE),
            sort=[
                sdk.ProcessDefinitionSearchQuerySortRequest(
                    field=sdk.ProcessDefinitionSearchQuerySortRequestField.PROCESSDEFINITIONID,
                    order=sdk.SortOrderEnum.ASC,
                )
            ],
        )
    )
    ids = [item.process_definition_id for item in found.items]
    assert ids == sorted(ids)
    assert {"exemplar_lifecycle", "detect", "nurture", "propagate", "evaluate", "reward", "replicate"} <= set(ids)
    assert found.page.total_items == len(ids)


def test_does_not_find_a_definition_that_is_not_there(clients: Clients) -> None:
    for ask in (clients(OFFICER).get_process_definition, clients(OFFICER).get_process_definition_xml):
        with pytest.raises(NotFoundError):
            ask(sdk.ProcessDefinitionKey("1"))


# ── instances ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_starts_finds_and_cancels_an_instance(clients: Clients) -> None:
    made = clients(OFFICER).create_process_instance(
        data=sdk.ProcessCreationById(
            process_definition_id=sdk.ProcessDefinitionId("exemplar_lifecycle"),
            variables=sdk.ProcessInstanceCreationInstructionBaseVariables.from_dict({"agency": "so-y-te"}),
            business_id=sdk.BusinessId("YT-1"),
        )
    )
    found = clients(OFFICER).search_process_instances(
        data=sdk.ProcessInstanceSearchQuery(
            filter_=sdk.ProcessInstanceFilter(
                process_instance_key=made.process_instance_key, state=sdk.ProcessInstanceStateExactMatch.ACTIVE
            )
        )
    )
    assert [item.process_definition_id for item in found.items] == ["exemplar_lifecycle"]
    with pytest.raises(ApiError) as refused:
        clients(OFFICER).cancel_process_instance(made.process_instance_key, data=sdk.CancelProcessInstanceRequest())
    assert refused.value.status_code == 403
    clients("supervisor").cancel_process_instance(made.process_instance_key, data=sdk.CancelProcessInstanceRequest())
    ended = clients(OFFICER).get_process_instance(made.process_instance_key)
    assert ended.state == sdk.ProcessInstanceStateEnum.TERMINATED
    assert ended.end_date is not None
    with pytest.raises(ApiError) as refused:
        clients("supervisor").cancel_process_instance(
            made.process_instance_key, data=sdk.CancelProcessInstanceRequest()
        )
    assert refused.value.status_code == 409


def test_suspends_and_resumes_an_instance(clients: Clients) -> None:
    supervisor, officer = clients("supervisor"), clients(OFFICER)
    key = camunda.started(officer, "exemplar_lifecycle", agency="so-y-te").process_instance_key
    supervisor.suspend_process_instance(key, data=sdk.SuspendProcessInstanceRequest())
    assert officer.get_process_instance(key).state == sdk.ProcessInstanceStateEnum.SUSPENDED
    for again in (supervisor, officer):
        with pytest.raises(ApiError) as refused:
            again.suspend_process_instance(key, data=sdk.SuspendProcessInstanceRequest())
        assert refused.value.status_code == (409 if again is supervisor else 403)
    supervisor.resume_process_instance(key, data=sdk.ResumeProcessInstanceRequest())
    assert officer.get_process_instance(key).state == sdk.ProcessInstanceStateEnum.ACTIVE


def test_starts_by_key_of_a_version(clients: Clients) -> None:
    key = deployed(clients("owner"), ("probe_key.bpmn", probe("probe_key"))).deployments[0]
    assert key.process_definition is not None
    made = clients(OFFICER).create_process_instance(
        data=sdk.ProcessCreationByKey(process_definition_key=key.process_definition.process_definition_key)
    )
    assert made.process_definition_id == "probe_key"


def test_does_not_start_an_unknown_process(clients: Clients) -> None:
    with pytest.raises(ApiError) as refused:
        camunda.started(clients(OFFICER), "nobody_drew_this", agency="so-y-te")
    assert refused.value.status_code == 404
    assert problem(refused.value)["code"] == "process_definition_not_found"


def test_hides_an_instance_of_another_agency(clients: Clients) -> None:
    key = case(clients)
    with pytest.raises(NotFoundError):
        clients(FOREIGNER).get_process_instance(key)
    query = sdk.ProcessInstanceSearchQuery(filter_=sdk.ProcessInstanceFilter(process_instance_key=key))
    assert clients(FOREIGNER).search_process_instances(data=query).items == []


def test_pages_through_instances_both_ways(clients: Clients) -> None:
    client = clients("supervisor")
    sort = [
        sdk.ProcessInstanceSearchQuerySortRequest(
            field=sdk.ProcessInstanceSearchQuerySortRequestField.ENDDATE, order=sdk.SortOrderEnum.DESC
        )
    ]
    everything = client.search_process_instances(
        data=sdk.ProcessInstanceSearchQuery(sort=sort, page=sdk.OffsetBasedPagination(from_=0, limit=1000))
    )
    keys = [item.process_instance_key for item in everything.items]
    assert len(keys) == everything.page.total_items > 20
    seen: list[str] = []
    page = client.search_process_instances(
        data=sdk.ProcessInstanceSearchQuery(sort=sort, page=sdk.LimitBasedPagination(limit=7))
    )
    while page.items:
        seen += [item.process_instance_key for item in page.items]
        last, following = page, sdk.CursorBasedForwardPagination(after=page.page.end_cursor, limit=7)
        page = client.search_process_instances(data=sdk.ProcessInstanceSearchQuery(sort=sort, page=following))
    assert seen == keys
    previous = sdk.CursorBasedBackwardPagination(before=last.page.start_cursor, limit=7)
    page = client.search_process_instances(data=sdk.ProcessInstanceSearchQuery(sort=sort, page=previous))
    assert [item.process_instance_key for item in page.items] == keys[-len(last.items) - 7 : -len(last.items)]


def test_writes_moments_in_utc_as_the_strictest_client_takes_them(clients: Clients, shared_service: Service) -> None:
    key = case(clients)
    answer = httpx.get(f"{shared_service.url}/v2/process-instances/{key}", auth=(OFFICER, PASSWORD))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", answer.json()["startDate"])


# ── user tasks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_finds_a_task_by_what_camunda_filters_by(clients: Clients) -> None:
    key = case(clients)
    task = only_task(clients(OFFICER), key)
    assert (task.element_id, task.process_definition_id, task.assignee) == ("describe_candidate", "detect", None)
    assert task.candidate_groups == ["so-y-te/officer"]
    fields = sdk.UserTaskFilter(
        process_instance_key=key,
        candidate_group="so-y-te/officer",
        process_definition_id="detect",
        element_id=task.element_id,
        name=sdk.AdvancedStringFilter(like="*Giới thiệu*"),
        due_date=sdk.AdvancedDateTimeFilter(gt=TODAY, lt=TODAY + timedelta(days=30)),
        priority=sdk.AdvancedIntegerFilter(gte=0),
        or_=[sdk.UserTaskFilterFields(assignee="nobody"), sdk.UserTaskFilterFields(user_task_key=task.user_task_key)],
    )
    found = clients(OFFICER).search_user_tasks(data=sdk.UserTaskSearchQuery(filter_=fields))
    assert [item.user_task_key for item in found.items] == [task.user_task_key]


def test_gives_the_form_and_the_variables_of_a_task(clients: Clients) -> None:
    task = only_task(clients(OFFICER), case(clients))
    form = clients(OFFICER).get_user_task_form(task.user_task_key)
    assert (form.form_id, form.form_key) == ("candidate", task.form_key)
    seen = {item.name: item.value for item in clients(OFFICER).search_user_task_variables(task.user_task_key).items}
    assert seen["agency"] == '"so-y-te"'


def test_claims_gives_back_and_hands_on_a_task(clients: Clients) -> None:
    task = only_task(clients(OFFICER), case(clients))
    to_officer = sdk.UserTaskAssignmentRequest(assignee=OFFICER)
    clients(OFFICER).assign_user_task(task.user_task_key, data=to_officer)
    assert clients(HEAD).get_user_task(task.user_task_key).assignee == OFFICER
    clients(HEAD).unassign_user_task(task.user_task_key)
    assert clients(HEAD).get_user_task(task.user_task_key).assignee is None
    clients(HEAD).assign_user_task(task.user_task_key, data=to_officer)
    assert clients(OFFICER).get_user_task(task.user_task_key).assignee == OFFICER


def test_changes_when_a_task_is_due(clients: Clients) -> None:
    task = only_task(clients(OFFICER), case(clients))
    due = datetime(2022, 6, 1, 3, tzinfo=UTC)
    clients(HEAD).update_user_task(
        task.user_task_key,
        data=sdk.UserTaskUpdateRequest(changeset=sdk.Changeset(due_date=due, priority=80, candidate_users=[OFFICER])),
    )
    changed = clients(OFFICER).get_user_task(task.user_task_key)
    assert (changed.due_date, changed.priority, changed.candidate_users) == (due, 80, [OFFICER])
    by_person = sdk.UserTaskFilter(candidate_user=OFFICER, process_instance_key=task.process_instance_key)
    found = clients(OFFICER).search_user_tasks(data=sdk.UserTaskSearchQuery(filter_=by_person))
    assert [item.user_task_key for item in found.items] == [task.user_task_key]


def test_refuses_a_second_completion_as_a_conflict(clients: Clients) -> None:
    deployed(clients("owner"), ("probe_done.bpmn", probe("probe_done")))
    key = camunda.started(clients(OFFICER), "probe_done", agency="so-y-te").process_instance_key
    task = only_task(clients(OFFICER), key)
    camunda.complete(clients(OFFICER), task.user_task_key, {"seen": "yes"})
    with pytest.raises(ConflictError) as refused:
        camunda.complete(clients(OFFICER), task.user_task_key, {"seen": "yes"})
    assert problem(refused.value)["code"] == "user_task_closed"
    assert clients(OFFICER).get_process_instance(key).state == sdk.ProcessInstanceStateEnum.COMPLETED


def test_names_the_fields_of_an_answer_that_does_not_fit(clients: Clients) -> None:
    task = only_task(clients(OFFICER), case(clients))
    with pytest.raises(ApiError) as refused:
        camunda.complete(clients(OFFICER), task.user_task_key, {"movement": 7, "invented": True})
    assert refused.value.status_code == 422
    assert {"movement", "invented", "kind"} <= problem(refused.value)["fields"].keys()


def test_hides_a_task_of_another_agency(clients: Clients) -> None:
    task = only_task(clients(OFFICER), case(clients))
    for ask in (clients(FOREIGNER).get_user_task, clients(FOREIGNER).get_user_task_form):
        with pytest.raises(NotFoundError):
            ask(task.user_task_key)
    with pytest.raises(NotFoundError):
        camunda.complete(clients(FOREIGNER), task.user_task_key, {})


# ── variables, incidents, messages ──────────────────────────────────────────────────────────────────────────────────


def test_searches_variables(clients: Clients) -> None:
    key = case(clients)
    found = clients(OFFICER).search_variables(
        data=sdk.VariableSearchQuery(
            filter_=sdk.VariableFilter(
                process_instance_key=key, name=sdk.AdvancedStringFilter(in_=["agency", "round"])
            ),
            sort=[
                sdk.VariableSearchQuerySortRequest(
                    field=sdk.VariableSearchQuerySortRequestField.NAME, order=sdk.SortOrderEnum.DESC
                )
            ],
        )
    )
    assert [(item.name, item.value) for item in found.items] == [("round", "0"), ("agency", '"so-y-te"')]
    by_key = sdk.VariableFilter(process_instance_key=key, variable_key=found.items[0].variable_key)
    again = clients(OFFICER).search_variables(data=sdk.VariableSearchQuery(filter_=by_key))
    assert [item.name for item in again.items] == ["round"]
    hidden = clients(FOREIGNER).search_variables(data=sdk.VariableSearchQuery(filter_=by_key))
    assert hidden.items == []


def test_a_fault_of_the_diagram_is_an_incident_that_can_be_resolved(clients: Clients) -> None:
    deployed(clients("owner"), ("probe_fault.bpmn", probe("probe_fault", condition="= seen.nothing > 1")))
    key = camunda.started(clients(OFFICER), "probe_fault", agency="so-y-te").process_instance_key
    camunda.complete(clients(OFFICER), only_task(clients(OFFICER), key).user_task_key, {"seen": "yes"})

    client = clients("supervisor")
    active = sdk.IncidentFilter(process_instance_key=key, state=sdk.IncidentStateExactMatch.ACTIVE)
    (incident,) = client.search_incidents(data=sdk.IncidentSearchQuery(filter_=active)).items
    assert (incident.element_id, incident.process_definition_id) == ("g", "probe_fault")
    assert client.get_process_instance(key).has_incident
    client.resolve_incident(incident.incident_key)
    (following,) = client.search_incidents(data=sdk.IncidentSearchQuery(filter_=active)).items
    assert following.incident_key != incident.incident_key
    with pytest.raises(ApiError) as refused:
        client.resolve_incident(incident.incident_key)
    assert refused.value.status_code == 409


def test_a_message_reaches_the_instance_that_waits_for_it(clients: Clients) -> None:
    deployed(clients("owner"), ("probe_wait.bpmn", probe("probe_wait", message_name="ping")))
    key = camunda.started(clients(OFFICER), "probe_wait", agency="so-y-te", key="k-1").process_instance_key
    camunda.complete(clients(OFFICER), only_task(clients(OFFICER), key).user_task_key, {"seen": "yes"})
    message = sdk.MessagePublicationRequest(
        name="ping",
        correlation_key="k-1",
        time_to_live=60_000,
        variables=sdk.MessagePublicationRequestVariables.from_dict({"answer": 42}),
    )
    assert clients("owner").publish_message(data=message).message_key
    assert clients(OFFICER).get_process_instance(key).state == sdk.ProcessInstanceStateEnum.COMPLETED
    with pytest.raises(ApiError) as refused:
        clients(OFFICER).publish_message(data=message)
    assert refused.value.status_code == 403


# ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────────


def upload(client: CamundaClient, **metadata: Any) -> sdk.DocumentReference:
    file = sdk.File(payload=BytesIO(PDF), file_name="minh-chung.pdf", mime_type="application/pdf")
    described = sdk.DocumentMetadata(**metadata) if metadata else sdk.UNSET
    return client.create_document(data=sdk.CreateDocumentData(file=file, metadata=described))


def test_keeps_a_document_for_who_brought_it(clients: Clients) -> None:
    stored = upload(clients(OFFICER), file_name="giấy khen.pdf")
    assert (stored.metadata.file_name, stored.metadata.size) == ("giấy khen.pdf", len(PDF))
    content = clients(OFFICER).get_document(stored.document_id, content_hash=stored.content_hash)
    assert content.payload.read() == PDF
    for client, hashed in ((clients(FOREIGNER), stored.content_hash), (clients(OFFICER), "0" * 64)):
        with pytest.raises(NotFoundError):
            client.get_document(stored.document_id, content_hash=hashed)


def test_shows_a_document_of_a_case_to_who_sees_the_case(clients: Clients) -> None:
    key = case(clients)
    stored = upload(clients(OFFICER), process_instance_key=key)
    assert stored.metadata.process_instance_key == key
    assert clients(HEAD).get_document(stored.document_id).payload.read() == PDF
    with pytest.raises(ApiError) as refused:
        upload(clients(FOREIGNER), process_instance_key=key)
    assert refused.value.status_code == 404


def test_names_what_does_not_fit_about_a_document(shared_service: Service) -> None:
    for metadata, field in (
        ('{"size": "big"}', "size"),
        ('{"expiresAt": "2030-01-01T00:00:00Z"}', "expiresAt"),
        ("{", ""),
    ):
        answer = httpx.post(
            f"{shared_service.url}/v2/documents",
            files={"file": ("minh-chung.pdf", PDF)},
            data={"metadata": metadata},
            auth=(OFFICER, PASSWORD),
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "metadata_invalid")
        assert field in answer.json().get("fields", {"": None})


# ── the domain's own interface, with the same passwords ─────────────────────────────────────────────────────────────


def test_lists_the_domain_and_starts_a_nomination_once(shared_service: Service) -> None:
    with httpx.Client(base_url=f"{shared_service.url}/api/v1", auth=(OFFICER, PASSWORD)) as http:
        assert [plan["code"] for plan in http.get("/plans").json()["items"]] == ["lang-son-2021-2025"]
        assert len(http.get("/movements").json()["items"]) == 13
        assert "so-y-te" in {agency["code"] for agency in http.get("/agencies").json()["items"]}
        sent = {"json": {"agency": "so-y-te"}, "headers": {"Idempotency-Key": "acceptance-1"}}
        first, again = http.post("/nominations", **sent), http.post("/nominations", **sent)
        assert (first.status_code, first.json()) == (201, again.json())
        key = first.json()["exemplarKey"]
        assert http.get(f"/exemplars/{key}").json()["agency"] == "so-y-te"
        assert key in {item["exemplarKey"] for item in http.get("/nominations").json()["items"]}
        assert http.post("/nominations", json={"agency": "mttq"}).status_code == 404
        assert http.get("/quotas", params={"year": 2022}).status_code == 403
    answer = httpx.get(f"{shared_service.url}/api/v1/quotas", params={"year": 2022}, auth=("supervisor", PASSWORD))
    assert {"year", "agency", "movement", "mode", "minimum", "selected", "built", "replicated"} <= answer.json()[
        0
    ].keys()
