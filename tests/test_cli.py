"""The command line, as an operator types it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from service import app, cli
from service.access.demo import first_administrator
from service.migrations import run as migrations
from tests.support.served import config_for

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lantoa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command, with a data folder of this test's own."""
    monkeypatch.setenv("LANTOA_DATA_DIR", str(tmp_path / "data"))
    return CliRunner()


def test_the_doctor_says_what_is_missing_and_what_to_do(lantoa: CliRunner) -> None:
    said = lantoa.invoke(cli.main, ["doctor"])
    assert said.exit_code == 1
    assert "FAIL  schema is older than the service: lantoa migrate" in said.output


def test_the_doctor_is_content_after_migrating(lantoa: CliRunner) -> None:
    assert lantoa.invoke(cli.main, ["migrate"]).exit_code == 0
    said = lantoa.invoke(cli.main, ["doctor"])
    assert said.output.count("FAIL") == said.output.count("assets are not built")
    assert "SQLite" in said.output


@pytest.mark.postgresql
def test_the_doctor_names_the_version_of_postgresql(
    lantoa: CliRunner, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTOA_DATABASE_URL", postgresql_url)
    lantoa.invoke(cli.main, ["migrate"])
    assert "ok    PostgreSQL 1" in lantoa.invoke(cli.main, ["doctor"]).output


def test_the_plan_and_the_diagrams_of_the_service_need_no_path(lantoa: CliRunner) -> None:
    lantoa.invoke(cli.main, ["migrate"])
    assert "lang-son-2021-2025" in lantoa.invoke(cli.main, ["plan", "load"]).output
    deployed = lantoa.invoke(cli.main, ["deploy"])
    assert deployed.exit_code == 0, deployed.output
    assert "exemplar_lifecycle version 1" in deployed.output


@pytest.mark.postgresql
def test_two_first_starts_at_once_make_one_administrator(
    postgresql_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = app.open_database(config_for(tmp_path, postgresql_url))
    migrations.upgrade(database)
    other = threading.Thread(target=cli._announce_first_administrator, args=(database,))
    with database.begin() as tx:
        assert first_administrator(tx) is not None
        tx.flush()
        other.start()
        while other.is_alive() and not _waits_for_a_lock(database):
            pass
    other.join(20)
    database.dispose()
    assert "one-time password" not in capsys.readouterr().out


def _waits_for_a_lock(database: app.Database) -> bool:
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(found.scalar_one())
