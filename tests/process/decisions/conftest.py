"""The databases of the tests of decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    """A database of each kind, at nine in the morning of 1 March 2022 in Vietnam."""
    with pinned(database_url) as database:
        yield database
