"""Bringing a database to the newest schema, or telling how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.config import PACKAGE

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from service.core.database import Database


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations up to a revision in one transaction."""
    with database.engine.begin() as connection:
        command.upgrade(_configuration(connection), revision)


def is_current(database: Database) -> bool:
    """Return whether the database stands at the newest revision."""
    with database.engine.connect().execution_options(lantoa_read_only=True) as connection:
        heads = ScriptDirectory.from_config(_configuration(connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == heads


def write_revision(database: Database, message: str, revision: str) -> None:
    """Write a new migration from the difference between the tables and the database (development)."""
    with database.engine.begin() as connection:
        command.revision(_configuration(connection), message=message, autogenerate=True, rev_id=revision)


def _configuration(connection: Connection) -> AlembicConfig:
    configuration = AlembicConfig()
    configuration.set_main_option("script_location", str(PACKAGE / "migrations"))
    configuration.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    configuration.attributes["connection"] = connection
    return configuration
