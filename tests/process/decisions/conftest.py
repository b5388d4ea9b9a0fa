"""The databases of the tests of decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.app import import_models
from service.core.database import Database, business_clock, metadata
from tests.process.decisions.cases import NINE

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    """A database of each kind, at nine in the morning of 1 March 2022 in Vietnam."""
    import_models()
    database = Database(database_url)
    with database.engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(business_clock.insert(), {"business_clock_id": 1, "pinned_at": NINE, "is_demo": 1})
    yield database
    database.dispose()
