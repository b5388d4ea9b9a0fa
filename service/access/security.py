"""Flask-Security on our own account: its sign-in bookkeeping and its authenticator codes, none of its views.

Its views verify passwords inside the transaction and commit on their own, so the room brings its own pages
(docs/decisions/0010). What stays its own: the freshness of a sign-in, its signals, second factors, and the rules that
its further features (recovery, passkeys) will find configured.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import qrcode
import qrcode.image.svg
from flask_security import PasswordUtil, RoleMixin, Security, UserDatastore, UserMixin
from flask_security.totp import Totp
from sqlalchemy import inspect, select

from service.access import rules
from service.access.model import Account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from service.core.database import Database
    from service.core.tx import Tx

ISSUER = "Lan Tỏa"
AUTHENTICATOR = "authenticator"
_CODE_WINDOW_SECONDS = 30

_current: ContextVar[Tx | None] = ContextVar("access_datastore_tx", default=None)


class AccountDatastore(UserDatastore):
    """Flask-Security's view of our accounts: it flushes into the transaction at hand, and the edge commits."""

    def __init__(self, database: Database) -> None:
        super().__init__(Account, RoleMixin)
        self._database = database

    @contextmanager
    def within(self, tx: Tx) -> Iterator[None]:
        """Work in a transaction opened at the edge."""
        token = _current.set(tx)
        try:
            yield
        finally:
            _current.reset(token)

    def find_user(self, case_insensitive: bool = False, **criteria: Any) -> Account | None:  # noqa: FBT001, FBT002
        """Return the account that meets the criteria: live inside ``within``, else a detached copy."""
        del case_insensitive
        statement = select(Account).filter_by(**criteria)
        tx = _current.get()
        if tx is not None:
            return tx.session.scalars(statement).one_or_none()
        with self._database.read() as reading:
            found = reading.session.scalars(statement).one_or_none()
            if found is not None:
                reading.session.expunge(found)
            return found

    def put(self, model: Account) -> Account:
        """Take an account into the transaction at hand."""
        self._tx().session.add(model)
        return model

    def delete(self, model: Account) -> None:
        """Drop an account in the transaction at hand."""
        self._tx().session.delete(model)

    def commit(self) -> None:
        """Flush; committing is the edge's."""
        self._tx().flush()

    def reload(self, model: Account) -> Account:
        """Read an account again."""
        session = inspect(model).session
        if session is not None:
            session.refresh(model)
        return model

    @staticmethod
    def _tx() -> Tx:
        tx = _current.get()
        if tx is None:
            message = "Expected to write an account inside a transaction, but none is open. Use datastore.within(tx)."
            raise RuntimeError(message)
        return tx


class AccountPasswords(PasswordUtil):
    """Our password rules, for whatever of Flask-Security asks for them."""

    def validate(self, password: str, is_register: bool, **particulars: Any) -> tuple[list[str] | None, str]:  # noqa: FBT001
        """Return the faults of a password, and its normal form."""
        normal = self.normalize(password)
        person = particulars.get("user")
        user_name = particulars.get("user_name", "") if is_register else getattr(person, "user_name", "")
        fault = rules.password_fault(normal, user_name or "\0")
        return (None if fault is None else [fault]), normal


class AccountTotp(Totp):
    """Authenticator codes of which each works once."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the counter of the last code accepted."""
        return user.tf_last_counter if isinstance(user, Account) else None

    def set_last_counter(self, user: UserMixin, match: Any) -> None:
        """Remember the counter of the code just accepted."""
        if isinstance(user, Account):
            user.tf_last_counter = match.counter


def init_app(app: Flask, database: Database, secret_key: str) -> Security:
    """Set Flask-Security up on our accounts."""
    derived = hashlib.sha256(f"totp:{secret_key}".encode()).hexdigest()
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the name of an algorithm
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_LENGTH_MIN=rules.MINIMUM_LENGTH,
        SECURITY_PASSWORD_SALT=hashlib.sha256(f"salt:{secret_key}".encode()).hexdigest(),
        SECURITY_TOTP_SECRETS={"1": derived},
        SECURITY_TOTP_ISSUER=ISSUER,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"user_name": {"mapper": str.strip, "case_insensitive": False}}],
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )
    security = Security(password_util_cls=AccountPasswords)
    security.init_app(app, AccountDatastore(database), register_blueprint=False)
    security.principal.identity_loaders.clear()  # policy.py decides: nobody asks for Flask-Principal's identity
    app.extensions["lantoa_totp"] = AccountTotp({"1": derived}, ISSUER)
    return security


def new_secret(totp: AccountTotp) -> str:
    """Return a new authenticator secret, encrypted for storing."""
    return str(totp.generate_totp_secret())


def code_fits(totp: AccountTotp, person: Account, code: str) -> bool:
    """Return whether a code fits now, one step earlier or later, and was not used before."""
    digits = "".join(code.split())
    if person.tf_totp_secret is None or not digits.isdigit():
        return False
    return bool(totp.verify_totp(digits, person.tf_totp_secret, person, window=_CODE_WINDOW_SECONDS))


def setup_key(totp: AccountTotp, secret: str) -> str:
    """Return a secret in groups of letters, for those who cannot scan."""
    return str(totp.get_totp_pretty_key(secret))


def setup_picture(totp: AccountTotp, secret: str, user_name: str) -> bytes:
    """Return the QR code of a secret as an SVG file."""
    picture = qrcode.make(totp.get_totp_uri(user_name, secret), image_factory=qrcode.image.svg.SvgPathFillImage)
    file = io.BytesIO()
    picture.save(file)
    return file.getvalue()
