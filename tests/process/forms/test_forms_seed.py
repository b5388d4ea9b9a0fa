"""The forms of the seven exemplar diagrams: complete, bilingual, and deciding what the specification says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from service.process.forms.rules import AnswersInvalid, Form, each_component, read_form
from service.process.forms.rules.form import CHOICES
from service.process.forms.schemas import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from service.process.forms.rules import Component

FORMS = Path(__file__).parents[3] / "forms"
FILE = [{"camunda.document.type": "camunda", "documentId": "7", "metadata": {"fileName": "bien-ban.pdf", "size": 5}}]
KEYS = {
    "exemplar_start": "agency",
    "candidate": "secret_mark paper_ref kind movement subject_type name birth_year workplace post place scope source "
    "highlight accountable secret",
    "duplicate": "outcome same_as",
    "evidence": "criteria culture_years exit_year helped land_m2 money_vnd labour_days profit_vnd initiative_vnd study "
    "hardship ntm_level growth tax_vnd acclaim_on members agree acclaim_file",
    "head_decision": "outcome comment",
    "lead_review": "fit tags outcome reason",
    "mentor": "mentor praise",
    "nurture_plan": "targets follow_up_on outcome policy",
    "follow_up": "done praise outcome reason follow_up_on",
    "action_note": "cause action next_on",
    "experience": "context how cost result lesson file",
    "consent": "outcome scope signer guardian relation named file",
    "story": "title content how meaning photo",
    "channels": "channels outcome media_agency",
    "media_items": "items",
    "self_assessment": "stages metrics beneficiaries lesson",
    "minutes": "held_on chair method total present written agree against file outcome",
    "integrity": "pending detail penalty_until confirmed",
    "reply": "answer note file",
    "evaluation": "prominence fit reach effect spread score outcome reason",
    "achievement": "achievement from to award_type occasion",
    "award_choice": "award_level reason",
    "decision_record": "outcome number signed_on signer file reason",
    "dossier": "submission report minutes initiative checked",
    "appraisal": "missing meets outcome reason",
    "comments": "count summary outcome",
    "ballot_setup": "meeting_on secret_ballot outcome voters recused",
    "ballot": "choice note",
    "ceremony": "held_on occasion money_vnd receipt",
    "sites": "rows sites",
    "study_visit": "held_on guests host learned",
    "adoption": "adopted result benefit_vnd file",
    "replication_result": "outcome summary",
}


def everything(parts: tuple[Component, ...]) -> Iterator[Component]:
    for part in each_component(parts):
        yield part
        if part.type == "dynamiclist":
            yield from everything(part.children)


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.form")), ids=lambda path: path.stem)
def test_every_seed_form_reads_and_speaks_both_languages(path: Path) -> None:
    form = read_form(path.read_bytes())
    assert form.form_id == path.stem
    for part in everything(form.components):
        if part.is_question or part.type in {"table", "group"}:
            assert part.label, part.key
            assert part.label_en, part.key
            assert bool(part.description) == bool(part.description_en), part.key
        if part.type in CHOICES:
            assert part.options_expression is not None or all(o.label and o.label_en for o in part.options), part.key
        if part.rule is not None:
            assert part.rule.message != part.rule.message_en


@pytest.mark.parametrize("form_id", KEYS)
def test_asks_what_the_specification_names(seed_form: Callable[[str], Form], form_id: str) -> None:
    assert seed_form(form_id).keys == set(KEYS[form_id].split())


CANDIDATE = {
    "secret_mark": "none",
    "kind": "guong",
    "movement": "y-te",
    "subject_type": "individual",
    "name": "Hoàng Thị Mẫu",
    "birth_year": 1984,
    "post": "truc-tiep-lao-dong",
    "place": "xa-chi-lang",
    "scope": "tung-mat",
    "source": "bao-cao",
    "highlight": "Khám cho 1.200 người mỗi năm.",
    "accountable": "head.so-y-te",
}


def outcome(form: Form, answers: dict[str, Any], facts: dict[str, Any], now: datetime) -> set[str]:
    try:
        check(form, answers, facts, now=now)
    except AnswersInvalid as error:
        return set(error.fields)
    return set()


def test_a_candidate_is_open_or_only_a_paper_number(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    form = seed_form("candidate")
    assert check(form, CANDIDATE, facts, now=now)["secret"] is False
    assert outcome(form, CANDIDATE | {"secret_mark": "mat"}, facts, now) == {"paper_ref"}
    hidden = check(form, CANDIDATE | {"secret_mark": "mat", "paper_ref": "12/M"}, facts, now=now)
    assert hidden["secret"] is True
    assert not {"name", "birth_year", "place", "highlight"} & hidden.keys()


def test_a_candidates_subject_belongs_to_the_movement(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    form = seed_form("candidate")
    assert outcome(form, CANDIDATE | {"subject_type": "farmer"}, facts, now) == {"subject_type"}
    collective = CANDIDATE | {"subject_type": "collective"}
    assert not {"birth_year", "post"} & check(form, collective, facts, now=now).keys()
    assert outcome(form, CANDIDATE | {"birth_year": 2030}, facts, now) == {"birth_year"}


def test_evidence_asks_proof_of_each_criterion_that_is_met(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    form = seed_form("evidence")
    acclaim = {"acclaim_on": "2022-02-01", "members": 43, "agree": 41, "acclaim_file": FILE}

    def met(**row: Any) -> set[str]:
        return outcome(form, acclaim | {"criteria": [{"met": True, **row}]}, facts, now)

    assert met(criterion="G4") == {"criteria.0.met"}
    assert met(criterion="G4", fact="12 ca năm 2021") == set()
    assert met(criterion="G1", fact="12 ca năm 2021") == {"criteria.0.met"}
    assert met(criterion="G1", fact="https://langson.gov.vn/tin") == set()
    assert met(criterion="G1", file=FILE) == set()
    assert outcome(form, acclaim | {"criteria": [], "agree": 44}, facts, now) == {"agree"}
    assert outcome(form, acclaim | {"criteria": [], "acclaim_on": "2022-03-02"}, facts, now) == {"acclaim_on"}


@pytest.mark.parametrize(
    ("movement", "subject_type", "asked"),
    [
        ("y-te", "individual", set()),
        ("nong-thon-moi", "household", {"culture_years"}),
        ("vi-nguoi-ngheo", "household", {"culture_years", "exit_year"}),
        ("kinh-te-nong-dan", "farmer", {"culture_years", "profit_vnd"}),
        ("lao-dong-sang-tao", "worker", {"initiative_vnd"}),
        ("day-tot-hoc-tot", "student", {"study"}),
        ("nong-thon-moi", "collective", {"ntm_level"}),
        ("doanh-nghiep", "collective", {"growth", "tax_vnd"}),
    ],
)
def test_evidence_asks_what_the_kind_of_subject_calls_for(
    seed_form: Callable[[str], Form],
    facts: dict[str, Any],
    now: datetime,
    movement: str,
    subject_type: str,
    asked: set[str],
) -> None:
    always = {"acclaim_on", "members", "agree", "acclaim_file"}
    these = facts | {"movement": movement, "subject_type": subject_type}
    assert outcome(seed_form("evidence"), {}, these, now) == always | asked


def test_a_secret_case_attaches_no_file(seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime) -> None:
    these = facts | {"secret": True}
    assert "acclaim_file" not in outcome(seed_form("evidence"), {}, these, now)
    granted = {"outcome": "granted", "number": "1/QĐ", "signed_on": "2022-02-01", "signer": "Chủ tịch"}
    assert outcome(seed_form("decision_record"), granted, these, now) == set()
    assert outcome(seed_form("decision_record"), granted, facts, now) == {"file"}


@pytest.mark.parametrize(
    ("age", "subject_type", "asked"),
    [
        (5, "student", {"guardian", "relation"}),
        (12, "student", {"signer", "guardian", "relation"}),
        (40, "individual", {"signer"}),
        (None, "collective", {"signer"}),
    ],
)
def test_consent_is_signed_by_those_the_law_names(
    seed_form: Callable[[str], Form],
    facts: dict[str, Any],
    now: datetime,
    age: int | None,
    subject_type: str,
    asked: set[str],
) -> None:
    these = facts | {"subject_type": subject_type, "case": facts["case"] | {"age": age}}
    assert outcome(seed_form("consent"), {"outcome": "granted"}, these, now) == asked | {"scope", "file"}


def test_minutes_compute_whether_the_rate_is_reached(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    form = seed_form("minutes")
    minutes = {
        "held_on": "2022-02-01",
        "chair": "Lan",
        "method": "phieu-kin",
        "total": 10,
        "present": 8,
        "agree": 5,
        "against": 3,
        "file": FILE,
    }
    assert check(form, minutes | {"outcome": "failed"}, facts, now=now)["outcome"] == "passed"
    assert check(form, minutes | {"agree": 4}, facts, now=now)["outcome"] == "failed"
    assert outcome(form, minutes | {"present": 11}, facts, now) == {"present"}
    assert outcome(form, minutes | {"against": 4}, facts, now) == {"against"}
    assert outcome(form, minutes | {"against": 4, "written": 1}, facts, now) == set()


def test_the_score_is_computed_from_four_grades(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    grades = {"prominence": 5, "fit": 4, "reach": 3, "effect": 2}
    answers = grades | {"spread": "province", "outcome": "effective", "reason": "Rõ", "score": 100}
    assert check(seed_form("evaluation"), answers, facts, now=now)["score"] == 70
    assert outcome(seed_form("evaluation"), answers | {"fit": 6}, facts, now) == {"fit"}


def test_the_next_follow_up_is_within_92_days(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    def on(day: str) -> set[str]:
        answers = {"done": "Đã làm", "outcome": "continue", "follow_up_on": day}
        return outcome(seed_form("follow_up"), answers, facts, now)

    assert on("2022-06-01") == set()
    assert on("2022-06-02") == {"follow_up_on"}
    assert on("2022-02-28") == {"follow_up_on"}
    assert outcome(seed_form("follow_up"), {"done": "Xong", "outcome": "ready"}, facts, now) == set()


def test_another_award_than_proposed_needs_a_reason(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    form = seed_form("award_choice")
    assert outcome(form, {"award_level": "province"}, facts, now) == set()
    assert outcome(form, {"award_level": "unit"}, facts, now) == {"reason"}


def test_a_secret_ballot_is_on_paper_and_the_recused_do_not_vote(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    form = seed_form("ballot_setup")
    answers = {"meeting_on": "2022-04-01", "secret_ballot": "khong", "outcome": "electronic", "voters": ["council.1"]}
    assert outcome(form, answers, facts, now) == set()
    assert outcome(form, answers | {"secret_ballot": "co"}, facts, now) == {"outcome"}
    assert outcome(form, answers | {"recused": ["council.1"]}, facts, now) == {"recused"}


def test_a_link_or_a_file_stands_behind_each_media_item(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    def item(**row: Any) -> set[str]:
        return outcome(seed_form("media_items"), {"items": [{"published_on": "2022-02-01", **row}]}, facts, now)

    assert item(channel="trang-web") == {"items.0.channel"}
    assert item(channel="trang-web", link="https://langson.gov.vn") == set()
    assert item(channel="bao-cao-vien", sessions=2, audience=80) == set()


def test_sites_are_the_agencies_of_the_rows(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    def row(agency: str) -> dict[str, Any]:
        return {"agency": agency, "place": "xa-chi-lang", "similar": ["nghe"]}

    form = seed_form("sites")
    assert check(form, {"rows": [row("so-y-te"), row("hoi-lhpn")]}, facts, now=now)["sites"] == [
        "so-y-te",
        "hoi-lhpn",
    ]
    assert check(form, {"rows": []}, facts, now=now)["sites"] == []
    assert outcome(form, {"rows": [row("so-y-te"), row("so-y-te")]}, facts, now) == {"rows"}
    assert outcome(form, {"rows": [row("so-y-te")] * 6}, facts, now) == {"rows"}


def test_a_dossier_with_papers_missing_is_not_complete(
    seed_form: Callable[[str], Form], facts: dict[str, Any], now: datetime
) -> None:
    form = seed_form("appraisal")
    assert outcome(form, {"meets": "co", "outcome": "complete"}, facts, now) == set()
    assert outcome(form, {"meets": "khong", "outcome": "complete"}, facts, now) == {"outcome"}
    assert outcome(form, {"missing": ["to-trinh"], "meets": "co", "outcome": "return"}, facts, now) == {"reason"}
