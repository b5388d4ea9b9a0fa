"""Reading whom mail is for, what it has to tell, and how it went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from service.access.model import account
from service.access.queries import actor_named, people_in
from service.core.clock import business_date
from service.core.paging import Page, decode_cursor, encode_cursor
from service.notifications.mail import rules
from service.notifications.mail.model import mail, mail_wish
from service.notifications.model import notice
from service.process.instances.model import user_task
from service.process.worklist.queries import asked_for, my_user_tasks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

TASKS_READ = 200
PAGE_SIZE = 50
DEFAULT_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who can get mail: where, in which language, what they wish."""

    user_name: str
    display_name: str
    address: str
    language: str
    wish: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A user task as a digest names it."""

    user_task_key: int
    name: str
    title: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class DayOfWork:
    """What a digest tells, each task once: past its day, due today, and new since the working day before.

    ``late`` was ordered (Giao); ``awaited`` was asked for (Đề nghị).
    """

    day: date
    late: tuple[TaskLine, ...]
    awaited: tuple[TaskLine, ...]
    today: tuple[TaskLine, ...]
    new: tuple[TaskLine, ...]

    @property
    def count(self) -> int:
        """How many tasks it names."""
        return len(self.late) + len(self.awaited) + len(self.today) + len(self.new)


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """A notice as a mail tells it."""

    template: str
    parameters: Mapping[str, Any]
    user_task_key: int | None


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail as administrators see it: to whom and how it went, never what it says."""

    mail_key: int
    user_name: str
    display_name: str
    kind: str
    state: str
    attempts: int
    posted_at: datetime
    last_error: str


def is_rehearsal(tx: Tx) -> bool:
    """Return whether the business clock is pinned: then nobody outside is written to."""
    return tx.now != tx.wall


def readers(tx: Tx, recipient: str) -> list[Reader]:
    """Return who can get mail among those a notice is for: a user name, a candidate group or an agency."""
    members = people_in(tx, recipient, business_date(tx.now))
    names = sorted({recipient, *(person.user_name for person in members)})
    return _readers(tx, account.c.user_name.in_(names))


def reader(tx: Tx, user_name: str) -> Reader | None:
    """Return a person who can get mail, ``None`` where they have no address or are gone."""
    return next(iter(_readers(tx, account.c.user_name == user_name)), None)


def _readers(tx: Tx, condition: Any) -> list[Reader]:
    statement = (
        select(
            account.c.user_name,
            account.c.display_name,
            account.c.email.label("address"),
            func.coalesce(mail_wish.c.language, DEFAULT_LANGUAGE).label("language"),
            func.coalesce(mail_wish.c.wish, rules.DIGEST).label("wish"),
        )
        .outerjoin(mail_wish, mail_wish.c.user_name == account.c.user_name)
        .where(condition, account.c.active, func.coalesce(account.c.email, "") != "")
        .order_by(account.c.user_name)
    )
    return [Reader(**dict(row)) for row in tx.execute(statement).mappings()]


def due_digests(tx: Tx, *, limit: int = 100) -> list[str]:
    """Return who gets today's digest and has not been looked at yet; nobody before 07:30 and on days off."""
    if is_rehearsal(tx) or not rules.is_digest_time(tx.wall):
        return []
    today = business_date(tx.wall)
    statement = (
        select(account.c.user_name)
        .outerjoin(mail_wish, mail_wish.c.user_name == account.c.user_name)
        .where(
            account.c.active,
            func.coalesce(account.c.email, "") != "",
            func.coalesce(mail_wish.c.wish, rules.DIGEST) == rules.DIGEST,
            or_(mail_wish.c.digest_on.is_(None), mail_wish.c.digest_on < today),
        )
        .order_by(account.c.user_name)
        .limit(limit)
    )
    return list(tx.execute(statement).scalars())


def day_of_work(tx: Tx, user_name: str, day: date) -> DayOfWork:
    """Return what a digest of a day tells a person, of the tasks they may take."""
    person = actor_named(tx, user_name)
    tasks = () if person is None else my_user_tasks(replace(tx, actor=person), limit=TASKS_READ).items
    since = rules.news_since(day)
    past = [task for task in tasks if task.due_at is not None and business_date(task.due_at) < day]
    today = [task for task in tasks if task.due_at is not None and business_date(task.due_at) == day]
    named = {task.user_task_key for task in (*past, *today)}
    new = [task for task in tasks if task.created_at >= since and task.user_task_key not in named]
    asked = asked_for(tx, past)
    late = [task for task in past if task.user_task_key not in asked]
    awaited = [task for task in past if task.user_task_key in asked]
    return DayOfWork(day, _lines(late), _lines(awaited), _lines(today), _lines(new))


def _lines(tasks: list[UserTask]) -> tuple[TaskLine, ...]:
    return tuple(
        TaskLine(task.user_task_key, task.name, task.title, None if task.due_at is None else business_date(task.due_at))
        for task in tasks
    )


def notice_told(tx: Tx, notice_key: int) -> NoticeTold | None:
    """Return what a notice says, ``None`` where its case is over or its task done: it is no longer news."""
    statement = (
        select(notice.c.template, notice.c.parameters, notice.c.user_task_key)
        .outerjoin(user_task, user_task.c.user_task_key == notice.c.user_task_key)
        .where(
            notice.c.notice_key == notice_key,
            notice.c.closed_at.is_(None),
            or_(user_task.c.user_task_key.is_(None), user_task.c.state == "CREATED"),
        )
    )
    row = tx.execute(statement).one_or_none()
    return None if row is None else NoticeTold(row.template, row.parameters, row.user_task_key)


def wish_of(tx: Tx, user_name: str) -> str:
    """Return what a person wishes to get."""
    found = tx.execute(select(mail_wish.c.wish).where(mail_wish.c.user_name == user_name)).scalar_one_or_none()
    return found or rules.DIGEST


def language_of(tx: Tx, user_name: str) -> str:
    """Return the language a person wishes mail in, an empty text where they chose none."""
    return tx.execute(select(mail_wish.c.language).where(mail_wish.c.user_name == user_name)).scalar_one_or_none() or ""


def proposed_address(tx: Tx, user_name: str, mail_key: int | None = None) -> str:
    """Return the address a person may still confirm, by the link of this mail, an empty text where there is none."""
    statement = select(mail.c.parameters).where(
        mail.c.user_name == user_name, mail.c.kind == "address", mail.c.state.in_(("waiting", "sent"))
    )
    if mail_key is not None:
        statement = statement.where(mail.c.mail_key == mail_key)
    parameters = tx.execute(statement.order_by(mail.c.mail_key.desc()).limit(1)).scalar_one_or_none()
    return "" if parameters is None else str(parameters["address"])


def links_sent(tx: Tx, user_name: str, since: datetime) -> int:
    """Return how many links to confirm an address were posted for a person since a moment."""
    statement = select(func.count()).where(
        mail.c.user_name == user_name, mail.c.kind == "address", mail.c.posted_at >= since
    )
    return int(tx.execute(statement).scalar_one())


def mail_counts(tx: Tx) -> dict[str, int]:
    """Return state → how many mails are in it; states of which there are none are not named."""
    statement = select(mail.c.state, func.count().label("total")).group_by(mail.c.state).order_by(mail.c.state)
    return {row.state: row.total for row in tx.execute(statement)}


def troubled_mails(tx: Tx, *, cursor: str = "") -> Page[MailView]:
    """Return mails that are dead, then those that failed and are tried again, newest first in each."""
    rank = case((mail.c.state == "dead", 0), else_=1)
    failed = and_(mail.c.state == "waiting", mail.c.last_error != "")
    names = [name for name in MailView.__slots__ if name != "display_name"]
    statement = (
        select(*(mail.c[name] for name in names), account.c.display_name, rank.label("rank"))
        .outerjoin(account, account.c.user_name == mail.c.user_name)
        .where(or_(mail.c.state == "dead", failed))
        .order_by(rank, mail.c.mail_key.desc())
    )
    if cursor:
        after, key = (int(str(part)) for part in decode_cursor(cursor, 2))
        statement = statement.where(or_(rank > after, and_(rank == after, mail.c.mail_key < key)))
    rows = tx.execute(statement.limit(PAGE_SIZE + 1)).all()
    found = tuple(
        MailView(**{name: getattr(row, name) for name in names}, display_name=row.display_name or row.user_name)
        for row in rows[:PAGE_SIZE]
    )
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return Page(found, None if last is None else encode_cursor([str(last.rank), str(last.mail_key)]))
