"""The policy as a matrix: every kind of person × every action × own and foreign resources."""

from __future__ import annotations

import pytest

from service.access import policy
from service.access.policy import Action, CaseResource, DocumentResource, ReportResource, StartResource, TaskResource
from service.access.queries import groups_of
from service.core.actor import SYSTEM, Actor
from service.core.errors import Forbidden, NotFound


def someone(name: str, *memberships: str, roles: tuple[str, ...] = ()) -> Actor:
    pairs = [tuple(one.split("/")) for one in memberships]
    return Actor(name, account_key=1, groups=groups_of(pairs), roles=frozenset(roles))


PEOPLE = {
    "officer": someone("officer.so-y-te", "so-y-te/officer"),
    "head": someone("head.so-y-te", "so-y-te/head"),
    "foreigner": someone("officer.cong-an", "cong-an/officer"),
    "foreign head": someone("head.cong-an", "cong-an/head"),
    "publicist": someone("publicist.dai-ptth", "dai-ptth/publicist"),
    "council": someone("council.1", "hoi-dong-tdkt/council"),
    "director": someone("head.so-noi-vu", "so-noi-vu/head"),
    "supervisor": someone("supervisor", "ban-tdkt/supervisor"),
    "owner": someone("owner", roles=("process_owner",)),
    "administrator": someone("admin", roles=("administrator",)),
    "auditor": someone("auditor", roles=("auditor",)),
    "nobody special": someone("nobody"),
}

TASK = TaskResource(
    candidate_groups=frozenset({"so-y-te/officer"}), instance_groups=frozenset({"so-y-te/officer", "so-y-te/head"})
)
HELD = TaskResource(TASK.candidate_groups, assignee="another.officer", instance_groups=TASK.instance_groups)
MINE = TaskResource(TASK.candidate_groups, assignee="officer.so-y-te", instance_groups=TASK.instance_groups)
NAMED = TaskResource(candidate_users=frozenset({"nobody"}))
CASE = CaseResource(frozenset({"so-y-te/officer", "so-y-te/head"}), agency="so-y-te")
FILE = DocumentResource(created_by="nobody", groups=CASE.groups)
START = StartResource("so-y-te")

ALL = set(PEOPLE)
SEERS = {"officer", "head", "supervisor", "auditor"}
WATCHERS = {"council", "director", "supervisor", "owner", "administrator", "auditor"}
OPERATORS = {"owner", "administrator", "supervisor"}
DEPLOYERS = {"owner", "administrator"}

# action, resource, who may, who is told that it exists but may not (403); all others get 404.
MATRIX = [
    (Action.TASK_VIEW, TASK, SEERS, set()),
    (Action.TASK_CLAIM, TASK, {"officer"}, SEERS),
    (Action.TASK_RELEASE, MINE, {"officer", "head"}, SEERS),
    (Action.TASK_RELEASE, HELD, {"head"}, SEERS),
    (Action.TASK_ASSIGN, TASK, {"head"}, SEERS),
    (Action.TASK_DRAFT, TASK, {"officer"}, SEERS),
    (Action.TASK_COMPLETE, TASK, {"officer"}, SEERS),
    (Action.TASK_COMPLETE, MINE, {"officer"}, SEERS),
    (Action.TASK_COMPLETE, HELD, set(), SEERS),
    (Action.TASK_COMPLETE, NAMED, {"nobody special"}, {"supervisor", "auditor"}),
    (Action.CASE_VIEW, CASE, SEERS, set()),
    (Action.CASE_START, START, {"officer", "head"}, set()),
    (Action.CASE_START, StartResource("dai-ptth"), set(), {"publicist"}),
    (Action.CASE_WITHDRAW, CASE, {"head", "supervisor"}, SEERS),
    (Action.CASE_WITHDRAW, CaseResource(CASE.groups), {"head", "supervisor"}, SEERS),
    (Action.CASE_CANCEL, CASE, {"supervisor", "owner"}, SEERS),
    (Action.CASE_SUSPEND, CASE, {"supervisor", "owner"}, SEERS),
    (Action.CASE_MODIFY, CASE, {"supervisor", "owner"}, SEERS),
    (Action.CASE_MIGRATE, CASE, {"supervisor", "owner"}, SEERS),
    (Action.CONSENT_REVOKE, CASE, {"officer", "head", "supervisor"}, SEERS),
    (Action.CONSENT_REVOKE, CaseResource(CASE.groups), {"supervisor"}, SEERS),
    (Action.VARIABLE_READ, CASE, SEERS, set()),
    (Action.HISTORY_READ, CASE, SEERS, set()),
    (Action.DOCUMENT_READ, FILE, SEERS | {"nobody special"}, set()),
    (Action.WORKLIST_VIEW, None, ALL, ALL),
    (Action.DOCUMENT_CREATE, None, ALL, ALL),
    (Action.MONITORING_VIEW, None, WATCHERS, ALL),
    (Action.QUOTA_READ, None, WATCHERS, ALL),
    (Action.REPORT_READ, ReportResource(), WATCHERS, ALL),
    (Action.REPORT_READ, ReportResource("so-y-te"), WATCHERS | {"officer", "head"}, ALL),
    (Action.CORRESPONDENCE_READ, None, ALL, ALL),
    (Action.PLAN_READ, None, ALL, ALL),
    (Action.PLAN_VIEW, None, WATCHERS, ALL),
    (Action.PLAN_EDIT, None, OPERATORS, ALL),
    (Action.DEFINITION_READ, None, ALL, ALL),
    (Action.DEFINITION_VIEW, None, DEPLOYERS | {"auditor"}, ALL),
    (Action.DEFINITION_EDIT, None, DEPLOYERS, ALL),
    (Action.DEFINITION_DEPLOY, None, DEPLOYERS, ALL),
    (Action.INCIDENT_VIEW, None, OPERATORS | {"auditor"}, ALL),
    (Action.INCIDENT_RESOLVE, None, OPERATORS, ALL),
    (Action.BATCH_VIEW, None, OPERATORS | {"auditor"}, ALL),
    (Action.BATCH_RUN, None, OPERATORS, ALL),
    (Action.MESSAGE_PUBLISH, None, DEPLOYERS, ALL),
    (Action.SIGNAL_BROADCAST, None, DEPLOYERS, ALL),
    (Action.JOB_WORK, None, DEPLOYERS, ALL),
    (Action.CALENDAR_READ, None, ALL, ALL),
    (Action.CALENDAR_EDIT, None, {"administrator", "supervisor"}, ALL),
    (Action.CLOCK_READ, None, ALL, ALL),
    (Action.CLOCK_PIN, None, {"administrator", "supervisor"}, ALL),
    (Action.TOPOLOGY_READ, None, ALL, ALL),
    (Action.ACCOUNT_OWN, None, ALL, ALL),
    (Action.ACCOUNT_MANAGE, None, {"administrator"}, ALL),
]


def expected(kind: str, allowed: set[str], told: set[str]) -> str:
    if kind in allowed:
        return "allowed"
    return "forbidden" if kind in told else "not found"


def answer(actor: Actor, action: Action, resource: object) -> str:
    try:
        policy.authorize(actor, action, resource)
    except NotFound:
        return "not found"
    except Forbidden:
        return "forbidden"
    return "allowed"


@pytest.mark.parametrize(
    ("action", "resource", "allowed", "told"), MATRIX, ids=lambda value: getattr(value, "value", None)
)
@pytest.mark.parametrize("kind", PEOPLE)
def test_answers_every_kind_of_person_as_the_matrix_says(
    kind: str, action: Action, resource: object, allowed: set[str], told: set[str]
) -> None:
    assert answer(PEOPLE[kind], action, resource) == expected(kind, allowed, told)


def test_the_matrix_and_the_rules_cover_every_action() -> None:
    assert {row[0] for row in MATRIX} == set(Action) == set(policy.RULES)


@pytest.mark.parametrize("action", Action)
def test_the_auditor_changes_nothing_but_their_own_account(action: Action) -> None:
    touching = {Action.DOCUMENT_CREATE, Action.ACCOUNT_OWN}
    for row in MATRIX:
        if row[0] is action and action not in policy.READS | touching:
            assert not policy.may(PEOPLE["auditor"], action, row[1])


@pytest.mark.parametrize(("action", "resource"), [(row[0], row[1]) for row in MATRIX])
def test_the_system_may_everything(action: Action, resource: object) -> None:
    policy.authorize(SYSTEM, action, resource)


def test_a_start_without_agency_is_for_officers_and_heads_of_any() -> None:
    assert answer(PEOPLE["officer"], Action.CASE_START, StartResource(None)) == "allowed"
    assert answer(PEOPLE["publicist"], Action.CASE_START, StartResource(None)) == "forbidden"


def test_a_group_without_role_means_every_member_of_the_agency() -> None:
    task = TaskResource(candidate_groups=frozenset({"so-y-te"}))
    assert policy.may(PEOPLE["officer"], Action.TASK_COMPLETE, task)
    assert policy.may(PEOPLE["head"], Action.TASK_COMPLETE, task)
    assert not policy.may(PEOPLE["foreigner"], Action.TASK_COMPLETE, task)


def test_an_agency_whose_code_begins_alike_is_another_agency() -> None:
    task = TaskResource(candidate_groups=frozenset({"so-y-te-huyen/officer"}))
    assert answer(PEOPLE["head"], Action.TASK_ASSIGN, task) == "not found"
