"""Texts moved to another period: years, the number of a congress, an anniversary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re import Match

_CONGRESS_EVERY = 5
_NUMERALS = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_CONGRESS = re.compile(r"(lần thứ |Congress )([IVXL]+)\b")
_ANNIVERSARY = re.compile(r"(?<!\d)(\d{1,3})( năm Ngày|th anniversary)")


def moved_years(text: str, years: int, within: range) -> str:
    """Return a text whose years of a period are moved."""

    def moved(found: Match[str]) -> str:
        year = int(found[1])
        return str(year + years) if year in within else found[0]

    return _YEAR.sub(moved, text)


def moved_numbers(text: str, years: int) -> str:
    """Return a text whose congress has the number of the one held so much later, and its anniversary likewise."""
    congresses = max(1, round(years / _CONGRESS_EVERY))
    text = _CONGRESS.sub(lambda found: found[1] + roman(number(found[2]) + congresses), text)
    return _ANNIVERSARY.sub(lambda found: f"{int(found[1]) + years}{found[2]}", text)


def roman(value: int) -> str:
    """Return a number below 90 in Roman numerals."""
    written = ""
    for worth, letters in _NUMERALS:
        while value >= worth:
            written += letters
            value -= worth
    return written


def number(numerals: str) -> int:
    """Return what Roman numerals are worth."""
    values = [_VALUES[letter] for letter in numerals]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
