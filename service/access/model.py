"""Tables of access. ``Account`` is mapped because Flask-Security works on objects; the rest is plain Core."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 -- read at run time by the mapper
from typing import TYPE_CHECKING, ClassVar

from flask_security import UserMixin
from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from service.access.rules import AGENCY_ROLES
from service.core.actor import PROVINCE_ROLES
from service.core.database import Base, Instant, key_column, metadata

if TYPE_CHECKING:
    from typing import Any


class Account(Base, UserMixin):
    """A person's sign-in. ``fs_uniquifier`` is what Flask-Login calls the person; it changes with the password."""

    __tablename__ = "account"

    account_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user_name: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))  # type: ignore[assignment]  # ours may be missing
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime | None] = mapped_column(Instant)

    roles: ClassVar[list[Any]] = []  # type: ignore[misc]  # the same for everybody
    """None in Flask-Security's sense: what a person may do is the policy's to say."""

    @property
    def has_second_factor(self) -> bool:
        """Whether sign-in asks for a code of the authenticator app."""
        return self.tf_primary_method is not None


account: Table = metadata.tables[Account.__tablename__]


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _account_key() -> Column[int]:
    return Column("account_key", BigInteger, ForeignKey("account.account_key"), nullable=False)


membership = Table(
    "membership",
    metadata,
    key_column("membership_key"),
    _account_key(),
    Column("agency", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    CheckConstraint(_one_of("role", AGENCY_ROLES), name="ck_membership_role"),
    CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ck_membership_period"),
    Index("ix_membership_account_key", "account_key"),
    Index("ix_membership_agency_role", "agency", "role"),
)
"""Who serves which agency in which role; in force from ``from_on`` up to but not on ``until_on``."""

province_role = Table(
    "province_role",
    metadata,
    Column("account_key", BigInteger, ForeignKey("account.account_key"), primary_key=True),
    Column("role", String(20), primary_key=True),
    CheckConstraint(_one_of("role", PROVINCE_ROLES), name="ck_province_role_role"),
)
"""Who is process owner, administrator or auditor."""

account_session = Table(
    "account_session",
    metadata,
    key_column("session_key"),
    _account_key(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("user_agent", String(300), nullable=False, server_default=""),
    Index("ix_account_session_account_key", "account_key"),
)
"""Signed-in browsers. A row that is gone is a session that is over."""

personal_token = Table(
    "personal_token",
    metadata,
    key_column("token_key"),
    _account_key(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("scopes", String(100), nullable=False, server_default="all"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
    Index("ix_personal_token_account_key", "account_key"),
)
"""Tokens by which programs act for a person; ``scopes`` is ``all`` or ``read``."""
