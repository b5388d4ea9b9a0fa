"""The whole service on a demo database, served to real browsers and real clients."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

from service import app as composition
from service.cli import resources_in
from service.config import Config, seed_directory
from service.migrations import run as migrations
from service.web import build_hook
from tests.support.playing import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from service.core.database import Database

PASSWORD = "lantoa-demo"


@dataclass(frozen=True)
class Service:
    """A running service: where it answers, and what it is made of."""

    url: str
    app: Flask
    database: Database
    config: Config


def config_for(data_dir: Path, database_url: str | None = None) -> Config:
    """Settings of a service whose data lies in a folder."""
    return Config(
        database_url=database_url or f"sqlite:///{data_dir / 'lantoa.db'}",
        data_dir=data_dir,
        bind="127.0.0.1:0",
        secret_key="a key only for tests",
        log="error",
    )


def make_demo(config: Config) -> None:
    """Fill an empty database with the cases that tests begin with."""
    database = composition.open_database(config)
    migrations.upgrade(database)
    prepare(database, config.documents_dir, resources_in([seed_directory() / name for name in ("workflows", "forms")]))
    database.dispose()


def copy_demo(template: Path, folder: Path, database_url: str | None = None) -> Config:
    """Return the settings of a service on a copy of a prepared data folder."""
    return config_for(shutil.copytree(template, folder / "data"), database_url)


@contextmanager
def served(config: Config) -> Iterator[Service]:
    """Serve on a free port of the loopback until the block ends."""
    build_hook.compile_catalogues()
    database = composition.open_database(config)
    application = composition.create_app(config, database)
    application.config["PROPAGATE_EXCEPTIONS"] = False
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.server_port}", application, database, config)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        database.dispose()
