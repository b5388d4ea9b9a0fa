"""Finding out who asks: from the session cookie on pages, from the Authorization header on the interfaces.

Passwords are verified between two transactions, never inside one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, request, session

from service.access import attempts, commands, passwords, queries, rules
from service.access.current import Caller, sign_in_needed
from service.core.errors import InvalidInput, sentence
from service.web.security import is_api

if TYPE_CHECKING:
    from service.access.queries import Credentials, Proof
    from service.core.database import Database
    from service.core.tx import Tx

COOKIE_FIELD = "access"


class SignInRefused(InvalidInput):
    """Name and password do not open an account; which of them is wrong is not told."""

    code = "sign_in_refused"
    template = sentence(
        "The user name or password is wrong, or the account is locked. "
        "After ten wrong attempts it opens again by itself in fifteen minutes."
    )


def identify(database: Database) -> Caller | None:
    """Return who asks. An Authorization header counts on the interfaces only, and there instead of the cookie.

    Raises 401 for a header that proves nothing, 429 after too many of them from one address.
    """
    if is_api() and "Authorization" in request.headers:
        return _from_header(database)
    token = session.get(COOKIE_FIELD)
    return _from_cookie(database, token) if isinstance(token, str) else None


def proven(database: Database, user_name: str, password: str) -> Credentials:
    """Return the account that a user name and password open; raises ``SignInRefused`` and counts the failure."""
    with database.read() as tx:
        found = queries.credentials(tx, user_name)
        is_open = found is not None and _is_open(tx, found, password)
    fits = passwords.verify_password(password, None if found is None else found.password_hash)
    if found is None or not is_open:
        raise SignInRefused
    if not fits:
        with database.begin() as tx:
            commands.record_failure(tx, account_key=found.account_key)
        raise SignInRefused
    return found


def _is_open(tx: Tx, found: Credentials, password: str) -> bool:
    """Return whether the right password opens an account now; the demo's opens none where the data is real."""
    is_locked = rules.is_locked(found.locked_until, tx.wall)
    return found.active and not is_locked and (password != rules.DEMO_PASSWORD or queries.is_demo(tx))


def _from_cookie(database: Database, token: str) -> Caller | None:
    with database.read() as tx:
        proof = queries.live_session(tx, passwords.hash_token(token))
        if proof is None:
            return None
        caller = _caller(tx, proof, session_key=proof.key)
        is_worth_noting = rules.worth_noting(proof.seen_at, tx.wall)
    if is_worth_noting:
        with database.begin() as tx:
            commands.note_session(tx, session_key=proof.key, account_key=proof.account_key)
    return caller


def _from_header(database: Database) -> Caller:
    attempts.refuse_many_failures()
    sent = request.authorization
    found: Caller | None = None
    if sent is not None and sent.type == "bearer" and sent.token:
        found = _from_token(database, sent.token)
    elif sent is not None and sent.type == "basic" and sent.username:
        password = sent.password or ""
        is_token = password.startswith(passwords.TOKEN_MARK)
        found = _from_token(database, password, sent.username) if is_token else None
        found = found or _from_password(database, sent.username, password)
    if found is None:
        attempts.note_failure()
        raise sign_in_needed()
    return found


def _from_token(database: Database, clear: str, user_name: str | None = None) -> Caller | None:
    with database.read() as tx:
        proof = queries.live_token(tx, passwords.hash_token(clear))
        if proof is None or user_name not in (None, proof.user_name):
            return None
        caller = _caller(tx, proof, token_key=proof.key)
        is_worth_noting = rules.worth_noting(proof.seen_at, tx.wall)
    if is_worth_noting:
        with database.begin() as tx:
            commands.note_token(tx, token_key=proof.key)
    return caller


def _from_password(database: Database, user_name: str, password: str) -> Caller | None:
    remembered: passwords.Remembered = current_app.extensions["lantoa_remembered"]
    with database.read() as tx:
        found = queries.credentials(tx, user_name)
        wall = tx.wall
        # What was verified a minute ago is still asked whether the account is open: it may be locked since.
        is_known = found is not None and remembered.knows(password, found.password_hash, wall)
        if found is not None and is_known and not found.has_second_factor and _is_open(tx, found, password):
            return _from_credentials(tx, found)
    try:
        found = proven(database, user_name, password)
    except SignInRefused:
        return None
    if found.has_second_factor:
        return None  # a password alone does not suffice, and programs use tokens
    remembered.keep(password, found.password_hash, wall)
    with database.read() as tx:
        return _from_credentials(tx, found)


def _from_credentials(tx: Tx, found: Credentials) -> Caller:
    return Caller(queries.actor_of(tx, found.account_key), found.must_change_password)


def _caller(tx: Tx, proof: Proof, *, session_key: int | None = None, token_key: int | None = None) -> Caller:
    return Caller(
        actor=queries.actor_of(tx, proof.account_key),
        must_change_password=proof.must_change_password,
        session_key=session_key,
        token_key=token_key,
        scopes=proof.scopes,
    )
