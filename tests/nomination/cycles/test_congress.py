"""The Congress: delegates keep within their seats, and nobody is honoured in public without consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.core.operations import BpmnError
from service.nomination.cycles.model.records import delegate, honour_roll
from service.nomination.cycles.operations import answers, congress
from service.nomination.cycles.rules import excess
from service.nomination.publicity.operations import record_consent
from tests.nomination.conftest import opened

if TYPE_CHECKING:
    from tests.nomination.conftest import Steps
    from tests.nomination.cycles.conftest import Cycle

ALLOCATION = {"rows": [{"agency": "so-y-te", "seats": 2}, {"agency": "mttq", "seats": 0}], "total": 2}


def named(cycle: Cycle, *people: str, reserves: tuple[str, ...] = ()) -> None:
    rows = [{"person": person, "reserve": person in reserves} for person in (*people, *reserves)]
    submission = {"delegates": rows, "minutes": [{"documentId": "1"}]}
    cycle.call(answers.record_delegates, submission, at="unit_review/choose_delegates")


def seated(cycle: Cycle) -> list[str]:
    return [row.person for row in cycle.rows(delegate) if row.reserved_at is not None and row.released_at is None]


@pytest.fixture
def unit(cycle: Cycle) -> Cycle:
    cycle.call(answers.record_allocation, ALLOCATION, at="final_review_2025/allocate_delegates")
    return cycle.for_member("so-y-te", 71)


def test_delegates_within_the_allocation_get_their_seats(unit: Cycle) -> None:
    named(unit, "Vi Thị Y", "Hứa Văn T", reserves=("Nông Văn B",))
    unit.twice(congress.reserve_delegates)
    assert seated(unit) == ["Vi Thị Y", "Hứa Văn T"]
    assert all(row.files for row in unit.rows(delegate))


def test_one_delegate_too_many_is_refused_and_nobody_gets_a_seat(unit: Cycle) -> None:
    named(unit, "Vi Thị Y", "Hứa Văn T", "Nông Văn B")
    with pytest.raises(BpmnError, match="OVER_ALLOCATION"):
        unit.call(congress.reserve_delegates)
    assert seated(unit) == []


def test_an_agency_without_seats_can_name_nobody(cycle: Cycle, unit: Cycle) -> None:
    front = cycle.for_member("mttq", 72)
    named(front, "Chu Văn G")
    with pytest.raises(BpmnError, match="OVER_ALLOCATION"):
        front.call(congress.reserve_delegates)
    named(unit, "Vi Thị Y")
    unit.call(congress.reserve_delegates)
    assert seated(unit) == ["Vi Thị Y"]


def test_a_list_named_again_takes_the_seats_of_the_one_before(unit: Cycle) -> None:
    named(unit, "Vi Thị Y", "Hứa Văn T")
    unit.call(congress.reserve_delegates)
    named(unit, "Vi Thị Y", "Nông Văn B")
    unit.call(congress.reserve_delegates)
    assert seated(unit) == ["Vi Thị Y", "Nông Văn B"]


def test_a_seat_that_falls_free_goes_to_the_first_in_reserve(cycle: Cycle, unit: Cycle) -> None:
    named(unit, "Vi Thị Y", reserves=("Nông Văn B", "Lý Thị C"))
    unit.call(congress.reserve_delegates)
    cycle.twice(congress.reopen_seats)
    assert seated(unit) == ["Vi Thị Y", "Nông Văn B"]


@pytest.mark.parametrize(
    ("counts", "over"),
    [({}, {}), ({"a": 2}, {}), ({"a": 3}, {"a": 1}), ({"b": 1}, {"b": 1}), ({"a": 5, "b": 0}, {"a": 3})],
)
def test_the_excess_is_told_by_agency(counts: dict[str, int], over: dict[str, int]) -> None:
    assert excess(counts, {"a": 2}) == over


def consented(steps: Steps, scope: list[str]) -> None:
    given: dict[str, Any] = {"outcome": "granted", "scope": scope, "signer": "Mơ", "file": []}
    steps.call(record_consent, given, at="propagate/collect_consent")


@pytest.mark.parametrize("scope", [None, [], ["anh"]])
def test_nobody_is_honoured_in_public_whose_name_no_consent_covers(cycle: Cycle, scope: list[str] | None) -> None:
    steps = opened(cycle.tx)
    if scope is not None:
        consented(steps, scope)
    rolled(cycle, steps.exemplar_key)
    with pytest.raises(BpmnError, match="CONSENT_MISSING"):
        cycle.call(congress.publish_honours)
    assert [row.published_at for row in cycle.rows(honour_roll)] == [None]


def test_the_roll_of_honour_is_published_where_everybody_agreed(cycle: Cycle) -> None:
    steps = opened(cycle.tx)
    consented(steps, ["ten"])
    rolled(cycle, steps.exemplar_key)
    cycle.twice(congress.publish_honours)
    assert [row.published_at for row in cycle.rows(honour_roll)] == [cycle.tx.now]


def rolled(cycle: Cycle, exemplar_key: int) -> None:
    rows = [{"exemplar": str(exemplar_key), "form": "Bằng khen", "title": "Cô giáo lớp ghép"}]
    cycle.call(answers.record_honours_roll, {"rows": rows}, at="final_review_2025/record_honours")
