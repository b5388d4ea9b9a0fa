"""Fixtures every test may ask for: a real database, empty, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import secrets
import shutil
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

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
NOTHING_SKIPPED = bool(os.environ.get("LANTOA_TEST_NOTHING_SKIPPED"))


def lacking(sentence: str) -> None:
    """Skip a test for want of a program; fail it where nothing may be skipped."""
    if NOTHING_SKIPPED:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, made once; tests copy it."""
    path = tmp_path_factory.mktemp("tables") / "tables.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_tables(postgresql_server: str) -> str:
    """The name of a PostgreSQL database with every table and no row, made once; tests copy it."""
    _make_tables(postgresql.new_database(postgresql_server, "tables"))
    return "tables"


def _make_tables(url: str) -> None:
    import_models()
    empty = Database(url)
    with empty.engine.begin() as connection:
        metadata.create_all(connection)
    empty.dispose()


@pytest.fixture
def database(sqlite_tables: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with every table and no row."""
    twin = Database(f"sqlite:///{shutil.copy(sqlite_tables, tmp_path / 'lantoa.db')}")
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
    """The URL of a PostgreSQL database of this test's own without a table."""
    return postgresql.new_database(postgresql_server, f"lantoa_{secrets.token_hex(4)}")


@pytest.fixture(params=KINDS)
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table, once of each kind: what the migrations begin with."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'twin.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with every table and no row, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_tables'), tmp_path / 'twin.db')}"
    server, tables = (request.getfixturevalue(name) for name in ("postgresql_server", "postgresql_tables"))
    return postgresql.new_database(server, f"lantoa_{secrets.token_hex(4)}", template=tables)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cases that tests begin with, made once; tests copy it."""
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
