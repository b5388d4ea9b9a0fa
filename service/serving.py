"""Running the service in one process: the pages, the worker beside them, and a clean end."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
import waitress
from sqlalchemy import text
from waitress import wasyncore

from service import app, worker
from service.core.database import SAFE_WAL, Database, sqlite_module
from service.migrations import run as migrations
from service.notifications.mail.delivery import MailSettingsError, Postman
from service.web.assets import missing_assets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from service.config import Config

log = structlog.get_logger(__name__)

THREADS = 8
OLDEST_POSTGRESQL = 15
SECONDS_TO_FINISH = 10.0
"""How long requests under way may still take once the process is asked to end."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing the doctor looked at."""

    is_well: bool
    sentence: str


def serve(config: Config, database: Database) -> None:
    """Serve until told to stop; with SQLite the worker runs as a thread of this process."""
    application = app.create_app(config, database)
    stop = threading.Event()
    stop_on_signals(stop)
    try:
        errands = worker.errands_of(config)
        with worker.in_background(database, stop, errands) if database.is_sqlite else nullcontext():
            listen(application, config, stop)
    finally:
        database.dispose()


def listen(application: Flask, config: Config, stop: threading.Event) -> None:
    """Answer requests until told to stop, then finish those under way.

    Waitress's own loop would wait for every browser that keeps its connection open, or drop answers half made.
    """
    host, _, port = config.bind.rpartition(":")
    connections: dict[int, Any] = {}
    server = waitress.create_server(
        application,
        map=connections,
        host=host.strip("[]") or "127.0.0.1",
        port=int(port),
        threads=THREADS,
        ident=None,
        **behind_proxies(config.proxies),
    )
    log.info("serving", address=f"http://{config.bind}")
    while not stop.is_set():
        wasyncore.loop(timeout=1.0, use_poll=True, map=connections, count=1)
    deadline = time.monotonic() + SECONDS_TO_FINISH
    while _is_answering(connections) and time.monotonic() < deadline:
        wasyncore.loop(timeout=0.1, use_poll=True, map=connections, count=1)
    server.task_dispatcher.shutdown()
    wasyncore.close_all(connections)


def behind_proxies(count: int) -> dict[str, Any]:
    """Return waitress's settings for so many proxies in front; without any, what a visitor forwards is ignored."""
    if not count:
        return {}
    return {
        "trusted_proxy": "*",
        "trusted_proxy_count": count,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
    }


def _is_answering(connections: Mapping[int, Any]) -> bool:
    return any(
        getattr(connection, "requests", None) or getattr(connection, "total_outbufs_len", 0)
        for connection in connections.values()
    )


def stop_on_signals(stop: threading.Event) -> None:
    """Set the event when the process is asked to end."""

    def end(_number: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def diagnose(config: Config) -> list[Diagnosis]:
    """Look at everything a service needs before it can run."""
    found = [_data_folder(config), _assets(), _mail(config)]
    try:
        database = app.open_database(config)
        found.append(_database_program(database))
        is_current = migrations.is_current(database)
        database.dispose()
    except Exception as error:  # noqa: BLE001 -- the doctor reports whatever is wrong
        return [*found, Diagnosis(False, f"database cannot be reached: {error}")]  # noqa: FBT003
    schema = "schema is the newest" if is_current else "schema is older than the service: lantoa migrate"
    return [*found, Diagnosis(is_current, schema)]


def _data_folder(config: Config) -> Diagnosis:
    if not config.data_dir.is_dir():
        return Diagnosis(False, f"data folder {config.data_dir} does not exist: lantoa migrate")  # noqa: FBT003
    can_write = os.access(config.data_dir, os.W_OK | os.X_OK)
    remedy = "" if can_write else " cannot be written: give it to the user who runs the service"
    return Diagnosis(can_write, f"data folder {config.data_dir}{remedy}")


def _assets() -> Diagnosis:
    missing = missing_assets()
    return Diagnosis(
        not missing, "assets are not built: python -m service.web.build_hook" if missing else "assets are built"
    )


def _mail(config: Config) -> Diagnosis:
    """Say whether mail can be handed over: nothing set is well, half set or not answering is not."""
    if not (config.smtp_url or config.mail_from):
        return Diagnosis(True, "e-mail is not set up, nothing is sent")  # noqa: FBT003
    if not config.sends_mail:
        return Diagnosis(False, "e-mail needs LANTOA_SMTP_URL, LANTOA_MAIL_FROM and LANTOA_BASE_URL")  # noqa: FBT003
    try:
        fault = Postman(config).look()
    except MailSettingsError as error:
        return Diagnosis(False, str(error))  # noqa: FBT003
    return Diagnosis(not fault, f"mail server cannot be used: {fault}" if fault else "mail server answers")


def _database_program(database: Database) -> Diagnosis:
    """Name the program behind an open database and whether its version is one that keeps what it was given."""
    if database.is_sqlite:
        module = sqlite_module()
        is_safe = module.sqlite_version_info >= SAFE_WAL
        journal = "write-ahead log" if is_safe else "rollback journal, because this version's write-ahead log is unsafe"
        return Diagnosis(True, f"SQLite {module.sqlite_version} with {journal}")  # noqa: FBT003
    with database.engine.connect() as connection:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
    major = int(version) // 10_000
    is_known = major >= OLDEST_POSTGRESQL
    return Diagnosis(
        is_known, f"PostgreSQL {major}" + ("" if is_known else f" is too old: at least {OLDEST_POSTGRESQL}")
    )
