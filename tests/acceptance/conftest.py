"""What acceptance tests share: the whole service on demo data, once per database, and its published clients."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from tests.support import browser, camunda, postgresql, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def demo_on_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a PostgreSQL database with the cases that tests begin with, made once; tests copy both."""
    folder = tmp_path_factory.mktemp("demo-postgresql")
    served.make_demo(served.config_for(folder, postgresql.new_database(postgresql_server, "demo")))
    return folder


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def demo_config(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> served.Config:
    """Settings of a service on demo data of this module's own, once on each database."""
    folder = tmp_path_factory.mktemp("acceptance")
    if request.param == "sqlite":
        return served.copy_demo(request.getfixturevalue("demo_folder"), folder)
    template: Path = request.getfixturevalue("demo_on_postgresql")
    server: str = request.getfixturevalue("postgresql_server")
    return served.copy_demo(
        template, folder, postgresql.new_database(server, f"demo_{secrets.token_hex(4)}", template="demo")
    )


@pytest.fixture(scope="module")
def shared_service(demo_config: served.Config) -> Iterator[served.Service]:
    """The whole service on demo data, answering on the loopback; the tests of a module share it."""
    with served.served(demo_config) as running:
        yield running


@pytest.fixture
def visit_shared(chromium: Browser, shared_service: served.Service) -> Iterator[browser.Visits]:
    """Open pages of ``shared_service`` as a person."""
    visits = browser.Visits(chromium, shared_service)
    yield visits
    visits.close()


@pytest.fixture(scope="module")
def clients(shared_service: served.Service) -> Iterator[camunda.Clients]:
    """The published clients of the people of ``shared_service``."""
    with camunda.clients_of(shared_service.url) as people:
        yield people
