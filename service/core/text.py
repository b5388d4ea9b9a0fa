"""Vietnamese text: normal form, and the folding that makes search forgive diacritics."""

from __future__ import annotations

import unicodedata

_STROKED = str.maketrans({"đ": "d", "Đ": "d"})


def normal(text: str) -> str:
    """Return the text in NFC with no-break spaces made plain and outer blanks dropped."""
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()


def folded(text: str) -> str:
    """Return the text for matching: lower case, no diacritics (đ becomes d), single spaces."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKED))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())
