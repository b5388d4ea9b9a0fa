"""``/v2/user-tasks``."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, or_, select

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import asks
from service.process.definitions.queries import definition
from service.process.forms.queries import form_by_key
from service.process.instances import queries
from service.process.instances.model import process_instance, user_task, user_task_group
from service.process.instances.schemas import SEARCHABLE_OF_VARIABLES, VariableSearch, variable_rows
from service.process.worklist import commands, schemas
from service.process.worklist.queries import task_resource
from service.web import row_search, search
from service.web.interface import Blueprint
from service.web.schemas import SearchRequest

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from service.core.tx import Tx

blueprint = Blueprint("worklist_api", __name__, url_prefix="/v2/user-tasks", description="User tasks")


def _in_group(value: Any) -> ColumnElement[bool]:
    field = search.Field(user_task_group.c.group)
    conditions = search.field_conditions("candidateGroup", field, value)
    return user_task.c.user_task_key.in_(select(user_task_group.c.user_task_key).where(*conditions))


def _named_in(value: Any) -> ColumnElement[bool]:
    """Return the condition of tasks that name a person as candidate: the column is a JSON list of user names."""
    return cast(user_task.c.candidate_users, String).contains(json.dumps(str(value)), autoescape=True)


_FIELDS: search.Fields = {
    "userTaskKey": search.Field(user_task.c.user_task_key, search.key),
    "elementInstanceKey": search.Field(user_task.c.user_task_key, search.key),
    "processInstanceKey": search.Field(user_task.c.process_instance_key, search.key),
    "processDefinitionKey": search.Field(user_task.c.process_definition_key, search.key),
    "processDefinitionId": search.Field(user_task.c.process_definition_id),
    "elementId": search.Field(user_task.c.element_id),
    "name": search.Field(user_task.c.name),
    "state": search.Field(user_task.c.state),
    "assignee": search.Field(user_task.c.assignee),
    "priority": search.Field(user_task.c.priority, int),
    "creationDate": search.Field(user_task.c.created_at, search.moment),
    "completionDate": search.Field(user_task.c.completed_at, search.moment),
    "dueDate": search.Field(user_task.c.due_at, search.moment),
    "followUpDate": search.Field(user_task.c.follow_up_at, search.moment),
    "businessId": search.Field(process_instance.c.business_id),
    "candidateGroup": search.Condition(_in_group),
    "candidateUser": search.Condition(_named_in),
    "tenantId": search.TENANT_FIELD,
}


@blueprint.post("/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.UserTaskSearch)
@asks(Action.TASK_VIEW)
def search_user_tasks(body: dict[str, Any]) -> dict[str, Any]:
    """Search the user tasks of the instances the caller may see."""
    with read() as tx:
        statement = queries.select_user_tasks()
        if not tx.actor.sees_everything:
            visible = queries.visible_to(tx.actor, user_task.c.process_instance_key)
            statement = statement.where(or_(visible, queries.candidate_condition(tx.actor)))
        found = search.run(tx, statement, _FIELDS, body, user_task.c.user_task_key)
        items = [_named(tx, queries.user_task_from(row)) for row in found.rows]
    return {"items": items, "page": found.page}


@blueprint.get("/<int:user_task_key>")
@blueprint.response(200, schemas.UserTask)
@asks(Action.TASK_VIEW)
def get_user_task(user_task_key: int) -> Any:
    """Return one user task."""
    with read() as tx:
        return _named(tx, _visible(tx, user_task_key))


@blueprint.get("/<int:user_task_key>/form")
@blueprint.response(200, schemas.UserTaskForm)
@blueprint.alt_response(204, description="The user task has no form.")
@asks(Action.TASK_VIEW)
def get_user_task_form(user_task_key: int) -> Any:
    """Return the version of the form that this user task keeps."""
    with read() as tx:
        task = _visible(tx, user_task_key)
        if task.form_key is None:
            return "", 204
        found = form_by_key(tx, task.form_key)
    return {
        "form_key": found.form_key,
        "form_id": found.form_id,
        "version": found.version,
        "schema": found.document.decode(),
    }


@blueprint.post("/<int:user_task_key>/variables/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, VariableSearch)
@asks(Action.TASK_VIEW)
def search_user_task_variables(body: dict[str, Any], user_task_key: int) -> dict[str, Any]:
    """Search the variables a user task sees: those of its scope and of the scopes around it."""
    with read() as tx:
        task = _visible(tx, user_task_key)
        policy.authorize(tx.actor, Action.VARIABLE_READ, policy.CaseResource(frozenset(task.instance_groups)))
        variables = queries.visible_variables(tx, task.process_instance_key, user_task_key)
    rows = variable_rows(task.process_instance_key, variables, scope_key=user_task_key)
    found = row_search.run(rows, body, searchable=SEARCHABLE_OF_VARIABLES)
    return {"items": found.rows, "page": found.page}


@blueprint.post("/<int:user_task_key>/assignment")
@blueprint.arguments(schemas.Assignment)
@blueprint.response(204)
@asks(Action.TASK_CLAIM)
def assign_user_task(body: dict[str, Any], user_task_key: int) -> None:
    """Claim a user task, or give it to a colleague."""
    with begin() as tx:
        commands.assign_user_task(
            tx,
            user_task_key=user_task_key,
            assignee=body["assignee"],
            allow_override=body["allow_override"] is not False,
        )


@blueprint.delete("/<int:user_task_key>/assignee")
@blueprint.response(204)
@asks(Action.TASK_RELEASE)
def unassign_user_task(user_task_key: int) -> None:
    """Give a user task back to its candidates."""
    with begin() as tx:
        commands.release_user_task(tx, user_task_key=user_task_key)


@blueprint.post("/<int:user_task_key>/completion")
@blueprint.arguments(schemas.Completion)
@blueprint.response(204)
@asks(Action.TASK_COMPLETE)
def complete_user_task(body: dict[str, Any], user_task_key: int) -> None:
    """Complete a user task with the answers of its form."""
    with begin() as tx:
        commands.complete_user_task(tx, user_task_key=user_task_key, answers=body["variables"] or {})


@blueprint.patch("/<int:user_task_key>")
@blueprint.arguments(schemas.Update)
@blueprint.response(204)
@asks(Action.TASK_ASSIGN)
def update_user_task(body: dict[str, Any], user_task_key: int) -> None:
    """Change the schedule, priority or candidates of a user task."""
    with begin() as tx:
        commands.update_user_task(tx, user_task_key=user_task_key, changes=body["changeset"] or {})


def _visible(tx: Tx, user_task_key: int) -> queries.UserTask:
    task = queries.user_task_by_key(tx, user_task_key)
    if task is None or not policy.may(tx.actor, Action.TASK_VIEW, task_resource(task)):
        raise commands.UserTaskNotFound(key=user_task_key)
    return task


def _named(tx: Tx, task: queries.UserTask) -> Any:
    origin = definition(tx, task.process_definition_key)
    values = {name: getattr(task, name) for name in queries.UserTask.__slots__}
    return SimpleNamespace(**values, process_name=None if origin is None else origin.name)
