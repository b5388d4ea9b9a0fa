"""Where the instances stand: counts per element, and the instances behind a count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, case, exists, func, or_, select, true

from service.core.clock import business_date
from service.core.keys import LARGEST_KEY
from service.core.paging import CursorInvalid, Page, decode_cursor, encode_cursor
from service.core.text import folded
from service.process.definitions.queries import Definition, diagram, latest_definitions
from service.process.instances.model import ONGOING, element_instance, incident, process_instance, user_task
from service.process.instances.queries import (
    Incident,
    Instance,
    incident_from,
    instance_from,
    select_incidents,
    select_instances,
    visible_to,
)
from service.process.jobs.queries import open_jobs
from service.process.worklist.queries import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Table

    from service.core.tx import Tx

PAGE_SIZE = 50
INCIDENTS_SHOWN = 25
"""Rows of a page of incidents, and how many are retried together."""


@dataclass(frozen=True, slots=True)
class ElementCount:
    """How many instances stand at an element of a process, how many of them late, how many stopped by a fault."""

    element_id: str
    active: int
    overdue: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an instance waits for first: an element of a version, and when it is due."""

    process_definition_key: int
    element_id: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentPlace:
    """How many incidents stand at an element of a process."""

    process_definition_id: str
    element_id: str
    incidents: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The first line of the supervisor's page: running instances, those with a late user task, how late the oldest."""

    running: int
    overdue: int
    overdue_tasks: int
    oldest_overdue_days: int


def totals(tx: Tx, process_definition_id: str) -> Totals:
    """Count what runs and what is late, over a process and all it calls."""
    key = process_instance.c.process_instance_key
    mine = (process_instance.c.process_definition_id == process_definition_id, process_instance.c.state.in_(ONGOING))
    running = tx.execute(select(func.count()).select_from(process_instance).where(*mine)).scalar_one()
    late = tx.execute(
        select(
            func.count(key.distinct()).label("instances"),
            func.count().label("tasks"),
            func.min(user_task.c.due_at).label("oldest"),
        )
        .select_from(user_task)
        .join(process_instance, key == user_task.c.process_instance_key)
        .where(*mine, user_task.c.state == "CREATED", user_task.c.due_at < tx.now)
    ).one()
    days = 0 if late.oldest is None else (business_date(tx.now) - business_date(late.oldest)).days
    return Totals(running, late.instances, late.tasks, days)


def processes_as_met(tx: Tx) -> list[Definition]:
    """Return the newest version of every process: each that nothing calls, followed by those that cases meet in it.

    What calls most comes first: the process the service is for.
    """
    found = {item.process_definition_id: item for item in latest_definitions(tx)}
    calls = {key: diagram(tx, item.process_definition_key).called_process_ids for key, item in found.items()}
    place = {key: number for number, key in enumerate(STAGES)}
    called = frozenset[str]().union(*calls.values())
    met: dict[str, Definition] = {}

    def meet(key: str) -> None:
        if key in found and key not in met:
            met[key] = found[key]
            for each in sorted(calls[key], key=lambda each: (place.get(each, len(STAGES)), each)):
                meet(each)

    for key in sorted(found, key=lambda key: (key in called, -len(calls[key]), key)):
        meet(key)
    return list(met.values())


def counts_by_element(tx: Tx, process_definition_id: str) -> dict[str, ElementCount]:
    """Return the counts of every element of a process at which instances stand, over all its versions."""
    tasks = _task_counts(tx, process_definition_id)
    containers = _container_counts(tx, process_definition_id)
    stopped = {
        row.element_id: row.number
        for row in tx.execute(
            select(incident.c.element_id, func.count().label("number"))
            .where(incident.c.process_definition_id == process_definition_id, incident.c.state == "ACTIVE")
            .group_by(incident.c.element_id)
        )
    }
    return {
        element_id: ElementCount(
            element_id,
            *(tasks.get(element_id) or containers.get(element_id) or (0, 0)),
            incidents=stopped.get(element_id, 0),
        )
        for element_id in tasks | containers | stopped
    }


def standing(tx: Tx, process_definition_id: str) -> ElementCount:
    """Return how many instances stand anywhere in a process, and how many of them are late or stopped."""
    key = process_instance.c.process_instance_key
    here = (process_instance.c.state.in_(ONGOING), _stands_at(process_definition_id, None))
    stopped = exists().where(incident.c.process_instance_key == key, incident.c.state == "ACTIVE")
    conditions: tuple[tuple[ColumnElement[bool], ...], ...] = ((), (_is_late(tx, key),), (stopped,))
    counted = (
        tx.execute(select(func.count()).select_from(process_instance).where(*here, *more)).scalar_one()
        for more in conditions
    )
    return ElementCount("", *counted)


def stand_at(
    tx: Tx, process_definition_id: str, element_id: str | None, *, only_overdue: bool = False, search: str = ""
) -> list[ColumnElement[bool]]:
    """Return the conditions of the running instances that stand at an element, whoever may see them."""
    conditions = [
        process_instance.c.state.in_(ONGOING),
        _stands_at(process_definition_id, element_id),
        *_words(search),
    ]
    if only_overdue:
        conditions.append(_is_late_at(tx, process_definition_id, element_id))
    return conditions


def count_at(
    tx: Tx, process_definition_id: str, element_id: str | None, *, only_overdue: bool = False, search: str = ""
) -> int:
    """Return how many running instances stand at an element, whoever may see them."""
    conditions = stand_at(tx, process_definition_id, element_id, only_overdue=only_overdue, search=search)
    number: int = tx.execute(select(func.count()).select_from(process_instance).where(*conditions)).scalar_one()
    return number


def instances_at(
    tx: Tx,
    process_definition_id: str,
    element_id: str | None,
    *,
    only_overdue: bool = False,
    search: str = "",
    cursor: str | None = None,
) -> Page[Instance]:
    """Return the running instances that stand at an element (anywhere in the process for ``None``), newest first.

    ``only_overdue``: of a user task those late at it, of anything that contains others those late within.
    """
    conditions = stand_at(tx, process_definition_id, element_id, only_overdue=only_overdue, search=search)
    statement = select_instances().where(*conditions)
    if not tx.actor.sees_everything:
        statement = statement.where(visible_to(tx.actor, process_instance.c.process_instance_key))
    if cursor is not None:
        statement = statement.where(process_instance.c.process_instance_key < _key_named(cursor))
    rows = tx.execute(statement.order_by(process_instance.c.process_instance_key.desc()).limit(PAGE_SIZE + 1)).all()
    items = tuple(instance_from(row) for row in rows[:PAGE_SIZE])
    following = encode_cursor([str(items[-1].process_instance_key)]) if len(rows) > PAGE_SIZE else None
    return Page(items, following)


def waiting_at(tx: Tx, process_instance_keys: Iterable[int]) -> dict[int, Waiting]:
    """Return the open user task of each instance that is due first, or else the oldest job that waits for a worker."""
    keys = list(process_instance_keys)
    table = user_task
    rows = tx.execute(
        select(table.c.process_instance_key, table.c.process_definition_key, table.c.element_id, table.c.due_at)
        .where(table.c.process_instance_key.in_(keys), table.c.state == "CREATED")
        .order_by(table.c.due_at.is_(None), table.c.due_at, table.c.user_task_key)
    )
    found: dict[int, Waiting] = {}
    for row in rows:
        found.setdefault(row.process_instance_key, Waiting(row.process_definition_key, row.element_id, row.due_at))
    for each in open_jobs(tx, keys):
        found.setdefault(each.process_instance_key, Waiting(each.process_definition_key, each.element_id, None))
    return found


def incidents(tx: Tx, *, is_open: bool, at: str = "", cursor: str | None = None) -> Page[Incident]:
    """Return incidents, newest first; ``at`` names a process, or a step as ``<process>/<element>``.

    Whoever may see incidents at all sees those of every case; what of the case they may see is the page's question.
    """
    process_definition_id, _, element_id = at.partition("/")
    statement = select_incidents().where(incident.c.state == _incident_state(is_open=is_open))
    if process_definition_id:
        statement = statement.where(incident.c.process_definition_id == process_definition_id)
    if element_id:
        statement = statement.where(incident.c.element_id == element_id)
    if cursor is not None:
        statement = statement.where(incident.c.incident_key < _key_named(cursor))
    rows = tx.execute(statement.order_by(incident.c.incident_key.desc()).limit(INCIDENTS_SHOWN + 1)).all()
    items = tuple(incident_from(row) for row in rows[:INCIDENTS_SHOWN])
    return Page(items, encode_cursor([str(items[-1].incident_key)]) if len(rows) > INCIDENTS_SHOWN else None)


def incidents_by_key(tx: Tx, incident_keys: Iterable[int]) -> dict[int, Incident]:
    """Return the incidents with these keys, those that are there."""
    rows = tx.execute(select_incidents().where(incident.c.incident_key.in_(list(incident_keys))))
    return {row.incident_key: incident_from(row) for row in rows}


def incident_places(tx: Tx, *, is_open: bool) -> list[IncidentPlace]:
    """Return where incidents stand, process by process, with how many."""
    places = (incident.c.process_definition_id, incident.c.element_id)
    rows = tx.execute(
        select(*places, func.count().label("number"))
        .where(incident.c.state == _incident_state(is_open=is_open))
        .group_by(*places)
        .order_by(*places)
    )
    return [IncidentPlace(row.process_definition_id, row.element_id, row.number) for row in rows]


def open_incident_count(tx: Tx) -> int:
    """Return how many incidents wait to be resolved, in all processes."""
    return sum(place.incidents for place in incident_places(tx, is_open=True))


def running_by_version(tx: Tx) -> dict[int, int]:
    """Return how many instances run on each version, by process definition key."""
    rows = tx.execute(
        select(process_instance.c.process_definition_key, func.count().label("number"))
        .where(process_instance.c.state.in_(ONGOING))
        .group_by(process_instance.c.process_definition_key)
    )
    return {row.process_definition_key: row.number for row in rows}


def cases_standing(tx: Tx, process_definition_key: int) -> Counter[str]:
    """Return how many running cases stand at each element of a version."""
    found: Counter[str] = Counter()
    for table, state in ((element_instance, "ACTIVE"), (user_task, "CREATED")):
        rows = tx.execute(
            select(table.c.element_id, func.count(table.c.process_instance_key.distinct()).label("number"))
            .where(table.c.process_definition_key == process_definition_key, table.c.state == state)
            .group_by(table.c.element_id)
        )
        found.update({row.element_id: row.number for row in rows})
    return found


def _task_counts(tx: Tx, process_definition_id: str) -> dict[str, tuple[int, int]]:
    """Count instances, not user tasks: five members who vote on one case are one case."""
    table = user_task
    is_late = case((table.c.due_at < tx.now, table.c.process_instance_key))
    rows = tx.execute(
        select(
            table.c.element_id,
            func.count(table.c.process_instance_key.distinct()).label("active"),
            func.count(is_late.distinct()).label("overdue"),
        )
        .where(table.c.process_definition_id == process_definition_id, table.c.state == "CREATED")
        .group_by(table.c.element_id)
    )
    return {row.element_id: (row.active, row.overdue) for row in rows}


def _container_counts(tx: Tx, process_definition_id: str) -> dict[str, tuple[int, int]]:
    table = element_instance
    late = func.sum(case((_is_late(tx, table.c.process_instance_key), 1), else_=0))
    rows = tx.execute(
        select(table.c.element_id, func.count().label("active"), late.label("overdue"))
        .where(table.c.process_definition_id == process_definition_id, table.c.state == "ACTIVE")
        .group_by(table.c.element_id)
    )
    return {row.element_id: (row.active, row.overdue) for row in rows}


def _is_late(tx: Tx, process_instance_key: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(
        user_task.c.process_instance_key == process_instance_key,
        user_task.c.state == "CREATED",
        user_task.c.due_at < tx.now,
    )


def _is_late_at(tx: Tx, process_definition_id: str, element_id: str | None) -> ColumnElement[bool]:
    key = process_instance.c.process_instance_key
    if element_id is None:
        return _is_late(tx, key)
    contains = _is_at(element_instance, process_definition_id, element_id, element_instance.c.state == "ACTIVE")
    waits = (user_task.c.state == "CREATED") & (user_task.c.due_at < tx.now)
    return or_(contains & _is_late(tx, key), _is_at(user_task, process_definition_id, element_id, waits))


def _stands_at(process_definition_id: str, element_id: str | None) -> ColumnElement[bool]:
    return or_(
        _is_at(element_instance, process_definition_id, element_id, element_instance.c.state == "ACTIVE"),
        _is_at(user_task, process_definition_id, element_id, user_task.c.state == "CREATED"),
    )


def _is_at(
    table: Table, process_definition_id: str, element_id: str | None, condition: ColumnElement[bool]
) -> ColumnElement[bool]:
    here = true() if element_id is None else table.c.element_id == element_id
    return exists().where(
        table.c.process_instance_key == process_instance.c.process_instance_key,
        table.c.process_definition_id == process_definition_id,
        here,
        condition,
    )


def _incident_state(*, is_open: bool) -> str:
    return "ACTIVE" if is_open else "RESOLVED"


def _key_named(cursor: str) -> int:
    """Return the key of the last row seen; raises ``CursorInvalid``."""
    (key,) = decode_cursor(cursor, 1)
    if not isinstance(key, str) or not key.isdigit() or int(key) > LARGEST_KEY:
        raise CursorInvalid(cursor=cursor[:40])
    return int(key)


def _words(search: str) -> list[ColumnElement[bool]]:
    return [process_instance.c.folded.contains(word, autoescape=True) for word in folded(search).split()]
