from __future__ import annotations

import pytest

from service.core.text import folded, normal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Điển hình\u00a0tiên tiến ", "Điển hình tiên tiến"),
        ("Lạng Sơn", "Lạng Sơn"),
        ("bản\u202egpj.fdp", "bảngpj.fdp"),
        ("\u2066tên\u2069", "tên"),
    ],
)
def test_keeps_text_in_one_form_and_without_marks_that_turn_it(typed: str, kept: str) -> None:
    assert normal(typed) == kept


def test_folds_diacritics_and_the_stroked_letter_for_searching() -> None:
    assert folded("  Đoàn   Thanh niên ") == "doan thanh nien"
