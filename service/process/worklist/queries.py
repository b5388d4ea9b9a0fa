"""The officer's lists, and everything a task page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from service.access.policy import TaskResource
from service.access.queries import display_names
from service.core.clock import at_local_hour, business_date
from service.core.database import Instant
from service.core.paging import Page, decode_cursor, encode_cursor
from service.core.text import folded
from service.process.definitions.queries import diagram
from service.process.forms.queries import form_by_key, last_submission
from service.process.history.queries import HistoryEntry, entries_of
from service.process.instances.model import element_instance, process_instance, user_task
from service.process.instances.queries import (
    UserTask,
    candidate_condition,
    select_user_tasks,
    user_task_from,
)
from service.process.worklist.model import draft

if TYPE_CHECKING:
    from service.core.tx import Tx

PAGE_SIZE = 50
STAGES = ("detect", "nurture", "propagate", "evaluate", "reward", "replicate")
"""The calls of the lifecycle in order, for the six ticks of a row; other processes show only the name."""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
VIEWS = ("all", "mine", "free", "overdue", "soon")
"""The officer's views: all I may take, held by me, held by nobody, overdue, due within three days."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file in the case panel."""

    name: str
    href: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CasePanel:
    """What stands beside a task: who or what the case is about, as the domain tells it."""

    title: str
    kind: str
    kind_label: str
    facts: tuple[tuple[str, str], ...]
    stage: str | None = None
    done_stages: tuple[str, ...] = ()
    files: tuple[CaseFile, ...] = ()
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has entered so far."""

    answers: Mapping[str, Any]
    revision: int
    saved_at: datetime


class CaseFacts(Mapping[str, Any]):
    """The facts of one case, asked of the domain when a form first names one."""

    def __init__(self, tx: Tx, process_instance_key: int | None) -> None:
        self._tx = tx
        self._key = process_instance_key

    @cached_property
    def _facts(self) -> Mapping[str, Any]:
        if self._key is None:
            return {}
        found: Mapping[str, Any] = self._tx.domain.ask("case_facts", self._tx, self._key, default={})
        return found

    def __getitem__(self, name: str) -> Any:
        """Return a fact; raises ``KeyError`` for one the domain does not know."""
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all facts."""
        return iter(self._facts)

    def __len__(self) -> int:
        """Return how many facts there are."""
        return len(self._facts)


class Lists(Mapping[str, Any]):
    """The option lists of one case, each asked of the domain when a form first names it."""

    def __init__(self, tx: Tx, process_instance_key: int | None, variables: Mapping[str, Any]) -> None:
        self._tx = tx
        self._key = process_instance_key
        self._variables = variables
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return the options of a list; an empty list where the domain knows none of that name."""
        if name not in self._known:
            self._known[name] = self._tx.domain.ask(
                "option_list", self._tx, name, self._key, self._variables, default=[]
            )
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the lists asked so far."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many lists have been asked so far."""
        return len(self._known)


def form_context(tx: Tx, process_instance_key: int | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form's expressions see: process variables (also as ``variables``), ``case`` and ``lists``."""
    facts = CaseFacts(tx, process_instance_key)
    return {**variables, "variables": variables, "case": facts, "lists": Lists(tx, process_instance_key, variables)}


def task_resource(task: UserTask) -> TaskResource:
    """Return a user task as the policy looks at it."""
    return TaskResource(
        candidate_groups=frozenset(task.candidate_groups),
        candidate_users=frozenset(task.candidate_users),
        assignee=task.assignee,
        instance_groups=frozenset(task.instance_groups),
    )


def my_user_tasks(
    tx: Tx, *, view: str = "all", search: str = "", cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[UserTask]:
    """Return the open user tasks the actor may take, soonest due first, those without a due date last.

    ``search`` forgives diacritics and looks at step, title, subtitle and business id.
    """
    due = func.coalesce(user_task.c.due_at, literal(_NEVER, Instant))
    statement = select_user_tasks().add_columns(due.label("sort_due")).where(*_conditions(tx, view, search))
    if cursor is not None:
        moment, key = decode_cursor(cursor, 2)
        after = datetime.fromisoformat(str(moment))
        statement = statement.where(or_(due > after, and_(due == after, user_task.c.user_task_key > int(str(key)))))
    rows = tx.execute(statement.order_by(due, user_task.c.user_task_key).limit(limit + 1)).all()
    tasks = tuple(user_task_from(row) for row in rows[:limit])
    following = None
    if len(rows) > limit:
        last = tasks[-1]
        following = encode_cursor([(last.due_at or _NEVER).isoformat(), str(last.user_task_key)])
    return Page(tasks, following)


def count_by_view(tx: Tx, search: str = "") -> dict[str, int]:
    """Return how many open user tasks each view holds for the actor."""
    counts = {}
    for view in VIEWS:
        statement = (
            select(func.count())
            .select_from(user_task)
            .join(process_instance, process_instance.c.process_instance_key == user_task.c.process_instance_key)
            .where(*_conditions(tx, view, search))
        )
        counts[view] = int(tx.execute(statement).scalar_one())
    return counts


def my_draft(tx: Tx, user_task_key: int) -> Draft | None:
    """Return the actor's draft of a user task."""
    row = tx.execute(
        select(draft).where(draft.c.user_task_key == user_task_key, draft.c.user_name == tx.actor.user_name)
    ).one_or_none()
    return None if row is None else Draft(row.answers, row.revision, row.saved_at)


def first_answers(tx: Tx, task: UserTask, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a form shows before anybody answered: this step's last submission, else what the domain suggests."""
    if task.form_key is None:
        return {}
    last = last_submission(tx, task.process_instance_key, task.element_id)
    if last is not None:
        return last.answers
    form_id = form_by_key(tx, task.form_key).form_id
    suggested: Mapping[str, Any] = tx.domain.ask(
        "prefill", tx, form_id, task.process_instance_key, variables, default={}
    )
    return suggested


def case_panel(tx: Tx, process_instance_key: int) -> CasePanel | None:
    """Return what the domain shows beside a task of this instance."""
    panel: CasePanel | None = tx.domain.ask("case_panel", tx, process_instance_key)
    return panel


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the timeline: who did what when, by the names people know."""

    happened_at: datetime
    operation: str
    actor: str
    element: str
    decisions: tuple[Mapping[str, Any], ...] = ()


def timeline(tx: Tx, process_instance_key: int) -> list[Happening]:
    """Return what happened to an instance, newest first."""
    entries = list(reversed(entries_of(tx, process_instance_key)))
    names = display_names(tx, {entry.actor for entry in entries})
    return [
        Happening(
            happened_at=entry.happened_at,
            operation=entry.operation,
            actor=names.get(entry.actor, entry.actor),
            element=str(entry.details.get("name") or _element_name(tx, entry)),
            decisions=tuple(entry.details.get("decisions", ())),
        )
        for entry in entries
    ]


def _element_name(tx: Tx, entry: HistoryEntry) -> str:
    if not entry.element_id or entry.process_definition_key is None:
        return ""
    element = diagram(tx, entry.process_definition_key).elements.get(entry.element_id)
    return element[1] if element else entry.element_id


def name_of(tx: Tx, user_name: str | None) -> str:
    """Return the display name of a person, empty for nobody."""
    return "" if user_name is None else display_names(tx, {user_name}).get(user_name, user_name)


def stages_of(tx: Tx, process_instance_keys: set[int]) -> dict[int, tuple[int, str]]:
    """Return the innermost call activity each instance stands in: its place among the calls (from 1) and its name."""
    table = element_instance
    rows = tx.execute(
        select(table.c.process_instance_key, table.c.element_id, table.c.name)
        .where(
            table.c.process_instance_key.in_(process_instance_keys),
            table.c.element_type == "CALL_ACTIVITY",
            table.c.state == "ACTIVE",
        )
        .order_by(table.c.element_instance_key)
    )
    return {
        row.process_instance_key: (STAGES.index(row.element_id) + 1 if row.element_id in STAGES else 0, row.name)
        for row in rows
    }


def _conditions(tx: Tx, view: str, search: str) -> list[ColumnElement[bool]]:
    actor = tx.actor
    conditions = [user_task.c.state == "CREATED", candidate_condition(actor)]
    if view == "mine":
        conditions.append(user_task.c.assignee == actor.user_name)
    elif view == "free":
        conditions.append(user_task.c.assignee.is_(None))
    elif view == "overdue":
        conditions.append(user_task.c.due_at < tx.now)
    elif view == "soon":
        in_three_days = at_local_hour(business_date(tx.now) + timedelta(days=4), 0)
        conditions += [user_task.c.due_at >= tx.now, user_task.c.due_at < in_three_days]
    for word in folded(search).split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append(
            or_(user_task.c.folded.like(pattern, escape="\\"), process_instance.c.folded.like(pattern, escape="\\"))
        )
    return conditions
