"""The cycles are played with the lives: the programme is begun, its plans come in, its milestones are reached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from service.nomination.correspondence.rules import REPORT_CODES
from service.simulation.outcome import outcome
from service.simulation.profile import read_profile
from tests.simulation.conftest import PLAN, opened, played, prepare

if TYPE_CHECKING:
    from service.config import Config

LEADS = 15


@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_the_units_plans_come_in_by_the_end_of_2021(config: Config) -> None:
    profile = read_profile("default")
    prepare(config, profile)
    played(config, profile, until=date(2021, 12, 31))
    with opened(config) as database, database.read() as tx:
        found = outcome(tx, PLAN, 1, 0.0)
    first, *later = found.milestones
    assert (first["code"], first["due_on"]) == ("M1", "2021-12-31")
    assert "2021-10-04" < first["reached_on"] <= first["due_on"]
    assert {milestone["reached_on"] for milestone in later} == {None}
    assert {"code": "D1", "count": LEADS} in found.documents
    assert tuple(document["code"] for document in found.documents) == REPORT_CODES
