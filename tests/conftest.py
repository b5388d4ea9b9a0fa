"""Fixtures every test may ask for: a real database, empty or migrated, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.core.database import Database, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with every table of the rooms imported so far."""
    twin = Database(f"sqlite:///{tmp_path / 'lantoa.db'}")
    with twin.engine.begin() as connection:
        metadata.create_all(connection)
    yield twin
    twin.dispose()
