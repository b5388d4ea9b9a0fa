"""The plan file of the reference case, and what loading refuses."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from service.core.database import Database, metadata
from service.core.plain_yaml import MAXIMUM_BYTES, read_document
from service.nomination.agencies import queries as agencies
from service.nomination.plans import commands, model, queries

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN_FILE = Path(__file__).parents[3] / "workflows/plans/lang-son-2021-2025.yaml"
PLAN = "lang-son-2021-2025"
TEXT = PLAN_FILE.read_text(encoding="utf-8")
LEAD = "{agency: ban-tuyen-giao, mode: request, minimum: 5}"
BEFORE_ITS_FIRST_QUOTA = datetime(2021, 10, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('plan') / 'plan.db'}")
    with database.engine.begin() as connection:
        metadata.create_all(connection)
    with database.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    yield database
    database.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with database.engine.begin() as connection:
        metadata.create_all(connection)
    yield database
    database.dispose()


def changed(old: str, new: str) -> bytes:
    assert old in TEXT, f"{old!r} is no longer in the plan file"
    return TEXT.replace(old, new, 1).encode()


def refused(database: Database, document: bytes) -> dict[str, str]:
    with pytest.raises(commands.PlanRefused) as refusal, database.begin() as tx:
        commands.load_plan(tx, document)
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(model.plan)).scalar_one() == 0
    return {fault.path: fault.reason for fault in refusal.value.faults}


def test_has_thirteen_movements_led_by_fifteen_agencies(loaded: Database) -> None:
    with loaded.read() as tx:
        movements = queries.movements(tx, PLAN)
    assert [movement.number for movement in movements] == list(range(1, 14))
    assert len({lead.agency for movement in movements for lead in movement.leads}) == 15


def test_asks_for_ninety_one_exemplars_in_each_quota_year(loaded: Database) -> None:
    with loaded.read() as tx:
        minimums = queries.quota_minimums(tx, PLAN)
    by_year: Counter[int] = Counter()
    by_mode: Counter[tuple[int, str]] = Counter()
    for row in minimums:
        by_year[row.year] += row.minimum
        by_mode[row.year, row.mode] += row.minimum
    assert by_year == {2022: 91, 2023: 91, 2024: 91, 2025: 91}
    assert {by_mode[year, "directive"] for year in by_year} == {38}
    assert {by_mode[year, "request"] for year in by_year} == {53}
    assert sum(by_year.values()) == 364


def test_directs_six_agencies_and_requests_nine(loaded: Database) -> None:
    with loaded.read() as tx:
        modes = Counter(row.mode for row in queries.quota_minimums(tx, PLAN, 2022))
    assert modes == {"directive": 6, "request": 9}


def test_gives_each_of_the_three_armed_forces_its_own_five(loaded: Database) -> None:
    with loaded.read() as tx:
        rows = [row for row in queries.quota_minimums(tx, PLAN, 2022) if row.movement == "quoc-phong-an-ninh"]
    assert [(row.agency, row.minimum) for row in rows] == [("cong-an", 5), ("bo-chqs", 5), ("bo-chbp", 5)]


def test_registers_the_twenty_organisations_of_2022(loaded: Database) -> None:
    with loaded.read() as tx:
        assert len(agencies.agencies(tx, on=date(2022, 3, 1))) == 20
        after = {found.code for found in agencies.agencies(tx, on=date(2025, 8, 1))}
    assert after >= {"so-nn-mt", "bao-va-dai-ptth"}
    assert after.isdisjoint({"so-ldtbxh", "bao-lang-son", "dai-ptth"})


def test_has_eight_milestones_with_eleven_dated_occurrences(loaded: Database) -> None:
    with loaded.read() as tx:
        milestones = queries.milestones(tx, PLAN)
    assert [milestone.code for milestone in milestones] == [f"M{number}" for number in range(1, 9)]
    dated = [occurrence for milestone in milestones for occurrence in milestone.occurrences]
    assert len(dated) == 11
    assert date(2023, 6, 11) in {occurrence.due_on for occurrence in dated}


def test_offers_five_sources_and_nine_channels(loaded: Database) -> None:
    with loaded.read() as tx:
        assert len(queries.detection_sources(tx, PLAN)) == 5
        channels = queries.channels(tx, PLAN)
    assert len(channels) == 9
    assert [one.code for one in channels if one.is_people_network] == ["speakers", "propagandists", "core_members"]


def test_knows_the_places_of_before_and_after_july_2025(loaded: Database) -> None:
    with loaded.read() as tx:
        assert len(agencies.places(tx, on=date(2022, 3, 1), tier="district")) == 11
        assert len(agencies.places(tx, on=date(2022, 3, 1))) >= 40
        now = agencies.places(tx, on=date(2025, 7, 1))
        assert agencies.places(tx, on=date(2025, 7, 1), tier="district") == ()
    wards = {place.label for place in now if place.kind == "ward"}
    assert wards == {"Phường Tam Thanh", "Phường Lương Văn Tri", "Phường Kỳ Lừa", "Phường Đông Kinh"}
    assert len(now) == 65


def test_answers_every_movement_and_subject_type_on_every_day_of_the_plan(loaded: Database) -> None:
    days = [date(2022, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31)]
    common = ["G1", "G2", "G3", "H", "G4", "G5", "N1", "N2"]
    with loaded.read() as tx:
        for movement in queries.movements(tx, PLAN):
            for word in movement.subject_types:
                for day in days:
                    found = queries.criteria(tx, movement=movement.code, subject_type=word.code, on=day)
                    codes = [criterion.code for criterion in found]
                    assert codes[:8] == common
                    assert len(codes) > 8, (movement.code, word.code, day)
                    assert len(set(codes)) == len(codes)


def test_stays_the_same_when_it_is_loaded_again(empty: Database) -> None:
    with empty.begin() as tx:
        first = commands.load_plan(tx, PLAN_FILE.read_bytes())
    with empty.begin() as tx:
        again = commands.load_plan(tx, PLAN_FILE.read_bytes())
    assert first.added == again.unchanged > 500
    assert again.is_unchanged
    assert again.lines() == [f"{PLAN}: 0 added, 0 changed, 0 removed, {first.added} unchanged"]


def test_reports_what_a_new_version_changes(empty: Database) -> None:
    with empty.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    with empty.begin() as tx:
        tx.now = BEFORE_ITS_FIRST_QUOTA
        report = commands.load_plan(tx, changed(LEAD, LEAD.replace("5", "7")))
    assert (report.added, report.changed, report.removed) == (0, 4, 0)
    assert f"    changed {PLAN}/2022/hoc-tap-bac/ban-tuyen-giao: minimum 5 → 7" in report.lines()
    with empty.read() as tx:
        assert sum(row.minimum for row in queries.quota_minimums(tx, PLAN, 2022)) == 93


def test_removes_what_a_new_version_no_longer_has(empty: Database) -> None:
    with empty.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    with empty.begin() as tx:
        tx.now = BEFORE_ITS_FIRST_QUOTA
        report = commands.load_plan(tx, changed("[2022, 2023, 2024, 2025]", "[2022, 2023, 2024]"))
    assert (report.added, report.changed, report.removed) == (0, 0, 15)


def test_keeps_agencies_that_a_later_plan_does_not_name(empty: Database) -> None:
    with empty.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    with empty.begin() as tx:
        commands.load_plan(tx, TEXT.replace(f"code: {PLAN}", "code: sau-2026", 1).encode())
        assert len(queries.plans(tx)) == 2
        assert len(queries.movements(tx, PLAN)) == len(queries.movements(tx, "sau-2026")) == 13
        assert len(agencies.agencies(tx, on=date(2022, 1, 1))) == 20


def test_moves_the_boundary_between_two_names(empty: Database) -> None:
    with empty.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    old = "      - from: 2021-01-01\n        to: 2025-03-01\n        name: Ban Tuyên giáo Tỉnh ủy"
    new = old.replace("2025-03-01", "2025-02-10")
    text = TEXT.replace(old, new, 1).replace(
        "      - from: 2025-03-01\n        name: Ban Tuyên giáo và Dân vận",
        "      - from: 2025-02-10\n        name: Ban Tuyên giáo và Dân vận",
        1,
    )
    with empty.begin() as tx:
        report = commands.load_plan(tx, text.encode())
        assert agencies.display_name(tx, "ban-tuyen-giao", on=date(2025, 2, 10)) == "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    assert (report.added, report.changed, report.removed) == (1, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "path", "reason"),
    [
        (LEAD, LEAD.replace("5", "-1"), "movements[0].leads[0].minimum", "greater than or equal to 0"),
        (LEAD, LEAD.replace("5", "true"), "movements[0].leads[0].minimum", "Not a valid integer"),
        (LEAD, LEAD.replace("ban-tuyen-giao", "ban-la"), "movements[0].leads[0].agency", "unknown agency 'ban-la'"),
        (LEAD, LEAD.replace("request", "order"), "movements[0].leads[0].mode", "Must be one of"),
        (LEAD, LEAD.replace("minimum", "minimun"), "movements[0].leads[0].minimun", "Unknown field"),
        (
            "{code: collective, label: Xã,",
            "{code: village, label: Xã,",
            "movements[1].subject_types[0].code",
            "village",
        ),
        ("subject_types: [farmer]\n", "subject_types: [worker]\n", "criteria[20].subject_types[0]", "does not fit"),
        ("scope: secret, from: 2024-01-01", "scope: secret, from: 2023-06-01", "parameters[1].from", "overlaps"),
        ("to: 2026-01-01", "to: 2020-01-01", "plan.to", "is not after"),
        ("[2022, 2023, 2024, 2025]", "[2022, 2026]", "plan.quota_years[1]", "outside the plan's period"),
        ("from: 2021-01-01", "from: 01/01/2021", "plan.from", "Expected a day"),
        ("code: hoc-tap-bac", "code: Học tập Bác", "movements[0].code", "does not match"),
        ("code: nong-thon-moi\n", "code: hoc-tap-bac\n", "movements[1]", "given twice"),
        ("successor: so-noi-vu", "successor: so-la", "agencies[7].successions[0].successor", "unknown agency"),
        ("function: vi-nguoi-ngheo", "function: la", "agencies[7].successions[1].function", "unknown movement"),
        ("kind: rename\n", "kind: dissolve\n", "agencies[4].successions[0].successor", "is missing exactly when"),
        ("family: party\n", "family: sect\n", "agencies[4].family", "Must be one of"),
    ],
)
def test_refuses_a_bad_file_whole_with_path_and_reason(
    empty: Database, old: str, new: str, path: str, reason: str
) -> None:
    faults = refused(empty, changed(old, new))
    assert path in faults, faults
    assert reason in faults[path]


def test_names_every_fault_at_once(empty: Database) -> None:
    text = TEXT.replace(LEAD, LEAD.replace("ban-tuyen-giao", "la"), 1).replace("to: 2026-01-01", "to: 2020-01-01", 1)
    faults = refused(empty, text.encode())
    assert {"movements[0].leads[0].agency", "plan.to"} <= faults.keys()


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"plan: {a: 1, a: 2}", "key 'a' is written twice"),
        (b"plan: &a [1]\nmovements: *a", "anchors and aliases are not allowed"),
        (b"plan: !!python/object/apply:os.system ['true']", "could not determine a constructor"),
        (b"on: 1", "a key must be plain text"),
        (b"plan: [", "expected the node content"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"- 1", "expected named sections"),
        (b"", "expected named sections"),
        (b"[" * 100, "nested deeper"),
        (b"#" * (MAXIMUM_BYTES + 1), "larger than"),
    ],
)
def test_refuses_what_is_no_plain_bounded_yaml(empty: Database, document: bytes, reason: str) -> None:
    assert any(reason in told for told in refused(empty, document).values())


def test_stores_text_in_normal_form(empty: Database) -> None:
    decomposed = changed("short_name: Học tập và làm theo Bác", "short_name: Ho\u0323c tâ\u0323p Ba\u0301c")
    with empty.begin() as tx:
        commands.load_plan(tx, decomposed)
        assert queries.movement_by_code(tx, "hoc-tap-bac", PLAN).short_name == "Học tập Bác"


@settings(max_examples=150, deadline=None)
@given(document=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_reads_or_refuses_any_bytes_without_failing(document: bytes) -> None:
    found, faults = read_document(document)
    assert isinstance(found, dict)
    assert faults or found is not None
