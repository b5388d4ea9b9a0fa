"""What a reader calls the rows and values of a plan when it is told what changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.nomination.plans import queries
from service.nomination.plans.queries.differences import TABLES
from service.nomination.plans.words import COLUMNS, SECTIONS

if TYPE_CHECKING:
    from service.nomination.plans.rules.naming import Names

FILE = (Path(__file__).parents[3] / "workflows/plans/lang-son-2021-2025.yaml").read_bytes()
PLAN = "lang-son-2021-2025"
WRITTEN_BY_THE_SERVICE = {"loaded_at", "loaded_by", "closed_at", "closed_by", "closing_reason"}


def names(*, is_english: bool = False) -> Names:
    return queries.versions_differ(FILE, FILE).names(is_english=is_english)


@pytest.mark.parametrize(
    ("table", "key", "vietnamese", "english"),
    [
        ("channel", (PLAN, "provincial_newspaper"), "Báo Lạng Sơn", "Lạng Sơn Newspaper"),
        (
            "quota",
            (PLAN, 2022, "y-te", "so-y-te"),
            "2022 · Chăm sóc sức khỏe · Sở Y tế",
            "2022 · Medicine and the people's health · Department of Health",
        ),
        ("parameter", ("takedown_days", "", date(2021, 1, 1)), "Gỡ nội dung khi rút đồng ý · 01/01/2021", ""),
    ],
)
def test_calls_a_row_by_its_name_in_the_readers_language(
    table: str, key: tuple[object, ...], vietnamese: str, english: str
) -> None:
    assert names().of_row(table, key) == vietnamese
    if english:
        assert names(is_english=True).of_row(table, key) == english


def test_calls_every_row_of_a_plan_by_something_else_than_its_key() -> None:
    found = names()
    for table, rows in found.rows.items():
        for key in rows:
            assert found.of_row(table, key) not in {"", "/".join(map(str, key))}, (table, key)


def test_shows_a_day_as_a_day_and_a_code_as_what_it_names() -> None:
    found = names()
    assert found.of_value("due_on", date(2023, 6, 11)) == "11/06/2023"
    assert found.of_value("agency", "mttq") == "MTTQ tỉnh"
    assert (found.of_value("minimum", 5), found.of_value("valid_to", None)) == ("5", "–")
    assert found.of_value("agency", "khong-co") == "khong-co", "what nothing names stays as it is"


def test_every_column_that_a_file_fills_has_a_word() -> None:
    assert TABLES.keys() == SECTIONS.keys() & TABLES.keys()
    columns = {column.name for table in TABLES.values() for column in table.columns if not column.primary_key}
    assert columns - WRITTEN_BY_THE_SERVICE <= COLUMNS.keys()
