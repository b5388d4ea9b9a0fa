"""The image's entrypoint, run as a script: migrate, web, worker and verbs, on both databases."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
ENTRYPOINT = ROOT / "docker" / "entrypoint"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a container: our programs first on the path, nothing else of ours."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, command in {"python": "", "lantoa": "-W ignore -m service.cli"}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {command} "$@"\n', encoding="ascii")
        (programs / name).chmod(0o755)
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LANTOA_DATA_DIR": str(tmp_path / "data"),
        "LANTOA_BIND": f"127.0.0.1:{free_port()}",
        "LANTOA_WAIT_SECONDS": "1",
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def run(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ENTRYPOINT, *arguments], env=dict(environment), capture_output=True, text=True, timeout=120, check=False
    )


@contextmanager
def started(environment: Mapping[str, str], verb: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [ENTRYPOINT, verb], env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        too_late = threading.Timer(60, process.kill)
        too_late.start()
        try:
            yield process
        finally:
            too_late.cancel()
            process.kill()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Return what a process said up to a line with these words; fails when it ends before."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if words in line:
            return said
    pytest.fail(f"ended without '{words}': {said}")


def test_the_database_is_migrated_served_and_left_cleanly(environment: dict[str, str], bare_database_url: str) -> None:
    environment["LANTOA_DATABASE_URL"] = bare_database_url
    migrated = run(environment, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    with started(environment, "web") as web:
        said = read_until(web, "serving")
        with urllib.request.urlopen(f"http://{environment['LANTOA_BIND']}/healthz", timeout=10) as answer:
            assert json.load(answer) == {"status": "ok"}
        assert run(environment, "healthy").returncode == 0
        web.send_signal(signal.SIGTERM)
        assert web.wait(20) == 0
    assert "First start: sign in as 'admin'" in said
    assert run(environment, "healthy").returncode != 0


def test_a_worker_ends_cleanly_when_asked(environment: dict[str, str], bare_database_url: str) -> None:
    environment |= {"LANTOA_DATABASE_URL": bare_database_url}
    assert run(environment, "migrate").returncode == 0
    with started(environment, "worker") as worker:
        read_until(worker, "working")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0


def test_web_and_worker_refuse_a_database_that_is_not_migrated(environment: dict[str, str]) -> None:
    for verb in ("web", "worker"):
        refused = run(environment, verb)
        assert refused.returncode == 1
        assert "lantoa migrate" in refused.stderr


def test_any_other_verb_goes_to_the_command(environment: dict[str, str]) -> None:
    assert "lantoa" in run(environment, "--version").stdout
    assert run(environment, "no-such-verb").returncode == 2


def test_a_database_that_does_not_answer_is_waited_for_and_then_named(environment: dict[str, str]) -> None:
    environment["LANTOA_DATABASE_URL"] = f"postgresql://lantoa@127.0.0.1:{free_port()}/lantoa"
    refused = run(environment, "migrate")
    assert refused.returncode == 1
    assert "did not answer in 1 seconds" in refused.stderr


@pytest.mark.postgresql
def test_secrets_come_from_files(environment: dict[str, str], postgresql_url: str, tmp_path: Path) -> None:
    role = f"r{postgresql_url.rsplit('_', 1)[1]}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD 'p@ss/word'")  # type: ignore[arg-type]
    for name, content in {
        "LANTOA_DATABASE_URL": postgresql_url.replace("//lantoa@", f"//{role}@") + "\n",
        "LANTOA_SECRET_KEY": "a key of forty-eight letters, kept in a file\n",
        "PGPASSWORD": "p@ss/word\n",
    }.items():
        (tmp_path / name).write_text(content, encoding="ascii")
        environment[f"{name}_FILE"] = str(tmp_path / name)
    assert run(environment, "migrate").returncode == 0
    assert not (tmp_path / "data" / "secret-key").exists()


def test_a_secret_that_cannot_be_read_is_named(environment: dict[str, str]) -> None:
    environment["LANTOA_SECRET_KEY_FILE"] = "/nowhere/key"
    refused = run(environment, "migrate")
    assert refused.returncode == 1
    assert "LANTOA_SECRET_KEY_FILE" in refused.stderr


def test_what_is_written_is_closed_to_others(environment: dict[str, str], tmp_path: Path) -> None:
    assert run(environment, "migrate").returncode == 0
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if path.stat().st_mode & 0o007]


def test_the_script_is_plain_posix() -> None:
    shell = shutil.which("dash") or "sh"
    assert subprocess.run([shell, "-n", ENTRYPOINT], check=False).returncode == 0
