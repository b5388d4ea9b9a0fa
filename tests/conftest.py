"""Fixtures every test may ask for: a real database, empty, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from service.app import import_models
from service.core.database import Database, metadata
from tests.support import browser, postgresql, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NOTHING_SKIPPED = bool(os.environ.get("LANTOA_TEST_NOTHING_SKIPPED"))


def lacking(sentence: str) -> None:
    """Skip a test for want of a program; fail it where nothing may be skipped."""
    if NOTHING_SKIPPED:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with every table."""
    import_models()
    twin = Database(f"sqlite:///{tmp_path / 'lantoa.db'}")
    with twin.engine.begin() as connection:
        metadata.create_all(connection)
    yield twin
    twin.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A running PostgreSQL server of this test session, outside pytest's folders, which no other user may enter."""
    if postgresql.programs() is None:
        lacking(postgresql.HOW_TO_GET_IT)
    with (
        TemporaryDirectory(prefix="lantoa-", ignore_cleanup_errors=True) as folder,
        postgresql.server(Path(folder)) as url,
    ):
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """The URL of an empty PostgreSQL database of this test's own."""
    return postgresql.new_database(postgresql_server, f"lantoa_{secrets.token_hex(4)}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'twin.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as ``lantoa demo`` makes it, made once; tests copy it."""
    folder = tmp_path_factory.mktemp("demo")
    served.make_demo(served.config_for(folder))
    return folder


@pytest.fixture
def service(demo_folder: Path, tmp_path: Path) -> Iterator[served.Service]:
    """The whole service on demo data of this test's own, answering on the loopback."""
    with served.served(served.copy_demo(demo_folder, tmp_path)) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser of this test session."""
    executable = browser.program()
    if executable is None:
        lacking(browser.HOW_TO_GET_IT)
    with browser.running(str(executable)) as found:
        yield found


@pytest.fixture
def visit(chromium: Browser, service: served.Service) -> Iterator[browser.Visits]:
    """Open pages as a person: ``visit("officer.so-y-te", "/worklist")``; no page may break policy or script."""
    visits = browser.Visits(chromium, service)
    yield visits
    visits.close()
