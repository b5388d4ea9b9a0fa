"""Keys tell when they were made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.core.clock import wall_now
from service.core.keys import first_key, made_at, new_key

A_MILLISECOND = timedelta(milliseconds=1)


def test_a_key_tells_when_it_was_made() -> None:
    before = wall_now()
    made = made_at(new_key())
    assert before - A_MILLISECOND < made <= wall_now() + A_MILLISECOND


def test_keys_are_no_less_than_the_first_of_their_moment() -> None:
    key = new_key()
    assert first_key(made_at(key)) <= key < first_key(made_at(key) + A_MILLISECOND)
    assert first_key(datetime(1999, 1, 1, tzinfo=UTC)) == 0
