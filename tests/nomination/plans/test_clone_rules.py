"""From a plan file to the draft of the next period: what moves, who follows, what is left to decide."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.plain_yaml import read_document
from service.nomination.plans.queries import checked_document, file_of
from service.nomination.plans.rules.clone import Asked, Clone, clone
from service.nomination.plans.rules.clone.cloning import moved_day
from service.nomination.plans.rules.clone.texts import moved_numbers, moved_years, number, roman
from service.nomination.plans.rules.paths import assumption_count, find
from service.nomination.plans.words import FIELDS

PLAN_FILE = Path(__file__).parents[3] / "workflows/plans/lang-son-2021-2025.yaml"
SOURCE, _ = read_document(PLAN_FILE.read_bytes())
NEXT = clone(SOURCE, 2026)


def asked(code: str, made: Clone = NEXT) -> Asked:
    return next(one for one in made.asked if one.code == code)


def changed(**sections: Any) -> dict[str, Any]:
    return {**deepcopy(SOURCE), **sections}


def movement(code: str, made: Clone = NEXT) -> Any:
    return find(made.document, ["movements", code])


def leads(code: str, made: Clone = NEXT) -> list[tuple[str, int]]:
    return [(lead["agency"], lead["minimum"]) for lead in movement(code, made)["leads"]]


def test_makes_a_file_that_can_be_loaded() -> None:
    checked = checked_document(file_of(NEXT.document))
    assert checked["plan"]["code"] == "lang-son-2026-2030"
    assert (checked["plan"]["from"], checked["plan"]["to"]) == (date(2026, 1, 1), date(2031, 1, 1))
    assert checked["plan"]["short_name"] == "Lạng Sơn 2026-2030"


def test_leaves_its_source_as_it_was() -> None:
    before = deepcopy(SOURCE)
    clone(SOURCE, 2026)
    assert before == SOURCE


def test_moves_every_milestone_by_five_years_to_the_same_day() -> None:
    def days(document: dict[str, Any]) -> list[tuple[date, date]]:
        return [(row["from_on"], row["due_on"]) for one in document["milestones"] for row in one.get("occurrences", ())]

    before, after = days(SOURCE), days(NEXT.document)
    assert len(after) == len(before) == 11
    assert after == [tuple(day.replace(year=day.year + 5) for day in pair) for pair in before]
    assert (date(2028, 6, 11), date(2028, 6, 11)) in after
    assert {day for _, day in after} >= {date(2030, 9, 30), date(2030, 6, 30), date(2026, 12, 31)}


def test_names_milestones_by_their_new_years() -> None:
    codes = [row["code"] for one in NEXT.document["milestones"] for row in one.get("occurrences", ())]
    assert codes[:5] == ["M1", "M2-2027", "M2-2028", "M2-2029", "M2-2030"]
    assert find(NEXT.document, ["milestones", "M1", "occurrences", "M1"])["name"] == "Kế hoạch đơn vị quý IV/2026"


def test_moves_29_february_to_the_last_of_february_of_a_year_without_it() -> None:
    assert moved_day(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert moved_day(date(2024, 2, 29), 4) == date(2028, 2, 29)


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 30))
def test_keeps_day_and_month_of_every_other_day(day: date, years: int) -> None:
    moved = moved_day(day, years)
    assert moved.year == day.year + years
    assert (moved.month, moved.day) == (day.month, day.day) or (day.month, day.day) == (2, 29)


def test_moves_the_quota_years_and_asks_whether_the_first_has_none() -> None:
    assert NEXT.document["plan"]["quota_years"] == [2027, 2028, 2029, 2030]
    assert asked("quota_years").answers == ("keep", "change")


def test_calls_what_moves_as_a_reader_does() -> None:
    for one in NEXT.moved:
        assert one.name in FIELDS or (one.name and one.name_en), one
    told = {one.name: (one.before, one.after) for one in NEXT.moved}
    assert told["to"] == ("31/12/2025", "31/12/2030"), "the last day, not the first day after"
    assert told["Báo Lạng Sơn"] == ("bao-lang-son", "bao-va-dai-ptth")


def test_keeps_ninety_one_exemplars_a_year() -> None:
    assert sum(lead["minimum"] for one in NEXT.document["movements"] for lead in one["leads"]) == 91
    assert asked("minimums").parameters["total"] == 91


def test_lets_the_function_of_the_poor_go_to_agriculture_not_with_the_entity() -> None:
    assert leads("vi-nguoi-ngheo") == [("so-nn-mt", 5)]
    question = asked("lead.vi-nguoi-ngheo")
    assert question.kind == "lead_split"
    assert (question.parameters["new"], question.parameters["entity"]) == ("Sở NN&MT", "Sở Nội vụ")


def test_lets_the_department_lead_for_an_office_that_became_part_of_it() -> None:
    assert leads("nong-thon-moi") == [("so-nn-mt", 5)]
    assert asked("lead.nong-thon-moi").kind == "lead_moved"


def test_leaves_unions_that_work_under_the_front_their_movements() -> None:
    assert leads("kinh-te-nong-dan") == [("hoi-nong-dan", 10)]
    assert leads("khoi-nghiep") == [("doan-thanh-nien", 3)]
    assert not [one for one in NEXT.asked if one.code == "lead.kinh-te-nong-dan"]


def test_leaves_a_renamed_commission_its_movement_under_its_new_name() -> None:
    assert leads("hoc-tap-bac") == [("ban-tuyen-giao", 5)]
    names = find(NEXT.document, ["agencies", "ban-tuyen-giao"])["names"]
    assert names[-1]["name"] == "Ban Tuyên giáo và Dân vận Tỉnh ủy"


def test_adds_up_the_quotas_of_two_forces_that_became_one_and_asks() -> None:
    assert leads("quoc-phong-an-ninh") == [("cong-an", 5), ("bo-chqs", 10)]
    question = asked("quota.quoc-phong-an-ninh.bo-chqs")
    assert question.answers == ("keep", "change", "separate")
    assert question.parameters["minimums"] == "5 + 5"
    assert [lead["agency"] for lead in question.parameters["separate"]] == ["bo-chqs", "bo-chbp"]


def test_replaces_helpers_and_names_none_beside_itself() -> None:
    helpers = [row["agency"] for row in movement("kinh-te-nong-dan")["coordinating"]]
    assert helpers == ["mttq", "so-nn-mt"]
    document = changed()
    find(document, ["movements", "nong-thon-moi"])["coordinating"] = [{"agency": "so-nn-mt"}, {"agency": "mttq"}]
    made = clone(document, 2026)
    assert [row["agency"] for row in movement("nong-thon-moi", made)["coordinating"]] == ["mttq"]
    checked_document(file_of(made.document))


def test_gives_the_channels_of_press_and_station_to_the_agency_they_became() -> None:
    owners = {row["code"]: row.get("agency") for row in NEXT.document["channels"]}
    assert owners["provincial_newspaper"] == owners["provincial_broadcast"] == "bao-va-dai-ptth"
    assert asked("channel.provincial_broadcast").answers == ("keep", "change", "remove")


def test_consults_who_holds_the_work_on_the_first_day_and_nobody_twice() -> None:
    rows = NEXT.document["consultations"]
    assert {row["from"] for row in rows} == {date(2026, 1, 1)}
    assert not {row["agency"] for row in rows} & {"so-ldtbxh", "vp-dieu-phoi-ntm"}
    farmer = [row["agency"] for row in rows if row["movement"] == "kinh-te-nong-dan"]
    assert farmer == ["so-nn-mt"]


def test_leaves_out_legal_bases_that_others_replaced_and_asks_about_those_that_only_ended() -> None:
    numbers = [row["number"] for row in NEXT.document["legal_bases"]]
    assert numbers == ["34-CT/TW", "1657/QĐ-UBND", "06/2022/QH15", "152/2025/NĐ-CP"]
    replaced = {one.before: one.after for one in NEXT.moved if one.section == "legal_bases"}
    assert replaced == {"91/2017/NĐ-CP": "152/2025/NĐ-CP", "98/2023/NĐ-CP": "152/2025/NĐ-CP"}
    assert asked("legal_basis.1657/QĐ-UBND").answers == ("remove", "keep")


def test_carries_the_checklists_of_the_last_day_from_the_first_day_on() -> None:
    sets = NEXT.document["criteria"]
    assert {row["from"] for row in sets} == {date(2026, 1, 1)}
    assert not any(row.get("to") or row.get("note") for row in sets)
    texts = " ".join(item["text_vi"] for row in sets for item in row["items"])
    assert "cấp huyện" not in texts


def test_asks_about_wordings_that_changed_when_districts_ended() -> None:
    assert asked("criterion.F3.I3").parameters["before"] == "Hưởng ứng các đợt thi đua cấp tỉnh, cấp huyện"
    assert asked("criterion.F13.T2").kind == "criterion_changed"
    assert {one.code for one in NEXT.asked if one.kind.startswith("criterion")} == {
        "criterion.F3.I3",
        "criterion.F13.T2",
    }


def test_asks_about_a_wording_that_still_names_what_was_abolished() -> None:
    text = PLAN_FILE.read_text(encoding="utf-8").replace("cấp tỉnh, cấp xã", "cấp tỉnh, cấp huyện").encode()
    document, _ = read_document(text)
    question = asked("criterion.F3.I3", clone(document, 2026))
    assert (question.kind, question.parameters["names"]) == ("criterion_abolished", "cấp huyện")
    document, _ = read_document(text.replace("Tiết kiệm, không lãng phí".encode(), "Được Báo Lạng Sơn đăng".encode()))
    assert asked("criterion.F4.T6", clone(document, 2026)).parameters["names"] == "Báo Lạng Sơn"


def test_keeps_only_places_of_the_new_tier() -> None:
    places = NEXT.document["places"]
    assert len(places) == 65
    assert {place["kind"] for place in places} == {"ward", "commune"}


def test_counts_the_congress_on_and_the_anniversary_too() -> None:
    assert find(NEXT.document, ["milestones", "M8"])["name_en"].endswith("Congress VII")
    assert asked("name.M8").parameters["before"].endswith("lần thứ VI")
    assert find(NEXT.document, ["milestones", "M6", "occurrences", "M6"])["name"].startswith("Sơ kết dịp 80 năm")


def test_asks_about_milestones_on_days_off_but_moves_none() -> None:
    off = {one.code for one in NEXT.asked if one.kind == "milestone_day"}
    assert off == {f"milestone_day.{code}" for code in ("M2-2028", "M6", "M7-tong-ket", "M7-hoi-nghi", "M7-dai-bieu")}
    assert asked("milestone_day.M6").parameters["weekday"] == 7


def test_carries_figures_and_agencies_as_they_are() -> None:
    for section in ("parameters", "agencies", "functions", "subject_types", "detection_sources"):
        assert NEXT.document[section] == SOURCE[section]


def test_asks_about_every_mark_of_assumption_that_goes_on() -> None:
    marks = {one.code for one in NEXT.asked if one.kind.startswith("unconfirmed")}
    assert marks >= {
        "unconfirmed_basis.34-CT/TW",
        "unconfirmed_agency.ban-tuyen-giao",
        "unconfirmed_helpers.toan-dan-doan-ket",
        "unconfirmed_consultations",
        "unconfirmed_parameters",
        "unconfirmed_places",
    }
    assert "unconfirmed_agency.so-ldtbxh" not in marks
    assert sum(one.parameters["count"] for one in NEXT.asked if one.kind.startswith("unconfirmed")) <= assumption_count(
        NEXT.document
    )


def test_every_question_leads_to_its_place_in_the_draft_and_has_a_code_of_its_own() -> None:
    assert len({one.code for one in NEXT.asked}) == len(NEXT.asked) > 25
    for one in NEXT.asked:
        found = find(NEXT.document, one.item)
        assert not one.field or one.field in found, one.code


def test_a_clone_can_be_cloned() -> None:
    later = clone(NEXT.document, 2031)
    assert later.document["plan"]["code"] == "lang-son-2031-2035"
    assert find(later.document, ["milestones", "M8"])["name"].endswith("lần thứ VIII")
    assert leads("quoc-phong-an-ninh", later) == leads("quoc-phong-an-ninh")
    checked_document(file_of(later.document))


def test_gives_a_plan_without_years_in_its_code_another_one() -> None:
    document = changed(plan={**SOURCE["plan"], "code": "ke-hoach"})
    assert clone(document, 2026).document["plan"]["code"] == "ke-hoach-2026"


def test_reads_days_written_as_text() -> None:
    document = changed(plan={**SOURCE["plan"], "from": "2021-01-01", "to": "2026-01-01"})
    assert clone(document, 2026).document["plan"]["from"] == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giai đoạn 2021-2025", "giai đoạn 2026-2030"),
        ("quý III/2025", "quý III/2030"),
        ("Chỉ thị năm 2014", "Chỉ thị năm 2014"),
        ("số 120215", "số 120215"),
    ],
)
def test_moves_years_of_the_period_and_no_others(text: str, expected: str) -> None:
    assert moved_years(text, 5, range(2021, 2026)) == expected


@pytest.mark.parametrize(
    ("text", "years", "expected"),
    [
        ("Đại hội lần thứ VI", 5, "Đại hội lần thứ VII"),
        ("Đại hội lần thứ VIII", 5, "Đại hội lần thứ IX"),
        ("Emulation Congress IX", 10, "Emulation Congress XI"),
        ("dịp 75 năm Ngày truyền thống", 5, "dịp 80 năm Ngày truyền thống"),
        ("the 95th anniversary", 5, "the 100th anniversary"),
        ("Hội nghị điển hình tiên tiến 5 năm", 5, "Hội nghị điển hình tiên tiến 5 năm"),
        ("quý IV", 5, "quý IV"),
    ],
)
def test_counts_congresses_and_anniversaries_on(text: str, years: int, expected: str) -> None:
    assert moved_numbers(text, years) == expected


@given(st.integers(1, 89))
def test_reads_the_roman_numerals_it_writes(value: int) -> None:
    assert number(roman(value)) == value
    assert re.fullmatch("[IVXL]+", roman(value))
