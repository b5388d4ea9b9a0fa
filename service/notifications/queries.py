"""Reading notices: mine, and those of my groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from service.core.statement import Statement
from service.notifications.model import notice, notice_reading
from service.process.instances.model import user_task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select

    from service.core.actor import Actor
    from service.core.tx import Tx


@dataclass(frozen=True, slots=True)
class NoticeToReader:
    """The newest notice about a matter as its reader gets it.

    ``template`` is an English message with ``%(name)s`` places to translate; ``earlier`` are the moments of those that
    told of the same user task before, newest first.
    """

    notice_key: int
    recipient: str
    manner: str
    template: str
    parameters: Mapping[str, Any]
    process_instance_key: int | None
    user_task_key: int | None
    created_at: datetime
    read_at: datetime | None
    earlier: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent about one user task so far, and the day the next is due at the earliest."""

    times: int
    next_on: date | None


_MATTER = func.coalesce(notice.c.user_task_key, notice.c.notice_key)
"""What a notice is about: its user task, or where it names none, itself. Keys of all tables differ."""


def notices_for(tx: Tx, actor: Actor, *, limit: int = 200) -> list[NoticeToReader]:
    """Return the open notices to a person and their groups, one a matter, newest first; tasks done need no reminder."""
    statement = (
        select(notice, _MATTER.label("matter"), notice_reading.c.read_at)
        .outerjoin(notice_reading, _read_by(actor))
        .outerjoin(user_task, user_task.c.user_task_key == notice.c.user_task_key)
        .where(_to(actor), *_open())
        .order_by(notice.c.notice_key.desc())
        .limit(limit)
    )
    matters: dict[int, list[Any]] = {}
    for row in tx.execute(statement):
        matters.setdefault(row.matter, []).append(row)
    return [_shown(newest, earlier) for newest, *earlier in matters.values()]


def _shown(newest: Any, earlier: list[Any]) -> NoticeToReader:
    return NoticeToReader(
        notice_key=newest.notice_key,
        recipient=newest.recipient,
        manner=newest.manner,
        template=newest.template,
        parameters=newest.parameters,
        process_instance_key=newest.process_instance_key,
        user_task_key=newest.user_task_key,
        created_at=newest.created_at,
        read_at=newest.read_at,
        earlier=tuple(row.created_at for row in earlier),
    )


def unread_by(actor: Actor) -> Select[tuple[int]]:
    """Select the newest notice of every open matter that a person has not read."""
    newest = (
        select(func.max(notice.c.notice_key).label("notice_key"))
        .outerjoin(user_task, user_task.c.user_task_key == notice.c.user_task_key)
        .where(_to(actor), *_open())
        .group_by(_MATTER)
        .subquery()
    )
    read = select(notice_reading.c.notice_key).where(notice_reading.c.user_name == actor.user_name)
    return select(newest.c.notice_key).where(newest.c.notice_key.not_in(read))


def unread_count(tx: Tx, actor: Actor) -> int:
    """Return of how many matters a person or their groups were told without their having read the newest notice."""
    return int(tx.execute(select(func.count()).select_from(unread_by(actor).subquery())).scalar_one())


def is_addressed_to(tx: Tx, actor: Actor, notice_key: int) -> bool:
    """Return whether a notice exists and goes to this person or one of their groups."""
    statement = select(notice.c.notice_key).where(notice.c.notice_key == notice_key, _to(actor))
    return tx.execute(statement).one_or_none() is not None


_SENT_ABOUT = Statement(
    select(
        func.count(notice.c.element_instance_key.distinct()).label("times"),
        func.max(notice.c.next_on).label("next_on"),
    ).where(notice.c.user_task_key == bindparam("user_task_key"))
)


def sent_about(tx: Tx, user_task_key: int) -> Sent:
    """Return how often somebody was reminded of a user task: steps that sent, not recipients."""
    row = tx.driver.first(_SENT_ABOUT, {"user_task_key": user_task_key})
    return Sent(int(row.times), row.next_on)


def _to(actor: Actor) -> ColumnElement[bool]:
    return notice.c.recipient.in_(sorted({actor.user_name, *actor.groups, *actor.agencies}))


def _read_by(actor: Actor) -> ColumnElement[bool]:
    return (notice_reading.c.notice_key == notice.c.notice_key) & (notice_reading.c.user_name == actor.user_name)


def _open() -> list[ColumnElement[bool]]:
    is_waiting = user_task.c.user_task_key.is_(None) | (user_task.c.state == "CREATED")
    return [notice.c.closed_at.is_(None), is_waiting]
