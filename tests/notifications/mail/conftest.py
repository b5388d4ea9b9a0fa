"""A database of each kind with people who get mail, and a real mail server to hand it to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from service import worker
from service.access.commands import create_account
from service.access.model import membership
from service.core import database as core_database
from service.core.actor import Actor
from service.core.database import Database
from service.notifications.commands import Notice, write_notice
from service.notifications.mail import commands
from service.notifications.mail.queries import mail_counts
from service.worker import errand_done
from tests.support import served
from tests.support.mailbox import Mailbox, mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.config import Config
    from service.worker import Errand

MORNING = datetime(2026, 11, 27, 2, tzinfo=UTC)
"""Nine on a Friday morning in Vietnam."""

URGENT = "công văn đôn đốc"
TEMPLATE = "%(task)s is due on %(due_on)s: %(case)s"


class Wall:
    """The real clock, as the test sets it."""

    def __init__(self) -> None:
        self.now = MORNING


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(core_database, "wall_now", lambda: wall.now)
    return wall


@pytest.fixture
def twin(database_url: str, wall: Wall) -> Iterator[Database]:
    """A database with an officer and a head of one agency who have addresses, and one who has none."""
    del wall
    database = Database(database_url)
    with database.begin() as tx:
        for role, email in (("officer", "mai@example.vn"), ("head", "lan@example.vn"), ("publicist", None)):
            name = f"{role}.so-y-te"
            key = create_account(tx, user_name=name, display_name=name, password_hash="-", email=email)
            row = {"account_key": key, "agency": "so-y-te", "role": role, "from_on": datetime(2022, 1, 1, tzinfo=UTC)}
            tx.execute(insert(membership).values(membership_key=tx.new_key(), **row))
    yield database
    database.dispose()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, box: Mailbox) -> Config:
    return replace(
        served.config_for(tmp_path),
        smtp_url=box.url,
        mail_from="Lan Tỏa <lantoa@example.vn>",
        base_url="https://lantoa.example.vn",
    )


@pytest.fixture
def errand(config: Config) -> Errand:
    (errand,) = worker.errands_of(config)
    return errand


def notify(database: Database, recipient: str = "so-y-te/head", manner: str = URGENT, step: int = 1) -> None:
    """Write a notice; each step writes one of its own."""
    said = {"task": "Duyệt", "due_on": "27/11/2026", "case": "Bà Nguyễn Thị Hoa"}
    with database.begin() as tx:
        about = {"process_instance_key": 7, "user_task_key": 11, "element_instance_key": step}
        write_notice(tx, Notice(recipient, TEMPLATE, said, manner, **about))


def run_out(database: Database, errand: Errand) -> int:
    """Run an errand until there is no piece; returns how many there were."""
    count = 0
    while errand_done(database, errand):
        count += 1
    return count


def states(database: Database) -> dict[str, int]:
    """Return state → how many mails are in it."""
    with database.read() as tx:
        return mail_counts(tx)


def wish(database: Database, user_name: str, wished: str, language: str = "vi") -> None:
    """Let a person choose what mail they get."""
    with database.begin(Actor(user_name, account_key=1)) as tx:
        commands.keep_wish(tx, wish=wished, language=language)
