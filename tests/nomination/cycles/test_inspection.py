"""Inspection and publicity: silence counts, findings are followed, one quarter follows the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.nomination.correspondence.queries import issued_documents
from service.nomination.cycles.model import records
from service.nomination.cycles.operations import answers, inspection, programme, publicity

if TYPE_CHECKING:
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"


def visited(cycle: Cycle, unit: str, finding: str) -> None:
    seen: dict[str, Any] = {"visited_on": "2022-04-12", "checked": ["ke-hoach"], "finding": finding, "file": []}
    if finding == "some":
        seen["problem"] = "Chưa có nhật ký theo dõi."
    cycle.call(answers.record_visit, seen, at="inspection/record_visit", unit=unit, plan_year=2022)


def replied(cycle: Cycle, unit: str, answer: str) -> None:
    given = {"answer": answer, "note": "Sẽ bổ sung trong tháng.", "file": []}
    cycle.call(answers.record_reply, given, at="inspection/answer_findings", unit=unit)


def test_an_inspection_is_announced_to_the_council_and_the_units(cycle: Cycle) -> None:
    cycle.twice(programme.issue, headers={"document": "D12"}, plan_year=2022, units=["so-y-te", "mttq"])
    assert [sent.recipient for sent in issued_documents(cycle.tx, plan=PLAN, code="D12")] == [
        "hoi-dong-tdkt",
        "so-y-te",
        "mttq",
    ]


def test_what_was_found_is_followed_as_the_unit_answered(cycle: Cycle) -> None:
    for unit, finding in {"so-y-te": "some", "mttq": "some", "so-gddt": "none", "cong-an": "some"}.items():
        visited(cycle, unit, finding)
    replied(cycle, "so-y-te", "accept")
    replied(cycle, "cong-an", "decline")
    cycle.twice(inspection.record_silence, at="inspection/record_silence", unit="mttq")
    cycle.twice(inspection.close_inspection, at="inspection/close_inspection")
    states = {row.agency: row.state for row in cycle.rows(records.recommendation)}
    assert states == {"so-y-te": "answered", "mttq": "silent", "cong-an": "contested"}


def test_quarters_follow_each_other_to_the_end_of_the_year(cycle: Cycle) -> None:
    first = cycle.call(publicity.start_quarter, plan_year=2022)
    assert first == {"quarter": 1, "report_on": "2022-03-31"}
    fourth = cycle.call(publicity.start_quarter, plan_year=2022, quarter=3)
    assert fourth == {"quarter": 4, "report_on": "2022-12-31"}


def test_a_quarter_is_kept_with_its_entries(cycle: Cycle) -> None:
    entries = [{"on": "2022-03-02", "title": "Gương sáng bản làng", "link": "https://example.org/1"}]
    told = {"entries": entries, "sessions": 6, "gap": ""}
    mine = {"media_agency": "bao-lang-son", "quarter": 1, "plan_year": 2022}
    cycle.twice(answers.record_publicity_report, told, at="publicity_plan/report_quarter", **mine)
    (quarter,) = cycle.rows(records.publicity_quarter)
    (entry,) = cycle.rows(records.column_entry)
    assert (quarter.agency, quarter.quarter, quarter.sessions, quarter.gap) == ("bao-lang-son", 1, 6, None)
    assert (entry.quarter, entry.title, entry.exemplar) == (1, "Gương sáng bản làng", None)
