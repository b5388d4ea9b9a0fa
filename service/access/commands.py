"""Writes of access. Passwords come hashed: hashing happens before the transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from service.access import passwords, queries, rules
from service.access.model import account, account_session, membership, personal_token, province_role
from service.core.actor import ADMINISTRATOR, PROVINCE_ROLES
from service.core.errors import Conflict, InvalidInput, NotFound, WrongState, sentence

if TYPE_CHECKING:
    from datetime import date, datetime

    from service.core.tx import Tx

_LONGEST_AGENT = 300


class AccountInvalid(InvalidInput):
    """The account's particulars do not fit."""

    code = "account_invalid"
    template = sentence("Expected to save the account, but some entries do not fit. Correct them and send again.")


class PasswordRefused(InvalidInput):
    """The chosen password would be guessed, or is the demo's."""

    code = "password_refused"
    template = sentence("Expected to set the password, but it would not protect the account. Choose another one.")


class UserNameTaken(Conflict):
    """Another account has the user name."""

    code = "user_name_taken"
    template = sentence("Expected to create account '%(user_name)s', but the name is taken. Choose another one.")


class LastAdministrator(WrongState):
    """Nobody could manage accounts any more."""

    code = "last_administrator"
    template = sentence(
        "Expected to take '%(key)s' out of administration, but no other administrator is left. Appoint one first."
    )


class MembershipNotFound(NotFound):
    """No membership of that key."""

    code = "membership_not_found"
    template = sentence("Expected to end membership '%(key)s', but there is none. Reload the page.")


class TokenNotFound(NotFound):
    """The person has no such live token."""

    code = "token_not_found"
    template = sentence("Expected to revoke token '%(key)s', but you have none of that key. Reload the page.")


class SessionNotFound(NotFound):
    """The person has no such session."""

    code = "session_not_found"
    template = sentence("Expected to end session '%(key)s', but it is already over. Reload the page.")


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token; ``clear`` is shown once and stored nowhere."""

    token_key: int
    clear: str


def hash_chosen_password(password: str, user_name: str) -> str:
    """Return the hash of a password a person chose, before any transaction; raises ``PasswordRefused``."""
    fault = rules.password_fault(password, user_name)
    if fault is not None:
        raise PasswordRefused(fields={"password": fault})
    return passwords.hash_password(password)


def create_account(
    tx: Tx,
    *,
    user_name: str,
    display_name: str,
    password_hash: str,
    email: str | None = None,
    must_change_password: bool = False,
) -> int:
    """Create an active account that belongs to no agency yet; returns its key.

    Raises ``AccountInvalid`` (fields ``user_name``, ``display_name``) and ``UserNameTaken``.
    """
    _check_particulars(user_name, display_name)
    if tx.execute(select(account.c.account_key).where(account.c.user_name == user_name)).first():
        raise UserNameTaken(user_name=user_name)
    row = new_account_row(tx, user_name, display_name, password_hash)
    row |= {"email": email or None, "must_change_password": must_change_password}
    tx.execute(insert(account).values(row))
    return int(row["account_key"])


def new_account_row(tx: Tx, user_name: str, display_name: str, password_hash: str) -> dict[str, Any]:
    """Return the row of a new active account."""
    return {
        "account_key": tx.new_key(),
        "user_name": user_name,
        "display_name": display_name.strip(),
        "password": password_hash,
        "active": True,
        "fs_uniquifier": secrets.token_hex(32),
        "must_change_password": False,
        "failed_attempts": 0,
        "created_at": tx.wall,
    }


def set_email(tx: Tx, *, account_key: int, email: str | None) -> None:
    """Set or take away the address an account gets mail at; whoever calls knows that it is the person's."""
    _change(tx, account_key, email=email or None)


def _check_particulars(user_name: str, display_name: str) -> None:
    fields: dict[str, str] = {}
    if not rules.is_user_name(user_name):
        fields["user_name"] = rules.NOT_A_USER_NAME
    if not display_name.strip():
        fields["display_name"] = rules.NAME_MISSING
    if fields:
        raise AccountInvalid(fields=fields)


def set_password(
    tx: Tx,
    *,
    account_key: int,
    password_hash: str,
    must_change_password: bool = False,
    keep_session_key: int | None = None,
) -> None:
    """Set a password, lift a lock, and end every session but the one kept."""
    _change(
        tx,
        account_key,
        password=password_hash,
        fs_uniquifier=secrets.token_hex(32),
        must_change_password=must_change_password,
        failed_attempts=0,
        locked_until=None,
    )
    end_sessions(tx, account_key=account_key, keep_session_key=keep_session_key)


def disable_account(tx: Tx, *, account_key: int) -> None:
    """Lock a person out at once: sign-in, sessions and tokens. Raises ``LastAdministrator``."""
    _keep_an_administrator(tx, account_key)
    _change(tx, account_key, active=False)
    end_sessions(tx, account_key=account_key)
    revoke = update(personal_token).where(
        personal_token.c.account_key == account_key, personal_token.c.revoked_at.is_(None)
    )
    tx.execute(revoke.values(revoked_at=tx.wall))


def enable_account(tx: Tx, *, account_key: int) -> None:
    """Let a disabled person sign in again; their tokens stay revoked."""
    _change(tx, account_key, active=True, failed_attempts=0, locked_until=None)


def add_membership(
    tx: Tx, *, account_key: int, agency: str, role: str, from_on: date, until_on: date | None = None
) -> int:
    """Make a person serve an agency in a role from a day until (not on) another; returns the membership's key."""
    fields: dict[str, str] = {}
    if role not in rules.AGENCY_ROLES:
        fields["role"] = rules.NO_SUCH_ROLE
    if not _is_agency(tx, agency):
        fields["agency"] = rules.NO_SUCH_AGENCY
    if until_on is not None and until_on < from_on:
        fields["until_on"] = rules.ENDS_BEFORE_START
    if fields:
        raise AccountInvalid(fields=fields)
    queries.account_by_key(tx, account_key)
    key = tx.new_key()
    tx.execute(
        insert(membership).values(
            membership_key=key, account_key=account_key, agency=agency, role=role, from_on=from_on, until_on=until_on
        )
    )
    return key


def _is_agency(tx: Tx, agency: str) -> bool:
    """Return whether a code is an agency's; while no plan is loaded, whether it could be one."""
    known = tx.domain.ask("known_groups", tx, default=())
    return agency in {group.split("/", 1)[0] for group in known} if known else rules.is_user_name(agency)


def end_membership(tx: Tx, *, membership_key: int, until_on: date) -> None:
    """Let a membership end before a day; one that has not begun by then ends with its first day."""
    row = tx.execute(select(membership.c.from_on).where(membership.c.membership_key == membership_key)).one_or_none()
    if row is None:
        raise MembershipNotFound(key=membership_key)
    ending = update(membership).where(membership.c.membership_key == membership_key)
    tx.execute(ending.values(until_on=max(until_on, row.from_on)))


def grant_role(tx: Tx, *, account_key: int, role: str) -> None:
    """Give a person a province-wide role; nothing changes when they hold it."""
    if role not in PROVINCE_ROLES:
        raise AccountInvalid(fields={"role": rules.NO_SUCH_ROLE})
    queries.account_by_key(tx, account_key)
    if role not in queries.province_roles_of(tx, account_key):
        tx.execute(insert(province_role).values(account_key=account_key, role=role))


def revoke_role(tx: Tx, *, account_key: int, role: str) -> None:
    """Take a province-wide role away; raises ``LastAdministrator``."""
    if role == ADMINISTRATOR:
        _keep_an_administrator(tx, account_key)
    tx.execute(delete(province_role).where(province_role.c.account_key == account_key, province_role.c.role == role))


def issue_token(
    tx: Tx, *, account_key: int, name: str, scopes: str = "all", expires_at: datetime | None = None
) -> IssuedToken:
    """Issue a personal token; its clear text is in the answer and nowhere else."""
    fields: dict[str, str] = {}
    if not name.strip():
        fields["name"] = rules.NAME_MISSING
    if scopes not in rules.TOKEN_SCOPES:
        fields["scopes"] = rules.NO_SUCH_SCOPE
    if fields:
        raise AccountInvalid(fields=fields)
    issued = IssuedToken(tx.new_key(), passwords.new_token())
    tx.execute(
        insert(personal_token).values(
            token_key=issued.token_key,
            account_key=account_key,
            token_hash=passwords.hash_token(issued.clear),
            name=name.strip()[:100],
            scopes=scopes,
            created_at=tx.wall,
            expires_at=expires_at,
        )
    )
    return issued


def revoke_token(tx: Tx, *, token_key: int, account_key: int) -> None:
    """End a person's token; raises ``TokenNotFound`` for another's."""
    mine = (
        personal_token.c.token_key == token_key,
        personal_token.c.account_key == account_key,
        personal_token.c.revoked_at.is_(None),
    )
    if tx.execute(update(personal_token).where(*mine).values(revoked_at=tx.wall)).rowcount == 0:
        raise TokenNotFound(key=token_key)


def start_session(tx: Tx, *, account_key: int, user_agent: str) -> str:
    """Open a session after a proven sign-in; returns the clear token for the cookie."""
    clear = secrets.token_urlsafe(32)
    tx.execute(
        insert(account_session).values(
            session_key=tx.new_key(),
            account_key=account_key,
            token_hash=passwords.hash_token(clear),
            created_at=tx.wall,
            last_seen_at=tx.wall,
            expires_at=tx.wall + rules.SESSION_ABSOLUTE,
            user_agent=user_agent[:_LONGEST_AGENT],
        )
    )
    _change(tx, account_key, failed_attempts=0, locked_until=None, last_seen_at=tx.wall)
    tx.execute(delete(account_session).where(account_session.c.expires_at <= tx.wall))
    return clear


def end_session(tx: Tx, *, session_key: int, account_key: int) -> None:
    """End one session of a person; raises ``SessionNotFound`` for another's."""
    mine = (account_session.c.session_key == session_key, account_session.c.account_key == account_key)
    if tx.execute(delete(account_session).where(*mine)).rowcount == 0:
        raise SessionNotFound(key=session_key)


def end_sessions(tx: Tx, *, account_key: int, keep_session_key: int | None = None) -> int:
    """End a person's sessions, all but the one kept; returns how many ended."""
    ending = delete(account_session).where(account_session.c.account_key == account_key)
    if keep_session_key is not None:
        ending = ending.where(account_session.c.session_key != keep_session_key)
    return tx.execute(ending).rowcount


def note_session(tx: Tx, *, session_key: int, account_key: int) -> None:
    """Write down that a session was seen now."""
    seen = update(account_session).where(account_session.c.session_key == session_key)
    tx.execute(seen.values(last_seen_at=tx.wall))
    tx.execute(update(account).where(account.c.account_key == account_key).values(last_seen_at=tx.wall))


def note_token(tx: Tx, *, token_key: int) -> None:
    """Write down that a token was used now."""
    used = update(personal_token).where(personal_token.c.token_key == token_key)
    tx.execute(used.values(last_used_at=tx.wall))


def record_failure(tx: Tx, *, account_key: int) -> None:
    """Count a wrong password or code; too many lock the account for a while of the wall clock."""
    failed = select(account.c.failed_attempts).where(account.c.account_key == account_key).with_for_update()
    attempts, locked_until = rules.after_failure(tx.execute(failed).scalar_one(), tx.wall)
    _change(tx, account_key, failed_attempts=attempts, locked_until=locked_until)


def reset_second_factor(tx: Tx, *, account_key: int) -> None:
    """Take the authenticator app off an account, for its owner or for somebody who lost the telephone."""
    _change(tx, account_key, tf_primary_method=None, tf_totp_secret=None, tf_last_counter=None)


def _change(tx: Tx, account_key: int, **values: Any) -> None:
    if tx.execute(update(account).where(account.c.account_key == account_key).values(**values)).rowcount == 0:
        raise queries.AccountNotFound(key=account_key)


def _keep_an_administrator(tx: Tx, account_key: int) -> None:
    is_one = ADMINISTRATOR in queries.province_roles_of(tx, account_key)
    if is_one and queries.administrators(tx, besides=account_key) == 0:
        raise LastAdministrator(key=account_key)
