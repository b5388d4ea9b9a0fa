"""The effect of a change: what past cases would have been answered, with what was read on their day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from service import dmn
from service.core.database import business_clock
from service.process.decisions.effects import count_of_past, effects
from tests.dmn.models import literal, model, table
from tests.process.decisions.cases import deployed, judged
from tests.support.pinned import NINE

if TYPE_CHECKING:
    from service.core.database import Database
    from service.process.decisions.effects import Effect


def effect_of(database: Database, xml: bytes, since: datetime | None = None) -> list[Effect]:
    read = dmn.parse(xml)
    with database.read() as tx:
        found = list(effects(tx, read, since=since))
        assert count_of_past(tx, read, since=since) == len(found)
    return found


def at(database: Database, moment: datetime, **variables: Any) -> int:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=moment))
    return judged(database, which="d", **variables)


def test_each_past_case_is_asked_again_with_what_was_read_for_it(twin: Database) -> None:
    deployed(twin, model(table(("< 5", '"ít"'), (">= 5", '"nhiều"'))))
    keys = [judged(twin, which="d", x=x, unread="secret") for x in (3, 7)]
    stays, goes = effect_of(twin, model(table(("< 9", '"ít"'), (">= 9", '"nhiều"'))))
    assert (stays.process_instance_key, stays.was, stays.would_be, stays.is_change) == (keys[0], "ít", "ít", False)
    assert (goes.process_instance_key, goes.was, goes.would_be, goes.is_change) == (keys[1], "nhiều", "ít", True)
    assert (goes.decision_id, goes.element_id, goes.evaluated_at) == ("d", "judge", NINE)


def test_a_case_is_asked_in_the_time_it_had(twin: Database) -> None:
    deployed(twin, model(literal("d", "1")))
    for year in (2022, 2024):
        at(twin, datetime(year, 3, 1, 2, tzinfo=UTC))
    found = effect_of(twin, model(literal("d", 'if today() >= date("2024-01-01") then 2 else 1')))
    assert [effect.is_change for effect in found] == [False, True]


def test_only_answers_from_a_day_on_are_asked_for(twin: Database) -> None:
    deployed(twin, model(literal("d", "1")))
    for days in (0, 5):
        at(twin, NINE + timedelta(days=days))
    assert len(effect_of(twin, model(literal("d", "2")), since=NINE + timedelta(days=1))) == 1


def test_a_decision_that_would_have_no_answer_says_why(twin: Database) -> None:
    deployed(twin, model(literal("d", "1")))
    judged(twin, which="d")
    (effect,) = effect_of(twin, model(table(("-", "1"), ("-", "2"))))
    assert effect.is_change
    assert "rules 1, 2" in effect.fault


def test_what_the_answering_version_did_not_read_is_null(twin: Database) -> None:
    deployed(twin, model(literal("d", "1")))
    judged(twin, which="d", x=7)
    (effect,) = effect_of(twin, model(literal("d", "x")))
    assert effect.would_be is None


def test_decisions_that_no_case_asked_have_no_effect(twin: Database) -> None:
    deployed(twin, model(literal("d", "1")))
    judged(twin, which="d")
    assert effect_of(twin, model(literal("other", "2"))) == []


def test_a_step_that_fails_keeps_no_answer(twin: Database) -> None:
    deployed(twin, model(table(("-", "1"), ("-", "2"))))
    judged(twin, which="d")
    assert effect_of(twin, model(literal("d", "1"))) == []
