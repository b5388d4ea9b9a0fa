"""Reading the exemplar's own row: one, a page of them, those alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select

from service.core.errors import NotFound, sentence
from service.core.paging import Page, decode_cursor, encode_cursor
from service.core.statement import Statement
from service.core.text import folded
from service.nomination.exemplars.model import exemplar
from service.nomination.exemplars.queries.quota import QuotaShare, in_share
from service.process.instances.model import process_instance
from service.process.instances.queries import visible_to

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx

LIKE_LIMIT = 20


class ExemplarNotFound(NotFound):
    """No such exemplar, or not one whose case the actor may see."""

    code = "exemplar_not_found"
    template = sentence("Expected to find exemplar '%(key)s', but there is none. Check the key.")


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One exemplar as pages and clients see it; the name is empty while it is secret."""

    exemplar_key: int
    code: str
    process_instance_key: int
    year: int
    plan: str | None
    agency: str
    lead_agency: str | None
    movement: str | None
    subject_type: str | None
    stage: str
    status: str
    round: int
    secret: bool
    paper_ref: str | None
    kind: str | None
    name: str | None
    birth_year: int | None
    workplace: str | None
    place: str | None
    highlight: str | None
    mentor: str | None
    score: float | None
    spread: str | None
    opened_at: datetime
    recognised_at: datetime | None
    built_at: datetime | None
    replicated_at: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the case still runs."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; ``text`` is searched word by word, without diacritics, in name, code and movement.

    ``share`` is a number of the quota table whose cases are asked for.
    """

    movement: str | None = None
    agency: str | None = None
    status: str | None = None
    stage: str | None = None
    year: int | None = None
    text: str = ""
    share: QuotaShare | None = None


_COLUMNS = [exemplar.c[name] for name in Exemplar.__dataclass_fields__]
_BY_KEY = Statement(select(*_COLUMNS).where(exemplar.c.exemplar_key == bindparam("key")))
_OF_INSTANCE = Statement(select(*_COLUMNS).where(exemplar.c.process_instance_key == bindparam("key")))


def _as_exemplar(row: Any) -> Exemplar:
    return Exemplar(*row)


def exemplar_by_key(tx: Tx, exemplar_key: int) -> Exemplar:
    """Return an exemplar; raises ``ExemplarNotFound``. Does not ask who wants to know."""
    row = tx.driver.first(_BY_KEY, {"key": exemplar_key})
    if row is None:
        raise ExemplarNotFound(key=exemplar_key)
    return _as_exemplar(row)


def exemplar_of_instance(tx: Tx, process_instance_key: int) -> Exemplar | None:
    """Return the exemplar whose life a process instance is, or ``None``."""
    row = tx.driver.first(_OF_INSTANCE, {"key": process_instance_key})
    return None if row is None else _as_exemplar(row)


def running_of_plan(tx: Tx, plan: str) -> int:
    """Return how many cases opened under a plan still run."""
    statement = select(func.count()).where(exemplar.c.plan == plan, exemplar.c.closed_at.is_(None))
    return int(tx.execute(statement).scalar_one())


def visible_exemplar(tx: Tx, exemplar_key: int) -> Exemplar:
    """Return an exemplar the actor may see; raises ``ExemplarNotFound`` for a foreign one too."""
    statement = select(*_COLUMNS).where(exemplar.c.exemplar_key == exemplar_key, *_scope(tx))
    row = tx.execute(statement).one_or_none()
    if row is None:
        raise ExemplarNotFound(key=exemplar_key)
    return _as_exemplar(row)


def exemplars(tx: Tx, filters: Filters, *, limit: int = 50, cursor: str | None = None) -> Page[Exemplar]:
    """Return a page of the exemplars the actor may see, newest first; raises ``CursorInvalid``."""
    statement = select(*_COLUMNS).where(*_scope(tx), *_narrowed(tx, filters))
    if cursor:
        (last,) = decode_cursor(cursor, 1)
        statement = statement.where(exemplar.c.exemplar_key < int(last or 0))
    rows = tx.execute(statement.order_by(exemplar.c.exemplar_key.desc()).limit(limit + 1)).all()
    found = tuple(_as_exemplar(row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(found, encode_cursor([str(found[-1].exemplar_key)]) if more else None)


def similar_exemplars(tx: Tx, exemplar_key: int) -> list[Exemplar]:
    """Return other exemplars of the same folded name, and of the same birth year where both are known."""
    mine = tx.execute(
        select(exemplar.c.folded_name, exemplar.c.birth_year).where(exemplar.c.exemplar_key == exemplar_key)
    ).one_or_none()
    if mine is None or not mine.folded_name:
        return []
    statement = select(*_COLUMNS).where(
        exemplar.c.folded_name == mine.folded_name,
        exemplar.c.exemplar_key != exemplar_key,
        exemplar.c.secret.is_(False),
        exemplar.c.status.not_in(("withdrawn", "merged")),
    )
    if mine.birth_year is not None:
        statement = statement.where(or_(exemplar.c.birth_year.is_(None), exemplar.c.birth_year == mine.birth_year))
    found = tx.execute(statement.order_by(exemplar.c.exemplar_key).limit(LIKE_LIMIT))
    return [_as_exemplar(row) for row in found]


def _scope(tx: Tx) -> list[ColumnElement[bool]]:
    if tx.actor.sees_everything:
        return []
    return [visible_to(tx.actor, exemplar.c.process_instance_key)]


def _narrowed(tx: Tx, filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        exemplar.c[name] == value
        for name in ("movement", "status", "stage", "year")
        if (value := getattr(filters, name)) is not None
    ]
    if filters.share:
        conditions.append(in_share(tx, filters.share))
    if filters.agency:
        conditions.append(or_(exemplar.c.agency == filters.agency, exemplar.c.lead_agency == filters.agency))
    conditions += [_has_word(word) for word in folded(filters.text).split()]
    return conditions


def _has_word(word: str) -> ColumnElement[bool]:
    """Return the condition that a word stands in code, name or movement, diacritics aside; titles of people count."""
    listed = select(process_instance.c.process_instance_key).where(
        process_instance.c.folded.contains(word, autoescape=True)
    )
    return or_(
        exemplar.c.folded_name.contains(word, autoescape=True),
        exemplar.c.code.icontains(word, autoescape=True),
        exemplar.c.process_instance_key.in_(listed),
    )
