"""Cloning a plan to the next period, and deciding what that leaves open."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from service.core.database import Database
from service.nomination.agencies.queries import agency_by_code, places
from service.nomination.plans import commands, queries
from service.nomination.plans.rules.paths import find

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN, NEXT = "lang-son-2021-2025", "lang-son-2026-2030"
QUOTA = "quota.quoc-phong-an-ninh.bo-chqs"


@pytest.fixture(scope="session")
def cloned_file(plan_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the plan of 2021-2025 and its clone as a draft."""
    path = Path(shutil.copy(plan_file, tmp_path_factory.mktemp("cloned") / "cloned.db"))
    twin = Database(f"sqlite:///{path}")
    with twin.begin() as tx:
        tx.now = datetime(2025, 11, 3, 2, tzinfo=UTC)
        commands.clone_plan(tx, PLAN, first_year=2026)
    twin.dispose()
    return path


@pytest.fixture
def cloned(cloned_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of its own with the clone in it."""
    twin = Database(f"sqlite:///{shutil.copy(cloned_file, tmp_path / 'cloned.db')}")
    yield twin
    twin.dispose()


def document(database: Database) -> dict[str, Any]:
    with database.read() as tx:
        return dict(yaml.safe_load(queries.draft_by_code(tx, NEXT).document))


def decide(database: Database, code: str, answer: str, value: str = "", note: str = "") -> queries.Question:
    with database.begin() as tx:
        tx.now = datetime(2025, 11, 5, 2, tzinfo=UTC)
        commands.decide_question(tx, NEXT, code, answer=answer, value=value, note=note)
        return queries.question_by_code(tx, NEXT, code)


def test_keeps_a_draft_with_its_questions(cloned: Database) -> None:
    with cloned.read() as tx:
        draft = queries.draft_by_code(tx, NEXT)
        asked = queries.questions(tx, NEXT)
        assert queries.open_question_count(tx, NEXT) == len(asked) > 25
    assert (draft.cloned_from, draft.made_by) == (PLAN, "system")
    assert all(question.is_open and question.answers for question in asked)


def test_clones_no_plan_twice_and_none_that_is_not_there(cloned: Database) -> None:
    with pytest.raises(commands.PlanExists, match=NEXT), cloned.begin() as tx:
        commands.clone_plan(tx, PLAN, first_year=2026)
    with pytest.raises(queries.PlanNotFound), cloned.begin() as tx:
        commands.clone_plan(tx, "khong-co", first_year=2026)


@pytest.mark.parametrize("year", [2021, 2025, 2096, -1])
def test_clones_to_no_year_of_the_plan_and_none_too_far_off(planned: Database, year: int) -> None:
    with pytest.raises(queries.CloneYearInvalid, match="begins in 2026 to 2095"), planned.begin() as tx:
        commands.clone_plan(tx, PLAN, first_year=year)


def test_is_not_published_before_everything_is_decided(cloned: Database) -> None:
    with pytest.raises(commands.QuestionsOpen, match=r"32 questions are open"), cloned.begin() as tx:
        commands.publish_plan(tx, NEXT)


def test_is_published_once_every_proposal_is_accepted_and_changes_nothing_of_the_old_plan(cloned: Database) -> None:
    def old() -> Any:
        with cloned.read() as tx:
            return queries.movements(tx, PLAN), queries.quota_rows(tx, PLAN), queries.milestones(tx, PLAN)

    before = old()
    with cloned.read() as tx:
        asked = queries.questions(tx, NEXT)
    for question in asked:
        decide(cloned, question.code, question.answers[0])
    with cloned.begin() as tx:
        commands.publish_plan(tx, NEXT, basis="1/QĐ-UBND")
    assert old() == before
    with cloned.read() as tx:
        assert {plan.code for plan in queries.plans(tx)} == {PLAN, NEXT}
        assert sum(row.minimum for row in queries.quota_minimums(tx, NEXT, 2027)) == 91
        assert [row.number for row in queries.plan_by_code(tx, NEXT).legal_bases] == [
            "34-CT/TW",
            "06/2022/QH15",
            "152/2025/NĐ-CP",
        ]
        assert agency_by_code(tx, "so-ldtbxh").name_en == "Department of Labour, Invalids and Social Affairs"
        assert len(places(tx, on=date(2022, 3, 1), tier="district")) == 11
        assert len(places(tx, on=date(2026, 3, 1))) == 65
        assert len(queries.questions(tx, NEXT)) == len(asked)


def test_writes_a_decision_into_the_draft_and_who_took_it(cloned: Database) -> None:
    found = decide(cloned, QUOTA, "change", "7", "Theo Công văn 12")
    assert (found.answer, found.value, found.note) == ("change", "7", "Theo Công văn 12")
    assert (found.decided_by, found.decided_at) == ("system", datetime(2025, 11, 5, 2, tzinfo=UTC))
    assert find(document(cloned), ["movements", "quoc-phong-an-ninh", "leads", "bo-chqs"])["minimum"] == 7


def test_decides_again(cloned: Database) -> None:
    decide(cloned, QUOTA, "change", "7")
    assert decide(cloned, QUOTA, "change", "5").value == "5"
    assert find(document(cloned), ["movements", "quoc-phong-an-ninh", "leads", "bo-chqs"])["minimum"] == 5


def test_gives_each_force_its_own_quota_back(cloned: Database) -> None:
    decide(cloned, QUOTA, "separate")
    leads = find(document(cloned), ["movements", "quoc-phong-an-ninh"])["leads"]
    assert [(lead["agency"], lead["minimum"]) for lead in leads] == [("cong-an", 5), ("bo-chqs", 5), ("bo-chbp", 5)]


@pytest.mark.parametrize(
    ("code", "value", "place", "expected"),
    [
        ("lead.vi-nguoi-ngheo", "so-noi-vu", "movements/vi-nguoi-ngheo/leads/so-noi-vu/minimum", 5),
        ("quota_years", "2026, 2027 2028", "plan/quota_years", [2026, 2027, 2028]),
        ("milestone_day.M6", "09/06/2028", "milestones/M6/occurrences/M6/from_on", date(2028, 6, 9)),
        ("milestone_day.M2-2028", "2028-12-29", "milestones/M2/occurrences/M2-2028/from_on", date(2028, 12, 1)),
        ("name.M8", " Tổng kết ", "milestones/M8/name", "Tổng kết"),
    ],
)
def test_sets_what_a_person_typed(cloned: Database, code: str, value: str, place: str, expected: Any) -> None:
    decide(cloned, code, "change", value)
    *path, field = place.split("/")
    assert find(document(cloned), path)[field] == expected


def test_sets_the_wording_of_a_criterion(cloned: Database) -> None:
    question = decide(cloned, "criterion.F3.I3", "change", "Hưởng ứng thi đua cấp tỉnh")
    assert find(document(cloned), question.path)["text_vi"] == "Hưởng ứng thi đua cấp tỉnh"


def test_leaves_out_what_is_to_go_and_confirms_what_is_sure(cloned: Database) -> None:
    decide(cloned, "legal_basis.1657/QĐ-UBND", "remove")
    decide(cloned, "channel.provincial_broadcast", "remove")
    decide(cloned, "unconfirmed_agency.ban-tuyen-giao", "confirm")
    found = document(cloned)
    assert "1657/QĐ-UBND" not in {row["number"] for row in found["legal_bases"]}
    assert len(found["channels"]) == 8
    assert "certainty" not in str(find(found, ["agencies", "ban-tuyen-giao"]))


@pytest.mark.parametrize(
    ("code", "answer", "value"),
    [
        (QUOTA, "fly", ""),
        (QUOTA, "confirm", ""),
        (QUOTA, "change", "many"),
        (QUOTA, "change", ""),
        ("milestone_day.M6", "change", "31/02/2028"),
        ("quota_years", "change", "soon"),
        ("name.M8", "change", "   "),
        ("name.M8", "change", "x" * 1001),
    ],
)
def test_refuses_what_is_no_answer_and_changes_nothing(cloned: Database, code: str, answer: str, value: str) -> None:
    before = document(cloned)
    with pytest.raises(commands.DecisionInvalid), cloned.begin() as tx:
        commands.decide_question(tx, NEXT, code, answer=answer, value=value)
    assert document(cloned) == before
    with cloned.read() as tx:
        assert queries.question_by_code(tx, NEXT, code).is_open


@pytest.mark.parametrize(
    ("code", "value", "path"),
    [
        (QUOTA, "-1", "movements[7].leads[1].minimum"),
        ("lead.vi-nguoi-ngheo", "so-khong-co", "movements[4].leads[0].agency"),
        ("lead.vi-nguoi-ngheo", "so-ldtbxh", "movements[4].leads[0].agency"),
        ("quota_years", "2040", "plan.quota_years[0]"),
    ],
)
def test_refuses_a_decision_that_would_make_a_faulty_plan(cloned: Database, code: str, value: str, path: str) -> None:
    with pytest.raises(commands.PlanRefused) as refusal, cloned.begin() as tx:
        commands.decide_question(tx, NEXT, code, answer="change", value=value)
    assert path in refusal.value.fields


def test_does_not_decide_what_nobody_asks(cloned: Database) -> None:
    with pytest.raises(queries.QuestionNotFound), cloned.begin() as tx:
        commands.decide_question(tx, NEXT, "khong-co", answer="keep")
    with pytest.raises(queries.DraftNotFound), cloned.begin() as tx:
        commands.decide_question(tx, PLAN, QUOTA, answer="keep")


def test_decides_no_more_about_what_is_gone(cloned: Database) -> None:
    decide(cloned, "legal_basis.1657/QĐ-UBND", "remove")
    with pytest.raises(commands.DecisionInvalid), cloned.begin() as tx:
        commands.decide_question(tx, NEXT, "legal_basis.1657/QĐ-UBND", answer="keep")


def test_takes_for_removed_what_an_uploaded_draft_no_longer_has(cloned: Database) -> None:
    found = document(cloned)
    found["channels"] = [row for row in found["channels"] if row["code"] != "provincial_broadcast"]
    with cloned.begin() as tx:
        commands.draft_plan(tx, queries.file_of(found))
        assert queries.question_by_code(tx, NEXT, "channel.provincial_broadcast").answer == "remove"
        assert queries.question_by_code(tx, NEXT, "channel.provincial_newspaper").is_open
