"""Which exemplars stand behind a number of the quota table: the same conditions count and list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from service.core.actor import SYSTEM
from service.core.database import Database, business_clock
from service.nomination.exemplars.model import exemplar
from service.nomination.exemplars.queries import (
    Filters,
    QuotaShare,
    count_in_share,
    exemplars,
    running_by_stage,
    year_end_forecasts,
)
from service.nomination.plans.commands import count
from service.nomination.plans.rules import Forecast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx


@pytest.fixture
def tx(planned: Database) -> Iterator[Tx]:
    with planned.begin(SYSTEM) as tx:
        yield tx


def opened(tx: Tx, lead: str | None, movement: str | None, **values: Any) -> int:
    key = tx.new_key()
    row = {
        "exemplar_key": key,
        "code": f"LS-{key % 10**9}",
        "process_instance_key": key,
        "year": 2022,
        "agency": "so-y-te",
        "lead_agency": lead,
        "movement": movement,
        "stage": "detect",
        "status": "open",
        "opened_at": tx.now,
        "opened_by": "officer.so-y-te",
    }
    tx.execute(exemplar.insert().values(row | values))
    return key


def recognised(tx: Tx, lead: str, movement: str, year: int = 2022, **values: Any) -> int:
    key = opened(tx, lead, movement, **({"recognised_at": tx.now, "stage": "nurture"} | values))
    count(tx, year=year, agency=lead, movement=movement, exemplar_key=key, kind="selected")
    return key


def behind(tx: Tx, share: QuotaShare, **filters: Any) -> set[int]:
    found = {item.exemplar_key for item in exemplars(tx, Filters(share=share, **filters)).items}
    if not filters:
        assert count_in_share(tx, share) == len(found)
    return found


def test_counts_for_one_line_what_was_counted_under_it(tx: Tx) -> None:
    mine = recognised(tx, "so-y-te", "y-te")
    other = recognised(tx, "so-gddt", "day-tot-hoc-tot")
    assert behind(tx, QuotaShare("selected", 2022, agency="so-y-te", movement="y-te")) == {mine}
    assert behind(tx, QuotaShare("selected", 2022, mode="directive")) == {mine, other}
    assert behind(tx, QuotaShare("selected", 2022, mode="request")) == set()
    assert behind(tx, QuotaShare("selected", 2023)) == set()


def test_counts_a_year_by_its_counters_not_by_the_year_of_opening(tx: Tx) -> None:
    late = recognised(tx, "so-y-te", "y-te", year=2023)
    assert behind(tx, QuotaShare("selected", 2023)) == {late}
    assert behind(tx, QuotaShare("running", 2023)) == {late}
    assert behind(tx, QuotaShare("running", 2022)) == set()


def test_lets_a_case_not_recognised_yet_run_for_this_year_alone(tx: Tx) -> None:
    waiting = opened(tx, "so-y-te", "y-te")
    opened(tx, "so-y-te", "y-te", closed_at=tx.now)
    assert behind(tx, QuotaShare("running", 2022)) == {waiting}
    assert behind(tx, QuotaShare("running", 2023)) == set()
    assert behind(tx, QuotaShare("running", 2022), stage="nurture") == set()


def test_keeps_a_case_without_a_quota_apart(tx: Tx) -> None:
    fresh = opened(tx, None, None)
    elsewhere = opened(tx, "mttq", "y-te")
    placed = opened(tx, "so-y-te", "y-te")
    assert behind(tx, QuotaShare("unplaced", 2022)) == {fresh, elsewhere}
    assert behind(tx, QuotaShare("running", 2022, mode="directive")) == {placed}
    counted = running_by_stage(tx, 2022)
    assert counted["so-y-te", "y-te", "detect"] == 1
    assert counted["", "", "detect"] == counted["", "y-te", "detect"] == 1


def test_asks_of_the_recognised_which_are_not_replicated(tx: Tx) -> None:
    done = recognised(tx, "so-y-te", "y-te", replicated_at=tx.now)
    waiting = recognised(tx, "so-y-te", "y-te")
    assert behind(tx, QuotaShare("not_replicated", 2022)) == {waiting}
    assert behind(tx, QuotaShare("selected", 2022)) == {done, waiting}


def test_finds_a_case_under_the_quota_of_the_agency_whose_function_moved(planned: Database) -> None:
    moved = datetime(2025, 6, 2, 2, 0, tzinfo=UTC)
    with planned.begin(SYSTEM) as tx:
        tx.execute(update(business_clock).values(pinned_at=moved))
    with planned.begin(SYSTEM) as tx:
        key = opened(tx, "so-nn-mt", "vi-nguoi-ngheo", year=2025)
        assert behind(tx, QuotaShare("running", 2025, agency="so-ldtbxh", movement="vi-nguoi-ngheo")) == {key}
        assert running_by_stage(tx, 2025)["so-ldtbxh", "vi-nguoi-ngheo", "detect"] == 1


def test_opens_a_number_counted_without_a_minimum(tx: Tx) -> None:
    key = recognised(tx, "mttq", "y-te")
    assert behind(tx, QuotaShare("selected", 2022, agency="mttq", movement="y-te")) == {key}


def test_forecasts_each_line_from_its_own_cases_and_the_year_before(planned: Database) -> None:
    whose = ("so-y-te", "y-te")
    with planned.begin(SYSTEM) as tx:
        tx.execute(update(business_clock).values(pinned_at=datetime(2022, 9, 15, 16, 59, tzinfo=UTC)))
    with planned.begin(SYSTEM) as tx:
        recognised(tx, *whose)
        tx.execute(update(business_clock).values(pinned_at=datetime(2022, 9, 15, 17, 0, tzinfo=UTC)))
    with planned.begin(SYSTEM) as tx:
        recognised(tx, *whose)
        recognised(tx, "so-gddt", "day-tot-hoc-tot")
        tx.execute(update(business_clock).values(pinned_at=datetime(2023, 9, 15, 2, 0, tzinfo=UTC)))
    with planned.begin(SYSTEM) as tx:
        recognised(tx, *whose, year=2023)
        opened(tx, *whose, year=2023)
        opened(tx, *whose, year=2023)
        found = year_end_forecasts(tx, "lang-son-2021-2025", 2023)
    assert found[whose] == Forecast(1, 2, 3)
    assert found["so-gddt", "day-tot-hoc-tot"] == Forecast(0, 0, 1)
    assert len(found) == 15
