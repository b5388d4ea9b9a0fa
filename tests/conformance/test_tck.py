"""The runner of the kit, on a few files of our own that are written as the kit's are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conformance import tck

SAMPLE = Path(__file__).parent / "sample"


def test_every_case_of_the_sample_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert tck.main([str(SAMPLE)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "     2 / 2      level-2/award",
        "     4 / 4      level-3/visit",
        "     6 / 6      passed (100.00 %)",
    ]


def test_a_folder_below_counts_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert tck.main([str(SAMPLE / "level-3" / "visit"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["passed"], report["total"], report["failed"]) == (4, 4, [])
    assert report["folders"] == [{"folder": "visit", "passed": 4, "total": 4}]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (">province<", ">unit<", "Level: expected 'unit', got 'province'"),
        ('"xsd:double">99.666666667<', '"xsd:double">99.66<', "Summary: expected {'level': 'province'"),
        ('name="Level" type', 'name="Nothing" type', "the model has none of that id or name"),
        ('xsi:type="xsd:string">many<', 'xsi:type="xsd:decimal">70<', "Level: expected None, got 'unit'"),
    ],
)
def test_a_case_that_fails_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, fault: str
) -> None:
    for file in (SAMPLE / "level-2" / "award").iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert tck.main([str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "     1 / 2 " in printed
    assert fault in printed


def test_a_folder_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        tck.main([str(tmp_path / "none")])
    assert "Name a folder of the kit" in capsys.readouterr().err


def test_an_empty_folder_passes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tck.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.split() == ["0", "/", "0", "passed", "(0.00", "%)"]
