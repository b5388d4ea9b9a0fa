"""The forms of the cycles: complete, bounded, and different for Giao and Đề nghị where the plan says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from service.process.forms.pages import render
from service.process.forms.rules import AnswersInvalid, Form
from service.process.forms.schemas import check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

FILE = [{"camunda.document.type": "camunda", "documentId": "7", "metadata": {"fileName": "ke-hoach.pdf", "size": 5}}]
SECTIONS = ("leadership", "numbers", "nurturing", "spreading", "rewarding", "reporting")
LONG = "a" * 2001
KEYS = {
    "programme": "name from to bases due_on plan_file",
    "amendment": "kind from basis change file",
    "unit_plan": "leadership numbers count nurturing spreading rewarding reporting mobilising partners own_rules paper",
    "check_result": "outcome sections note",
    "progress": "rows",
    "review_report": "results inspected lessons causes next learning",
    "delegates": "delegates minutes",
    "conference": "held_on attended praised summary file",
    "consolidation": "as_of assessment proposals file",
    "learning_events": "events",
    "measures": "learning honours policies",
    "inspection_plan": "units from to team topics survey",
    "inspection_visit": "visited_on checked good finding problem file",
    "publicity_direction": "themes networks",
    "publicity_plan": "column per_quarter movements innovation file",
    "publicity_report": "entries sessions gap",
    "round_setup": "due_on freeze_on held_on classes guide",
    "allocation": "rows total",
    "honours_roll": "rows",
}
RIGHT: dict[str, dict[str, Any]] = {
    "programme": {
        "name": "Kế hoạch giai đoạn 2026-2030",
        "from": "2026-01-01",
        "to": "2030-12-31",
        "bases": [{"number": "34-CT/TW", "on": "2014-04-07"}, {"number": "1657/QĐ-UBND", "on": None}],
        "due_on": "2022-12-31",
        "plan_file": FILE,
    },
    "amendment": {
        "kind": "quota",
        "from": "2023-01-01",
        "basis": "15/KH-UBND",
        "change": "Thêm một điển hình cho lĩnh vực y tế.",
        "file": FILE,
    },
    "unit_plan": {**dict.fromkeys(SECTIONS, "Đã bàn và thống nhất."), "count": 5, "partners": ["so-gddt"]},
    "check_result": {"outcome": "return", "sections": ["people"], "note": "Chưa ghi chức vụ."},
    "progress": {
        "rows": [{"exemplar": "71", "state": "good"}, {"exemplar": "72", "state": "weak", "note": "Thiếu vốn."}]
    },
    "review_report": {
        "results": "Chọn bốn điển hình.",
        "inspected": "Ba xã.",
        "lessons": "Đi cơ sở nhiều hơn.",
        "causes": "Một người chuyển công tác.",
        "next": "Chọn thêm một điển hình.",
        "learning": [{"on": "2022-06-01", "topic": "Khám tại nhà"}],
    },
    "delegates": {
        "delegates": [
            {"person": "Vi Thị Y", "exemplar": "71", "reserve": False},
            {"person": "Hứa Văn T", "reserve": True},
        ],
        "minutes": FILE,
    },
    "conference": {"held_on": "2022-02-28", "attended": 120, "praised": 15, "summary": "Hội nghị đạt kết quả."},
    "consolidation": {"as_of": "2022-03-01", "assessment": "Đạt.", "proposals": "Thêm kinh phí.", "file": FILE},
    "learning_events": {
        "events": [{"on": "2022-06-01", "host": "so-y-te", "topic": "Khám tại nhà", "guests": ["so-gddt"]}]
    },
    "measures": {"learning": "Tham quan.", "honours": "Gặp mặt.", "policies": ["91"]},
    "inspection_plan": {
        "units": ["so-y-te", "so-gddt"],
        "from": "2022-03-15",
        "to": "2022-03-15",
        "team": ["officer.ban-tdkt"],
        "topics": ["plan", "quota"],
        "survey": True,
    },
    "inspection_visit": {
        "visited_on": "2022-03-01",
        "checked": ["plan"],
        "good": "Hồ sơ gọn.",
        "finding": "some",
        "problem": "Chưa có biên bản bình xét.",
        "file": FILE,
    },
    "publicity_direction": {"themes": "Người lao động trực tiếp.", "networks": ["speakers"]},
    "publicity_plan": {"column": "Thi đua yêu nước", "per_quarter": 6, "movements": ["y-te"]},
    "publicity_report": {
        "entries": [{"on": "2022-02-20", "title": "Bác sĩ ở xã", "link": "https://example.org/1", "exemplar": "71"}],
        "sessions": 4,
        "gap": "Thiếu phóng viên.",
    },
    "round_setup": {
        "due_on": "2023-06-30",
        "freeze_on": "2023-05-31",
        "held_on": "2023-06-11",
        "classes": ["units", "enterprises"],
        "guide": FILE,
    },
    "allocation": {"rows": [{"agency": "so-y-te", "seats": 4}, {"agency": "so-gddt", "seats": 3}], "total": 7},
    "honours_roll": {"rows": [{"exemplar": "71", "form": "Bằng khen", "title": "Bác sĩ của bản"}]},
}
REQUIRED = {
    "programme": "name from to bases due_on plan_file",
    "amendment": "kind from basis change file",
    "unit_plan": "leadership numbers count nurturing spreading rewarding reporting",
    "check_result": "outcome",
    "progress": "rows.0.state rows.1.state",
    "review_report": "results inspected lessons causes next",
    "delegates": "delegates minutes",
    "conference": "held_on attended summary",
    "consolidation": "as_of assessment file",
    "learning_events": "events",
    "measures": "learning honours",
    "inspection_plan": "units from to team topics",
    "inspection_visit": "visited_on checked finding file",
    "publicity_direction": "themes",
    "publicity_plan": "column per_quarter movements",
    "publicity_report": "entries",
    "round_setup": "due_on freeze_on held_on classes guide",
    "allocation": "rows.0.seats rows.1.seats total",
}
"""The questions that stay unanswered when nothing is sent; a roll of honour may be empty."""


@pytest.fixture
def cycle_facts() -> dict[str, Any]:
    """What an agency asked in a directed way sees at mid-term, one exemplar short of its minimum."""

    def options(*values: str) -> list[dict[str, str]]:
        return [{"value": value, "label": value} for value in values]

    return {
        "delegate_quota": 1,
        "case": {
            "process": "midterm_review_2023",
            "mode": "directive",
            "family": "state",
            "quota": 5,
            "selected": 4,
            "actor_agency": "so-y-te",
            "plan_from": "2021-01-01",
            "plan_to": "2025-12-31",
        },
        "lists": {
            "agencies": options("so-y-te", "so-gddt", *(f"xa-{number}" for number in range(10))),
            "members": options("so-y-te", "so-gddt"),
            "exemplars": options("71", "72"),
            "honourable": options("71"),
            "policies": options("91"),
            "inspectors": options("officer.ban-tdkt"),
            "movements": options("y-te"),
            "figures": [],
        },
    }


Faults = "Callable[..., dict[str, str]]"


@pytest.fixture
def faults(seed_form: Callable[[str], Form], cycle_facts: dict[str, Any], now: datetime) -> Faults:
    """Path → sentence of what is wrong with right answers in which some are changed; facts may be others too."""

    def found(form_id: str, facts: Mapping[str, Any] | None = None, **changed: Any) -> dict[str, str]:
        context = {**cycle_facts, "case": {**cycle_facts["case"], **(facts or {})}}
        try:
            check(seed_form(form_id), RIGHT[form_id] | changed, context, now=now)
        except AnswersInvalid as error:
            return {path: str(fault) for path, fault in error.fields.items()}
        return {}

    return found


@pytest.mark.parametrize("form_id", KEYS)
def test_asks_what_the_specification_names(seed_form: Callable[[str], Form], form_id: str) -> None:
    assert seed_form(form_id).keys == set(KEYS[form_id].split())


@pytest.mark.parametrize("form_id", RIGHT)
def test_takes_right_answers(faults: Any, form_id: str) -> None:
    assert faults(form_id) == {}


@pytest.mark.parametrize("form_id", REQUIRED)
def test_requires_what_the_specification_marks(
    seed_form: Callable[[str], Form], cycle_facts: dict[str, Any], now: datetime, form_id: str
) -> None:
    with pytest.raises(AnswersInvalid) as refused:
        check(seed_form(form_id), {}, cycle_facts, now=now)
    assert set(refused.value.fields) == set(REQUIRED[form_id].split())


@pytest.mark.parametrize(
    ("form_id", "changed", "path", "sentence"),
    [
        ("programme", {"to": "2025-12-31"}, "to", "The last day must come after the first."),
        ("programme", {"due_on": "2022-02-28"}, "due_on", "Choose today or a later day."),
        ("programme", {"bases": [{"on": "2014-04-07"}]}, "bases.0.number", "Write an answer."),
        ("programme", {"name": "K" * 501}, "name", "Shorten to at most 500 characters; there are 501."),
        ("amendment", {"kind": "people"}, "kind", "Choose an answer from the list."),
        ("amendment", {"from": "2027-01-01"}, "from", "Enter a date from 01/01/2021 to 31/12/2025."),
        ("unit_plan", {"count": 0}, "count", "Enter a number that is at least 1."),
        ("unit_plan", {"count": 4}, "count", "The number cannot be below the quota that was set."),
        ("unit_plan", {"count": 5.5}, "count", "Enter a whole number."),
        ("unit_plan", {"count": 10**9}, "count", "Enter a number that is at most 1.000."),
        ("unit_plan", {"partners": ["nobody"]}, "partners", "Choose an answer from the list."),
        ("check_result", {"outcome": "refuse"}, "outcome", "Choose an answer from the list."),
        ("check_result", {"note": None}, "note", "Write an answer."),
        ("check_result", {"sections": ["people", "people"]}, "sections", "Choose each answer once."),
        ("progress", {"rows": [{"exemplar": "99", "state": "good"}]}, "rows.0.exemplar", "This list has a fixed set"),
        ("delegates", {"delegates": []}, "delegates", "Add at least one item."),
        ("delegates", {"delegates": [{"person": "A", "reserve": True}]}, "delegates", "At least one full delegate"),
        ("delegates", {"delegates": [{"exemplar": "71"}]}, "delegates.0.person", "Write an answer."),
        ("delegates", {"delegates": [{"person": "A"}] * 61}, "delegates", "Keep at most 60; there are 61."),
        ("conference", {"held_on": "2022-03-02"}, "held_on", "The day cannot be after today."),
        ("conference", {"attended": -1}, "attended", "Enter a number that is at least 0."),
        ("conference", {"attended": 2**31}, "attended", "Enter a number that is at most 100.000."),
        ("consolidation", {"as_of": "2022-03-02"}, "as_of", "The day of the figures cannot be after today."),
        ("consolidation", {"as_of": "2020-12-31"}, "as_of", "Enter a date from 01/01/2021 to 31/12/2025."),
        ("learning_events", {"events": [{"topic": "Học"}]}, "events.0.on", "Enter a date."),
        ("measures", {"policies": ["92"]}, "policies", "Choose an answer from the list."),
        ("inspection_plan", {"to": "2022-03-14"}, "to", "The last day cannot come before the first."),
        ("inspection_plan", {"team": ["officer.so-y-te"]}, "team", "Choose an answer from the list."),
        ("inspection_visit", {"visited_on": "2022-03-02"}, "visited_on", "The day cannot be after today."),
        ("inspection_visit", {"problem": " "}, "problem", "Write an answer."),
        ("publicity_plan", {"per_quarter": 0}, "per_quarter", "Enter a number that is at least 1."),
        (
            "publicity_report",
            {"entries": [{"on": "2022-02-20", "title": "A", "link": "javascript:alert(1)"}]},
            "entries.0.link",
            "Write an address that begins with https://",
        ),
        ("round_setup", {"due_on": "2022-02-01"}, "due_on", "Choose today or a later day."),
        ("round_setup", {"due_on": "2026-06-30"}, "due_on", "Enter a date from 01/01/2021 to 31/12/2025."),
        ("round_setup", {"freeze_on": "2023-06-11"}, "freeze_on", "The day must be today or later, and before"),
        ("allocation", {"total": 8}, "total", "The total must be the sum of the rows."),
        ("allocation", {"rows": [{"agency": "so-y-te", "seats": 1.5}]}, "rows.0.seats", "Enter a whole number."),
        ("honours_roll", {"rows": [{"exemplar": "72", "form": "Thư khen"}]}, "rows.0.exemplar", "Choose an answer"),
        ("honours_roll", {"rows": [{"exemplar": "71", "form": "A"}] * 2}, "rows", "Name each exemplar once."),
    ],
)
def test_refuses_a_wrong_answer_at_its_place(
    faults: Any, form_id: str, changed: dict[str, Any], path: str, sentence: str
) -> None:
    found = faults(form_id, **changed)
    assert found[path].startswith(sentence)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_units_plan_needs_each_of_the_six_sections(faults: Any, section: str) -> None:
    assert faults("unit_plan", **{section: None}) == {section: "Write an answer."}
    assert set(faults("unit_plan", **{section: LONG})) == {section}


def test_a_number_below_the_quota_is_refused_of_giao_and_only_spoken_of_to_de_nghi(
    faults: Any, seed_form: Callable[[str], Form]
) -> None:
    assert set(faults("unit_plan", count=4)) == {"count"}
    assert faults("unit_plan", {"mode": "request"}, count=4) == {}
    words = next(part for part in seed_form("unit_plan").components if part.type == "text")
    assert "vi phạm" not in words.content
    assert "Đơn vị vẫn có thể gửi" in words.content


@pytest.mark.parametrize(
    ("family", "kept"), [("front", {"mobilising"}), ("union", {"mobilising"}), ("state", set()), (None, set())]
)
def test_only_fronts_and_unions_tell_how_they_mobilise_members(
    cycle_facts: dict[str, Any], seed_form: Callable[[str], Form], now: datetime, family: str, kept: set[str]
) -> None:
    context = {**cycle_facts, "case": {**cycle_facts["case"], "family": family}}
    answers = RIGHT["unit_plan"] | {"mobilising": "Vận động"}
    assert check(seed_form("unit_plan"), answers, context, now=now).keys() & {"mobilising"} == kept


def test_the_board_attaches_the_paper_it_keys_in(faults: Any) -> None:
    keyed_in = {"mode": "request", "actor_agency": "ban-tdkt"}
    assert faults("unit_plan", keyed_in) == {"paper": "Attach a file."}
    assert faults("unit_plan", keyed_in, paper=FILE) == {}


def test_a_paper_of_another_kind_or_size_is_refused(faults: Any) -> None:
    def file(name: str, size: int) -> list[dict[str, Any]]:
        return [FILE[0] | {"metadata": {"fileName": name, "size": size}}]

    assert faults("consolidation", file=file("bao-cao.exe", 5))["file"].startswith("Attach another kind of file")
    assert faults("consolidation", file=file("bao-cao.pdf", 21 * 1024 * 1024))["file"].startswith("Attach a smaller")
    assert faults("consolidation", file=FILE * 11)["file"] == "Keep at most 10; there are 11."


@pytest.mark.parametrize(("selected", "asked"), [(4, {"causes"}), (5, set()), (6, set()), (None, set())])
def test_the_causes_are_asked_only_of_who_is_short(faults: Any, selected: int | None, asked: set[str]) -> None:
    assert set(faults("review_report", {"selected": selected}, causes=None)) == asked


def test_only_a_midterm_has_a_day_of_freezing(faults: Any) -> None:
    assert faults("round_setup", {"process": "final_review_2025"}, freeze_on=None) == {}
    assert set(faults("round_setup", freeze_on=None)) == {"freeze_on"}


def test_an_inspection_visits_ten_units_at_most(
    seed_form: Callable[[str], Form], cycle_facts: dict[str, Any], now: datetime
) -> None:
    units = [option["value"] for option in cycle_facts["lists"]["agencies"]][:11]
    context = cycle_facts | {"lists": cycle_facts["lists"] | {"members": cycle_facts["lists"]["agencies"]}}
    check(seed_form("inspection_plan"), RIGHT["inspection_plan"] | {"units": units[:10]}, context, now=now)
    with pytest.raises(AnswersInvalid) as refused:
        check(seed_form("inspection_plan"), RIGHT["inspection_plan"] | {"units": units}, context, now=now)
    assert refused.value.fields["units"] == "Ten units at most in one round."


def test_no_problem_is_asked_where_nothing_was_found(faults: Any) -> None:
    assert faults("inspection_visit", finding="none", problem=None) == {}


def test_an_agency_without_exemplars_sends_its_progress_as_it_is(
    seed_form: Callable[[str], Form], cycle_facts: dict[str, Any], now: datetime
) -> None:
    context = cycle_facts | {"lists": cycle_facts["lists"] | {"exemplars": []}}
    assert check(seed_form("progress"), {}, context, now=now) == {"rows": []}


@pytest.mark.parametrize(
    ("process", "section"),
    [
        *(("unit_plan", section) for section in SECTIONS),
        *(("unit_review", section) for section in ("results", "inspected", "lessons", "causes", "next", "figures")),
        ("publicity_plan", "entries"),
        ("final_review_2025", "people"),
    ],
)
def test_a_check_names_parts_of_what_is_checked(faults: Any, process: str, section: str) -> None:
    assert faults("check_result", {"process": process}, sections=[section, "other"]) == {}
    others = {"unit_plan", "unit_review", "publicity_plan", "final_review_2025"} - {process}
    assert all("sections" in faults("check_result", {"process": other}, sections=[section]) for other in others)


def test_an_agency_is_no_partner_of_its_own(faults: Any) -> None:
    assert set(faults("unit_plan", {"agency": "so-gddt"}, partners=["so-gddt"])) == {"partners"}
    assert faults("unit_plan", {"agency": "so-y-te"}, partners=["so-gddt"]) == {}


Words = "Callable[..., str]"


@pytest.fixture
def words(seed_form: Callable[[str], Form], cycle_facts: dict[str, Any], now: datetime) -> Words:
    """The text of a form as a person sees it with some answers given."""

    def shown(form_id: str, answers: dict[str, Any], *, locale: str = "vi", **facts: Any) -> str:
        context = cycle_facts | {"case": cycle_facts["case"] | facts, "quarter": 1}
        page = html.fromstring(render(seed_form(form_id), answers, {}, context, now=now, locale=locale))
        return " ".join(page.text_content().split())

    return shown


def test_delegates_beyond_the_seats_are_told_before_they_are_sent(words: Any) -> None:
    two = {"delegates": [{"person": "Vi Thị Y"}, {"person": "Hứa Văn T"}, {"person": "Lý C", "reserve": True}]}
    assert "Đơn vị được phân bổ 1 suất đại biểu chính thức." in words("delegates", two)
    assert "Danh sách đang thừa 1 đại biểu chính thức." in words("delegates", two)
    assert "Full delegates beyond your seats: 1." in words("delegates", two, locale="en")
    assert "đang thừa" not in words("delegates", {"delegates": two["delegates"][1:]})


def test_the_seats_of_the_rows_are_added_up(words: Any) -> None:
    rows = [{"agency": "so-y-te", "seats": 4}, {"agency": "so-gddt"}]
    assert "Cộng các dòng: 4 suất." in words("allocation", {"rows": rows})
    assert "Cộng các dòng" not in words("allocation", {"rows": [{"agency": "so-y-te"}]})


def test_entries_of_another_quarter_are_pointed_out(words: Any) -> None:
    said = "Có bài không thuộc quý 1."
    assert said in words("publicity_report", {"entries": [{"on": "2022-04-01"}, {"on": "2022-03-31"}]})
    assert said not in words("publicity_report", {"entries": [{"on": "2022-03-31"}, {}]})


def test_a_number_below_the_minimum_asked_for_is_spoken_of_while_it_is_typed(words: Any) -> None:
    assert "Đơn vị vẫn có thể gửi" in words("unit_plan", {"count": 4}, mode="request")
    assert "Đơn vị vẫn có thể gửi" not in words("unit_plan", {"count": 5}, mode="request")
    assert "Đơn vị vẫn có thể gửi" not in words("unit_plan", {"count": 4}, mode="directive")
