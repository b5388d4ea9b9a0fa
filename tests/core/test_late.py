"""A late mapping."""

from __future__ import annotations

import pytest

from service.core.late import Late


def test_it_is_read_when_it_is_first_asked_and_only_once() -> None:
    readings: list[str] = []

    def read() -> dict[str, int]:
        readings.append("read")
        return {"year": 2023}

    late = Late(read)
    assert not readings
    assert (late["year"], dict(late), len(late)) == (2023, {"year": 2023}, 1)
    assert readings == ["read"]


def test_a_name_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Late(dict)["year"]
