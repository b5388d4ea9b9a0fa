"""Reads of access: people, what they hold, and what proves who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Date, Select, String, and_, bindparam, func, literal, null, or_, select, union_all

from service.access import rules
from service.access.model import account, account_session, membership, personal_token, province_role
from service.core.actor import ADMINISTRATOR, Actor
from service.core.clock import business_date
from service.core.database import business_clock
from service.core.errors import NotFound, sentence
from service.core.kept import kept_for_a_day
from service.core.paging import Page, decode_cursor, encode_cursor
from service.core.statement import Statement
from service.core.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter

    from service.core.tx import Tx

PAGE_SIZE = 50


class AccountNotFound(NotFound):
    """No account of that key or name."""

    code = "account_not_found"
    template = sentence("Expected to find account '%(key)s', but there is none. Look it up in the list of people.")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as lists of others show them."""

    user_name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account without its secrets."""

    account_key: int
    user_name: str
    display_name: str
    email: str | None
    active: bool
    must_change_password: bool
    locked_until: datetime | None
    has_second_factor: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_key: int
    user_name: str
    password_hash: str
    active: bool
    locked_until: datetime | None
    has_second_factor: bool
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A live session or token, and the account it speaks for. ``key`` is the session's or token's."""

    key: int
    account_key: int
    user_name: str
    must_change_password: bool
    seen_at: datetime | None
    scopes: str = "all"


@dataclass(frozen=True, slots=True)
class Membership:
    """Who serves an agency in which role: from, and until (not on) ``until_on``."""

    membership_key: int
    agency: str
    role: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A signed-in browser as its owner sees it."""

    session_key: int
    created_at: datetime
    last_seen_at: datetime
    user_agent: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """A personal token as its owner sees it; the clear token is gone."""

    token_key: int
    name: str
    scopes: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def in_force(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition of memberships in force on a day; periods are half-open."""
    return and_(membership.c.from_on <= on, or_(membership.c.until_on.is_(None), membership.c.until_on > on))


def _held(condition: ColumnElement[bool]) -> Statement:
    """Return the statement that reads a person once for each membership ``on`` a day and each province-wide role."""
    person = select(account.c.account_key, account.c.user_name, account.c.display_name).where(condition).subquery()
    serving = select(membership).where(in_force(bindparam("on", type_=Date))).subquery()
    return Statement(
        union_all(
            select(person, serving.c.agency, serving.c.role).outerjoin_from(
                person, serving, serving.c.account_key == person.c.account_key
            ),
            select(person, null().label("agency"), province_role.c.role).join_from(
                person, province_role, province_role.c.account_key == person.c.account_key
            ),
        )
    )


_HELD_BY_KEY = _held(account.c.account_key == bindparam("key"))
_HELD_BY_NAME = _held(account.c.user_name == bindparam("key"))


def actor_of(tx: Tx, account_key: int) -> Actor:
    """Return a person with the groups and roles in force on the business day; raises ``AccountNotFound``."""
    found = _actor(tx, _HELD_BY_KEY, account_key)
    if found is None:
        raise AccountNotFound(key=account_key)
    return found


def actor_named(tx: Tx, user_name: str) -> Actor | None:
    """Return a person by user name with the groups and roles in force on the business day."""
    return _actor(tx, _HELD_BY_NAME, user_name)


def _actor(tx: Tx, held: Statement, key: int | str) -> Actor | None:
    rows = tx.driver.all(held, {"key": key, "on": business_date(tx.now)})
    if not rows:
        return None
    return Actor(
        user_name=rows[0].user_name,
        account_key=rows[0].account_key,
        display_name=rows[0].display_name,
        groups=groups_of((row.agency, row.role) for row in rows if row.agency is not None),
        roles=frozenset(row.role for row in rows if row.agency is None and row.role is not None),
    )


def groups_of(memberships: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the candidate groups of ``(agency, role)`` pairs: ``<agency>/<role>``, and ``<agency>`` for any role."""
    return frozenset(group for agency, role in memberships for group in (agency, f"{agency}/{role}"))


_PEOPLE_IN = Statement(
    select(account.c.user_name, account.c.display_name)
    .join(membership, membership.c.account_key == account.c.account_key)
    .where(
        account.c.active,
        membership.c.agency == bindparam("agency"),
        or_(bindparam("role", type_=String) == "", membership.c.role == bindparam("role", type_=String)),
        in_force(bindparam("on", type_=Date)),
    )
    .distinct()
    .order_by(account.c.display_name, account.c.user_name)
)


@kept_for_a_day
def people_in(tx: Tx, group: str, on: date) -> list[Person]:
    """Return the active people of a candidate group (``<agency>`` or ``<agency>/<role>``) on a day, by name."""
    agency, _, role = group.partition("/")
    rows = tx.driver.all(_PEOPLE_IN, {"agency": agency, "role": role, "on": on})
    return [Person(row.user_name, row.display_name) for row in rows]


def account_by_name(tx: Tx, user_name: str) -> AccountView | None:
    """Return an account by its user name."""
    return _one_account(tx, account.c.user_name == user_name)


def account_by_key(tx: Tx, account_key: int) -> AccountView:
    """Return an account; raises ``AccountNotFound``."""
    found = _one_account(tx, account.c.account_key == account_key)
    if found is None:
        raise AccountNotFound(key=account_key)
    return found


def _one_account(tx: Tx, condition: ColumnElement[bool]) -> AccountView | None:
    row = tx.execute(_accounts().where(condition)).one_or_none()
    return None if row is None else AccountView(**row._mapping)  # noqa: SLF001 -- the public name of a row's mapping


def _accounts() -> Select[Any]:
    return select(
        account.c.account_key,
        account.c.user_name,
        account.c.display_name,
        account.c.email,
        account.c.active,
        account.c.must_change_password,
        account.c.locked_until,
        account.c.tf_primary_method.is_not(None).label("has_second_factor"),
        account.c.last_seen_at,
    )


def accounts(tx: Tx, *, search: str = "", agency: str = "", cursor: str = "") -> Page[AccountView]:
    """Return people by user name, fifty a page; ``search`` matches user names and, without diacritics, names."""
    statement = _accounts().order_by(account.c.user_name)
    if agency:
        members = select(membership.c.account_key).where(membership.c.agency == agency)
        statement = statement.where(account.c.account_key.in_(members))
    if cursor:
        statement = statement.where(account.c.user_name > decode_cursor(cursor, 1)[0])
    wanted = folded(search)
    if not wanted:
        found = [AccountView(**row._mapping) for row in tx.execute(statement.limit(PAGE_SIZE + 1))]  # noqa: SLF001
    else:
        # Names are folded here: neither database can drop Vietnamese diacritics by itself, and an office has hundreds
        # of people, not millions.
        every = (AccountView(**row._mapping) for row in tx.execute(statement))  # noqa: SLF001
        found = [one for one in every if wanted in folded(f"{one.user_name} {one.display_name}")][: PAGE_SIZE + 1]
    more = encode_cursor([found[PAGE_SIZE - 1].user_name]) if len(found) > PAGE_SIZE else None
    return Page(tuple(found[:PAGE_SIZE]), more)


def credentials(tx: Tx, user_name: str) -> Credentials | None:
    """Return what a sign-in by this name is checked against."""
    if not rules.is_user_name(user_name):
        return None
    statement = select(
        account.c.account_key,
        account.c.user_name,
        account.c.password.label("password_hash"),
        account.c.active,
        account.c.locked_until,
        account.c.tf_primary_method.is_not(None).label("has_second_factor"),
        account.c.must_change_password,
    ).where(account.c.user_name == user_name)
    row = tx.execute(statement).one_or_none()
    return None if row is None else Credentials(**row._mapping)  # noqa: SLF001


_SESSION = Statement(
    select(account_session, account.c.user_name, account.c.must_change_password)
    .join(account, account.c.account_key == account_session.c.account_key)
    .where(account_session.c.token_hash == bindparam("token_hash"), account.c.active)
)
_TOKEN = Statement(
    select(personal_token, account.c.user_name, account.c.must_change_password)
    .join(account, account.c.account_key == personal_token.c.account_key)
    .where(
        personal_token.c.token_hash == bindparam("token_hash"),
        personal_token.c.revoked_at.is_(None),
        or_(personal_token.c.expires_at.is_(None), personal_token.c.expires_at > bindparam("wall")),
        account.c.active,
    )
)


def live_session(tx: Tx, token_hash: str) -> Proof | None:
    """Return the session of a cookie while it is within its limits and its account active."""
    row = tx.driver.first(_SESSION, {"token_hash": token_hash})
    if row is None or not rules.session_is_live(row.last_seen_at, row.expires_at, tx.wall):
        return None
    return Proof(row.session_key, row.account_key, row.user_name, row.must_change_password, row.last_seen_at)


def live_token(tx: Tx, token_hash: str) -> Proof | None:
    """Return a personal token that is neither revoked nor expired, its account active."""
    row = tx.driver.first(_TOKEN, {"token_hash": token_hash, "wall": tx.wall})
    if row is None:
        return None
    return Proof(row.token_key, row.account_key, row.user_name, row.must_change_password, row.last_used_at, row.scopes)


def memberships_of(tx: Tx, account_key: int) -> list[Membership]:
    """Return every membership of a person, past and future too, newest first."""
    statement = (
        select(
            membership.c.membership_key,
            membership.c.agency,
            membership.c.role,
            membership.c.from_on,
            membership.c.until_on,
        )
        .where(membership.c.account_key == account_key)
        .order_by(membership.c.from_on.desc(), membership.c.agency, membership.c.role)
    )
    return [Membership(**row._mapping) for row in tx.execute(statement)]  # noqa: SLF001


def serving_on(tx: Tx, account_keys: Sequence[int], on: date) -> dict[int, list[Membership]]:
    """Return account → memberships in force on a day, of those who have any."""
    columns = [membership.c[name] for name in Membership.__slots__]
    statement = (
        select(membership.c.account_key, *columns)
        .where(membership.c.account_key.in_(account_keys), in_force(on))
        .order_by(membership.c.agency, membership.c.role)
    )
    found: dict[int, list[Membership]] = {}
    for row in tx.execute(statement).mappings():
        found.setdefault(row["account_key"], []).append(
            Membership(**{name: row[name] for name in Membership.__slots__})
        )
    return found


def province_roles_of(tx: Tx, account_key: int) -> frozenset[str]:
    """Return the province-wide roles of a person."""
    statement = select(province_role.c.role).where(province_role.c.account_key == account_key)
    return frozenset(tx.execute(statement).scalars())


def sessions_of(tx: Tx, account_key: int) -> list[SessionView]:
    """Return a person's live sessions, the last seen first."""
    rows = tx.execute(
        select(account_session)
        .where(account_session.c.account_key == account_key)
        .order_by(account_session.c.last_seen_at.desc())
    )
    return [
        SessionView(row.session_key, row.created_at, row.last_seen_at, row.user_agent)
        for row in rows
        if rules.session_is_live(row.last_seen_at, row.expires_at, tx.wall)
    ]


def tokens_of(tx: Tx, account_key: int) -> list[TokenView]:
    """Return a person's tokens that are not revoked, newest first."""
    columns = [personal_token.c[name] for name in TokenView.__slots__]
    statement = (
        select(*columns)
        .where(personal_token.c.account_key == account_key, personal_token.c.revoked_at.is_(None))
        .order_by(personal_token.c.token_key.desc())
    )
    return [TokenView(**row._mapping) for row in tx.execute(statement)]  # noqa: SLF001


def administrators(tx: Tx, *, besides: int | None = None) -> int:
    """Return how many active administrators there are, one account left out."""
    statement = (
        select(func.count())
        .select_from(province_role)
        .join(account, account.c.account_key == province_role.c.account_key)
        .where(account.c.active, province_role.c.role == ADMINISTRATOR)
    )
    if besides is not None:
        statement = statement.where(account.c.account_key != besides)
    return int(tx.execute(statement).scalar_one())


def is_demo(tx: Tx) -> bool:
    """Return whether this database holds demo data."""
    demo = select(literal(1)).select_from(business_clock).where(business_clock.c.is_demo == 1)
    return tx.execute(demo).first() is not None


def display_names(tx: Tx, user_names: Iterable[str]) -> dict[str, str]:
    """Return user name → the name people know, for those that have an account."""
    wanted = sorted(set(user_names))
    if not wanted:
        return {}
    statement = select(account.c.user_name, account.c.display_name).where(account.c.user_name.in_(wanted))
    return {row.user_name: row.display_name for row in tx.execute(statement)}
