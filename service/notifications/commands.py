"""Writing, closing and reading notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, update

from service.core.errors import NotFound, sentence
from service.notifications.mail.commands import post_notice
from service.notifications.model import notice, notice_reading
from service.notifications.queries import is_addressed_to, unread_by

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx


class NoticeNotFound(NotFound):
    """No such notice, or one to somebody else."""

    code = "notice_not_found"
    template = sentence("Expected to find notice '%(key)s', but there is none for you. Reload the page.")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to write: to whom, in which manner, what it says and what it is about."""

    recipient: str
    template: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    manner: str = "in app"
    process_instance_key: int | None = None
    user_task_key: int | None = None
    element_instance_key: int | None = None
    next_on: date | None = None


def write_notice(tx: Tx, content: Notice) -> None:
    """Write a notice; the same step telling the same recipient of the same task again writes nothing."""
    row: dict[str, Any] = {
        "notice_key": tx.new_key(),
        "recipient": content.recipient,
        "manner": content.manner,
        "template": content.template,
        "parameters": dict(content.parameters),
        "process_instance_key": content.process_instance_key,
        "user_task_key": content.user_task_key,
        "element_instance_key": content.element_instance_key,
        "next_on": content.next_on,
        "created_at": tx.now,
    }
    if tx.insert_missing(notice, [row]):
        post_notice(tx, notice_key=row["notice_key"], recipient=content.recipient, manner=content.manner)


def mark_read(tx: Tx, *, notice_key: int) -> None:
    """Mark a notice as read by the actor; raises ``NoticeNotFound`` for one that is not theirs."""
    if not is_addressed_to(tx, tx.actor, notice_key):
        raise NoticeNotFound(key=notice_key)
    row = {"notice_key": notice_key, "user_name": tx.actor.user_name, "read_at": tx.now}
    tx.insert_missing(notice_reading, [row])


def mark_all_read(tx: Tx) -> None:
    """Mark everything the actor is told of as read, however much it is, in one statement."""
    marked = literal(tx.actor.user_name), literal(tx.now, notice_reading.c.read_at.type)
    unread = unread_by(tx.actor).add_columns(*marked)
    marks = tx.insert_into(notice_reading).from_select(["notice_key", "user_name", "read_at"], unread)
    tx.execute(marks.on_conflict_do_nothing())


def close_notices(tx: Tx, *, process_instance_key: int) -> None:
    """Close every open notice about a process instance: what it reminds of is over."""
    tx.execute(
        update(notice)
        .where(notice.c.process_instance_key == process_instance_key, notice.c.closed_at.is_(None))
        .values(closed_at=tx.now)
    )


def put_off_repeats(tx: Tx, *, user_task_key: int, next_on: date) -> None:
    """Let nobody be reminded of a user task again before a day."""
    tx.execute(update(notice).where(*_with_repeat(user_task_key)).values(next_on=next_on))


def end_repeats(tx: Tx, *, user_task_key: int) -> None:
    """Let nobody be reminded of a user task again: enough was sent."""
    tx.execute(update(notice).where(*_with_repeat(user_task_key)).values(next_on=None))


def _with_repeat(user_task_key: int) -> tuple[ColumnElement[bool], ...]:
    return (notice.c.user_task_key == user_task_key, notice.c.next_on.is_not(None))
