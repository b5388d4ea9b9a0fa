"""Bad input at the whole service: a status, a code, a sentence, and nothing changed. On both databases."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from service.process.definitions.model import process_definition
from service.process.definitions.queries import diagram
from service.process.instances.model import process_instance, user_task
from service.process.worklist.model import draft
from tests.support import bpmn, cast
from tests.support.cast import Cast, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.support import served

MEGABYTES_10 = 10 * 1024 * 1024
NUL, HALF_A_LETTER, TURNED = "\0", "\\ud800", "\u202e"
TASK = "/v2/user-tasks/{user_task_key}"
COMPLETION = f"{TASK}/completion"
SEARCH = "/v2/user-tasks/search"
STARTS = "/v2/process-instances"
DEPLOYMENTS = "/v2/deployments"
BEYOND_KEYS = 2**63
DECISION = {"is_working": False, "reason": "Hoán đổi", "document": "5034/TB-LĐTBXH", "issuer": "Bộ LĐ-TB&XH"}


@dataclass(frozen=True)
class Bad:
    """A request that must be refused: who sends what, the answer, and the field it names."""

    path: str
    body: Mapping[str, Any]
    status: int
    code: str
    names: str = ""
    kind: str = "officer"
    method: str = "POST"


def answers(**given: Any) -> dict[str, Any]:
    return {"json": {"variables": given}}


def raw(content: bytes | str, content_type: str = "application/json") -> dict[str, Any]:
    return {"data": content if isinstance(content, bytes) else content.encode(), "content_type": content_type}


def resource(content: bytes, name: str = "bad.bpmn") -> dict[str, Any]:
    return {"resource": (name, content)}


def process(*nodes: str) -> bytes:
    return bpmn.diagram("bad", bpmn.start(), *nodes, bpmn.end())


def nested(depth: int) -> str:
    return '{"variables": {"a": ' + "[" * depth + "]" * depth + "}}"


def cursor(text: str) -> dict[str, Any]:
    return {"json": {"page": {"after": base64.b64encode(text.encode()).decode()}}}


def modification(
    status: int,
    code: str,
    names: str = "",
    *,
    key: str = "{process_instance_key}",
    start: str = "",
    end: tuple[str, ...] | list[str] = (),
    reason: str = "a trial",
    kind: str = "supervisor",
    **more: Any,
) -> Bad:
    """A refused modification; what is not of the whole body belongs to the element to start."""
    body: dict[str, Any] = {"reason": reason, "terminateInstructions": [{"elementInstanceKey": each} for each in end]}
    whole = {name: more.pop(name) for name in ("moveInstructions", "terminateInstructions") if name in more}
    if start:
        body["activateInstructions"] = [{"elementId": start, **more}]
    path = f"/api/v1/process-instances/{key}/modification"
    return Bad(path, {"json": body | whole}, status, code, names, kind)


def migration(
    status: int,
    code: str,
    names: str = "",
    *mapping: tuple[str, str],
    key: str = "{process_instance_key}",
    kind: str = "supervisor",
    **more: Any,
) -> Bad:
    """A refused migration of the process of a case's task, by default on the version it runs on."""
    instructions = [{"sourceElementId": source, "targetElementId": target} for source, target in mapping]
    versions = {f"{each}ProcessDefinitionKey": "{process_definition_key}" for each in ("source", "target")}
    body = versions | {"mappingInstructions": instructions, "reason": "a trial"} | more
    return Bad(f"/api/v1/process-instances/{key}/migration", {"json": body}, status, code, names, kind)


SCRIPT = process(bpmn.node("scriptTask", "script"), bpmn.path("start", "script", "end"))
FLYING = process(bpmn.node("flyingTask", "fly"), bpmn.path("start", "fly", "end"))
UNREADABLE = process(
    bpmn.node("exclusiveGateway", "gate"), bpmn.flow("start", "gate"), bpmn.flow("gate", "end", "= 1 +")
)
STAYS = ("{element_id}", "{element_id}")
NO_REASON_ENDS = {"json": {"filter": {"processInstanceKey": "1"}, "reason": "a" * 2001}}
DOCTYPE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'

BAD: dict[str, Bad] = {
    "a suspension for 2,001 letters": Bad(
        f"{STARTS}/{{process_instance_key}}/suspension", NO_REASON_ENDS, 422, "unprocessable_entity", kind="supervisor"
    ),
    "a resumption of what runs": Bad(
        f"{STARTS}/{{process_instance_key}}/resumption",
        {"json": {}},
        409,
        "process_instance_running",
        kind="supervisor",
    ),
    "a suspension of nothing": Bad(
        f"{STARTS}/1/suspension", {"json": {}}, 404, "process_instance_not_found", kind="supervisor"
    ),
    "a batch over everything": Bad(
        f"{STARTS}/cancellation", {"json": {"filter": {}}}, 422, "unprocessable_entity", "filter", kind="supervisor"
    ),
    "a batch over what nobody knows": Bad(
        f"{STARTS}/cancellation", {"json": {"filter": {"colour": "red"}}}, 422, "search_invalid", kind="supervisor"
    ),
    "a batch that is not there": Bad(
        "/v2/batch-operations/1/cancellation", {"json": {}}, 404, "batch_operation_not_found", kind="supervisor"
    ),
    "a wrong agency's officer": Bad(COMPLETION, answers(), 404, "user_task_not_found", kind="foreign officer"),
    "completed twice": Bad("/v2/user-tasks/{closed_task_key}/completion", answers(), 409, "user_task_closed"),
    "an answer missing": Bad(COMPLETION, answers(), 422, "answers_invalid", "{question}"),
    "an answer of another type": Bad(
        COMPLETION, {"json": {"variables": {"{question}": {"a": 1}}}}, 422, "answers_invalid", "{question}"
    ),
    "an unknown question": Bad(COMPLETION, answers(nonsense=1), 422, "answers_invalid", "nonsense"),
    "NUL in an answer": Bad(COMPLETION, answers(note=f"a{NUL}b"), 422, "json_refused", "variables.note"),
    "half a letter in an answer": Bad(
        COMPLETION, raw(f'{{"variables": {{"note": "{HALF_A_LETTER}"}}}}'), 422, "json_refused", "variables.note"
    ),
    "half a letter in a name": Bad(
        COMPLETION, raw(f'{{"variables": {{"{HALF_A_LETTER}": 1}}}}'), 422, "json_refused", "variables"
    ),
    "a number without end": Bad(COMPLETION, raw('{"variables": {"a": 1e999}}'), 422, "json_refused", "variables.a"),
    "a number that is none": Bad(COMPLETION, raw('{"variables": {"a": NaN}}'), 422, "json_refused", "variables.a"),
    "a number of 400 digits": Bad(
        COMPLETION, raw(f'{{"variables": {{"a": {"9" * 400}}}}}'), 422, "json_refused", "variables.a"
    ),
    "a number of 5,000 digits": Bad(
        COMPLETION, raw(f'{{"variables": {{"a": {"9" * 5000}}}}}'), 422, "json_refused", "$"
    ),
    "200 lists in each other": Bad(COMPLETION, raw(nested(200)), 422, "json_refused", "variables.a.0.0.0"),
    "10,000 lists in each other": Bad(COMPLETION, raw(nested(10_000)), 422, "json_refused", "$"),
    "malformed JSON": Bad(COMPLETION, raw("{"), 400, "bad_request"),
    "broken UTF-8": Bad(COMPLETION, raw(b'{"variables": {"note": "\xff\xfe"}}'), 400, "bad_request"),
    "JSON that is no object": Bad(COMPLETION, raw("[]"), 422, "unprocessable_entity", "_schema"),
    "an unknown JSON field": Bad(COMPLETION, {"json": {"nonsense": 1}}, 422, "unprocessable_entity", "nonsense"),
    "a JSON field of another type": Bad(
        COMPLETION, {"json": {"variables": []}}, 422, "unprocessable_entity", "variables"
    ),
    "another content type": Bad(COMPLETION, raw("{}", "text/plain"), 415, "unsupported_media_type"),
    "10 MB of JSON": Bad(COMPLETION, raw(b'"' + b"x" * MEGABYTES_10 + b'"'), 413, "request_entity_too_large"),
    "a method of another address": Bad(TASK, {"json": {}}, 405, "method_not_allowed", method="PUT"),
    # -- keys
    "a key that is a word": Bad("/v2/user-tasks/abc", {}, 404, "not_found", method="GET"),
    "a key below zero": Bad("/v2/user-tasks/-1", {}, 404, "not_found", method="GET"),
    "a key beyond 63 bits": Bad(f"/v2/user-tasks/{BEYOND_KEYS}", {}, 404, "not_found", method="GET"),
    "a key of nothing": Bad("/v2/user-tasks/1", {}, 404, "user_task_not_found", method="GET"),
    "NUL in an address": Bad("/api/v1/agencies/a%00", {}, 400, "bad_request", method="GET"),
    "working days between no days": Bad(
        "/api/v1/working-days?from=x&to=2022-01-01", {}, 422, "unprocessable_entity", "from", method="GET"
    ),
    "working days that end before they begin": Bad(
        "/api/v1/working-days?from=2022-02-02&to=2022-01-01", {}, 422, "unprocessable_entity", "to", method="GET"
    ),
    "a decided day that is none": Bad(
        "/api/v1/working-days/2022-02-31", {"json": DECISION}, 404, "day_unreadable", kind="supervisor", method="PUT"
    ),
    "a decided day without a document": Bad(
        "/api/v1/working-days/2030-01-02",
        {"json": DECISION | {"document": ""}},
        422,
        "unprocessable_entity",
        "document",
        kind="supervisor",
        method="PUT",
    ),
    "a Sunday decided to be off": Bad(
        "/api/v1/working-days/2030-01-06", {"json": DECISION}, 422, "day_invalid", "off", "supervisor", "PUT"
    ),
    "an undecided day taken back": Bad(
        "/api/v1/working-days/2030-01-02", {}, 409, "day_not_decided", kind="supervisor", method="DELETE"
    ),
    "NUL in a query": Bad("/api/v1/exemplars?search=%00", {}, 400, "bad_request", method="GET"),
    # -- searches
    "a cursor that is no base64": Bad(SEARCH, {"json": {"page": {"after": "!"}}}, 422, "cursor_invalid"),
    "a cursor of another order": Bad(SEARCH, cursor("[1, 2, 3]"), 422, "cursor_invalid"),
    "a cursor beyond 63 bits": Bad(SEARCH, cursor(f"[{BEYOND_KEYS}]"), 422, "cursor_invalid"),
    "a cursor of 10,000 lists": Bad(SEARCH, cursor("[" * 10_000), 422, "cursor_invalid"),
    "a cursor in a list's address": Bad("/api/v1/exemplars?cursor=%21", {}, 422, "cursor_invalid", method="GET"),
    "an unknown filter": Bad(SEARCH, {"json": {"filter": {"nonsense": 1}}}, 422, "search_invalid"),
    "a filter beyond 63 bits": Bad(SEARCH, {"json": {"filter": {"priority": BEYOND_KEYS}}}, 422, "search_invalid"),
    "a filter that is no key": Bad(SEARCH, {"json": {"filter": {"userTaskKey": "9" * 30}}}, 422, "search_invalid"),
    "a filter that is no day": Bad(SEARCH, {"json": {"filter": {"dueDate": "mai"}}}, 422, "search_invalid"),
    "a page without end": Bad(SEARCH, {"json": {"page": {"limit": 10**30}}}, 422, "search_invalid"),
    # -- starting, handing on, the clock
    "an unknown process": Bad(STARTS, {"json": {"processDefinitionId": "nope"}}, 404, "process_definition_not_found"),
    "an unknown version": Bad(
        STARTS,
        {"json": {"processDefinitionId": "exemplar_lifecycle", "processDefinitionVersion": 99}},
        404,
        "process_definition_not_found",
    ),
    "a version beyond all numbers": Bad(
        STARTS,
        {"json": {"processDefinitionId": "exemplar_lifecycle", "processDefinitionVersion": 10**30}},
        422,
        "unprocessable_entity",
        "processDefinitionVersion",
    ),
    "an agency that is a list": Bad(
        STARTS,
        {"json": {"processDefinitionId": "exemplar_lifecycle", "variables": {"agency": ["so-y-te"]}}},
        422,
        "agency_ill_typed",
        "variables.agency",
    ),
    "a person nobody knows": Bad(
        f"{TASK}/assignment", {"json": {"assignee": "nobody"}}, 422, "assignee_unknown", "assignee", kind="head"
    ),
    "a due day before all days": Bad(
        TASK,
        {"json": {"changeset": {"dueDate": "0001-01-01T00:00:00+14:00"}}},
        422,
        "unprocessable_entity",
        "changeset.dueDate",
        kind="head",
        method="PATCH",
    ),
    "a clock beyond all years": Bad(
        "/v2/clock", {"json": {"timestamp": 10**17}}, 422, "unprocessable_entity", "timestamp", "supervisor", "PUT"
    ),
    "a message without end": Bad(
        "/v2/messages/publication",
        {"json": {"name": "x", "correlationKey": "1", "timeToLive": 10**30}},
        422,
        "unprocessable_entity",
        "timeToLive",
        kind="owner",
    ),
    # -- modifying
    "a modification of nothing": modification(404, "process_instance_not_found", key="1", start="case_ended"),
    "a modification of a case that has ended": modification(
        409, "process_instance_ended", key="{ended_instance_key}", start="case_ended"
    ),
    "a modification by who may not": modification(403, "not_allowed", start="case_ended", kind="officer"),
    "a modification without reason": modification(422, "unprocessable_entity", "reason", reason=" ", start="x"),
    "a modification without instruction": modification(422, "nothing_to_modify"),
    "an unknown element to start": modification(422, "element_unknown", start="nonsense"),
    "a start event to start": modification(422, "element_unstartable", start="life_started"),
    "an ancestor of another case": modification(
        422, "ancestor_invalid", start="{element_id}", ancestorElementInstanceKey="{foreign_task_key}"
    ),
    "an element instance of another case": modification(422, "element_not_active", end=["{foreign_task_key}"]),
    "an element instance that has ended": modification(422, "element_not_active", end=["{closed_task_key}"]),
    "an element instance ended twice": modification(
        422, "instruction_repeated", end=["{user_task_key}", "{user_task_key}"]
    ),
    "variables in a scope that is not there": modification(
        422,
        "variable_scope_invalid",
        start="{element_id}",
        variableInstructions=[{"scopeId": "nonsense", "variables": {"a": 1}}],
    ),
    "variables that are a list": modification(
        422,
        "unprocessable_entity",
        "activateInstructions.0.variableInstructions.0.variables",
        start="{element_id}",
        variableInstructions=[{"variables": []}],
    ),
    "an element to end by key and id": modification(
        422,
        "unprocessable_entity",
        "terminateInstructions.0.elementInstanceKey",
        terminateInstructions=[{"elementInstanceKey": "{user_task_key}", "elementId": "{element_id}"}],
    ),
    "a move of a kind that is none": modification(
        422,
        "unprocessable_entity",
        "moveInstructions.0.sourceElementInstruction.sourceType",
        moveInstructions=[{"sourceElementInstruction": {"sourceType": "all"}, "targetElementId": "{element_id}"}],
    ),
    "a move without its source": modification(
        422,
        "unprocessable_entity",
        "moveInstructions.0.sourceElementInstruction.sourceType",
        moveInstructions=[{"sourceElementInstruction": {"sourceType": "byId"}, "targetElementId": "{element_id}"}],
    ),
    "a thousand instructions": modification(
        422,
        "unprocessable_entity",
        "terminateInstructions",
        terminateInstructions=[{"elementId": "{element_id}"}] * 1000,
    ),
    # -- migrating
    "a migration of nothing": migration(404, "process_instance_not_found", "", STAYS, key="1"),
    "a migration of a case that has ended": migration(
        409, "process_instance_ended", "", STAYS, key="{ended_instance_key}"
    ),
    "a migration by who may not": migration(403, "not_allowed", "", STAYS, kind="officer"),
    "a migration without reason": migration(422, "unprocessable_entity", "reason", STAYS, reason=" "),
    "a migration to no version": migration(
        404, "process_definition_not_found", "", STAYS, targetProcessDefinitionKey="1"
    ),
    "a migration from no version": migration(
        404, "process_definition_not_found", "", STAYS, sourceProcessDefinitionKey="1"
    ),
    "a migration from a version that does not run": migration(
        409, "migration_refused", sourceProcessDefinitionKey="{idle_definition_key}"
    ),
    "a migration without what is active": migration(409, "migration_refused", "{element_id}"),
    "a migration of an unknown element": migration(422, "mapping_invalid", "nonsense", STAYS, ("nonsense", "nonsense")),
    "a migration to an unknown element": migration(
        422, "mapping_invalid", "{element_id}", ("{element_id}", "nonsense")
    ),
    "an element mapped twice": migration(422, "mapping_invalid", "{element_id}", STAYS, STAYS),
    "an element mapped on another type": migration(
        422, "mapping_invalid", "{element_id}", ("{element_id}", "{other_element_id}")
    ),
    "a target that is no key": migration(
        422, "unprocessable_entity", "targetProcessDefinitionKey", STAYS, targetProcessDefinitionKey="abc"
    ),
    "a mapping that is no list": migration(422, "unprocessable_entity", "mappingInstructions", mappingInstructions={}),
    "a mapping of nothing on nothing": migration(
        422, "unprocessable_entity", "mappingInstructions.0.sourceElementId", mappingInstructions=[{}]
    ),
    "a thousand mappings": migration(422, "unprocessable_entity", "mappingInstructions", *[STAYS] * 1000),
    "a trial from no version": Bad(
        "/api/v1/process-definitions/1/migration/dry-run",
        {"json": {"targetProcessDefinitionKey": "{process_definition_key}"}},
        404,
        "process_definition_not_found",
        kind="owner",
    ),
    "a trial from a page that is none": Bad(
        "/api/v1/process-definitions/{process_definition_key}/migration/dry-run",
        {"json": {"targetProcessDefinitionKey": "{process_definition_key}", "cursor": "!"}},
        422,
        "cursor_invalid",
        kind="owner",
    ),
    "variables of nothing": Bad(
        "/v2/element-instances/1/variables",
        {"json": {"variables": {}}},
        404,
        "element_instance_not_found",
        kind="supervisor",
        method="PUT",
    ),
    "variables of an element instance that has ended": Bad(
        "/v2/element-instances/{closed_task_key}/variables",
        {"json": {"variables": {"a": 1}}},
        422,
        "element_not_active",
        kind="supervisor",
        method="PUT",
    ),
    # -- deploying
    "broken XML": Bad(DEPLOYMENTS, resource(b"<bpmn:definitions"), 422, "diagram_refused", kind="owner"),
    "a DOCTYPE": Bad(DEPLOYMENTS, resource(DOCTYPE), 422, "diagram_refused", kind="owner"),
    "a DOCTYPE in a decision": Bad(DEPLOYMENTS, resource(DOCTYPE, "bad.dmn"), 422, "decision_refused", kind="owner"),
    "20,000 elements in each other": Bad(DEPLOYMENTS, resource(b"<a>" * 20_000), 422, "diagram_refused", kind="owner"),
    "4,000 steps": Bad(
        DEPLOYMENTS,
        resource(process(*(bpmn.node("manualTask", f"step_{n}") for n in range(4000)))),
        422,
        "diagram_refused",
        kind="owner",
    ),
    "a script task": Bad(DEPLOYMENTS, resource(SCRIPT), 422, "diagram_refused", "script", kind="owner"),
    "an unknown element": Bad(DEPLOYMENTS, resource(FLYING), 422, "diagram_refused", "fly", kind="owner"),
    "a condition that is no FEEL": Bad(
        DEPLOYMENTS, resource(UNREADABLE), 422, "diagram_refused", "gate_to_end", kind="owner"
    ),
    "a form that is no JSON": Bad(DEPLOYMENTS, resource(b"{", "bad.form"), 422, "form_refused", kind="owner"),
    "a form of 10,000 lists": Bad(DEPLOYMENTS, resource(b"[" * 10_000, "bad.form"), 422, "form_refused", kind="owner"),
    "a file of another kind": Bad(DEPLOYMENTS, resource(b"MZ", "bad.exe"), 422, "resource_kind_unknown", kind="owner"),
    "a deployment of nothing": Bad(
        DEPLOYMENTS, raw("garbage", "multipart/form-data; boundary=x"), 422, "nothing_to_deploy", kind="owner"
    ),
    # -- files
    "a file that is a page": Bad("/v2/documents", {"file": ("a.html", b"<script>")}, 422, "file_type_refused"),
    "a file under another name": Bad("/v2/documents", {"file": ("a.pdf", b"<script>")}, 422, "file_type_refused"),
    "no file": Bad("/v2/documents", raw("", "multipart/form-data; boundary=x"), 422, "file_missing"),
}


@dataclass(frozen=True)
class OnPages:
    """A form that a page did not send, and the page that answers."""

    path: str
    entries: Mapping[str, str]
    status: int
    kind: str = "officer"


PAGES: dict[str, OnPages] = {
    "a wrong agency's officer": OnPages("/tasks/{user_task_key}", {}, 404, kind="foreign officer"),
    "completed twice": OnPages("/tasks/{closed_task_key}", {}, 409),
    "a stale draft": OnPages("/tasks/{user_task_key}/draft", {"_revision": "7"}, 409),
    "a draft of no revision": OnPages("/tasks/{user_task_key}/draft", {"_revision": "9" * 40}, 409),
    "NUL in an answer": OnPages("/tasks/{user_task_key}", {"{question}": f"a{NUL}b"}, 400),
    "NUL in a user name": OnPages("/sign-in", {"user_name": f"a{NUL}"}, 400),
    "a key beyond 63 bits": OnPages(f"/exemplars/{BEYOND_KEYS}/withdrawal", {}, 404),
    "a day that is none": OnPages(
        "/accounts/{account_key}/memberships", {"from_on": "99999-01-01", "role": "officer"}, 422, kind="administrator"
    ),
}


@pytest.fixture(scope="module")
def everybody(demo_config: served.Config) -> Iterator[Cast]:
    with cast.on_stage(demo_config) as found:
        found.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield found


@dataclass(frozen=True)
class Before:
    """What a bad request is sent about, and how everything stood before the first of them."""

    values: Mapping[str, Any]
    state: Mapping[str, int] = field(repr=False)


@pytest.fixture(scope="module")
def before(everybody: Cast) -> Before:
    case = everybody.resources["cases"][0]
    form = everybody.ask("officer", "GET", filled(f"{TASK}/form", case.values), {}).get_json()
    asked = [part for part in json.loads(form["schema"])["components"] if part.get("validate", {}).get("required")]
    with everybody.database.read() as tx:
        closed = (
            select(user_task.c.user_task_key)
            .where(user_task.c.state == "COMPLETED", user_task.c.completed_by == everybody.user_names["officer"])
            .limit(1)
        )
        foreign = select(user_task.c.user_task_key).where(
            user_task.c.state == "CREATED", user_task.c.process_instance_key != case.values["process_instance_key"]
        )
        ended = select(process_instance.c.process_instance_key).where(process_instance.c.ended_at.is_not(None))
        drawn = diagram(tx, case.values["process_definition_key"])
        is_running = select(process_instance.c.process_definition_key)
        idle = select(process_definition.c.process_definition_key).where(
            process_definition.c.process_definition_key.not_in(is_running),
            process_definition.c.process_definition_key != case.values["process_definition_key"],
        )
        found = {
            "other_element_id": next(each for each, (kind, _) in drawn.elements.items() if kind != "USER_TASK"),
            "idle_definition_key": tx.execute(idle.limit(1)).scalar_one(),
            "closed_task_key": tx.execute(closed).scalar_one(),
            "foreign_task_key": tx.execute(foreign.limit(1)).scalar_one(),
            "ended_instance_key": tx.execute(ended.limit(1)).scalar_one(),
            "question": asked[0]["key"],
        }
    return Before({**everybody.things, **case.values, **found}, everybody.state())


def multipart(body: Mapping[str, Any]) -> dict[str, Any]:
    """Make the part of a file anew for each request: a stream is read once."""
    for part in ("resource", "file"):
        if part in body:
            name, content = body[part]
            entries = {"resources" if part == "resource" else part: (io.BytesIO(content), name)}
            return {"data": entries, "content_type": "multipart/form-data"}
    return dict(body)


@pytest.mark.parametrize("name", BAD)
def test_refuses_with_a_sentence_and_changes_nothing(name: str, everybody: Cast, before: Before) -> None:
    bad = BAD[name]
    body = filled(multipart(bad.body), before.values)
    answer = everybody.ask(bad.kind, bad.method, filled(bad.path, before.values), body)
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (bad.status, bad.code), problem
    assert answer.mimetype == "application/problem+json"
    assert problem["status"] == bad.status
    assert problem["detail"].startswith("Expected ")
    assert problem["detail"].endswith(".")
    assert filled(bad.names, before.values) in {"", *problem.get("fields", {})}
    assert everybody.state() == before.state


@pytest.mark.parametrize("name", PAGES)
def test_refuses_on_pages_too(name: str, everybody: Cast, before: Before) -> None:
    bad = PAGES[name]
    body = {"data": filled(dict(bad.entries), before.values)}
    answer = everybody.ask(bad.kind, "POST", filled(bad.path, before.values), body)
    assert answer.status_code == bad.status
    assert answer.mimetype == "text/html"
    assert everybody.state() == before.state


def test_drops_marks_that_turn_the_reading_direction(everybody: Cast, before: Before) -> None:
    body = {"data": {before.values["question"]: f"Gương{TURNED} sáng"}}
    answer = everybody.ask("officer", "POST", filled("/tasks/{user_task_key}/draft", before.values), body)
    assert answer.status_code == 200
    with everybody.database.read() as tx:
        kept = tx.execute(select(draft.c.answers)).scalars().all()
    assert [one[before.values["question"]] for one in kept if before.values["question"] in one] == ["Gương sáng"]
