"""``/v2/jobs`` under the published client library, and its worker at work."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk
import httpx
import pytest
from camunda_orchestration_sdk import CamundaAsyncClient, WorkerConfig
from camunda_orchestration_sdk.errors import ApiError, ConflictError, NotFoundError
from camunda_orchestration_sdk.runtime.job_worker import JobError, JobFailure

from tests.support import bpmn, camunda
from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from camunda_orchestration_sdk import CamundaClient
    from camunda_orchestration_sdk.runtime.job_worker import ConnectedJobContext

    from tests.support.camunda import Clients
    from tests.support.served import Service

OFFICER = "officer.so-y-te"
FOREIGNER = "officer.mttq"
GUIDE = Path(__file__).parents[2] / "docs" / "operations.md"
HEADERS = '<zeebe:taskHeaders><zeebe:header key="channel" value="sms"/></zeebe:taskHeaders>'


def deployed(client: CamundaClient, job_type: str) -> str:
    """Deploy a process with one job of a type of its own, so that no test takes another's jobs."""
    process_id = f"probe_{job_type}"
    file = bpmn.diagram(
        process_id,
        bpmn.start(),
        bpmn.service("send", job_type, extensions=HEADERS + bpmn.io(inputs={"to": "= name"})),
        bpmn.end(),
        bpmn.boundary("refused", "send", bpmn.by_error("REFUSED")),
        bpmn.end("told"),
        bpmn.path("start", "send", "end"),
        bpmn.path("refused", "told"),
        roots=(bpmn.error("REFUSED"),),
    )
    resource = sdk.File(payload=BytesIO(file), file_name=f"{process_id}.bpmn")
    client.create_deployment(data=sdk.CreateDeploymentData(resources=[resource]))
    return process_id


def started(clients: Clients, job_type: str, name: str = "Lan") -> sdk.ProcessInstanceKey:
    process_id = deployed(clients("owner"), job_type)
    return camunda.started(clients(OFFICER), process_id, agency="so-y-te", name=name).process_instance_key


def activated(client: CamundaClient, job_type: str, **more: Any) -> list[sdk.ActivatedJobResult]:
    request = sdk.JobActivationRequest(type_=job_type, timeout=60_000, max_jobs_to_activate=5, worker="post", **more)
    return client.activate_jobs(data=request).jobs


def found(client: CamundaClient, key: str, **filters: Any) -> list[sdk.JobSearchResult]:
    query = sdk.JobSearchQuery(filter_=sdk.JobFilter(process_instance_key=key, **filters))
    return client.search_jobs(data=query).items


def variables(client: CamundaClient, key: str) -> dict[str, Any]:
    query = sdk.VariableSearchQuery(filter_=sdk.VariableFilter(process_instance_key=key))
    return {item.name: json.loads(item.value) for item in client.search_variables(data=query).items}


def state(clients: Clients, key: sdk.ProcessInstanceKey) -> sdk.ProcessInstanceStateEnum:
    return clients(OFFICER).get_process_instance(key).state


def refused(error: pytest.ExceptionInfo[ApiError]) -> tuple[int, str]:
    return error.value.status_code, httpx.Response(200, content=error.value.content).json()["code"]


def test_gives_a_job_out_and_takes_what_was_done(clients: Clients) -> None:
    key = started(clients, "give")
    worker = clients("owner")
    before = datetime.now(UTC)
    (job,) = activated(worker, "give", fetch_variable=["to"])
    assert (job.process_instance_key, job.element_id, job.worker, job.retries) == (key, "send", "post", 3)
    assert (job.custom_headers.to_dict(), job.variables.to_dict()) == ({"channel": "sms"}, {"to": "Lan"})
    assert (job.kind, job.job_lease_token) == (sdk.JobKindEnum.BPMN_ELEMENT, None)
    given_until = datetime.fromtimestamp(job.deadline / 1000, tz=UTC)
    assert timedelta(seconds=59) < given_until - before < timedelta(seconds=120)
    assert activated(worker, "give") == []
    done = sdk.JobCompletionRequest(variables=sdk.JobCompletionRequestVariables.from_dict({"receipt": 7}))
    worker.complete_job(job.job_key, data=done)
    assert state(clients, key) == sdk.ProcessInstanceStateEnum.COMPLETED
    assert variables(clients(OFFICER), key)["receipt"] == 7
    with pytest.raises(NotFoundError):
        worker.complete_job(job.job_key, data=sdk.JobCompletionRequest())


def test_completes_without_a_body(clients: Clients) -> None:
    key = started(clients, "bare")
    (job,) = activated(clients("owner"), "bare")
    clients("owner").complete_job(job.job_key)
    assert state(clients, key) == sdk.ProcessInstanceStateEnum.COMPLETED


def test_a_job_that_failed_for_good_is_an_incident_and_comes_back(clients: Clients) -> None:
    key = started(clients, "fail")
    worker = clients("owner")
    (job,) = activated(worker, "fail")
    worker.fail_job(job.job_key, data=sdk.JobFailRequest(retries=1, error_message="line busy", retry_back_off=0))
    assert [each.has_failed_with_retries_left for each in found(worker, key)] == [True]
    (job,) = activated(worker, "fail")
    worker.fail_job(job.job_key, data=sdk.JobFailRequest(retries=0, error_message="line dead"))
    active = sdk.IncidentFilter(process_instance_key=key, state=sdk.IncidentStateExactMatch.ACTIVE)
    (incident,) = worker_incidents = (
        clients("supervisor").search_incidents(data=sdk.IncidentSearchQuery(filter_=active)).items
    )
    assert (incident.job_key, incident.element_id) == (job.job_key, "send")
    assert incident.error_type == sdk.IncidentErrorTypeEnum.JOB_NO_RETRIES
    with pytest.raises(ConflictError) as held:
        worker.complete_job(job.job_key, data=sdk.JobCompletionRequest())
    assert refused(held) == (409, "job_held")
    worker.update_job(job.job_key, data=sdk.JobUpdateRequest(changeset=sdk.JobChangeset(retries=4)))
    assert activated(worker, "fail") == []
    worker.resolve_incident(incident.incident_key)
    (job,) = activated(worker, "fail")
    assert job.retries == 4
    worker.complete_job(job.job_key, data=sdk.JobCompletionRequest())
    assert state(clients, key) == sdk.ProcessInstanceStateEnum.COMPLETED
    assert len(worker_incidents) == 1


def test_an_error_takes_its_way(clients: Clients) -> None:
    key = started(clients, "error")
    (job,) = activated(clients("owner"), "error")
    thrown = sdk.JobErrorRequest(
        error_code="REFUSED", variables=sdk.JobErrorRequestVariables.from_dict({"because": "moved away"})
    )
    clients("owner").throw_job_error(job.job_key, data=thrown)
    assert state(clients, key) == sdk.ProcessInstanceStateEnum.COMPLETED
    assert variables(clients(OFFICER), key)["because"] == "moved away"
    (ended,) = found(clients(OFFICER), key)
    assert (ended.state, ended.error_code, ended.worker) == (sdk.JobStateEnum.ERROR_THROWN, "REFUSED", "post")


def test_a_lease_is_proved_by_its_token(clients: Clients) -> None:
    key = started(clients, "lease")
    worker = clients("owner")
    (job,) = activated(worker, "lease", with_lease=True)
    assert job.job_lease_token is not None
    for token in (None, sdk.JobLeaseToken("of yesterday")):
        with pytest.raises(ConflictError) as taken:
            worker.complete_job(job.job_key, data=sdk.JobCompletionRequest(job_lease_token=token))
        assert refused(taken) == (409, "job_taken")
    longer = sdk.JobUpdateRequest(changeset=sdk.JobChangeset(timeout=120_000), job_lease_token=job.job_lease_token)
    worker.update_job(job.job_key, data=longer)
    worker.complete_job(job.job_key, data=sdk.JobCompletionRequest(job_lease_token=job.job_lease_token))
    assert state(clients, key) == sdk.ProcessInstanceStateEnum.COMPLETED


def test_a_worker_is_told_that_its_case_was_cancelled(clients: Clients) -> None:
    key = started(clients, "cancel")
    (job,) = activated(clients("owner"), "cancel")
    clients("supervisor").cancel_process_instance(key, data=sdk.CancelProcessInstanceRequest())
    with pytest.raises(NotFoundError):
        clients("owner").complete_job(job.job_key, data=sdk.JobCompletionRequest())
    assert [each.state for each in found(clients(OFFICER), key)] == [sdk.JobStateEnum.CANCELED]


def test_searches_jobs_of_the_cases_one_sees(clients: Clients) -> None:
    key = started(clients, "search")
    (waiting,) = found(
        clients(OFFICER),
        key,
        state=sdk.JobStateExactMatch.CREATED,
        type_=sdk.AdvancedStringFilter(like="sear*"),
        element_id="send",
        retries=3,
        kind=sdk.JobKindExactMatch.BPMN_ELEMENT,
        process_definition_id="probe_search",
        has_failed_with_retries_left=False,
    )
    assert (waiting.deadline, waiting.end_time, waiting.worker) == (None, None, "")
    assert waiting.custom_headers.to_dict() == {"channel": "sms"}
    assert [each.job_key for each in found(clients("owner"), key)] == [waiting.job_key]
    assert found(clients(FOREIGNER), key) == []
    by_type = [
        sdk.JobSearchQuerySortRequest(field=field)
        for field in sdk.JobSearchQuerySortRequestField
        if field not in UNSORTED
    ]
    query = sdk.JobSearchQuery(filter_=sdk.JobFilter(job_key=waiting.job_key), sort=by_type)
    assert len(clients(OFFICER).search_jobs(data=query).items) == 1


UNSORTED = {
    sdk.JobSearchQuerySortRequestField.DENIEDREASON,
    sdk.JobSearchQuerySortRequestField.ISDENIED,
    sdk.JobSearchQuerySortRequestField.HASFAILEDWITHRETRIESLEFT,
    sdk.JobSearchQuerySortRequestField.PRIORITY,
}
"""What no job here has of its own."""


def test_lets_only_operators_work_on_jobs(clients: Clients) -> None:
    started(clients, "theirs")
    with pytest.raises(ApiError) as told:
        activated(clients(OFFICER), "theirs")
    assert told.value.status_code == 403
    assert len(activated(clients("owner"), "theirs")) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "activation", {"timeout": 1, "maxJobsToActivate": 1}, "type"),
        ("POST", "activation", {"type": "", "timeout": 1, "maxJobsToActivate": 1}, "type"),
        ("POST", "activation", {"type": "a", "timeout": 0, "maxJobsToActivate": 1}, "timeout"),
        ("POST", "activation", {"type": "a", "timeout": 1, "maxJobsToActivate": 0}, "maxJobsToActivate"),
        ("POST", "activation", {"type": "a", "timeout": 10**18, "maxJobsToActivate": 1}, "timeout"),
        ("POST", "activation", {"type": "a", "timeout": 1, "maxJobsToActivate": 1, "tenantIds": ["b"]}, "tenantIds"),
        ("POST", "activation", {"type": "a", "timeout": 1, "maxJobsToActivate": 1, "invented": 1}, "invented"),
        ("POST", "{job}/completion", {"variables": [1]}, "variables"),
        ("POST", "{job}/completion", {"result": {"denied": True}}, "result"),
        ("POST", "{job}/completion", {"businessId": "b"}, "businessId"),
        ("POST", "{job}/failure", {"retries": -1}, "retries"),
        ("POST", "{job}/failure", {"retryBackOff": -1}, "retryBackOff"),
        ("POST", "{job}/failure", {"retries": 10**12}, "retries"),
        ("POST", "{job}/failure", {"errorMessage": 7}, "errorMessage"),
        ("POST", "{job}/error", {}, "errorCode"),
        ("POST", "{job}/error", {"errorCode": ""}, "errorCode"),
        ("PATCH", "{job}", {"changeset": {}}, "changeset"),
        ("PATCH", "{job}", {"changeset": {"retries": 0}}, "changeset"),
        ("PATCH", "{job}", {"changeset": {"priority": 3}}, "changeset"),
        ("POST", "search", {"filter": {"invented": 1}}, None),
        ("POST", "search", {"filter": {"retries": "many"}}, None),
    ],
)
def test_names_what_does_not_fit_and_changes_nothing(
    clients: Clients, shared_service: Service, method: str, path: str, body: dict[str, Any], field: str | None
) -> None:
    key = started(clients, "unfit")
    (before,) = found(clients("owner"), key)
    url = f"{shared_service.url}/v2/jobs/{path.format(job=before.job_key)}"
    answer = httpx.request(method, url, json=body, auth=("owner", PASSWORD))
    assert answer.status_code == 422
    assert field is None or [name.split(".")[0] for name in answer.json()["fields"]] == [field]
    assert found(clients("owner"), key) == [before]


def test_no_job_has_that_key(clients: Clients) -> None:
    worker, key = clients("owner"), sdk.JobKey("1")
    for ask in (
        lambda: worker.complete_job(key, data=sdk.JobCompletionRequest()),
        lambda: worker.fail_job(key, data=sdk.JobFailRequest()),
        lambda: worker.throw_job_error(key, data=sdk.JobErrorRequest(error_code="A")),
        lambda: worker.update_job(key, data=sdk.JobUpdateRequest(changeset=sdk.JobChangeset(retries=1))),
    ):
        with pytest.raises(NotFoundError) as unknown:
            ask()
        assert refused(unknown) == (404, "job_not_found")


def test_the_worker_of_the_operating_guide_works(
    clients: Clients, shared_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = started(clients, "sms")
    address = {"REST_ADDRESS": f"{shared_service.url}/v2", "AUTH_STRATEGY": "BASIC"}
    for name, value in (address | {"BASIC_AUTH_USERNAME": "owner", "BASIC_AUTH_PASSWORD": PASSWORD}).items():
        monkeypatch.setenv(f"CAMUNDA_{name}", value)
    (example,) = re.findall(r"```python\n(.*?)\nasyncio.run\(main\(\)\)\n```", GUIDE.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 -- the guide's own lines

    async def work() -> None:
        has_come, send = asyncio.Event(), names["send_sms"]
        doing: list[asyncio.Task[Any] | None] = []

        async def watched(job: ConnectedJobContext) -> dict[str, Any]:
            doing.append(asyncio.current_task())
            has_come.set()
            job.variables["phone"] = "0900"
            sent: dict[str, Any] = await send(job)
            return sent

        names["send_sms"] = watched
        workers = asyncio.create_task(names["main"]())
        await asyncio.wait_for(has_come.wait(), 60)
        assert doing[0] is not None
        await doing[0]
        workers.cancel()
        await asyncio.wait([workers])

    asyncio.run(work())
    assert state(clients, key) == sdk.ProcessInstanceStateEnum.COMPLETED
    assert variables(clients(OFFICER), key)["receipt"] == 7


@pytest.mark.parametrize("with_lease", [False, True])
def test_the_librarys_own_worker_completes_fails_and_throws(
    clients: Clients,
    shared_service: Service,
    with_lease: bool,  # noqa: FBT001
) -> None:
    job_type = f"worker_{with_lease}".lower()
    keys = {name: started(clients, job_type, name) for name in ("done", "refused", "again", "broken")}
    seen: list[str] = []

    async def work() -> None:
        configuration = {
            "CAMUNDA_REST_ADDRESS": f"{shared_service.url}/v2",
            "CAMUNDA_AUTH_STRATEGY": "BASIC",
            "CAMUNDA_BASIC_AUTH_USERNAME": "owner",
            "CAMUNDA_BASIC_AUTH_PASSWORD": PASSWORD,
            "CAMUNDA_SDK_LOG_LEVEL": "silent",
        }
        all_done = asyncio.Event()

        async def send(job: ConnectedJobContext) -> dict[str, Any]:
            name = job.variables.to_dict()["to"]
            seen.append(name)
            if len(seen) == 5:
                all_done.set()
            if name == "refused":
                raise JobError("REFUSED", "moved away")
            if name == "broken":
                raise JobFailure("line dead", retries=0)
            if name == "again" and seen.count(name) == 1:
                raise ConnectionError("line busy")
            return {"receipt": len(seen)}

        async with CamundaAsyncClient(configuration=configuration) as client:
            config = WorkerConfig(job_type=job_type, job_timeout_milliseconds=60_000, with_lease=with_lease)
            worker = client.create_job_worker(config=config, callback=send)
            await asyncio.wait_for(all_done.wait(), 60)
            await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task(), worker.polling_task})
            await worker.aclose()

    asyncio.run(work())
    assert sorted(seen) == ["again", "again", "broken", "done", "refused"]
    ended = {name: state(clients, key) for name, key in keys.items()}
    assert ended == dict.fromkeys(keys, sdk.ProcessInstanceStateEnum.COMPLETED) | {
        "broken": sdk.ProcessInstanceStateEnum.ACTIVE
    }
    assert (
        clients("supervisor")
        .search_incidents(data=sdk.IncidentSearchQuery(filter_=sdk.IncidentFilter(process_instance_key=keys["broken"])))
        .items[0]
        .error_message.endswith("line dead. Correct the cause and retry the incident.")
    )
