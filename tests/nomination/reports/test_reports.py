"""The thirteen reports as data: hand-counted figures, each with its source; a closed year stays as it was closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from service.core.database import metadata
from service.nomination.cycles.operations import answers, congress, inspection, rounds, year
from service.nomination.cycles.queries import members_of_round
from service.nomination.exemplars.model import adoption, encouragement
from service.nomination.exemplars.operations.propagate import refer_exemplar
from service.nomination.plans.commands import count
from service.nomination.plans.queries import PlanNotFound
from service.nomination.reports.queries import REPORTS, ReportNotFound, ReportWithoutAgency, YearOutsidePlan, report
from service.nomination.reports.rules import Report, Scope
from tests.nomination.conftest import opened
from tests.nomination.cycles.conftest import cycle  # noqa: F401 -- the fixture

if TYPE_CHECKING:
    from tests.nomination.cycles.conftest import Cycle

PLAN = "lang-son-2021-2025"
TEXTS = {"results": "Đủ", "inspected": "Ba nơi", "lessons": "Làm nhỏ trước", "next": "Nhân rộng"}
SECTIONS = dict.fromkeys(("leadership", "numbers", "nurturing", "spreading", "rewarding", "reporting"), "Có")


def made(cycle: Cycle, code: str, plan_year: int | None = None, agency: str = "") -> Report:  # noqa: F811
    return report(cycle.tx, code, Scope(PLAN, plan_year, agency))


def figure(found: Report, key: str) -> Any:
    return next(one.value for one in found.figures if one.key == key)


def selected(cycle: Cycle, agency: str, movement: str, number: int) -> None:  # noqa: F811
    for key in range(1, number + 1):
        count(cycle.tx, year=2022, agency=agency, movement=movement, exemplar_key=key, kind="selected")


def praised(cycle: Cycle, exemplar_key: int, *keys: int) -> None:  # noqa: F811
    """Write praise of an exemplar down now."""
    praise = {"exemplar_key": exemplar_key, "position": 0, "step": "nurture", "praise": "Khen", "recorded_by": "x"}
    for key in keys:
        row = {**praise, "encouragement_key": key, "element_instance_key": key, "recorded_at": cycle.tx.now}
        cycle.tx.execute(encouragement.insert(), row)


@pytest.mark.parametrize("code", REPORTS)
def test_every_report_can_be_made_before_anything_happened(cycle: Cycle, code: str) -> None:  # noqa: F811
    found = made(cycle, code, 2022, "so-y-te")
    assert found.code == code
    for table in found.tables:
        keys = {column.key for column in table.columns}
        assert all(keys == row.keys() for row in table.rows)


@pytest.mark.parametrize("code", REPORTS)
def test_every_figure_says_where_it_comes_from(cycle: Cycle, code: str) -> None:  # noqa: F811
    found = made(cycle, code, 2022, "so-y-te")
    tables = [table.source for table in found.tables]
    columns = [column.source for table in found.tables for column in table.columns if column.source]
    for source in (*tables, *columns, *(one.source for one in found.figures)):
        assert source.table in metadata.tables
        assert source.how


def test_the_year_adds_up_and_tells_what_is_missing(cycle: Cycle) -> None:  # noqa: F811
    selected(cycle, "so-y-te", "y-te", 12)
    found = made(cycle, "D10", 2022)
    assert (figure(found, "minimum"), figure(found, "selected"), figure(found, "short")) == (91, 12, 14)
    mine = next(row for row in found.tables[0].rows if row["agency"] == "so-y-te")
    assert (mine["selected"], mine["missing"], found.is_closed) == (12, 0, False)


def test_a_closed_year_is_reported_as_it_was_closed(cycle: Cycle) -> None:  # noqa: F811
    selected(cycle, "so-y-te", "y-te", 9)
    cycle.at(datetime(2022, 12, 28, 3, tzinfo=UTC))
    cycle.call(year.close, plan_year=2022)
    cycle.at(datetime(2023, 2, 1, 3, tzinfo=UTC))
    selected(cycle, "so-y-te", "y-te", 12)
    found = made(cycle, "D10", 2022)
    assert (figure(found, "selected"), found.is_closed, found.as_of) == (9, True, date(2022, 12, 28))
    assert found.tables[0].source.table == "year_closing"


def test_the_year_tells_who_reported_and_who_was_late(cycle: Cycle) -> None:  # noqa: F811
    headers = {"child": "unit_review", "review_kind": "annual"}
    opened_round = cycle.call(rounds.open_members, headers=headers, due_on="2022-12-20", plan_year=2022)
    key = int(opened_round["round_key"])
    first, second, *_ = members_of_round(cycle.tx, key)
    for member, moment in (
        (first, datetime(2022, 12, 19, 3, tzinfo=UTC)),
        (second, datetime(2022, 12, 21, 3, tzinfo=UTC)),
    ):
        cycle.at(moment)
        cycle.for_member(member.agency, member.process_instance_key).call(rounds.report, round_key=str(key))
    found = made(cycle, "D10", 2022)
    assert [figure(found, name) for name in ("asked", "received", "late")] == [15, 2, 1]


def test_unit_plans_together_count_what_was_promised(cycle: Cycle) -> None:  # noqa: F811
    key = int(cycle.call(rounds.open_members, headers={"child": "unit_plan"}, due_on="2021-12-31")["round_key"])
    member = next(one for one in members_of_round(cycle.tx, key) if one.agency == "so-y-te")
    mine = cycle.for_member("so-y-te", member.process_instance_key)
    mine.call(answers.record_unit_plan, SECTIONS | {"count": 11}, at="unit_plan/draft_plan")
    mine.call(answers.record_unit_plan, SECTIONS | {"count": 10}, at="unit_plan/draft_plan")
    mine.call(rounds.report, round_key=str(key))
    found = made(cycle, "D2")
    assert [figure(found, name) for name in ("asked", "received", "late", "promised")] == [15, 1, 1, 10]
    assert figure(made(cycle, "D1", agency="so-y-te"), "count") == 10
    assert made(cycle, "D1", agency="mttq").texts == {}


def test_a_units_report_carries_its_lessons_and_its_own_lines(cycle: Cycle) -> None:  # noqa: F811
    selected(cycle, "so-y-te", "y-te", 4)
    mine = cycle.for_member("so-y-te", 71, review_kind="annual", plan_year=2022)
    mine.call(answers.record_progress, {"rows": [{"exemplar": "1", "state": "weak"}]}, at="unit_review/update_progress")
    mine.call(answers.record_review, TEXTS, at="unit_review/write_review")
    found = made(cycle, "D3", 2022, "so-y-te")
    assert found.texts["lessons"] == "Làm nhỏ trước"
    assert [row["movement"] for row in found.tables[0].rows] == ["y-te"]
    assert [figure(found, name) for name in ("minimum", "selected", "followed", "flagging")] == [10, 4, 1, 1]


def test_a_units_report_stays_as_it_was_written(cycle: Cycle) -> None:  # noqa: F811
    selected(cycle, "so-y-te", "y-te", 4)
    mine = cycle.for_member("so-y-te", 71, review_kind="annual", plan_year=2022)
    mine.call(answers.record_review, TEXTS, at="unit_review/write_review")
    written = made(cycle, "D3", 2022, "so-y-te")
    selected(cycle, "so-y-te", "y-te", 7)
    cycle.at(cycle.tx.now + timedelta(days=40))
    later = made(cycle, "D3", 2022, "so-y-te")
    assert later == written
    assert later.tables[0].source.table == "unit_review"
    assert not later.is_closed, "it has not been sent"


def test_a_units_report_is_closed_once_it_is_sent(cycle: Cycle) -> None:  # noqa: F811
    headers = {"child": "unit_review", "review_kind": "annual"}
    opened_round = cycle.call(rounds.open_members, headers=headers, due_on="2022-12-20", plan_year=2022)
    member = next(one for one in members_of_round(cycle.tx, int(opened_round["round_key"])) if one.agency == "so-y-te")
    mine = cycle.for_member("so-y-te", member.process_instance_key, review_kind="annual", plan_year=2022)
    mine.call(answers.record_review, TEXTS, at="unit_review/write_review")
    mine.call(rounds.report, round_key=opened_round["round_key"])
    assert made(cycle, "D3", 2022, "so-y-te").is_closed


def test_the_midterm_report_says_whether_its_figures_are_frozen(cycle: Cycle) -> None:  # noqa: F811
    selected(cycle, "so-y-te", "y-te", 10)
    cycle.at(datetime(2023, 5, 31, 1, tzinfo=UTC))
    live = made(cycle, "D7")
    cycle.call(year.freeze_figures, at="midterm_review_2023/freeze_figures")
    selected(cycle, "so-y-te", "y-te", 14)
    frozen = made(cycle, "D7")
    assert (live.is_closed, live.tables[0].source.table) == (False, "quota_counter")
    assert (frozen.is_closed, frozen.tables[0].source.table, frozen.as_of) == (
        True,
        "figure_snapshot",
        date(2023, 5, 31),
    )
    assert (figure(frozen, "minimum"), figure(frozen, "selected")) == (182, 10)


def test_the_final_report_counts_seats_and_delegates(cycle: Cycle) -> None:  # noqa: F811
    seats = {"rows": [{"agency": "so-y-te", "seats": 2}, {"agency": "mttq", "seats": 3}]}
    cycle.call(answers.record_allocation, seats, at="final_review_2025/allocate_delegates")
    mine = cycle.for_member("so-y-te", 71, review_kind="final", plan_year=2025)
    mine.call(answers.record_delegates, {"delegates": [{"person": "Vi Thị Y"}]}, at="unit_review/choose_delegates")
    mine.call(congress.reserve_delegates)
    held = {"held_on": "2025-09-12", "attended": 400, "praised": 180, "summary": "Thành công"}
    cycle.call(answers.record_conference, held, at="final_review_2025/record_congress")
    found = made(cycle, "D9")
    assert [figure(found, name) for name in ("minimum", "seats", "delegates", "attended")] == [364, 5, 1, 400]
    assert not any("Vi Thị Y" in str(row) for row in found.tables[0].rows)


def test_detections_and_referrals_are_counted_and_nobody_is_named(cycle: Cycle) -> None:  # noqa: F811
    steps = opened(cycle.tx)
    steps.describe(source="media")
    steps.call(refer_exemplar, at="propagate/refer_exemplar")
    detected, referred = made(cycle, "D4", 2022), made(cycle, "D5", 2022)
    assert {row["source"]: row["detected"] for row in detected.tables[0].rows if row["detected"]} == {"media": 1}
    assert [row["referred"] for row in referred.tables[0].rows] == [1]
    assert "Mơ" not in str(detected) + str(referred)


@pytest.mark.parametrize(("answer", "number"), [("da-ap-dung", 1), ("mot-phan", 1), ("chua", 0)])
def test_a_place_that_has_not_adopted_it_is_not_counted(cycle: Cycle, answer: str, number: int) -> None:  # noqa: F811
    steps = opened(cycle.tx)
    told = {
        "adoption_key": 1,
        "exemplar_key": steps.exemplar_key,
        "element_instance_key": 1,
        "position": 0,
        "site": "1",
        "adopted": answer,
        "result": "Mười hộ làm theo",
        "files": [],
        "recorded_at": cycle.tx.now,
        "recorded_by": "x",
    }
    cycle.tx.execute(adoption.insert(), told)
    assert figure(made(cycle, "D10", 2022), "adopted") == number


def test_inspections_tell_what_is_not_settled(cycle: Cycle) -> None:  # noqa: F811
    planned = {"units": ["so-y-te", "mttq"], "from": "2022-04-01", "to": "2022-04-30", "team": [], "topics": []}
    cycle.call(answers.record_inspection_plan, planned, at="inspection/draft_inspection", plan_year=2022)
    for unit, finding in (("so-y-te", "some"), ("mttq", "none")):
        seen = {"visited_on": "2022-04-12", "checked": [], "finding": finding, "problem": "Thiếu nhật ký"}
        told = seen if finding == "some" else seen | {"problem": None}
        cycle.call(answers.record_visit, told, at="inspection/record_visit", unit=unit, plan_year=2022)
    cycle.call(inspection.close_inspection, at="inspection/close_inspection", plan_year=2022)
    found = made(cycle, "D12", 2022)
    assert [figure(found, name) for name in ("planned", "visited", "found", "open")] == [2, 2, 1, 1]


def test_publicity_stands_against_its_plan(cycle: Cycle) -> None:  # noqa: F811
    mine = {"media_agency": "bao-lang-son", "plan_year": 2022}
    plan = {"column": "Thi đua yêu nước", "per_quarter": 6, "movements": ["y-te"]}
    cycle.call(answers.record_publicity_plan, plan, at="publicity_plan/draft_publicity", **mine)
    told = {"entries": [{"on": "2022-03-02", "title": "Gương sáng", "exemplar": "1"}], "sessions": 6}
    cycle.call(answers.record_publicity_report, told, at="publicity_plan/report_quarter", quarter=1, **mine)
    found = made(cycle, "D13", 2022)
    assert [figure(found, name) for name in ("planned", "published", "sessions")] == [24, 1, 6]
    assert found.tables[0].rows[0]["linked"] == 1


def test_a_report_or_plan_nobody_knows_is_refused(cycle: Cycle) -> None:  # noqa: F811
    with pytest.raises(ReportNotFound, match="report 'D14', but there is none"):
        made(cycle, "D14")
    with pytest.raises(PlanNotFound):
        report(cycle.tx, "D10", Scope("another"))


def test_everything_of_a_closed_year_stays_though_more_is_written_down(cycle: Cycle) -> None:  # noqa: F811
    steps = opened(cycle.tx)
    steps.describe(post="truc-tiep-lao-dong")
    cycle.at(datetime(2022, 6, 1, 3, tzinfo=UTC))
    steps.change(recognised_at=cycle.tx.now)
    praised(cycle, steps.exemplar_key, 1)
    cycle.at(datetime(2022, 12, 28, 3, tzinfo=UTC))
    cycle.call(year.close, plan_year=2022)
    closed = made(cycle, "D10", 2022)
    praised(cycle, steps.exemplar_key, 2)
    other = opened(cycle.tx, process_instance_key=8)
    other.describe(name="Ông Lý Văn B", post="lanh-dao")
    other.change(recognised_at=cycle.tx.now)
    assert made(cycle, "D10", 2022) == closed, "also what is written down at the very moment"
    assert [figure(closed, key) for key in ("praise", "people", "non_leader_share")] == [1, 1, 100.0]


def test_what_is_written_down_after_a_closing_counts_in_the_next_year(cycle: Cycle) -> None:  # noqa: F811
    steps = opened(cycle.tx)
    praised(cycle, steps.exemplar_key, 1)
    assert [figure(made(cycle, "D10", number), "praise") for number in (2021, 2022, 2023)] == [1, 1, None]
    cycle.at(datetime(2022, 12, 5, 3, tzinfo=UTC))
    cycle.call(year.close, plan_year=2022)
    praised(cycle, steps.exemplar_key, 2, 3)
    cycle.at(datetime(2023, 12, 5, 3, tzinfo=UTC))
    assert [figure(made(cycle, "D10", number), "praise") for number in (2021, 2022, 2023)] == [None, 1, 2]
    cycle.call(year.close, plan_year=2023)
    praised(cycle, steps.exemplar_key, 4)
    assert [figure(made(cycle, "D10", number), "praise") for number in (2022, 2023, 2024)] == [1, 2, 1]


def test_a_year_counts_nothing_of_another_plan(cycle: Cycle) -> None:  # noqa: F811
    steps = opened(cycle.tx)
    steps.change(plan="another")
    praised(cycle, steps.exemplar_key, 1)
    assert figure(made(cycle, "D10", 2022), "praise") == 0


@pytest.mark.parametrize("code", REPORTS)
def test_a_figure_leads_to_a_table_of_its_report_or_to_a_list_of_cases(cycle: Cycle, code: str) -> None:  # noqa: F811
    found = made(cycle, code, 2022, "so-y-te")
    tables = {f"#table-{table.key}" for table in found.tables}
    for one in found.figures:
        href = one.source.href
        assert href in {"", *tables} or href.startswith("/exemplars?"), (one.key, href)


def test_a_plan_that_its_head_has_not_signed_is_not_consolidated(cycle: Cycle) -> None:  # noqa: F811
    key = int(cycle.call(rounds.open_members, headers={"child": "unit_plan"}, due_on="2021-12-31")["round_key"])
    member = next(one for one in members_of_round(cycle.tx, key) if one.agency == "so-y-te")
    mine = cycle.for_member("so-y-te", member.process_instance_key)
    mine.call(answers.record_unit_plan, SECTIONS | {"count": 11}, at="unit_plan/draft_plan")
    assert figure(made(cycle, "D2"), "promised") == 0


def test_the_roll_names_nobody_without_consent_and_nothing_of_a_secret_one(cycle: Cycle) -> None:  # noqa: F811
    steps = opened(cycle.tx)
    steps.describe()
    secret = opened(cycle.tx, process_instance_key=8)
    secret.change(secret=True)
    roll = [{"exemplar": str(one.exemplar_key), "form": "Biểu trưng"} for one in (steps, secret)]
    cycle.call(answers.record_honours_roll, {"rows": roll}, at="final_review_2025/honours_roll")
    found = made(cycle, "D9")
    honours = next(table for table in found.tables if table.key == "honours")
    assert figure(found, "honoured") == 2
    assert [(row["code"], row["name"]) for row in honours.rows] == [(steps.exemplar().code, ""), ("", "")]


def test_a_report_is_of_a_year_of_its_plan_and_of_an_agency_where_it_is_a_units(cycle: Cycle) -> None:  # noqa: F811
    with pytest.raises(YearOutsidePlan, match="from 2021 to 2025"):
        made(cycle, "D10", 2040)
    with pytest.raises(ReportWithoutAgency):
        made(cycle, "D3", 2022)
    assert made(cycle, "D10").scope.plan_year == 2022
    assert made(cycle, "D7", 2022, "so-y-te").scope == Scope(PLAN)


def test_the_supplement_stands_beside_the_frozen_figures(cycle: Cycle) -> None:  # noqa: F811
    told = {"as_of": "2023-05-31", "assessment": "Đúng tiến độ"}
    cycle.call(answers.record_consolidation, told, at="midterm_review_2023/draft_midterm")
    cycle.call(
        answers.record_consolidation, told | {"assessment": "Thêm hai đơn vị"}, at="midterm_review_2023/finish_midterm"
    )
    assert made(cycle, "D7").texts == {"assessment": "Đúng tiến độ", "proposals": "", "supplement": "Thêm hai đơn vị"}
