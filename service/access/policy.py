"""The one answer to: may this actor do this action on this resource?

``RULES`` is the whole policy as data. Each action names who may know the resource at all (``sees``) and who may do it
(``does``), each a set of conditions of which one suffices. Whoever does not see gets ``NotFound``, whoever sees but may
not gets ``Forbidden``. Everything here is pure: actors and resources are plain values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from service.core.actor import ADMINISTRATOR, AUDITOR, PROCESS_OWNER, SEES_EVERYTHING, Actor
from service.core.errors import Forbidden, NotFound, sentence

LEADING_ROLES = ("head", "supervisor")
"""The agency roles that lead: they hand tasks on within their agency."""


class Unseen(NotFound):
    """The resource does not exist for this actor."""

    code = "not_found"
    template = sentence(
        "Expected to find what '%(action)s' asks for, but there is nothing you may see. "
        "Check the address, or ask the agency that works on it."
    )


class NotAllowed(Forbidden):
    """The actor may see the resource but not do this."""

    code = "not_allowed"
    template = sentence(
        "Expected to do '%(action)s' as '%(user_name)s', but none of your roles allows it. "
        "Ask the head of your agency or an administrator."
    )


class Action(Enum):
    """Everything a person can ask for, as ``<thing>.<verb>``."""

    WORKLIST_VIEW = "worklist.view"
    TASK_VIEW = "task.view"
    TASK_CLAIM = "task.claim"
    TASK_RELEASE = "task.release"
    TASK_ASSIGN = "task.assign"
    TASK_DRAFT = "task.draft"
    TASK_COMPLETE = "task.complete"
    CASE_VIEW = "case.view"
    CASE_START = "case.start"
    CASE_WITHDRAW = "case.withdraw"
    CASE_CANCEL = "case.cancel"
    CASE_SUSPEND = "case.suspend"
    CASE_MODIFY = "case.modify"
    CASE_MIGRATE = "case.migrate"
    CONSENT_REVOKE = "consent.revoke"
    VARIABLE_READ = "variable.read"
    HISTORY_READ = "history.read"
    DOCUMENT_READ = "document.read"
    DOCUMENT_CREATE = "document.create"
    MONITORING_VIEW = "monitoring.view"
    QUOTA_READ = "quota.read"
    REPORT_READ = "report.read"
    CORRESPONDENCE_READ = "correspondence.read"
    PLAN_READ = "plan.read"
    PLAN_VIEW = "plan.view"
    PLAN_EDIT = "plan.edit"
    DEFINITION_READ = "definition.read"
    DEFINITION_VIEW = "definition.view"
    DEFINITION_EDIT = "definition.edit"
    DEFINITION_DEPLOY = "definition.deploy"
    INCIDENT_VIEW = "incident.view"
    INCIDENT_RESOLVE = "incident.resolve"
    BATCH_VIEW = "batch.view"
    BATCH_RUN = "batch.run"
    MESSAGE_PUBLISH = "message.publish"
    SIGNAL_BROADCAST = "signal.broadcast"
    JOB_WORK = "job.work"
    CALENDAR_READ = "calendar.read"
    CALENDAR_EDIT = "calendar.edit"
    CLOCK_READ = "clock.read"
    CLOCK_PIN = "clock.pin"
    TOPOLOGY_READ = "topology.read"
    ACCOUNT_OWN = "account.own"
    ACCOUNT_MANAGE = "account.manage"


@dataclass(frozen=True, slots=True)
class TaskResource:
    """A user task: who may take it, who holds it, and the groups that see its case."""

    candidate_groups: frozenset[str] = field(default=frozenset())
    candidate_users: frozenset[str] = field(default=frozenset())
    assignee: str | None = None
    instance_groups: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class CaseResource:
    """A process instance: the groups that see it, and the agency that started it where one did."""

    groups: frozenset[str] = field(default=frozenset())
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class StartResource:
    """A start: the agency on whose behalf; ``None`` where the start names none."""

    agency: str | None = None


@dataclass(frozen=True, slots=True)
class ReportResource:
    """A report: the agency that reports; none where it is the province's."""

    agency: str = ""


@dataclass(frozen=True, slots=True)
class DocumentResource:
    """A file: who brought it, and the groups that see the cases it belongs to."""

    created_by: str | None = None
    groups: frozenset[str] = field(default=frozenset())


Condition = Callable[[Actor, Any], bool]


def person(actor: Actor, resource: object) -> bool:
    """Anybody who is signed in."""
    del actor, resource
    return True


def overseer(actor: Actor, resource: object) -> bool:
    """Who sees everything: Ban TĐKT's head, and the auditor."""
    del resource
    return actor.sees_everything


def in_group(*groups: str) -> Condition:
    """Members of one of these groups."""
    return lambda actor, _: not actor.groups.isdisjoint(groups)


def has_role(*roles: str) -> Condition:
    """Holders of one of these province roles."""
    return lambda actor, _: not actor.roles.isdisjoint(roles)


def candidate(actor: Actor, task: TaskResource) -> bool:
    """Who may take the task: by group or by name."""
    return not actor.groups.isdisjoint(task.candidate_groups) or actor.user_name in task.candidate_users


def assignee(actor: Actor, task: TaskResource) -> bool:
    """Who holds the task."""
    return task.assignee == actor.user_name


def candidate_of_free_task(actor: Actor, task: TaskResource) -> bool:
    """Who may take the task while nobody holds it."""
    return task.assignee is None and candidate(actor, task)


def leads_task_agency(actor: Actor, task: TaskResource) -> bool:
    """Who leads an agency whose members may take the task."""
    return any(leads(actor, group.split("/", 1)[0]) for group in task.candidate_groups)


def sees_case_of_task(actor: Actor, task: TaskResource) -> bool:
    """Who is in a group that sees the task's case."""
    return not actor.groups.isdisjoint(task.instance_groups)


def sees_case(actor: Actor, case: CaseResource | DocumentResource) -> bool:
    """Who is in a group that sees the case."""
    return not actor.groups.isdisjoint(case.groups)


def leads_case_agency(actor: Actor, case: CaseResource) -> bool:
    """Who leads the agency that started the case; where it is not known, who leads an agency that sees the case."""
    if case.agency is not None:
        return leads(actor, case.agency)
    return any(leads(actor, group.split("/", 1)[0]) for group in case.groups)


def works_for_case_agency(actor: Actor, case: CaseResource) -> bool:
    """An officer of the agency that started the case, or who leads it."""
    return case.agency is not None and works_for(actor, StartResource(case.agency))


def brought_it(actor: Actor, document: DocumentResource) -> bool:
    """Who uploaded the file."""
    return document.created_by == actor.user_name


def works_for(actor: Actor, start: StartResource) -> bool:
    """An officer of the starting agency, or who leads it; with no agency named, of any agency."""
    agencies = actor.agencies if start.agency is None else {start.agency}
    return any(f"{agency}/officer" in actor.groups or leads(actor, agency) for agency in agencies)


def belongs_to(actor: Actor, start: StartResource) -> bool:
    """A member of the starting agency in any role."""
    return start.agency is None or start.agency in actor.agencies


def reports_for(actor: Actor, report: ReportResource) -> bool:
    """A member of the agency whose own report it is."""
    return report.agency in actor.agencies


def leads(actor: Actor, agency: str) -> bool:
    """Return whether the actor leads an agency."""
    return any(f"{agency}/{role}" in actor.groups for role in LEADING_ROLES)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who does an action, and who besides them may know of its resource (``None``: everybody signed in)."""

    does: tuple[Condition, ...]
    sees: tuple[Condition, ...] | None = None


SUPERVISOR = in_group(SEES_EVERYTHING)
OWNS_PROCESSES = has_role(PROCESS_OWNER)
ADMINISTERS = has_role(ADMINISTRATOR)
AUDITS = has_role(AUDITOR)
WATCHES = (
    in_group(
        *(f"ban-tdkt/{role}" for role in ("officer", "head", "supervisor")),
        "so-noi-vu/head",
        *(f"hoi-dong-tdkt/{role}" for role in ("officer", "head", "supervisor", "council")),
    ),
    has_role(AUDITOR, ADMINISTRATOR, PROCESS_OWNER),
)
_SEES_TASK = (candidate, assignee, leads_task_agency, sees_case_of_task, overseer)
_SEES_CASE = (sees_case, overseer)
_OPERATES = (OWNS_PROCESSES, ADMINISTERS, SUPERVISOR)
_ENDS = Rule((SUPERVISOR, OWNS_PROCESSES), (*_SEES_CASE, OWNS_PROCESSES))
_COMPLETES = Rule((candidate_of_free_task, assignee), _SEES_TASK)

RULES: dict[Action, Rule] = {
    Action.WORKLIST_VIEW: Rule((person,)),
    Action.TASK_VIEW: Rule(_SEES_TASK, _SEES_TASK),
    Action.TASK_CLAIM: Rule((candidate, assignee), _SEES_TASK),
    Action.TASK_RELEASE: Rule((assignee, leads_task_agency), _SEES_TASK),
    Action.TASK_ASSIGN: Rule((leads_task_agency,), _SEES_TASK),
    Action.TASK_DRAFT: _COMPLETES,
    Action.TASK_COMPLETE: _COMPLETES,
    Action.CASE_VIEW: Rule(_SEES_CASE, _SEES_CASE),
    Action.CASE_START: Rule((works_for,), (belongs_to,)),
    Action.CASE_WITHDRAW: Rule((leads_case_agency, SUPERVISOR), _SEES_CASE),
    Action.CASE_CANCEL: _ENDS,
    Action.CASE_SUSPEND: _ENDS,
    Action.CASE_MODIFY: _ENDS,
    Action.CASE_MIGRATE: _ENDS,
    Action.CONSENT_REVOKE: Rule((works_for_case_agency, SUPERVISOR), _SEES_CASE),
    Action.VARIABLE_READ: Rule(_SEES_CASE, _SEES_CASE),
    Action.HISTORY_READ: Rule(_SEES_CASE, _SEES_CASE),
    Action.DOCUMENT_READ: Rule((brought_it, *_SEES_CASE), (brought_it, *_SEES_CASE)),
    Action.DOCUMENT_CREATE: Rule((person,)),
    Action.MONITORING_VIEW: Rule(WATCHES),
    Action.QUOTA_READ: Rule(WATCHES),
    Action.REPORT_READ: Rule((*WATCHES, reports_for)),
    Action.CORRESPONDENCE_READ: Rule((person,)),
    Action.PLAN_READ: Rule((person,)),
    Action.PLAN_VIEW: Rule(WATCHES),
    Action.PLAN_EDIT: Rule(_OPERATES),
    Action.DEFINITION_READ: Rule((person,)),
    Action.DEFINITION_VIEW: Rule((OWNS_PROCESSES, ADMINISTERS, AUDITS)),
    Action.DEFINITION_EDIT: Rule((OWNS_PROCESSES, ADMINISTERS)),
    Action.DEFINITION_DEPLOY: Rule((OWNS_PROCESSES, ADMINISTERS)),
    Action.INCIDENT_VIEW: Rule((*_OPERATES, AUDITS)),
    Action.INCIDENT_RESOLVE: Rule(_OPERATES),
    Action.BATCH_VIEW: Rule((*_OPERATES, AUDITS)),
    Action.BATCH_RUN: Rule(_OPERATES),
    Action.MESSAGE_PUBLISH: Rule((OWNS_PROCESSES, ADMINISTERS)),
    Action.SIGNAL_BROADCAST: Rule((OWNS_PROCESSES, ADMINISTERS)),
    Action.JOB_WORK: Rule((OWNS_PROCESSES, ADMINISTERS)),
    Action.CALENDAR_READ: Rule((person,)),
    Action.CALENDAR_EDIT: Rule((ADMINISTERS, SUPERVISOR)),
    Action.CLOCK_READ: Rule((person,)),
    Action.CLOCK_PIN: Rule((ADMINISTERS, SUPERVISOR)),
    Action.TOPOLOGY_READ: Rule((person,)),
    Action.ACCOUNT_OWN: Rule((person,)),
    Action.ACCOUNT_MANAGE: Rule((ADMINISTERS,)),
}

READS = frozenset(action for action in Action if action.value.rsplit(".", 1)[1] in ("read", "view"))
"""What a token of scope ``read`` may do."""


def may(actor: Actor, action: Action, resource: object = None) -> bool:
    """Return whether the actor may do the action on the resource; the system itself may do everything."""
    return actor.is_system or _any(RULES[action].does, actor, resource)


def sees(actor: Actor, action: Action, resource: object = None) -> bool:
    """Return whether the actor may know that the action's resource exists."""
    rule = RULES[action]
    return actor.is_system or rule.sees is None or _any(rule.sees, actor, resource) or _any(rule.does, actor, resource)


def authorize(actor: Actor, action: Action, resource: object = None) -> None:
    """Raise ``Unseen`` (404) or ``NotAllowed`` (403) unless the actor may do the action on the resource."""
    if may(actor, action, resource):
        return
    if not sees(actor, action, resource):
        raise Unseen(action=action.value)
    raise NotAllowed(action=action.value, user_name=actor.user_name)


def _any(conditions: tuple[Condition, ...], actor: Actor, resource: object) -> bool:
    return any(condition(actor, resource) for condition in conditions)
