"""The entrance of every request: one unit of work, opened as the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from service.access.current import actor

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from service.config import Config
    from service.core.database import Database
    from service.core.tx import Tx


def begin() -> AbstractContextManager[Tx]:
    """Open the one transaction of an unsafe request."""
    return database().begin(actor())


def read() -> AbstractContextManager[Tx]:
    """Open the read-only unit of work of a safe request."""
    return database().read(actor())


def config() -> Config:
    """Return the settings of this service."""
    found: Config = current_app.extensions["lantoa"].config
    return found


def documents_dir() -> Path:
    """Return where file content lies."""
    return config().documents_dir


def database() -> Database:
    """Return the database this service runs on."""
    found: Database = current_app.extensions["lantoa"].database
    return found
