"""The officer's lists: views, search, pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select

from service.access import policy
from service.core.clock import at_local_hour, business_date
from service.core.database import Instant
from service.core.paging import CursorInvalid, Page, decode_cursor, encode_cursor
from service.core.text import folded
from service.process.instances.model import process_instance, user_task, user_task_group
from service.process.instances.queries import (
    UserTask,
    candidate_condition,
    select_user_tasks,
    user_task_from,
)
from service.process.worklist.queries.context import task_resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.core.tx import Tx

PAGE_SIZE = 50
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
VIEWS = ("all", "mine", "free", "overdue", "soon", "agency")
"""The officer's views: all I may take, held by me, held by nobody, overdue, due within three days; and everything that
waits in my agencies, also for colleagues of another role.
"""


def my_user_tasks(
    tx: Tx, *, view: str = "all", search: str = "", cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[UserTask]:
    """Return the open user tasks the actor may take, soonest due first, those without a due date last.

    ``search`` forgives diacritics and looks at step, title, subtitle and business id.
    """
    due = func.coalesce(user_task.c.due_at, literal(_NEVER, Instant))
    conditions = (user_task.c.state == "CREATED", _views(tx)[view], *_found_by(search))
    statement = select_user_tasks().add_columns(due.label("sort_due")).where(*conditions)
    if cursor:
        after, key = _place(cursor)
        statement = statement.where(or_(due > after, and_(due == after, user_task.c.user_task_key > key)))
    rows = tx.execute(statement.order_by(due, user_task.c.user_task_key).limit(limit + 1)).all()
    tasks = tuple(user_task_from(row) for row in rows[:limit])
    following = None
    if len(rows) > limit:
        last = tasks[-1]
        following = encode_cursor([(last.due_at or _NEVER).isoformat(), str(last.user_task_key)])
    return Page(tasks, following)


def claimable(tx: Tx, tasks: Iterable[UserTask]) -> frozenset[int]:
    """Return the keys of those tasks that nobody holds and the actor may take."""
    may = policy.Action.TASK_CLAIM
    return frozenset(
        task.user_task_key for task in tasks if task.assignee is None and policy.may(tx.actor, may, task_resource(task))
    )


def count_by_view(tx: Tx, search: str = "") -> dict[str, int]:
    """Return how many open user tasks each view holds for the actor, and how many are due ``today``."""
    views = _views(tx)
    counted = [func.count(case((condition, 1))).label(name) for name, condition in views.items()]
    row = tx.execute(
        select(*counted)
        .select_from(user_task)
        .join(process_instance, process_instance.c.process_instance_key == user_task.c.process_instance_key)
        .where(user_task.c.state == "CREATED", or_(views["all"], views["agency"]), *_found_by(search))
    ).one()
    return {name: int(getattr(row, name)) for name in views}


def _views(tx: Tx) -> dict[str, ColumnElement[bool]]:
    """Return the condition of each view, and of what is due ``today``, over open user tasks."""
    task, actor = user_task.c, tx.actor
    mine = candidate_condition(actor)
    today = business_date(tx.now)
    tomorrow, in_three_days = (at_local_hour(today + timedelta(days=days), 0) for days in (1, 4))
    groups = user_task_group.c.group
    by_agency = [groups.startswith(f"{agency}/", autoescape=True) for agency in sorted(actor.agencies)]
    in_agency = task.user_task_key.in_(select(user_task_group.c.user_task_key).where(or_(false(), *by_agency)))
    return {
        "all": mine,
        "mine": and_(mine, task.assignee == actor.user_name),
        "free": and_(mine, task.assignee.is_(None)),
        "overdue": and_(mine, task.due_at < tx.now),
        "soon": and_(mine, task.due_at >= tx.now, task.due_at < in_three_days),
        "agency": or_(mine, in_agency),
        "today": and_(mine, task.due_at >= tx.now, task.due_at < tomorrow),
    }


def _found_by(search: str) -> list[ColumnElement[bool]]:
    """Return the condition of each word: step, title, subtitle or business id has it, diacritics aside."""
    return [
        or_(
            user_task.c.folded.contains(word, autoescape=True),
            process_instance.c.folded.contains(word, autoescape=True),
        )
        for word in folded(search).split()
    ]


def _place(cursor: str) -> tuple[datetime, int]:
    """Return the due moment and the key of the last row seen; raises ``CursorInvalid``."""
    moment, key = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(moment)), int(str(key))
    except ValueError as error:
        raise CursorInvalid(cursor=cursor[:40]) from error
