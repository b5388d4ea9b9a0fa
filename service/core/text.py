"""Vietnamese text: normal form, and the folding that makes search forgive diacritics."""

from __future__ import annotations

import unicodedata

_INVISIBLE = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn the reading direction: nobody types them, and they make a name read as another."""

_STROKED = str.maketrans({"đ": "d", "Đ": "d"})


def normal(text: str) -> str:
    """Return the text in NFC with no-break spaces made plain, outer blanks and marks of direction dropped."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).replace("\u00a0", " ").strip()


def folded(text: str) -> str:
    """Return the text for matching: lower case, no diacritics (đ becomes d), single spaces."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKED))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())
