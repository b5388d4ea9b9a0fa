"""What stands beside a task: whom the case is about, where it stands, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from service.access.queries import display_names
from service.core.actor import SYSTEM
from service.core.errors import sentence_of
from service.process.definitions.queries import definition, diagram
from service.process.history.queries import HistoryEntry, entries_of
from service.process.instances.model import element_instance, process_instance, user_task
from service.process.instances.queries import instance, select_user_tasks, user_task_from
from service.process.worklist.queries.names import element_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Row

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

_FRAMES = ("SUB_PROCESS", "MULTI_INSTANCE_BODY")
STAGES = ("detect", "nurture", "propagate", "evaluate", "reward", "replicate")
"""The calls of the lifecycle in order, for the six ticks of a row; other processes show only the name."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file in the case panel."""

    name: str
    href: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CasePanel:
    """What stands beside a task: who or what the case is about, as the domain tells it.

    ``tells_answers`` says that the case's own page tells what was answered in its steps.
    """

    title: str
    kind: str
    kind_label: str
    facts: tuple[tuple[str, str], ...]
    stage: str | None = None
    done_stages: tuple[str, ...] = ()
    files: tuple[CaseFile, ...] = ()
    href: str | None = None
    tells_answers: bool = False


def case_panel(tx: Tx, process_instance_key: int) -> CasePanel | None:
    """Return what the domain shows beside a task of this instance."""
    panel: CasePanel | None = tx.domain.ask("case_panel", tx, process_instance_key)
    return panel


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the timeline: who did what when, by the names people know; ``actor`` is empty for the service itself.

    ``event`` is a boundary event's own name, ``element`` then the step it stands on. ``process`` and ``version`` name
    the diagram it happened in, ``None`` where nothing of a diagram happened. ``errors`` are the sentences with which
    it led back.
    """

    happened_at: datetime
    operation: str
    actor: str
    element: str
    event: str = ""
    process: str = ""
    version: int | None = None
    reason: str = ""
    errors: tuple[str, ...] = ()
    decisions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Suspension:
    """Who suspended a case, when and why."""

    happened_at: datetime
    actor: str
    reason: str


def suspension_of(tx: Tx, process_instance_key: int) -> Suspension | None:
    """Return how a suspended case came to stand still, ``None`` for any other."""
    found = instance(tx, process_instance_key)
    if found is None or found.state != "SUSPENDED":
        return None
    last = entries_of(tx, process_instance_key, operations=("PROCESS_INSTANCE_SUSPENDED",))[-1]
    name = display_names(tx, {last.actor}).get(last.actor, last.actor)
    return Suspension(last.happened_at, name, str(last.details.get("reason") or ""))


def timeline(tx: Tx, process_instance_key: int, *, locale: str = "vi") -> list[Happening]:
    """Return what happened to an instance, newest first."""
    entries = list(reversed(entries_of(tx, process_instance_key)))
    people = display_names(tx, {entry.actor for entry in entries})
    drawn = _diagrams_of(tx, process_instance_key)
    return [_happening(tx, entry, people, drawn, locale) for entry in entries]


def _happening(
    tx: Tx, entry: HistoryEntry, people: Mapping[str, str], drawn: Mapping[str, int], locale: str
) -> Happening:
    key = entry.process_definition_key or drawn.get(entry.element_id)
    found = None if key is None else definition(tx, key)
    name, event = str(entry.details.get("name") or ""), ""
    if key is not None:
        name = element_name(tx, key, entry.element_id, name, locale=locale)
        if host := diagram(tx, key).hosts.get(entry.element_id):
            name, event = element_name(tx, key, host, locale=locale), name
    return Happening(
        happened_at=entry.happened_at,
        operation=entry.operation,
        actor="" if entry.actor == SYSTEM.user_name else people.get(entry.actor, entry.actor),
        element=name,
        event=event,
        process="" if found is None else found.name,
        version=None if found is None else found.version,
        reason=str(entry.details.get("reason") or ""),
        errors=tuple(sentence_of(error["reason"]) for error in entry.details.get("errors", ()) if error["reason"]),
        decisions=tuple(entry.details.get("decisions", ())),
    )


def _diagrams_of(tx: Tx, process_instance_key: int) -> dict[str, int]:
    """Return element id → key of the diagram it stands in, for every diagram an instance has been in.

    An id that several diagrams share names the same step in each, so any of them tells its name.
    """
    keys = tx.execute(
        select(element_instance.c.process_definition_key)
        .where(element_instance.c.process_instance_key == process_instance_key)
        .union(
            select(user_task.c.process_definition_key).where(user_task.c.process_instance_key == process_instance_key)
        )
    ).scalars()
    return {element_id: key for key in keys for element_id in diagram(tx, key).elements}


def stages_of(tx: Tx, process_instance_keys: set[int], *, locale: str = "vi") -> dict[int, tuple[int, str]]:
    """Return the innermost call activity each instance stands in: its place among the calls (from 1) and its name."""
    table = element_instance
    rows = tx.execute(
        select(table.c.process_instance_key, table.c.process_definition_key, table.c.element_id, table.c.name)
        .where(
            table.c.process_instance_key.in_(process_instance_keys),
            table.c.element_type == "CALL_ACTIVITY",
            table.c.state == "ACTIVE",
        )
        .order_by(table.c.element_instance_key)
    )
    return {
        row.process_instance_key: (
            STAGES.index(row.element_id) + 1 if row.element_id in STAGES else 0,
            element_name(tx, row.process_definition_key, row.element_id, row.name, locale=locale),
        )
        for row in rows
    }


def standing(tx: Tx, task: UserTask, *, locale: str = "vi") -> list[str]:
    """Return where a user task stands in its instance: the calls around it, outermost first, without itself."""
    names: list[str] = []
    for row in _around(tx, task):
        name = element_name(tx, row.process_definition_key, row.element_id, row.name, locale=locale)
        if name and names[:1] != [name]:  # a multi-instance and each of its instances bear one name
            names.insert(0, name)
    return names


def steps_before(tx: Tx, task: UserTask) -> list[UserTask]:
    """Return the user tasks of the same phase completed before this one was opened, the last first, each step once.

    A process that no other calls is one phase. Never one of a sibling in a multi-instance: who votes or gives an
    opinion does not see what others said.
    """
    scopes: list[int] = []
    is_called = False
    for row in _around(tx, task):
        scopes.append(row.element_instance_key)
        if is_called := row.element_type == "CALL_ACTIVITY":
            break
    in_phase = user_task.c.scope_key.in_(scopes)
    statement = (
        select_user_tasks()
        .where(
            user_task.c.process_instance_key == task.process_instance_key,
            user_task.c.state == "COMPLETED",
            in_phase if is_called else or_(in_phase, user_task.c.scope_key.is_(None)),
            user_task.c.user_task_key < task.user_task_key,
        )
        .order_by(user_task.c.completed_at.desc(), user_task.c.user_task_key.desc())
    )
    found: dict[str, UserTask] = {}
    for completed in map(user_task_from, tx.execute(statement)):
        found.setdefault(completed.element_id, completed)
    return list(found.values())


def _around(tx: Tx, task: UserTask) -> list[Row[Any]]:
    """Return the element instances a user task stands in, innermost first."""
    table = element_instance
    known = {
        row.element_instance_key: row
        for row in tx.execute(select(table).where(table.c.process_instance_key == task.process_instance_key))
    }
    key = tx.execute(select(user_task.c.scope_key).where(user_task.c.user_task_key == task.user_task_key)).scalar_one()
    found: list[Row[Any]] = []
    while (each := known.get(key)) is not None:
        found.append(each)
        key = each.scope_key
    return found


@dataclass(frozen=True, slots=True)
class Trail:
    """What an instance has done in one diagram: ids of the elements it stands at and of those it went through."""

    process_definition_key: int
    name: str
    version: int
    current: tuple[str, ...]
    done: tuple[str, ...]


def trails(tx: Tx, process_instance_key: int, *, locale: str = "vi") -> list[Trail]:
    """Return the trail of an instance in each of its diagrams: those it stands in first, its own diagram last."""
    own = tx.execute(
        select(process_instance.c.process_definition_key).where(
            process_instance.c.process_instance_key == process_instance_key
        )
    ).scalar_one()
    seen: dict[int, dict[str, bool]] = {}
    for table, is_open in ((element_instance, "ACTIVE"), (user_task, "CREATED")):
        columns = (table.c.process_definition_key, table.c.element_id, table.c.state)
        for row in tx.execute(select(*columns).where(table.c.process_instance_key == process_instance_key)):
            elements = seen.setdefault(row.process_definition_key, {})
            elements[row.element_id] = elements.get(row.element_id, False) or row.state == is_open
    found = [_trail(tx, key, elements, locale) for key, elements in seen.items()]
    return sorted(found, key=lambda trail: (trail.process_definition_key == own, not trail.current))


def _trail(tx: Tx, process_definition_key: int, elements: Mapping[str, bool], locale: str) -> Trail:
    """Frames around other elements are neither current nor done: marking them would colour all they hold."""
    drawn, deployed = diagram(tx, process_definition_key), definition(tx, process_definition_key)
    plain = {each: now for each, now in elements.items() if drawn.elements.get(each, ("",))[0] not in _FRAMES}
    english = drawn.properties.get("label_en", "") if locale == "en" else ""
    return Trail(
        process_definition_key=process_definition_key,
        name=english or drawn.name,
        version=0 if deployed is None else deployed.version,
        current=tuple(each for each, is_now in plain.items() if is_now),
        done=tuple(each for each, is_now in plain.items() if not is_now),
    )
