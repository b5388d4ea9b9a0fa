"""Detecting: who is put forward, whether somebody did before, what is proven, who recognises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.core.operations import BpmnError
from service.nomination.exemplars.model import (
    criterion_answer,
    detection,
    evidence,
    exemplar_link,
    minutes,
    recognition,
)
from service.nomination.exemplars.operations import detect, life
from service.nomination.plans.model import movement_agency, quota_counter

if TYPE_CHECKING:
    from collections.abc import Callable

PAPER = {"documentId": "11", "metadata": {"fileName": "giay-khen.pdf"}}
ACCLAIM = {"acclaim_on": "2022-02-20", "members": 40, "agree": 38, "acclaim_file": [PAPER]}


def criterion(code: str, **answers: Any) -> dict[str, Any]:
    return {"criterion": code, "met": True, "file": [PAPER]} | answers


def test_opens_an_exemplar_with_a_code_of_the_year(steps: Any) -> None:
    row = steps.exemplar()
    assert row.code == "LS-2022-0001"
    assert (row.agency, row.stage, row.status, row.round) == ("so-gddt", "detect", "open", 0)


def test_opens_no_second_exemplar_for_the_same_instance(steps: Any, open_another: Callable[..., Any]) -> None:
    assert steps.call(life.open_case)["exemplar_key"] == str(steps.exemplar_key)
    assert open_another().exemplar().code == "LS-2022-0002"
    assert open_another().exemplar().code == "LS-2022-0003"


def test_keeps_who_the_candidate_is_and_folds_the_name_without_its_address(steps: Any) -> None:
    row = steps.exemplar()
    assert row.name == "Cô giáo Hoàng Thị Mơ"
    assert row.folded_name == "hoang thi mo"
    assert steps.rows(detection)[0].highlight.startswith("Dạy 40 em")


def test_hides_everything_but_the_paper_number_of_a_secret_candidate(steps: Any) -> None:
    steps.describe(secret_mark="mat", secret=True, paper_ref="12/HS-M")
    row = steps.exemplar()
    assert row.secret
    assert (row.name, row.birth_year, row.place, row.highlight, row.folded_name) == (None, None, None, None, "")
    assert (row.paper_ref, row.movement, row.kind) == ("12/HS-M", "day-tot-hoc-tot", "guong")
    assert steps.rows(detection)[-1].highlight is None


def test_finds_the_lead_agency_of_the_movement(steps: Any) -> None:
    assert steps.call(detect.register_exemplar) == {"lead_agency": "so-gddt", "outcome": "new"}
    steps.describe(movement="kinh-te-nong-dan")
    assert steps.call(detect.register_exemplar)["lead_agency"] == "hoi-nong-dan"


def test_raises_no_lead_for_a_movement_nobody_leads(steps: Any) -> None:
    steps.tx.execute(movement_agency.delete().where(movement_agency.c.movement == "khoi-nghiep"))
    steps.describe(movement="khoi-nghiep")
    with pytest.raises(BpmnError) as raised:
        steps.call(detect.register_exemplar)
    assert raised.value.code == "NO_LEAD"


@pytest.mark.parametrize("text", ["Tài liệu TỐI MẬT của đơn vị", "Hồ sơ (MẬT)", "theo công văn mật số 5"])
def test_raises_secret_content_for_a_mark_of_secrecy(steps: Any, text: str) -> None:
    steps.describe(highlight=text)
    with pytest.raises(BpmnError) as raised:
        steps.call(detect.register_exemplar)
    assert raised.value.code == "SECRET_CONTENT"


def test_takes_honey_for_no_secret(steps: Any) -> None:
    steps.describe(highlight="Nuôi ong lấy mật, MẬT ONG Vũ Lễ có tiếng.")
    assert steps.call(detect.register_exemplar)["outcome"] == "new"


def test_finds_a_similar_exemplar_without_diacritics_or_address(steps: Any, open_another: Callable[..., Any]) -> None:
    assert steps.call(detect.register_exemplar)["outcome"] == "new"
    other = open_another()
    other.describe(name="Bà HOANG THỊ MƠ", birth_year=None)
    assert other.call(detect.register_exemplar)["outcome"] == "similar"
    other.describe(name="Hoàng Thị Mơ", birth_year=1990)
    assert other.call(detect.register_exemplar)["outcome"] == "new"


def test_keeps_which_exemplar_is_the_same(steps: Any) -> None:
    steps.twice(detect.record_duplicate, {"outcome": "same", "same_as": "123"})
    (row,) = steps.rows(exemplar_link)
    assert (row.other_exemplar_key, row.outcome) == (123, "same")


def test_writes_evidence_once_for_an_element_instance(steps: Any) -> None:
    answers = {"criteria": [criterion("G1"), criterion("F7.I1", file=[], fact="12 giờ dạy mẫu")], **ACCLAIM}
    steps.twice(detect.record_evidence, answers)
    assert [row.code for row in steps.rows(criterion_answer)] == ["G1", "F7.I1"]
    assert [row.code for row in steps.rows(evidence)] == ["G1"]
    (acclaim,) = steps.rows(minutes)
    assert (acclaim.kind, acclaim.total, acclaim.agree) == ("acclaim", 40, 38)


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (criterion("G1", file=[], fact="có bằng khen"), "criteria.0.file"),
        (criterion("F7.I1", file=[], fact="  "), "criteria.0.file"),
    ],
)
def test_refuses_a_ticked_criterion_without_its_proof(steps: Any, row: dict[str, Any], path: str) -> None:
    with pytest.raises(detect.EvidenceIncomplete) as raised:
        steps.call(detect.record_evidence, {"criteria": [row], **ACCLAIM})
    assert path in raised.value.fields
    assert steps.rows(criterion_answer) == []


def test_refuses_more_agreeing_than_there_are_members(steps: Any) -> None:
    with pytest.raises(detect.EvidenceIncomplete) as raised:
        steps.call(detect.record_evidence, {"criteria": [], **ACCLAIM, "agree": 41})
    assert "agree" in raised.value.fields


def test_asks_a_farmer_for_the_yearly_paper_of_a_cultured_family(steps: Any) -> None:
    steps.describe(movement="kinh-te-nong-dan", subject_type="farmer")
    row = criterion("F10.I4", file=[], fact="Năm 2021")
    with pytest.raises(detect.EvidenceIncomplete):
        steps.call(detect.record_evidence, {"criteria": [row], **ACCLAIM})
    steps.call(detect.record_evidence, {"criteria": [criterion("F10.I4")], **ACCLAIM, "profit_vnd": 120000000})
    assert {row.code: row.amount for row in steps.rows(criterion_answer)}["profit_vnd"] == 120000000


def test_marks_hardship_as_sensitive(steps: Any) -> None:
    answers = {"criteria": [], **ACCLAIM, "study": "Giỏi", "hardship": "Mồ côi cha"}
    steps.call(detect.record_evidence, answers)
    assert {row.code: row.privacy for row in steps.rows(criterion_answer)} == {"study": "P2", "hardship": "P3"}


def test_asks_a_secret_exemplar_for_no_proof_here(steps: Any) -> None:
    steps.describe(secret_mark="mat", secret=True, paper_ref="12/HS-M")
    answers = {"criteria": [{"criterion": "G1", "met": True}], "acclaim_on": "2022-02-20", "members": 3, "agree": 3}
    steps.call(detect.record_evidence, answers)
    assert steps.call(detect.measure_exemplar)["gate_met"] == 0


def test_measures_gate_common_and_own_criteria_of_the_newest_evidence(steps: Any) -> None:
    met = [criterion(code) for code in ("G1", "G2", "G3", "H", "G4", "N1", "F7.I1")]
    steps.call(detect.record_evidence, {"criteria": [criterion("F7.I2")], **ACCLAIM})
    steps.call(detect.record_evidence, {"criteria": [*met, criterion("F7.I2", met=False)], **ACCLAIM, "study": "Giỏi"})
    assert steps.call(detect.measure_exemplar) == {"gate_met": 4, "common_met": 2, "own_met": 50}


def test_measures_a_hundred_per_cent_where_the_movement_has_no_own_criteria(steps: Any) -> None:
    assert steps.call(detect.measure_exemplar) == {"gate_met": 0, "common_met": 0, "own_met": 100}


def test_recognises_once_and_counts_toward_the_lead_agencys_year(steps: Any) -> None:
    steps.call(detect.register_exemplar)
    assert steps.twice(detect.recognise_exemplar) == {"outcome": "recognised"}
    row = steps.exemplar()
    assert (row.status, row.stage) == ("recognised", "nurture")
    assert row.recognised_at is not None
    assert len(steps.rows(recognition)) == 1
    (counted,) = steps.rows(quota_counter)
    assert (counted.year, counted.agency, counted.kind) == (2022, "so-gddt", "selected")
