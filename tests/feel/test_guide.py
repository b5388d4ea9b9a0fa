"""Every example of the guide *FEEL in ten minutes*, in both languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service import feel

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
NOW = datetime(2022, 3, 1, 2, tzinfo=UTC)  # 09:00 in Vietnam
CODE = re.compile(r"`([^`]*)`")
PAGES = {"en": (GUIDE / "feel.md").read_text("utf-8"), "vi": (GUIDE / "vi" / "feel.md").read_text("utf-8")}
TABLES = 8
"""The tables of a page: six of expressions, then the cells, then what goes wrong."""


def context(language: str) -> dict[str, Any]:
    (block,) = re.findall(r"```json\n(.*?)```", PAGES[language], re.DOTALL)
    return dict(json.loads(block))


def tables(language: str) -> list[list[list[str]]]:
    """The rows of each table without its head; a cell is the code in it, or its words."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", PAGES[language], re.MULTILINE)
    return [[list(map(_cell, re.split(r"(?<!\\)\|", row)[1:-1])) for row in block.splitlines()[2:]] for block in blocks]


def _cell(text: str) -> str:
    found = CODE.search(text)
    return found.group(1).replace("\\|", "|") if found else text.strip()


def value(text: str, language: str) -> Any:
    return feel.parse(text).evaluate(context(language), now=NOW)


EXPRESSIONS = [(language, *row) for language in PAGES for table in tables(language)[: TABLES - 2] for row in table]
CELLS = [(language, *row) for language in PAGES for row in tables(language)[TABLES - 2]]
WRONG = [(language, *row) for language in PAGES for row in tables(language)[TABLES - 1]]


@pytest.mark.parametrize(("language", "text", "result"), EXPRESSIONS)
def test_gives_what_the_guide_says(language: str, text: str, result: str) -> None:
    assert value(text, language) == value(result, language)


@pytest.mark.parametrize(("language", "given", "test", "verdict"), CELLS)
def test_a_cell_matches_as_the_guide_says(language: str, given: str, test: str, verdict: str) -> None:
    matches = feel.parse_unary_tests(test).matches(value(given, language), {}, now=NOW)
    assert (
        verdict
        == {("en", True): "yes", ("en", False): "no", ("vi", True): "có", ("vi", False): "không"}[language, matches]
    )


def _comes_to_nothing(text: str, language: str) -> bool:
    """Return whether the text is refused, or null."""
    try:
        return value(text, language) is None
    except feel.FeelError:
        return True


@pytest.mark.parametrize(("language", "wrong", "right"), WRONG)
def test_what_goes_wrong_is_refused_or_null_and_the_other_way_works(language: str, wrong: str, right: str) -> None:
    assert _comes_to_nothing(wrong, language)
    assert value(right, language) is not None


def test_both_languages_show_the_same_examples() -> None:
    assert context("en") == context("vi")
    assert [len(tables(language)) for language in PAGES] == [TABLES, TABLES]
    english, vietnamese = ([[row[:2] for row in table] for table in tables(language)] for language in PAGES)
    assert english == vietnamese
