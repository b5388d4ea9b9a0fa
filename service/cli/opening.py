"""What the verbs stand on: the database of the settings, and the files that come with the service or are named."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from service import app
from service.config import Config, seed_directory
from service.core.errors import WrongState, sentence
from service.migrations import run as migrations
from service.process.definitions.commands import Resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from service.core.database import Database

DEPLOYABLE = (".bpmn", ".dmn", ".form")


class SchemaOld(WrongState):
    """The service would find tables other than it knows."""

    code = "schema_old"
    template = sentence("Expected the newest schema, but the database is older. Run: lantoa migrate")


def seed_folders() -> tuple[Path, ...]:
    """Return the folders of diagrams, decisions and forms that come with the service."""
    return tuple(seed_directory() / name for name in ("workflows", "forms"))


def resources_in(paths: Iterable[Path]) -> list[Resource]:
    """Return every deployable file among the paths and below the folders among them, by name."""
    files: list[Path] = []
    for path in paths:
        files += sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
    return [Resource(file.name, file.read_bytes()) for file in files if file.suffix in DEPLOYABLE]


@contextmanager
def database_at_hand() -> Iterator[Database]:
    """The database of the settings, whatever its schema."""
    database = app.open_database(Config.from_environment())
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def current_database() -> Iterator[Database]:
    """The database of the settings; raises ``SchemaOld`` where it must be migrated first."""
    with database_at_hand() as database:
        if not migrations.is_current(database):
            raise SchemaOld
        yield database
