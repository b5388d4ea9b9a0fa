"""Reading instances, their user tasks, variables and incidents; every list is narrowed to what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, func, literal, or_, select, union_all

from service import engine
from service.core.errors import Sentence, sentence_of
from service.core.paging import CursorInvalid, Page, decode_cursor, encode_cursor
from service.core.statement import Statement
from service.process.definitions.model import process_definition
from service.process.definitions.queries import diagrams
from service.process.history.model import audit_log
from service.process.instances.model import (
    ONGOING,
    element_instance,
    incident,
    instance_group,
    message_subscription,
    process_instance,
    timer,
    user_task,
    user_task_group,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from service.core.actor import Actor
    from service.core.tx import Tx

_INSTANCE_COLUMNS = [column for column in process_instance.c if column.name != "blob"]
_INSTANCE = Statement(select(*_INSTANCE_COLUMNS).where(process_instance.c.process_instance_key == bindparam("key")))
_SHARED = ("process_instance_key", "process_definition_key", "process_definition_id", "element_id", "name", "scope_key")

ELEMENTS = union_all(
    select(
        element_instance.c.element_instance_key,
        *(element_instance.c[name] for name in _SHARED),
        element_instance.c.element_type,
        element_instance.c.state,
        element_instance.c.started_at,
        element_instance.c.ended_at,
    ),
    select(
        user_task.c.user_task_key,
        *(user_task.c[name] for name in _SHARED),
        literal("USER_TASK"),
        case({"CREATED": "ACTIVE", "CANCELED": "TERMINATED"}, value=user_task.c.state, else_=user_task.c.state),
        user_task.c.created_at,
        user_task.c.completed_at,
    ),
).subquery("elements")
"""Every element instance there is or was, user tasks among them, by the names and states of ``element_instance``."""

INCIDENT_OF_ELEMENT = (
    select(func.min(incident.c.incident_key))
    .where(incident.c.element_instance_key == ELEMENTS.c.element_instance_key, incident.c.state == "ACTIVE")
    .scalar_subquery()
)
"""The key of the oldest incident that is open at an element instance."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A process instance as lists and pages show it."""

    process_instance_key: int
    process_definition_key: int
    process_definition_id: str
    version: int
    state: str
    variables: Mapping[str, Any]
    business_id: str
    title: str
    subtitle: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserTask:
    """A user task with the instance it belongs to."""

    user_task_key: int
    process_instance_key: int
    process_definition_key: int
    process_definition_id: str
    process_definition_version: int
    element_id: str
    name: str
    state: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    form_key: int | None
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None
    title: str
    subtitle: str
    business_id: str
    instance_state: str
    instance_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """What a diagram could not do, since when, and what came of it.

    ``actor`` is who gave the command that could not be done, by a submission where ``submission_key`` names one;
    ``replaced_by`` is the incident in which a retry ended. Title, business id and groups are those of the instance.
    """

    incident_key: int
    process_instance_key: int
    process_definition_key: int
    process_definition_id: str
    element_id: str
    element_instance_key: int | None
    error_type: str
    template: str
    parameters: Mapping[str, Any]
    state: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    replaced_by: int | None
    submission_key: int | None
    actor: str
    title: str
    business_id: str
    groups: tuple[str, ...]

    def said_of(self, element_name: str) -> Sentence:
        """Return what could not be done as a sentence that names the element as the reader knows it."""
        places = {name: sentence_of(value) for name, value in self.parameters.items()}
        return Sentence(self.template, **places | ({"element_id": element_name} if "element_id" in places else {}))


def visible_to(actor: Actor, process_instance_key: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that narrows any list to the instances of the actor's agencies."""
    seen = select(instance_group.c.process_instance_key).where(instance_group.c.group.in_(sorted(actor.agencies)))
    return process_instance_key.in_(seen)


def instance(tx: Tx, process_instance_key: int) -> Instance | None:
    """Return one instance; whether the actor may see it is the caller's question to the policy."""
    row = tx.driver.first(_INSTANCE, {"key": process_instance_key})
    return None if row is None else instance_from(row)


def next_timer(tx: Tx, process_instance_key: int) -> datetime | None:
    """Return when the first timer of an instance falls due, ``None`` where none is armed."""
    mine = timer.c.process_instance_key == process_instance_key
    found: datetime | None = tx.execute(select(func.min(timer.c.due_at)).where(mine)).scalar_one()
    return found


def running_on(tx: Tx, process_definition_key: int, *, limit: int, cursor: str | None = None) -> Page[int]:
    """Return the keys of the instances in which a version runs, their own or one they call, oldest first."""
    key = process_instance.c.process_instance_key
    is_ongoing = process_instance.c.state.in_(ONGOING)
    waiting = [
        select(table.c.process_instance_key).where(
            table.c.process_definition_key == process_definition_key, table.c.state == state
        )
        for table, state in ((element_instance, "ACTIVE"), (user_task, "CREATED"))
    ]
    is_its_own = process_instance.c.process_definition_key == process_definition_key
    found = select(key).where(is_ongoing, or_(is_its_own, *(key.in_(each) for each in waiting)))
    if cursor is not None:
        (after,) = decode_cursor(cursor, 1)
        if not isinstance(after, int):
            raise CursorInvalid(cursor=cursor[:40])
        found = found.where(key > after)
    keys = tx.execute(found.order_by(key).limit(limit + 1)).scalars().all()
    return Page(tuple(keys[:limit]), encode_cursor([keys[limit - 1]]) if len(keys) > limit else None)


def histories_cut_short(tx: Tx) -> list[tuple[int, int]]:
    """Return (process instance key, sequence) of every case whose last entry is not the one it should end with."""
    last = and_(
        audit_log.c.process_instance_key == process_instance.c.process_instance_key,
        audit_log.c.sequence == process_instance.c.history_sequence,
    )
    statement = (
        select(process_instance.c.process_instance_key, process_instance.c.history_sequence)
        .outerjoin(audit_log, last)
        .where(or_(audit_log.c.hash.is_(None), audit_log.c.hash != process_instance.c.history_hash))
        .order_by(process_instance.c.process_instance_key)
    )
    return [(row.process_instance_key, row.history_sequence) for row in tx.execute(statement)]


def user_task_by_key(tx: Tx, user_task_key: int) -> UserTask | None:
    """Return one user task; whether the actor may see it is the caller's question to the policy."""
    row = tx.driver.first(_USER_TASK, {"key": user_task_key})
    return None if row is None else user_task_from(row)


def open_user_tasks(tx: Tx, process_instance_key: int) -> list[UserTask]:
    """Return the open user tasks of an instance, oldest first."""
    rows = tx.execute(
        select_user_tasks()
        .where(user_task.c.process_instance_key == process_instance_key, user_task.c.state == "CREATED")
        .order_by(user_task.c.user_task_key)
    )
    return [user_task_from(row) for row in rows]


def select_user_tasks() -> Select[Any]:
    """Return the statement that reads user tasks with how their instance is listed."""
    return select(
        user_task,
        process_instance.c.title,
        process_instance.c.subtitle,
        process_instance.c.business_id,
        process_instance.c.state.label("instance_state"),
        process_instance.c.groups.label("instance_groups"),
    ).join(process_instance, process_instance.c.process_instance_key == user_task.c.process_instance_key)


_USER_TASK = Statement(select_user_tasks().where(user_task.c.user_task_key == bindparam("key")))


def select_instances() -> Select[Any]:
    """Return the statement that reads instances without their state."""
    return select(*_INSTANCE_COLUMNS)


def candidate_condition(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of user tasks the actor may take: by group, or named as assignee."""
    by_group = user_task.c.user_task_key.in_(
        select(user_task_group.c.user_task_key).where(user_task_group.c.group.in_(sorted(actor.groups)))
    )
    return or_(user_task.c.assignee == actor.user_name, by_group)


@dataclass(frozen=True, slots=True)
class Modifiable:
    """What of an instance a modification can end, and what it can start; nothing of one that has ended."""

    open: Sequence[engine.OpenElement] = ()
    startable: Sequence[engine.StartableElement] = ()


def modifiable(tx: Tx, process_instance_key: int) -> Modifiable:
    """Return what of an instance can be modified."""
    run = _run(tx, process_instance_key)
    return Modifiable() if run is None else Modifiable(run.open_elements(), run.startable_elements())


def instance_of_element(tx: Tx, element_instance_key: int) -> int | None:
    """Return the key of the instance that an element instance, or itself, belongs to; ``None`` where there is none."""
    owner = process_instance.c.process_instance_key
    found = union_all(
        select(owner).where(owner == element_instance_key),
        select(user_task.c.process_instance_key).where(user_task.c.user_task_key == element_instance_key),
        select(element_instance.c.process_instance_key).where(
            element_instance.c.element_instance_key == element_instance_key
        ),
    )
    key: int | None = tx.execute(found).scalars().first()
    return key


def visible_variables(tx: Tx, process_instance_key: int, element_instance_key: int) -> dict[str, Any]:
    """Return the variables an element instance sees: its own scope's and those around it inside its process."""
    run = _run(tx, process_instance_key)
    if run is not None:
        return dict(run.variables_at(element_instance_key))
    of_instance = process_instance.c.process_instance_key == process_instance_key
    return dict(tx.execute(select(process_instance.c.variables).where(of_instance)).scalar_one())


def _run(tx: Tx, process_instance_key: int) -> engine.Run | None:
    """Return the engine's run of an instance, ``None`` of one that has ended or not begun."""
    of_instance = process_instance.c.process_instance_key == process_instance_key
    blob = tx.execute(select(process_instance.c.blob).where(of_instance)).scalar_one()
    if blob is None:
        return None
    return engine.load(blob, diagrams(tx, engine.definition_keys(blob)), now=tx.now, new_key=tx.new_key)


def select_elements() -> Select[Any]:
    """Return the statement that reads element instances, each with its incident."""
    return select(ELEMENTS, INCIDENT_OF_ELEMENT.label("incident_key"))


def select_incidents() -> Select[Any]:
    """Return the statement that reads incidents with how their instance is listed."""
    return select(incident, process_instance.c.title, process_instance.c.business_id, process_instance.c.groups).join(
        process_instance, process_instance.c.process_instance_key == incident.c.process_instance_key
    )


def select_message_subscriptions() -> Select[Any]:
    """Return the statement that reads what instances wait for a message, with the version each stands in."""
    return (
        select(
            message_subscription,
            process_instance.c.business_id,
            process_definition.c.process_definition_id,
            process_definition.c.name.label("process_definition_name"),
            process_definition.c.version.label("process_definition_version"),
        )
        .join(process_instance, process_instance.c.process_instance_key == message_subscription.c.process_instance_key)
        .join(
            process_definition,
            process_definition.c.process_definition_key == message_subscription.c.process_definition_key,
        )
    )


def instance_from(row: Any) -> Instance:
    """Return an instance from a row of ``select_instances``."""
    values = {name: getattr(row, name) for name in Instance.__slots__}
    return Instance(**values | {"groups": tuple(row.groups)})


def user_task_from(row: Any) -> UserTask:
    """Return a user task from a row of ``select_user_tasks``."""
    values = {name: getattr(row, name) for name in UserTask.__slots__}
    for name in ("candidate_groups", "candidate_users", "instance_groups"):
        values[name] = tuple(values[name])
    return UserTask(**values)


def incident_from(row: Any) -> Incident:
    """Return an incident from a row of ``select_incidents``."""
    values = {name: getattr(row, name) for name in Incident.__slots__}
    return Incident(**values | {"groups": tuple(row.groups)})
