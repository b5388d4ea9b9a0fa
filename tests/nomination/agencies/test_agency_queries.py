"""Agencies and places as they stand on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.core.actor import Actor
from service.core.database import Database, metadata
from service.core.paging import CursorInvalid, encode_cursor
from service.nomination.agencies import operations, queries, rules
from service.nomination.plans.commands import load_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN_FILE = Path(__file__).parents[3] / "workflows/plans/lang-son-2021-2025.yaml"
BEFORE, AFTER = date(2025, 2, 28), date(2025, 3, 1)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('agencies') / 'agencies.db'}")
    with database.engine.begin() as connection:
        metadata.create_all(connection)
    with database.begin() as tx:
        load_plan(tx, PLAN_FILE.read_bytes())
    yield database
    database.dispose()


def succession(predecessor: str, successor: str | None, carries: str, function: str | None = None) -> rules.Succession:
    return rules.Succession(predecessor, successor, "merge", carries, function, AFTER, "", "confirmed")


def test_bears_the_name_of_the_day(province: Database) -> None:
    with province.read() as tx:
        assert queries.display_name(tx, "ban-tuyen-giao", on=BEFORE) == "Ban Tuyên giáo Tỉnh ủy"
        assert queries.display_name(tx, "ban-tuyen-giao", on=AFTER) == "Ban Tuyên giáo và Dân vận Tỉnh ủy"
        assert queries.display_name(tx, "khong-co", on=AFTER) == "khong-co"


def test_keeps_the_last_name_of_an_ended_agency(province: Database) -> None:
    with province.read() as tx:
        found = queries.agency_by_code(tx, "so-ldtbxh", on=date(2025, 12, 1))
    assert found.name == "Sở Lao động - Thương binh và Xã hội tỉnh Lạng Sơn"
    assert found.valid_to == AFTER


def test_refuses_an_agency_nobody_knows(province: Database) -> None:
    with pytest.raises(queries.AgencyNotFound), province.read() as tx:
        queries.agency_by_code(tx, "khong-co")


def test_parts_entity_and_function_of_a_split_agency(province: Database) -> None:
    with province.read() as tx:
        assert queries.successor_of(tx, "so-ldtbxh", on=BEFORE) == "so-ldtbxh"
        assert queries.successor_of(tx, "so-ldtbxh", on=AFTER) == "so-noi-vu"
        assert queries.function_holder(tx, "so-ldtbxh", "vi-nguoi-ngheo", on=BEFORE) == "so-ldtbxh"
        assert queries.function_holder(tx, "so-ldtbxh", "vi-nguoi-ngheo", on=AFTER) == "so-nn-mt"


def test_merges_newspaper_and_broadcaster_into_one(province: Database) -> None:
    with province.read() as tx:
        heirs = {queries.successor_of(tx, code, on=date(2025, 7, 1)) for code in ("bao-lang-son", "dai-ptth")}
    assert heirs == {"bao-va-dai-ptth"}


def test_leaves_a_moved_office_its_own_code(province: Database) -> None:
    with province.read() as tx:
        assert queries.function_holder(tx, "vp-dieu-phoi-ntm", "nong-thon-moi", on=AFTER) == "vp-dieu-phoi-ntm"
        assert queries.agency_by_code(tx, "vp-dieu-phoi-ntm", on=AFTER).parent == "so-nn-mt"
        assert queries.agency_by_code(tx, "vp-dieu-phoi-ntm", on=BEFORE).parent == "ubnd-tinh"


def test_sends_an_unnamed_function_with_the_entity() -> None:
    told = [succession("a", "b", "entity"), succession("a", "c", "function", "dao-tao")]
    assert rules.function_line("a", "khac", told, AFTER) == ("a", "b")
    assert rules.function_line("a", "dao-tao", told, AFTER) == ("a", "c")
    assert rules.entity_line("a", told, AFTER) == ("a", "b")


def test_follows_a_chain_and_survives_a_circle() -> None:
    told = [succession("a", "b", "all"), succession("b", "c", "all"), succession("c", "a", "all")]
    assert rules.entity_line("a", told, AFTER) == ("a", "b", "c")
    assert rules.entity_line("a", told, BEFORE) == ("a",)


def test_ends_with_a_dissolved_agency() -> None:
    assert rules.entity_line("a", [succession("a", None, "none")], AFTER) == ("a",)


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([(date(2021, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), None)], False),
        ([(date(2022, 1, 1), None), (date(2021, 1, 1), date(2022, 1, 2))], True),
        ([(date(2021, 1, 1), None), (date(2022, 1, 1), None)], True),
        ([(date(2021, 1, 1), None)], False),
    ],
)
def test_finds_periods_that_share_a_day(periods: list[tuple[date, date | None]], *, expected: bool) -> None:
    assert rules.overlaps(periods) is expected


def test_pages_through_every_agency_once(province: Database) -> None:
    seen: list[str] = []
    cursor = None
    with province.read() as tx:
        while True:
            page = queries.agency_page(tx, has_ended=True, limit=5, cursor=cursor)
            seen += [found.code for found in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert len(seen) == len(set(seen)) == 22


@pytest.mark.parametrize("cursor", ["khong-phai", encode_cursor(["mttq", 1]), encode_cursor([1])])
def test_refuses_a_cursor_of_somewhere_else(province: Database, cursor: str) -> None:
    with pytest.raises(CursorInvalid), province.read() as tx:
        queries.agency_page(tx, cursor=cursor)


def test_finds_places_without_diacritics(province: Database) -> None:
    with province.read() as tx:
        found = queries.places(tx, on=date(2022, 3, 1), text="vu le")
        assert [place.label for place in found] == ["Xã Vũ Lễ, huyện Bắc Sơn"]
        assert found[0].label_en == "Vũ Lễ Commune, Bắc Sơn District"
        again = queries.place_by_code(tx, found[0].code)
        assert again == found[0]
        assert queries.place_by_code(tx, "khong-co") is None


def test_offers_an_officer_only_their_own_agencies(province: Database) -> None:
    officer = Actor("officer.mttq", account_key=1, groups=frozenset({"mttq/officer"}))
    with province.read(officer) as tx:
        assert [option["value"] for option in queries.option_list_my_agencies(tx)] == ["mttq"]
        assert len(queries.option_list_agencies(tx)) > 15


def test_offers_the_press_of_the_day(province: Database) -> None:
    with province.read() as tx:
        tx.now = tx.now.replace(year=2022, month=3, day=1)
        assert [one["value"] for one in queries.option_list_media_agencies(tx)] == ["bao-lang-son", "dai-ptth"]
        tx.now = tx.now.replace(year=2025, month=8, day=1)
        assert [one["value"] for one in queries.option_list_media_agencies(tx)] == ["bao-va-dai-ptth"]


def test_gives_every_option_both_languages(province: Database) -> None:
    with province.read() as tx:
        for name, ask in queries.OPTION_LISTS.items():
            for option in ask(tx, {}):
                assert option["value"], name
                assert option["label"], name
                assert option["label_en"], name


def test_knows_the_groups_of_the_day(province: Database) -> None:
    with province.read() as tx:
        tx.now = tx.now.replace(year=2022, month=3, day=1)
        known = operations.known_groups(tx)
    assert len(known) == 20 * 5
    assert {"ban-tdkt/supervisor", "hoi-dong-tdkt/council", "bao-lang-son/publicist"} <= known
    assert "so-nn-mt/officer" not in known
