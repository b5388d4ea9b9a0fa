"""The plan 2021-2025 lived through by its people: every cycle ends, every milestone is met, every document goes out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from service import app as composition
from service.nomination.correspondence.queries import counts_by_code
from service.nomination.cycles.model.records import conference, delegate, honour_roll
from service.nomination.cycles.model.rounds import year_closing
from service.nomination.cycles.queries import members_of_round, milestones_reached, rounds_of_plan
from service.process.history.queries import broken_links
from tests.support import cycling, served
from tests.support.cycling import PLAN, Life

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST_DAY = date(2025, 12, 31)
A_SPRING_DAY = date(2022, 3, 1)
LEADS = 15


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """The plan at its end, lived through day by day."""
    config = served.config_for(tmp_path_factory.mktemp("plan"))
    cycling.province(config)
    database = composition.open_database(config)
    lived = Life(database, config.documents_dir)
    lived.start("programme")
    lived.live(A_SPRING_DAY)
    lived.nominate(agency="so-y-te", movement="y-te", subject_type="individual", name="Bác sĩ Nông Văn Bước")
    lived.live(LAST_DAY)
    yield lived
    database.dispose()


def test_every_cycle_has_ended_and_nothing_waits_for_anybody(life: Life) -> None:
    assert life.running() == []
    assert life.open_tasks() == []
    assert life.faults() == []


def test_every_round_asked_the_fifteen_lead_agencies_and_was_completed(life: Life) -> None:
    with life.database.read() as tx:
        rounds = rounds_of_plan(tx, PLAN)
        assert Counter(found.kind for found in rounds) == {"unit_plan": 1, "annual": 4, "midterm": 1, "final": 1}
        for found in rounds:
            members = members_of_round(tx, found.round_key)
            assert len({member.agency for member in members}) == len(members)
            assert all(member.reported_at for member in members), found.kind
            assert found.completed_at is not None


def test_all_eleven_dated_milestones_are_reached_by_their_day(life: Life) -> None:
    with life.database.read() as tx:
        reached = milestones_reached(tx, PLAN)
    assert len(reached) == 11
    assert [item.code for item in reached if item.reached_on is None or item.reached_on > item.due_on] == []
    assert {item.code: item.reached_on for item in reached}["M6"] == date(2023, 6, 11)


def test_every_document_of_the_plan_went_out(life: Life) -> None:
    with life.database.read() as tx:
        counted = counts_by_code(tx, PLAN)
    assert counted["D1"] == LEADS
    assert counted["D2"] == counted["D7"] == counted["D9"] == 1
    assert counted["D10"] == counted["D11"] == 4
    assert counted["D12"] == 4 * (1 + 4)
    assert counted["D13"] == 4 * 2


def test_four_years_were_closed_and_their_figures_kept(life: Life) -> None:
    with life.database.read() as tx:
        closed = tx.execute(select(year_closing).order_by(year_closing.c.year)).all()
    assert [row.year for row in closed] == [2022, 2023, 2024, 2025]
    assert all(sum(row["minimum"] or 0 for row in found.figures) >= 91 for found in closed)


def test_the_congress_has_its_delegates_and_its_roll_of_honour(life: Life) -> None:
    with life.database.read() as tx:
        delegates = tx.execute(select(delegate).where(delegate.c.reserved_at.is_not(None))).all()
        held = tx.execute(select(conference).where(conference.c.step == "record_congress")).one()
        (honoured,) = tx.execute(select(honour_roll)).all()
    assert Counter(row.agency for row in delegates).most_common(1)[0][1] == 4
    assert held.held_on == date(2025, 9, 12)
    assert honoured.published_at is not None


def test_the_history_holds_together(life: Life) -> None:
    with life.database.read() as tx:
        assert list(broken_links(tx)) == []
