"""What forms and pages are told of a case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from service import app as composition
from service.core.paging import CursorInvalid
from service.nomination.council import operations as council
from service.nomination.exemplars.operations import detect, evaluate, life, nurture
from service.nomination.exemplars.operations.case import case_facts, case_panel
from service.nomination.exemplars.operations.lists import option_list, prefill
from service.nomination.exemplars.queries import Filters, case_of, exemplars, visible_exemplar

if TYPE_CHECKING:
    from collections.abc import Callable

PAPER = {"documentId": "11", "metadata": {"fileName": "bang-khen.pdf"}}
ACCLAIM = {"acclaim_on": "2022-02-20", "members": 40, "agree": 38, "acclaim_file": [PAPER]}


def facts_of(steps: Any) -> Any:
    return case_facts(steps.tx, steps.process_instance_key)


def values(steps: Any, name: str, **variables: Any) -> list[str]:
    return [option["value"] for option in option_list(steps.tx, name, steps.process_instance_key, variables)]


def test_reckons_the_age_in_the_year_of_the_decision(steps: Any) -> None:
    assert facts_of(steps)["age"] == 37
    steps.at(datetime(2023, 1, 2, tzinfo=UTC))
    assert facts_of(steps)["age"] == 38


def test_tells_quota_and_selected_of_the_lead_agency(steps: Any) -> None:
    steps.call(detect.register_exemplar)
    assert (facts_of(steps)["quota"], facts_of(steps)["selected"]) == (10, 0)
    steps.call(detect.recognise_exemplar)
    assert facts_of(steps)["selected"] == 1


def test_tells_the_rate_of_the_meeting_at_hand(steps: Any) -> None:
    assert facts_of(steps)["required_rate"] == 0.5
    setup = {"meeting_on": "2022-03-10", "secret_ballot": "co", "outcome": "paper", "voters": ["c1"]}
    steps.call(council.record_ballot_setup, setup)
    assert facts_of(steps)["required_rate"] == 0.9


def test_tells_of_an_initiative_once_its_value_is_in_evidence(steps: Any) -> None:
    assert facts_of(steps)["has_initiative"] is False
    steps.call(detect.record_evidence, {"criteria": [], **ACCLAIM, "initiative_vnd": 30000000})
    assert facts_of(steps)["has_initiative"] is True


def test_tells_family_plan_and_whose_person_asks(steps: Any) -> None:
    facts = facts_of(steps)
    assert (facts["family"], facts["actor_agency"]) == ("state", "so-gddt")
    steps.by("so-noi-vu/officer", "ban-tdkt/officer")
    assert facts_of(steps)["actor_agency"] == "ban-tdkt"


@pytest.mark.parametrize(
    ("year", "last"), [(2022, "2025-12-31"), (2024, "2025-12-31"), (2025, "2026-05-31"), (2026, "2027-05-31")]
)
def test_dates_lie_in_the_plan_or_at_most_a_year_ahead(steps: Any, year: int, last: str) -> None:
    steps.at(datetime(year, 5, 31, tzinfo=UTC))
    assert (facts_of(steps)["plan_from"], facts_of(steps)["plan_to"]) == ("2021-01-01", last)


def test_has_no_facts_of_an_instance_without_exemplar(steps: Any) -> None:
    assert set(case_facts(steps.tx, 99999)) == {"actor_agency"}
    assert case_panel(steps.tx, 99999) is None


def test_an_exemplar_answers_for_itself_among_all_who_are_asked(steps: Any) -> None:
    found = composition.domain().ask("case_facts", steps.tx, steps.process_instance_key)
    assert (found["code"], found["required_rate"]) == (facts_of(steps)["code"], facts_of(steps)["required_rate"])


def test_lists_the_movements_criteria_after_the_shared_ones(steps: Any) -> None:
    asked = values(steps, "criteria", movement="day-tot-hoc-tot", subject_type="individual")
    assert set(asked[:8]) == {"G1", "G2", "G3", "G4", "G5", "H", "N1", "N2"}
    assert asked[8:] == ["F7.I1", "F7.I2", "F7.I3", "F7.I4"]
    rows = prefill(steps.tx, "evidence", steps.process_instance_key, {})["criteria"]
    assert [row["criterion"] for row in rows] == asked


@pytest.mark.parametrize("name", ["movements", "subject_types", "places", "agencies", "media_agencies", "channels"])
def test_lists_what_the_plan_holds_without_a_case(steps: Any, name: str) -> None:
    assert option_list(steps.tx, name, None, {})


def test_knows_no_list_of_another_name(steps: Any) -> None:
    assert option_list(steps.tx, "recipes", steps.process_instance_key, {}) is None


def test_lists_similar_exemplars_to_choose_from(steps: Any, open_another: Callable[..., Any]) -> None:
    other = open_another()
    other.describe()
    (row,) = option_list(steps.tx, "similar", steps.process_instance_key, {})
    assert (row["value"], row["year"]) == (str(other.exemplar_key), 2022)
    assert values(steps, "duplicates") == [str(other.exemplar_key)]


def test_lists_achievements_from_the_case_itself(steps: Any) -> None:
    steps.call(nurture.record_experience, {"context": "", "how": "", "result": "Nuôi dạy 40 em", "lesson": ""})
    row = {"criterion": "F7.I1", "met": True, "file": [PAPER]}
    steps.call(detect.record_evidence, {"criteria": [row, {"criterion": "F7.I2"}], **ACCLAIM})
    metric = {"name": "Học sinh lên lớp", "before": 30, "after": 40, "unit": "em"}
    steps.call(evaluate.record_self_assessment, {"stages": [], "metrics": [metric], "lesson": "Bền"})
    assert values(steps, "achievements") == ["experience", "metric:1", "criterion:F7.I1"]


def test_fills_the_story_with_the_experience_and_the_dossier_with_the_minutes(steps: Any) -> None:
    key = steps.process_instance_key
    assert prefill(steps.tx, "story", key, {}) == {}
    steps.call(nurture.record_experience, {"context": "", "how": "Chia nhóm", "result": "", "lesson": ""})
    steps.call(detect.record_evidence, {"criteria": [], **ACCLAIM})
    assert prefill(steps.tx, "story", key, {}) == {"how": "Chia nhóm"}
    assert prefill(steps.tx, "dossier", key, {}) == {"minutes": [PAPER]}


def test_shows_name_facts_and_files_in_the_panel(steps: Any) -> None:
    row = {"criterion": "G1", "met": True, "file": [PAPER]}
    steps.call(detect.record_evidence, {"criteria": [row], **ACCLAIM})
    panel = case_panel(steps.tx, steps.process_instance_key)
    assert panel is not None
    assert (panel.title, panel.kind, panel.stage) == ("Cô giáo Hoàng Thị Mơ", "person", "detect")
    assert [(file.name, file.href) for file in panel.files] == [("bang-khen.pdf", "/documents/11")]
    assert ("Year of birth", "1985") in panel.facts


def test_shows_nothing_of_a_secret_exemplar_but_its_numbers(steps: Any) -> None:
    steps.describe(secret_mark="mat", secret=True, paper_ref="12/HS-M")
    panel = case_panel(steps.tx, steps.process_instance_key)
    assert panel is not None
    assert panel.title == "LS-2022-0001"
    shown = " ".join(value for _, value in panel.facts)
    assert "Mơ" not in shown
    assert "12/HS-M" in shown
    case = case_of(steps.tx, visible_exemplar(system(steps), steps.exemplar_key))
    assert (case.proofs, case.story, case.experience) == ((), None, None)


def test_shows_every_part_of_an_open_case(steps: Any) -> None:
    row = {"criterion": "G1", "met": True, "file": [PAPER]}
    steps.call(detect.record_evidence, {"criteria": [row], **ACCLAIM})
    steps.call(nurture.record_experience, {"context": "Khó", "how": "Làm", "result": "Tốt", "lesson": "Bền"})
    steps.call(evaluate.record_evaluation)
    steps.call(life.close_case, outcome="needs_more")
    case = case_of(steps.tx, visible_exemplar(system(steps), steps.exemplar_key))
    assert [(proof.code, proof.is_met, proof.documents) for proof in case.proofs] == [
        ("G1", True, (("11", "bang-khen.pdf"),))
    ]
    assert [(found.round, found.score) for found in case.evaluations] == [(1, None)]
    assert not case.exemplar.is_open


def system(steps: Any) -> Any:
    steps.by("ban-tdkt/supervisor")
    return steps.tx


def test_pages_through_exemplars_newest_first(steps: Any, open_another: Callable[..., Any]) -> None:
    others = [open_another() for _ in range(4)]
    tx = system(steps)
    first = exemplars(tx, Filters(), limit=3)
    second = exemplars(tx, Filters(), limit=3, cursor=first.next_cursor)
    codes = [found.code for found in (*first.items, *second.items)]
    assert codes == [other.exemplar().code for other in reversed(others)] + ["LS-2022-0001"]
    assert second.next_cursor is None
    with pytest.raises(CursorInvalid):
        exemplars(tx, Filters(), cursor="nonsense")


def test_searches_without_diacritics_and_by_code(steps: Any) -> None:
    tx = system(steps)
    for text in ("hoàng thị mơ", "HOANG thi mo", "ls-2022-0001"):
        assert [found.code for found in exemplars(tx, Filters(text=text)).items] == ["LS-2022-0001"]
    assert exemplars(tx, Filters(text="m_")).items == ()


def test_narrows_by_movement_agency_status_and_year(steps: Any) -> None:
    tx = system(steps)
    hits = (
        Filters(movement="day-tot-hoc-tot"),
        Filters(agency="so-gddt"),
        Filters(status="open"),
        Filters(year=2022),
    )
    misses = (Filters(movement="y-te"), Filters(agency="mttq"), Filters(status="built"), Filters(year=2021))
    assert all(len(exemplars(tx, filters).items) == 1 for filters in hits)
    assert all(not exemplars(tx, filters).items for filters in misses)


def test_lists_only_the_cases_of_the_actors_agencies(visible: Any, open_another: Callable[..., Any]) -> None:
    open_another("so-y-te")
    assert [found.code for found in exemplars(visible.tx, Filters()).items] == ["LS-2022-0001"]
