"""Every route × every kind of person × own and foreign agency, on the whole demo service.

What each answer must be stands in the tables below and nowhere else: they are written from the design, not read from
the policy. A route without a row fails ``test_every_route_has_a_row``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from service.access.routes import declared
from tests.support import cast, served
from tests.support.cast import NOBODY, PERSONS, Cast, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from tests.support.cast import Resource

OFFICERS = {"officer", "head", "foreign officer", "foreign head"}
OVERSEERS = {"supervisor", "auditor"}
DEPLOYERS = {"owner", "administrator"}
NONE = {"processInstanceKey": "1"}
A_VERSION = {"source": "{process_definition_key}"}
WATCHERS = {*OVERSEERS, *DEPLOYERS, "council"}
PLANNERS = {"supervisor", *DEPLOYERS}
PLAN = {"code": "lang-son-2021-2025", "version": 1}
DRAFT = {"code": "lang-son-2026-2030"}


@dataclass(frozen=True)
class Row:
    """Who may call a route, and who is told that it is not theirs (403); everybody else finds nothing (404).

    Beside the kinds of person there are *doer* (whose task it is), *agency* (who works for the case's agency), *leader*
    (its head) and *near* (who sees the case). ``of`` says which resources fill the address: ``nothing``, ``cases``,
    ``starts`` or ``mine``.
    """

    may: set[str]
    told: set[str] = field(default_factory=set)
    of: str = "nothing"
    body: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def public(**options: Any) -> Row:
    return Row({NOBODY, *PERSONS}, **options)


def signed_in(**options: Any) -> Row:
    return Row(set(PERSONS), **options)


def only(*kinds: str, **options: Any) -> Row:
    """These kinds of person; the others are told so."""
    return Row(set(kinds), set(PERSONS), **options)


def case(*words: str, **options: Any) -> Row:
    """These of a case; the others who see it are told so."""
    return Row(set(words), {"near"}, of="cases", **options)


def mine(**options: Any) -> Row:
    """Whose it is; nobody else learns that it exists."""
    return Row({"doer"}, of="mine", **options)


def sent(**entries: Any) -> dict[str, Any]:
    return {"json": entries}


def start(**options: Any) -> Row:
    """Who works for the agency that starts; see ``STARTS``."""
    return Row({"may"}, {"told"}, of="starts", **options)


STARTS = {
    "{agency}": ({"officer", "head"}, set()),
    cast.MEDIA: (set(), {"publicist"}),
    cast.COUNCIL: (set(), {"council"}),
    "ban-tdkt": ({"supervisor"}, set()),
}
"""Agency → who may start a case for it, and who of its people may not."""

WITH_SECOND_FACTOR_BEGUN = {"officer", "publicist", "council"}
A_DIAGRAM = {"data": b"<definitions/>", "content_type": "application/xml"}
DAY = {"day": "2022-09-05"}
DIAGRAM = {"process_definition_id": "exemplar_lifecycle", "version": 1}
DECISION = {"version": 1}
DATED = {"decision_definition_id": "eligibility_minimum"}
FORM = {"version": 1}

MOVE = {
    "sourceElementInstruction": {"sourceType": "byKey", "sourceElementInstanceKey": "{user_task_key}"},
    "targetElementId": "{element_id}",
    "ancestorScopeInstruction": {"ancestorScopeType": "sourceParent"},
}

STAYS = sent(
    targetProcessDefinitionKey="{process_definition_key}",
    mappingInstructions=[{"sourceElementId": "{element_id}", "targetElementId": "{element_id}"}],
)

TABLE: dict[str, Row] = {
    "GET home": public(),
    "GET health": public(),
    "GET web.static": public(values={"filename": "icon.svg"}),
    "GET i18n.switch_language": public(values={"code": "vi"}),
    "GET interface.docs": public(),
    "GET interface.openapi_json": public(),
    "POST csp.receive_report": public(body={"data": b"{}"}),
    # -- signing in, and one's own account
    "GET access.sign_in": public(),
    "POST access.take_password": public(),
    "GET access.second_step": public(),
    "POST access.take_code": public(),
    "POST access.sign_out": signed_in(),
    "GET access.account": signed_in(),
    "GET access.password": signed_in(),
    "POST access.change_password": signed_in(),
    "GET access.second_factor": signed_in(),
    "GET access.second_factor_picture": Row(WITH_SECOND_FACTOR_BEGUN),
    "POST access.begin_second_factor": signed_in(),
    "POST access.confirm_second_factor": signed_in(),
    "POST access.remove_second_factor": signed_in(),
    "POST access.create_token": signed_in(),
    "POST access.revoke_token": mine(),
    "POST access.end_session": mine(),
    # -- other people's accounts
    "GET access.accounts": only("administrator"),
    "GET access.new_account": only("administrator"),
    "POST access.create_account": only("administrator"),
    "GET access.person": only("administrator"),
    "POST access.add_membership": only("administrator"),
    "POST access.end_membership": only("administrator"),
    "POST access.set_roles": only("administrator"),
    "POST access.disable_account": only("administrator"),
    "POST access.enable_account": only("administrator"),
    "POST access.reset_account": only("administrator"),
    "POST access.end_sessions": only("administrator"),
    # -- one's work
    "GET worklist.index": signed_in(),
    "GET worklist.show": case("near"),
    "POST worklist.submit": case("doer"),
    "POST worklist.save_draft": case("doer"),
    "POST worklist.discard_draft": case("doer"),
    "POST worklist.claim": case("doer"),
    "POST worklist.release": case("doer", "leader"),
    "POST worklist_api.search_user_tasks": signed_in(body=sent()),
    "GET worklist_api.get_user_task": case("near"),
    "GET worklist_api.get_user_task_form": case("near"),
    "POST worklist_api.search_user_task_variables": case("near", body=sent()),
    "POST worklist_api.assign_user_task": case("leader", "doer", body=sent(assignee="{doer}")),
    "DELETE worklist_api.unassign_user_task": case("doer", "leader"),
    "POST worklist_api.complete_user_task": case("doer", body=sent(variables={})),
    "PATCH worklist_api.update_user_task": case("leader", body=sent(changeset={"priority": 60})),
    "GET mail.own": signed_in(),
    "POST mail.keep_wish": signed_in(),
    "POST mail.ask_to_confirm": signed_in(),
    "POST mail.forget_address": signed_in(),
    "GET mail.confirm": Row(set(), values={"link": "broken"}),
    "POST mail.use_address": Row(set(), values={"link": "broken"}),
    "GET mail.troubled": only("administrator"),
    "POST mail.send_again": Row(set(), set(PERSONS) - {"administrator"}, values={"mail_key": 1}),
    "POST mail.drop": Row(set(), set(PERSONS) - {"administrator"}, values={"mail_key": 1}),
    "GET notifications.index": signed_in(),
    "POST notifications.mark_all_read": signed_in(),
    "POST notifications.mark_read": mine(),
    # -- cases and their files
    "GET exemplars.index": signed_in(),
    "GET exemplars.show": case("near"),
    "GET exemplars.diagram_xml": case("near"),
    "GET exemplars.diagram_trail": case("near"),
    "GET exemplars.new": only(*OFFICERS, "supervisor"),
    "POST exemplars.start": start(body={"data": {"agency": "{agency}"}}),
    "POST exemplars.withdraw": case("leader", "supervisor"),
    "POST exemplars.revoke": case("agency", "supervisor"),
    "POST exemplars.open_block": case("supervisor"),
    "POST exemplars.close_block": case("supervisor"),
    "GET exemplars_api.list_exemplars": signed_in(),
    "GET exemplars_api.list_nominations": signed_in(),
    "GET exemplars_api.get_exemplar": case("near"),
    "POST exemplars_api.start_nomination": start(body=sent(agency="{agency}")),
    "POST instances_api.create_process_instance": start(
        body=sent(processDefinitionId="exemplar_lifecycle", variables={"agency": "{agency}"})
    ),
    "GET instances_api.get_process_instance": case("near"),
    "POST instances_api.search_process_instances": signed_in(body=sent()),
    "POST instances_api.search_variables": signed_in(body=sent()),
    "POST instances_api.search_incidents": signed_in(body=sent()),
    "POST instances_api.cancel_process_instance": Row({"supervisor", "owner"}, {"near"}, of="cases", body=sent()),
    "POST instances_api.suspend_process_instance": Row({"supervisor", "owner"}, {"near"}, of="cases", body=sent()),
    "POST instances_api.resume_process_instance": Row({"supervisor", "owner"}, {"near"}, of="cases", body=sent()),
    "POST batches_api.cancel_process_instances_batch_operation": only("supervisor", "owner", body=sent(filter=NONE)),
    "POST batches_api.suspend_process_instances_batch_operation": only("supervisor", "owner", body=sent(filter=NONE)),
    "POST batches_api.resume_process_instances_batch_operation": only("supervisor", "owner", body=sent(filter=NONE)),
    "POST batches_api.resolve_incidents_batch_operation": only("supervisor", *DEPLOYERS, body=sent(filter=NONE)),
    "POST batches_api.modify_process_instances_batch_operation": only(
        "supervisor",
        "owner",
        body=sent(filter=NONE, moveInstructions=[{"sourceElementId": "a", "targetElementId": "b"}]),
    ),
    "POST batches_api.migrate_process_instances_batch_operation": only(
        "supervisor",
        "owner",
        body=sent(filter=NONE, migrationPlan={"targetProcessDefinitionKey": "1", "mappingInstructions": []}),
    ),
    "GET batches.migration": only("supervisor", "owner", body={"query_string": A_VERSION}),
    "POST batches.migrate": only("supervisor", "owner", body={"data": {**A_VERSION, "reason": "Bản mới"}}),
    "POST batches_api.search_batch_operations": only("supervisor", "auditor", *DEPLOYERS, body=sent()),
    "POST batches_api.search_batch_operation_items": only("supervisor", "auditor", *DEPLOYERS, body=sent()),
    "GET batches_api.get_batch_operation": only("supervisor", "auditor", *DEPLOYERS),
    "POST batches_api.suspend_batch_operation": only("supervisor", *DEPLOYERS, body=sent()),
    "POST batches_api.resume_batch_operation": only("supervisor", *DEPLOYERS, body=sent()),
    "POST batches_api.cancel_batch_operation": only("supervisor", *DEPLOYERS, body=sent()),
    "GET batches.index": only("supervisor", "auditor", *DEPLOYERS),
    "GET batches.new": only("supervisor", *DEPLOYERS),
    "POST batches.create": only("supervisor", *DEPLOYERS),
    "GET batches.show": only("supervisor", "auditor", *DEPLOYERS),
    "POST batches.suspend": only("supervisor", *DEPLOYERS),
    "POST batches.resume": only("supervisor", *DEPLOYERS),
    "POST batches.cancel": only("supervisor", *DEPLOYERS),
    "POST batches.repeat": only("supervisor", "owner"),
    "POST migration_api.migrate_process_instance": Row({"supervisor", "owner"}, {"near"}, of="cases", body=STAYS),
    "POST migration_api.migrate_with_reason": Row(
        {"supervisor", "owner"},
        {"near"},
        of="cases",
        body={"json": STAYS["json"] | {"sourceProcessDefinitionKey": "{process_definition_key}", "reason": "a trial"}},
    ),
    "POST migration_api.try_migration": Row(
        {"supervisor", "owner"},
        {"auditor"},
        of="cases",
        body=sent(targetProcessDefinitionKey="{process_definition_key}"),
    ),
    "POST modification_api.modify_process_instance": Row(
        {"supervisor", "owner"}, {"near"}, of="cases", body=sent(moveInstructions=[MOVE])
    ),
    "POST modification_api.modify_with_reason": Row(
        {"supervisor", "owner"}, {"near"}, of="cases", body=sent(moveInstructions=[MOVE], reason="a trial")
    ),
    "GET modification_api.get_modifiable": Row({"supervisor", "owner"}, {"near"}, of="cases"),
    "POST elements_api.search_element_instances": signed_in(body=sent()),
    "GET elements_api.get_element_instance": case("near"),
    "PUT modification_api.set_variables": Row(
        {"supervisor", "owner"},
        {"near"},
        of="cases",
        body=sent(variables={"tried": 1}),
    ),
    "POST instances_api.resolve_incident": only("supervisor", *DEPLOYERS),
    "POST instances_api.publish_message": only(*DEPLOYERS, body=sent(name="nothing", correlationKey="1")),
    "POST instances_api.correlate_message": only(*DEPLOYERS, body=sent(name="exemplar_tip_received")),
    "POST instances_api.search_message_subscriptions": signed_in(body=sent()),
    "POST instances_api.broadcast_signal": only(*DEPLOYERS, body=sent(signalName="nothing")),
    "POST jobs_api.activate_jobs": only(*DEPLOYERS, body=sent(type="nothing", timeout=1000, maxJobsToActivate=1)),
    "POST jobs_api.complete_job": only(*DEPLOYERS, body=sent()),
    "POST jobs_api.fail_job": only(*DEPLOYERS, body=sent(retries=1)),
    "POST jobs_api.throw_job_error": only(*DEPLOYERS, body=sent(errorCode="NONE")),
    "PATCH jobs_api.update_job": only(*DEPLOYERS, body=sent(changeset={"retries": 1})),
    "POST jobs_api.search_jobs": signed_in(body=sent()),
    "GET documents.download": case("near"),
    "GET documents_api.get_document": case("near"),
    "POST documents_api.create_document": signed_in(),
    # -- plans, and watching over them
    "GET plans_api.list_plans": signed_in(),
    "GET calendar_api.count_working_days": signed_in(),
    "PUT calendar_api.decide_working_day": only("supervisor", "administrator", values=DAY),
    "DELETE calendar_api.take_back_working_day": only("supervisor", "administrator", values=DAY),
    "GET calendar.index": signed_in(),
    "POST calendar.decide": only("supervisor", "administrator"),
    "POST calendar.take_back": only("supervisor", "administrator", values=DAY),
    "GET plans_api.list_agencies": signed_in(),
    "GET plans_api.get_agency": signed_in(values={"code": "so-y-te"}),
    "GET plans_api.list_movements": signed_in(),
    "GET plans_api.list_quotas": only(*WATCHERS),
    "GET plans_api.get_plan": signed_in(values=PLAN),
    "GET plans_api.list_versions": only(*WATCHERS, values=PLAN),
    "GET plans_api.get_version": only(*WATCHERS, values=PLAN),
    "GET plans_api.get_draft": only(*WATCHERS, values=DRAFT),
    "POST plans_api.draft_plan": only(*PLANNERS, body=sent(document="plan: {}")),
    "POST plans_api.clone_plan": only(*PLANNERS, values=PLAN, body=sent(firstYear=2031)),
    "POST plans_api.decide_question": only(*PLANNERS, values=DRAFT, body=sent(question="minimums", answer="keep")),
    "POST plans_api.publish_plan": only(*PLANNERS, values=DRAFT, body=sent()),
    "POST plans_api.close_plan": only(*PLANNERS, values=PLAN, body=sent(reason="a trial")),
    "GET plans.index": only(*WATCHERS),
    "POST plans.upload": only(*PLANNERS),
    "GET plans.show": only(*WATCHERS, values=PLAN),
    "GET plans.version": only(*WATCHERS, values=PLAN),
    "GET plans.file": only(*WATCHERS, values=PLAN),
    "POST plans.close": only(*PLANNERS, values=PLAN, body={"data": {"reason": "a trial"}}),
    "GET plans.cloning": only(*PLANNERS, values=PLAN),
    "POST plans.clone": only(*PLANNERS, values=PLAN, body={"data": {"first_year": "2031"}}),
    "GET plans.draft": only(*WATCHERS, values=DRAFT),
    "GET plans.draft_file": only(*WATCHERS, values=DRAFT),
    "POST plans.decide": only(*PLANNERS, values=DRAFT, body={"data": {"question": "minimums", "answer": "keep"}}),
    "POST plans.publish": only(*PLANNERS, values=DRAFT),
    "POST plans.discard": only(*PLANNERS, values=DRAFT),
    "GET reports.supervision": only(*WATCHERS),
    "GET reports.quotas_csv": only(*WATCHERS),
    "GET reports.rounds": only(*WATCHERS),
    "GET correspondence.index": signed_in(),
    "GET correspondence.index_csv": signed_in(),
    "GET correspondence.show": Row(set(), set(), values={"issued_document_key": 1}),
    "GET cycle.show": Row(set(), set(), values={"process_instance_key": 1}),
    "GET cycle.diagram_xml": Row(set(), set(), values={"process_instance_key": 1, "process_definition_key": 1}),
    "GET cycle.diagram_trail": Row(set(), set(), values={"process_instance_key": 1, "process_definition_key": 1}),
    "GET shelf.index": signed_in(),
    "GET shelf.show": only(*WATCHERS, values={"code": "D10"}),
    "GET shelf.show_csv": only(*WATCHERS, values={"code": "D10"}),
    "GET reports_api.list_reports": signed_in(),
    "GET reports_api.get_report": only(*WATCHERS, values={"code": "D10"}),
    "GET monitoring.process": only(*WATCHERS, values=DIAGRAM),
    "GET monitoring.cases": only(*WATCHERS, values=DIAGRAM),
    "GET monitoring.incidents": only("supervisor", "auditor", *DEPLOYERS),
    "POST monitoring.retry": only("supervisor", *DEPLOYERS),
    "POST monitoring.retry_shown": only("supervisor", *DEPLOYERS),
    "GET monitoring.modification": Row({"supervisor", "owner"}, {"near"}, of="cases"),
    "POST monitoring.modify": Row({"supervisor", "owner"}, {"near"}, of="cases"),
    "GET monitoring.clock": only("supervisor", "administrator"),
    "POST monitoring.move_clock": only("supervisor", "administrator"),
    "POST monitoring.stop_clock": only("supervisor", "administrator"),
    "POST monitoring.reset_clock": only("supervisor", "administrator"),
    "GET cluster_api.get_topology": signed_in(),
    "PUT cluster_api.pin_clock": only("supervisor", "administrator", body=sent(timestamp=1_646_100_000_000)),
    "POST cluster_api.reset_clock": only("supervisor", "administrator"),
    # -- diagrams, forms, decisions
    "GET definitions_api.get_process_definition": signed_in(),
    "GET definitions_api.get_process_definition_xml": signed_in(),
    "POST definitions_api.search_process_definitions": signed_in(body=sent()),
    "GET decisions_api.get_decision_definition": signed_in(),
    "GET decisions_api.get_decision_definition_xml": signed_in(),
    "POST decisions_api.search_decision_definitions": signed_in(body=sent()),
    "POST decisions_api.evaluate_decision": only(
        *DEPLOYERS, "auditor", body=sent(decisionDefinitionId="reminder_policy")
    ),
    "POST decisions_api.evaluate_expression": only(*DEPLOYERS, "auditor", body=sent(expression="= 1 + 1")),
    "POST definitions_api.create_deployment": only(*DEPLOYERS),
    "GET studio.index": only(*DEPLOYERS, "auditor"),
    "GET studio.show": only(*DEPLOYERS, "auditor", values=DIAGRAM),
    "GET studio.xml": only(*DEPLOYERS, "auditor", values=DIAGRAM),
    "GET studio.new": only(*DEPLOYERS),
    "GET studio.edit": only(*DEPLOYERS, values=DIAGRAM),
    "GET studio.element_templates": only(*DEPLOYERS),
    "POST studio.lint": only(*DEPLOYERS, body=A_DIAGRAM),
    "POST studio.changes": only(*DEPLOYERS, body=A_DIAGRAM),
    "POST studio.deploy": only(*DEPLOYERS, body=A_DIAGRAM),
    "POST studio.upload": only(*DEPLOYERS),
    "GET studio.forms": only(*DEPLOYERS, "auditor"),
    "GET studio.show_form": only(*DEPLOYERS, "auditor", values=FORM),
    "POST studio.show_form": only(*DEPLOYERS, "auditor", values=FORM),
    "GET studio.form_document": only(*DEPLOYERS, "auditor", values=FORM),
    "GET studio.decisions": only(*DEPLOYERS, "auditor"),
    "GET studio.show_decision": only(*DEPLOYERS, "auditor", values=DECISION),
    "GET studio.decision_document": only(*DEPLOYERS, "auditor", values=DECISION),
    "GET studio.figures": only(*DEPLOYERS, values=DATED),
    "POST studio.change_figures": only(*DEPLOYERS, values=DATED),
}
"""``<METHOD> <endpoint>`` → who may."""


LISTS: dict[str, tuple[dict[str, str], str]] = {
    "/v2/process-instances/search": ({"processInstanceKey": "{process_instance_key}"}, "process_instance_key"),
    "/v2/user-tasks/search": ({"userTaskKey": "{user_task_key}"}, "user_task_key"),
    "/v2/element-instances/search": ({"elementInstanceKey": "{user_task_key}"}, "user_task_key"),
    "/v2/variables/search": ({"processInstanceKey": "{process_instance_key}"}, "process_instance_key"),
    "/v2/incidents/search": ({"state": "ACTIVE"}, "incident_key"),
    "/api/v1/exemplars?limit=200": ({}, "exemplar_key"),
    "/api/v1/nominations?limit=200": ({}, "exemplar_key"),
    "/exemplars": ({}, "exemplar_key"),
}
"""List → filter, and the key by which a case is recognised in it."""


@pytest.fixture(scope="module")
def demo(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """The demo service with a person of every kind signed in."""
    with cast.on_stage(served.copy_demo(demo_folder, tmp_path_factory.mktemp("matrix"))) as found:
        found.keep()
        yield found


def test_every_route_has_a_row(demo: Cast) -> None:
    routes = {f"{method} {endpoint}" for endpoint, method in declared(demo.app)}
    assert routes == set(TABLE)


@pytest.mark.parametrize("route", TABLE)
def test_answers_every_kind_of_person_as_the_table_says(route: str, demo: Cast) -> None:
    row = TABLE[route]
    assert [
        f"{kind} at {resource.name or 'it'}: expected {wanted}, got {got} ({answer.status})"
        for kind in (NOBODY, *PERSONS)
        for resource in resources(demo, row)
        for answer in [probe(demo, route, kind, resource, row)]
        for wanted, got in [(expected(kind, row, resource), seen(answer))]
        if wanted != got
    ] == []


def resources(demo: Cast, row: Row) -> list[Resource]:
    return demo.starts(STARTS) if row.of == "starts" else demo.resources[row.of]


def expected(kind: str, row: Row, resource: Resource) -> str:
    if kind in resource.meant(row.may):
        return "done"
    if kind == NOBODY:
        return "sign in"
    return "forbidden" if kind in resource.meant(row.told) else "not found"


def seen(answer: TestResponse) -> str:
    leads_to_sign_in = (answer.location or "").startswith("/sign-in?")
    if answer.status_code == 401 or leads_to_sign_in:
        return "sign in"
    return {403: "forbidden", 404: "not found"}.get(answer.status_code, "done" if answer.status_code < 500 else "fault")


def probe(demo: Cast, route: str, kind: str, resource: Resource, row: Row) -> TestResponse:
    """Ask as this person about this resource; what it changed is put back."""
    method, endpoint = route.split(" ")
    values = {**demo.things, **resource.values, **row.values}
    arguments = {name for rule in rules_of(demo, endpoint, method) for name in rule.arguments}
    path = demo.app.url_map.bind("localhost").build(endpoint, {name: values[name] for name in arguments}, method)
    answer = demo.ask(kind, method, path, filled(row.body, values))
    if method != "GET" and answer.status_code < 400:
        demo.put_back()
    return answer


def rules_of(demo: Cast, endpoint: str, method: str) -> list[Rule]:
    return [rule for rule in demo.app.url_map.iter_rules(endpoint) if method in (rule.methods or ())]


@pytest.mark.parametrize("path", LISTS)
def test_lists_hold_the_cases_of_those_who_see_them_and_no_others(path: str, demo: Cast) -> None:
    where, shown = LISTS[path]
    for resource in demo.resources["cases"]:
        body = {"json": {"filter": filled(where, resource.values), "page": {"limit": 1000}}} if where else {}
        for kind in PERSONS:
            answer = demo.ask(kind, "POST" if where else "GET", path, body)
            holds = str(resource.values[shown]) in answer.text
            assert (kind, holds) == (kind, kind in resource.words["near"]), resource.name
