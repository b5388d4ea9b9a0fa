"""Who leads a movement on a day, what a figure is, and how exemplars are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.core.database import Database, metadata
from service.nomination.plans import commands, queries

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN_FILE = Path(__file__).parents[3] / "workflows/plans/lang-son-2021-2025.yaml"
PLAN = "lang-son-2021-2025"
DEMO_DAY, AFTER = date(2022, 3, 1), date(2025, 3, 1)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'plans.db'}")
    with database.engine.begin() as connection:
        metadata.create_all(connection)
    with database.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    yield database
    database.dispose()


@pytest.mark.parametrize(
    ("movement", "agency", "on", "expected"),
    [
        ("day-tot-hoc-tot", "so-gddt", DEMO_DAY, "so-gddt"),
        ("day-tot-hoc-tot", "mttq", DEMO_DAY, "so-gddt"),
        ("quoc-phong-an-ninh", "bo-chbp", DEMO_DAY, "bo-chbp"),
        ("quoc-phong-an-ninh", "mttq", DEMO_DAY, "cong-an"),
        ("vi-nguoi-ngheo", "mttq", DEMO_DAY, "so-ldtbxh"),
        ("vi-nguoi-ngheo", "mttq", AFTER, "so-nn-mt"),
        ("vi-nguoi-ngheo", "so-noi-vu", AFTER, "so-nn-mt"),
        ("vi-nguoi-ngheo", "mttq", date(2027, 1, 1), "so-nn-mt"),
        ("khong-co", "mttq", DEMO_DAY, None),
    ],
)
def test_leads_to_who_holds_the_movement_on_the_day(
    province: Database, movement: str, agency: str, on: date, expected: str | None
) -> None:
    with province.read() as tx:
        assert queries.lead_agency(tx, movement=movement, agency=agency, on=on) == expected


@pytest.mark.parametrize(
    ("movement", "agency", "expected"),
    [
        ("van-hoa-cong-so", "so-noi-vu", "directive"),
        ("van-hoa-cong-so", "mttq", "directive"),
        ("phu-nu", "hoi-lhpn", "request"),
        ("khong-co", "hoi-lhpn", None),
    ],
)
def test_tells_direction_from_request(province: Database, movement: str, agency: str, expected: str | None) -> None:
    with province.read() as tx:
        assert queries.mode_of(tx, movement=movement, agency=agency) == expected


@pytest.mark.parametrize(
    ("agency", "expected"),
    [("so-y-te", "directive"), ("mttq", "request"), ("dai-ptth", "directive"), ("ban-tdkt", "directive")],
)
def test_addresses_an_agency_by_its_movement_or_family(province: Database, agency: str, expected: str) -> None:
    with province.read() as tx:
        assert queries.agency_mode(tx, agency) == expected


@pytest.mark.parametrize(
    ("name", "scope", "on", "expected"),
    [
        ("council_rate", "secret", date(2023, 12, 31), 0.9),
        ("council_rate", "secret", date(2024, 1, 1), 0.8),
        ("council_rate", "open", date(2024, 1, 1), 0.5),
        ("appraisal_days", "unexpected", DEMO_DAY, 5),
        ("appraisal_days", "merit", DEMO_DAY, 25),
        ("base_salary", "", date(2025, 1, 1), 2_340_000),
        ("archive_years", "state", DEMO_DAY, "permanent"),
        ("council_rate", "secret", date(2020, 1, 1), "none then"),
        ("khong-co", "", DEMO_DAY, "none then"),
    ],
)
def test_reads_a_figure_of_its_day(province: Database, name: str, scope: str, on: date, expected: object) -> None:
    with province.read() as tx:
        assert queries.parameter(tx, name, on=on, scope=scope, default="none then") == expected


def test_asks_for_two_thirds_exactly_where_nine_members_vote(province: Database) -> None:
    from service.nomination.council.rules import Tally, ballot_outcome  # noqa: PLC0415 -- another room's rule

    with province.read() as tx:
        quorum = queries.parameter(tx, "quorum", on=DEMO_DAY)
    assert ballot_outcome(Tally(9, 6, 6), required_rate=0.5, quorum=quorum) == "passed"
    assert ballot_outcome(Tally(9, 5, 5), required_rate=0.5, quorum=quorum) == "no_quorum"


def test_drops_the_district_from_criteria_when_districts_end(province: Database) -> None:
    def words(on: date) -> str:
        with province.read() as tx:
            found = queries.criteria(tx, movement="doanh-nghiep", subject_type="individual", on=on)
        return " ".join(criterion.text for criterion in found)

    assert "cấp huyện" in words(date(2025, 6, 30))
    assert "cấp huyện" not in words(date(2025, 7, 1))


def test_asks_for_paper_on_the_gate(province: Database) -> None:
    with province.read() as tx:
        found = queries.criteria(tx, movement="y-te", subject_type="individual", on=DEMO_DAY)
    assert [one.code for one in found if one.is_common and one.proof == "paper"] == ["G1", "G2", "G3", "H"]


def test_consults_who_holds_the_work_on_the_day(province: Database) -> None:
    with province.read() as tx:
        before = queries.consultees(tx, movement="doanh-nghiep", subject_type="collective", on=DEMO_DAY)
        after = queries.consultees(tx, movement="doanh-nghiep", subject_type="collective", on=AFTER)
        nobody = queries.consultees(tx, movement="phu-nu", subject_type="individual", on=DEMO_DAY)
    assert before == ("cong-an", "so-ldtbxh", "lien-doan-lao-dong")
    assert after == ("cong-an", "so-noi-vu", "so-nn-mt", "lien-doan-lao-dong")
    assert nobody == ()


def test_consults_only_agencies_that_exist(province: Database) -> None:
    from service.nomination.agencies.queries import agencies  # noqa: PLC0415 -- another room's reading

    with province.read() as tx:
        for day in (DEMO_DAY, date(2025, 2, 28), AFTER, date(2025, 7, 1), date(2025, 12, 31)):
            known = {found.code for found in agencies(tx, on=day)}
            for movement in queries.movements(tx, PLAN):
                for word in movement.subject_types:
                    asked = queries.consultees(tx, movement=movement.code, subject_type=word.code, on=day)
                    assert set(asked) <= known
                    assert len(asked) <= 10


def test_reads_the_last_plan_after_its_period(province: Database) -> None:
    with province.read() as tx:
        for day in (date(2019, 1, 1), DEMO_DAY, date(2030, 1, 1)):
            found = queries.plan_in_force(tx, on=day)
            assert found is not None
            assert found.code == PLAN


def test_has_no_plan_in_force_before_one_is_loaded(database: Database) -> None:
    with database.read() as tx:
        assert queries.plan_in_force(tx) is None
        assert queries.movements(tx) == ()
        assert queries.quota_rows(tx) == ()


def test_refuses_a_plan_nobody_loaded(province: Database) -> None:
    with pytest.raises(queries.PlanNotFound), province.read() as tx:
        queries.plan_by_code(tx, "khong-co")


def test_refuses_a_movement_nobody_knows(province: Database) -> None:
    with pytest.raises(queries.MovementNotFound), province.read() as tx:
        queries.movement_by_code(tx, "khong-co")


def test_narrows_subject_types_to_the_movement(province: Database) -> None:
    ask = queries.OPTION_LISTS["subject_types"]
    with province.read() as tx:
        assert len(ask(tx, {})) == 6
        settled = ask(tx, {"movement": "nong-thon-moi"})
    assert [option["label"] for option in settled] == ["Xã", "Cá nhân", "Gia đình"]
    assert settled[2]["movements"] == ["nong-thon-moi", "vi-nguoi-ngheo"]


def test_gives_every_option_of_the_plan_both_languages(province: Database) -> None:
    with province.read() as tx:
        for name, ask in queries.OPTION_LISTS.items():
            options = ask(tx, {"movement": "y-te", "subject_type": "collective"})
            assert options, name
            assert all(option["label"] and option["label_en"] for option in options), name


@pytest.fixture
def counting(database: Database) -> Database:
    with database.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
    return database


def row(database: Database, year: int, agency: str, *, on: date = DEMO_DAY) -> queries.QuotaRow:
    with database.read() as tx:
        tx.now = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
        return next(found for found in queries.quota_rows(tx, PLAN, year) if found.agency == agency)


def test_counts_an_exemplar_once_however_often_it_is_told(counting: Database) -> None:
    told = {"year": 2022, "agency": "so-y-te", "movement": "y-te", "exemplar_key": 7}
    with counting.begin() as tx:
        assert commands.count(tx, **told, kind="selected")
        assert not commands.count(tx, **told, kind="selected")
        assert commands.count(tx, **told, kind="built")
    found = row(counting, 2022, "so-y-te")
    assert (found.minimum, found.selected, found.built, found.replicated) == (10, 1, 1, 0)
    assert row(counting, 2023, "so-y-te").selected == 0


def test_keeps_three_quotas_of_one_movement_apart(counting: Database) -> None:
    with counting.begin() as tx:
        commands.count(tx, year=2022, agency="bo-chqs", movement="quoc-phong-an-ninh", exemplar_key=7, kind="selected")
    counted = {code: row(counting, 2022, code).selected for code in ("cong-an", "bo-chqs", "bo-chbp")}
    assert counted == {"cong-an": 0, "bo-chqs": 1, "bo-chbp": 0}


def test_counts_for_the_quota_whose_function_moved(counting: Database) -> None:
    told = {"year": 2025, "movement": "vi-nguoi-ngheo", "exemplar_key": 7, "kind": "selected"}
    with counting.begin() as tx:
        assert commands.count(tx, **told, agency="so-ldtbxh")
        assert not commands.count(tx, **told, agency="so-nn-mt")
    assert row(counting, 2025, "so-ldtbxh").selected == 1
    assert row(counting, 2025, "so-ldtbxh", on=date(2025, 1, 5)).responsible == "so-ldtbxh"
    assert row(counting, 2025, "so-ldtbxh", on=AFTER).responsible == "so-nn-mt"


def test_names_who_was_responsible_when_a_past_year_ended(counting: Database) -> None:
    assert row(counting, 2024, "so-ldtbxh", on=AFTER).responsible == "so-ldtbxh"


def test_shows_a_counter_without_a_minimum(counting: Database) -> None:
    with counting.begin() as tx:
        commands.count(tx, year=2021, agency="so-y-te", movement="y-te", exemplar_key=7, kind="selected")
    found = row(counting, 2021, "so-y-te")
    assert (found.mode, found.minimum, found.selected) == (None, 0, 1)


def test_refuses_a_counter_of_another_kind(counting: Database) -> None:
    with pytest.raises(commands.QuotaKindUnknown), counting.begin() as tx:
        commands.count(tx, year=2022, agency="so-y-te", movement="y-te", exemplar_key=7, kind="praised")


def test_the_last_plan_says_when_diagrams_must_be_done(province: Database, database: Database) -> None:
    with province.read() as tx, database.read() as without_plan:
        assert queries.plans_end_on(tx) == date(2026, 1, 1)
        assert queries.plans_end_on(without_plan) is None
