"""Running the service in one process: the pages, the worker beside them, and a clean end."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
import waitress
from sqlalchemy import text
from waitress import wasyncore

from service import app, worker
from service.core.database import SAFE_WAL, Database, sqlite_module
from service.migrations import run as migrations
from service.web.assets import missing_assets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from service.config import Config

log = structlog.get_logger(__name__)

THREADS = 8
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
    stop = worker.in_background(database) if database.is_sqlite else threading.Event()
    stop_on_signals(stop)
    try:
        listen(application, config, stop)
    finally:
        stop.set()
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
    found = [Diagnosis(config.data_dir.is_dir(), f"data folder {config.data_dir}")]
    module = sqlite_module()
    if config.database_url.startswith("sqlite"):
        is_safe = module.sqlite_version_info >= SAFE_WAL
        journal = "write-ahead log" if is_safe else "rollback journal, because this version's write-ahead log is unsafe"
        found.append(Diagnosis(True, f"SQLite {module.sqlite_version} with {journal}"))  # noqa: FBT003
    try:
        database = app.open_database(config)
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except Exception as error:  # noqa: BLE001 -- the doctor reports whatever is wrong
        return [*found, Diagnosis(False, f"database cannot be reached: {error}")]  # noqa: FBT003
    found.append(Diagnosis(True, "database can be reached"))  # noqa: FBT003
    is_current = migrations.is_current(database)
    found.append(Diagnosis(is_current, "schema is the newest" if is_current else "schema is old: lantoa migrate"))
    missing = missing_assets()
    found.append(
        Diagnosis(
            not missing, "assets are not built: python -m service.web.build_hook" if missing else "assets are built"
        )
    )
    database.dispose()
    return found
