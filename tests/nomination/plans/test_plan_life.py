"""A plan's life: drafted, published, amended, closed; every version is kept and the past is not rewritten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from service.core.database import Database
from service.nomination.agencies import queries as agencies
from service.nomination.plans import commands, model, queries

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN_FILE = Path(__file__).parents[3] / "workflows/plans/lang-son-2021-2025.yaml"
PLAN = "lang-son-2021-2025"
NEXT = "lang-son-2026-2030"
TEXT = PLAN_FILE.read_text(encoding="utf-8")
LEAD = "{agency: ban-tuyen-giao, mode: request, minimum: 5}"
NAME = "short_name: Lạng Sơn 2021-2025"
MIDTERM = "from_on: 2023-06-11, due_on: 2023-06-11"


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, 2, tzinfo=UTC)


def file(*changes: tuple[str, str]) -> bytes:
    text = TEXT
    for old, new in changes:
        assert old in text, f"{old!r} is no longer in the plan file"
        text = text.replace(old, new, 1)
    return text.encode()


def following(*changes: tuple[str, str]) -> bytes:
    """The file of a plan 2026-2030 that says the same, years apart."""
    return file(
        (f"code: {PLAN}", f"code: {NEXT}"),
        ("from: 2021-01-01\n  to: 2026-01-01", "from: 2026-01-01\n  to: 2031-01-01"),
        ("[2022, 2023, 2024, 2025]", "[2026, 2027]"),
        ("{agency: so-ldtbxh, mode", "{agency: so-nn-mt, mode"),
        ("agency: bao-lang-son}", "agency: bao-va-dai-ptth}"),
        ("agency: dai-ptth}", "agency: bao-va-dai-ptth}"),
        *changes,
    )


@pytest.fixture
def loaded(planned: Database) -> Database:
    """The plan of 2021-2025, loaded on 1 March 2022."""
    return planned


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    """A database of each kind with the plan of 2021-2025."""
    found = Database(database_url)
    with found.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    yield found
    found.dispose()


def test_keeps_every_version_with_its_file_and_says_what_changed(loaded: Database) -> None:
    second = file((NAME, "short_name: Kế hoạch 2021-2025"))
    with loaded.begin() as tx:
        tx.now = day(2022, 3, 1)
        commands.load_plan(tx, second, reason="Tên gọi ngắn hơn", basis="15/CV-SNV")
    with loaded.read() as tx:
        newest, first = queries.plan_versions(tx, PLAN)
        assert (first.version, first.made_at, first.effective_on) == (1, day(2022, 3, 1), None)
        assert (newest.version, newest.reason, newest.basis) == (2, "Tên gọi ngắn hơn", "15/CV-SNV")
        assert queries.version_document(tx, PLAN, 1) == PLAN_FILE.read_bytes()
        assert queries.version_document(tx, PLAN) == second
        differs = queries.versions_differ(
            queries.version_document(tx, PLAN, 1), queries.version_document(tx, PLAN, 2)
        ).report
    assert (differs.added, differs.changed, differs.removed) == (0, 1, 0)
    assert differs.lines()[-1] == f"    changed {PLAN}: short_name Lạng Sơn 2021-2025 → Kế hoạch 2021-2025"


def test_makes_no_version_of_a_file_that_says_nothing_new(loaded: Database) -> None:
    with loaded.begin() as tx:
        assert commands.load_plan(tx, b"# A remark.\n" + PLAN_FILE.read_bytes()).is_unchanged
        assert [version.version for version in queries.plan_versions(tx, PLAN)] == [1]
        with pytest.raises(queries.PlanVersionNotFound, match="version 2"):
            queries.version_document(tx, PLAN, 2)


def test_keeps_the_first_version_of_a_plan_loaded_before_versions_were_kept(loaded: Database) -> None:
    with loaded.begin() as tx:
        tx.execute(model.plan_version.delete())
    with loaded.begin() as tx:
        assert commands.load_plan(tx, PLAN_FILE.read_bytes()).is_unchanged
        assert [version.version for version in queries.plan_versions(tx, PLAN)] == [1]


@pytest.mark.parametrize(
    ("now", "old", "new", "named"),
    [
        (day(2023, 1, 3), LEAD, LEAD.replace("5", "7"), "quota/2022/hoc-tap-bac/ban-tuyen-giao"),
        (day(2023, 1, 3), "[2022, 2023,", "[2023,", "quota/2022/y-te/so-y-te"),
        (day(2023, 1, 3), "[2022, 2023,", "[2021, 2022, 2023,", "quota/2021/y-te/so-y-te"),
        (day(2023, 6, 12), MIDTERM, MIDTERM.replace("11", "18"), "milestone/M6"),
        (day(2023, 5, 1), MIDTERM, MIDTERM.replace("-06-11", "-04-11"), "milestone/M6"),
    ],
)
def test_refuses_to_rewrite_years_that_are_over_and_milestones_that_have_passed(
    loaded: Database, now: datetime, old: str, new: str, named: str
) -> None:
    with loaded.begin() as tx:
        tx.now = now
        with pytest.raises(commands.PlanPastChanged) as refusal:
            commands.load_plan(tx, file((old, new)))
        assert len(queries.plan_versions(tx, PLAN)) == 1
        assert sum(row.minimum for row in queries.quota_minimums(tx, PLAN)) == 364
    assert named in refusal.value.fields
    assert "amend the plan with the day" in str(refusal.value)


def test_changes_the_year_that_runs_and_a_milestone_to_come(loaded: Database) -> None:
    with loaded.begin() as tx:
        tx.now = day(2022, 12, 31)
        report = commands.load_plan(tx, file((LEAD, LEAD.replace("5", "7")), (MIDTERM, MIDTERM.replace("11", "18"))))
    assert report.changed == 5


def test_renames_a_milestone_that_has_passed(loaded: Database) -> None:
    with loaded.begin() as tx:
        tx.now = day(2025, 1, 1)
        assert commands.load_plan(tx, file(("name_en: Year-end review 2022", "name_en: End of 2022"))).changed == 1


def test_amends_the_past_from_a_day_on_with_its_basis(loaded: Database) -> None:
    later = file((MIDTERM, MIDTERM.replace("11", "18")))
    with loaded.begin() as tx:
        tx.now = day(2023, 7, 1)
        commands.amend_plan(tx, PLAN, later, effective_on=date(2023, 6, 1), basis="77/QĐ-UBND", reason="Lùi một tuần")
        (newest, _) = queries.plan_versions(tx, PLAN)
    assert (newest.version, newest.effective_on, newest.basis) == (2, date(2023, 6, 1), "77/QĐ-UBND")


def test_leaves_what_precedes_an_amendment(loaded: Database) -> None:
    more = file((LEAD, LEAD.replace("5", "7")))
    with pytest.raises(commands.PlanPastChanged, match="from 01/01/2023 on"), loaded.begin() as tx:
        commands.amend_plan(tx, PLAN, more, effective_on=date(2023, 1, 1), basis="77/QĐ-UBND")


def test_amends_only_a_plan_that_is_there_with_its_own_file(loaded: Database) -> None:
    with pytest.raises(commands.PlanCodeDiffers, match=NEXT), loaded.begin() as tx:
        commands.amend_plan(tx, PLAN, following(), effective_on=date(2026, 1, 1), basis="1")
    with pytest.raises(queries.PlanNotFound), loaded.begin() as tx:
        commands.amend_plan(tx, NEXT, following(), effective_on=date(2026, 1, 1), basis="1")


def test_holds_nothing_of_a_draft_until_it_is_published(loaded: Database) -> None:
    with loaded.begin() as tx:
        tx.now = day(2025, 11, 3)
        draft = commands.draft_plan(tx, following())
    assert (draft.code, draft.made_by, draft.cloned_from) == (NEXT, "system", None)
    with loaded.read() as tx:
        assert [plan.code for plan in queries.plans(tx)] == [PLAN]
        assert [found.code for found in queries.drafts(tx)] == [NEXT]
    with loaded.begin() as tx:
        report = commands.publish_plan(tx, NEXT, basis="5/QĐ-UBND")
        assert report.added > 300
        assert (queries.drafts(tx), len(queries.plan_versions(tx, NEXT))) == ((), 1)
        assert [(plan.code, plan.state) for plan in queries.plans(tx)] == [(NEXT, "published"), (PLAN, "published")]


def test_replaces_a_draft_and_drops_it(loaded: Database) -> None:
    with loaded.begin() as tx:
        tx.now = day(2025, 11, 3)
        commands.draft_plan(tx, following())
    with loaded.begin() as tx:
        tx.now = day(2025, 11, 4)
        found = commands.draft_plan(tx, following((NAME, "short_name: Lạng Sơn 2026-2030")))
        assert (found.made_at, found.changed_at) == (day(2025, 11, 3), day(2025, 11, 4))
        assert "short_name: Lạng Sơn 2026-2030" in found.document
    with loaded.begin() as tx:
        commands.discard_draft(tx, NEXT)
        assert queries.drafts(tx) == ()
        with pytest.raises(queries.DraftNotFound):
            commands.discard_draft(tx, NEXT)


def test_refuses_a_draft_with_faults_and_publishes_no_draft_that_is_not_there(loaded: Database) -> None:
    with pytest.raises(commands.PlanRefused, match=r"movements\[0\]"), loaded.begin() as tx:
        commands.draft_plan(tx, file((LEAD, LEAD.replace("ban-tuyen-giao", "ban-la"))))
    with pytest.raises(queries.DraftNotFound), loaded.begin() as tx:
        commands.publish_plan(tx, PLAN)


def test_closes_a_plan_for_good(loaded: Database) -> None:
    with loaded.begin() as tx:
        tx.now = day(2026, 2, 1)
        commands.close_plan(tx, PLAN, reason="Đã tổng kết")
        found = queries.plan_by_code(tx, PLAN)
    assert (found.state, found.closed_at, found.closed_by) == ("closed", day(2026, 2, 1), "system")
    assert found.closing_reason == "Đã tổng kết"
    renamed = file((NAME, "short_name: Kế hoạch"))
    with loaded.begin() as tx:
        assert commands.load_plan(tx, PLAN_FILE.read_bytes()).is_unchanged
    for refused in (
        lambda tx: commands.load_plan(tx, renamed),
        lambda tx: commands.draft_plan(tx, renamed),
        lambda tx: commands.close_plan(tx, PLAN),
        lambda tx: commands.amend_plan(tx, PLAN, renamed, effective_on=date(2026, 1, 1), basis="1"),
    ):
        with pytest.raises(commands.PlanClosed), loaded.begin() as tx:
            refused(tx)


def test_lets_the_later_plan_speak_for_agencies_that_both_name(loaded: Database) -> None:
    confirmed = ("name_en: Lạng Sơn Business Association\n", "name_en: Business Association of Lạng Sơn\n")
    with loaded.begin() as tx:
        commands.load_plan(tx, following(confirmed))
    with loaded.begin() as tx:
        assert commands.load_plan(tx, PLAN_FILE.read_bytes()).is_unchanged
        found = agencies.agency_by_code(tx, "hiep-hoi-doanh-nghiep")
        assert found.name_en == "Business Association of Lạng Sơn"


def test_takes_over_what_was_counted_in_its_years_before_it_was_published(twin: Database) -> None:
    told = {"agency": "so-y-te", "movement": "y-te", "kind": "selected"}
    with twin.begin() as tx:
        commands.count(tx, year=2025, exemplar_key=1, **told)
        commands.count(tx, year=2026, exemplar_key=2, **told)
    with twin.begin() as tx:
        commands.draft_plan(tx, following())
        commands.publish_plan(tx, NEXT)
        counter = model.quota_counter
        rows = tx.execute(select(counter.c.year, counter.c.plan, func.count()).group_by(counter.c.year, counter.c.plan))
        assert sorted(map(tuple, rows)) == [(2025, PLAN, 1), (2026, NEXT, 1)]
