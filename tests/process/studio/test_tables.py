"""Decision tables as they are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.dmn import DmnError
from service.process.studio.rules import decision_tables

DMN = Path(__file__).parents[3] / "workflows" / "dmn"


def test_a_table_has_a_word_for_each_column_and_an_entry_for_each_cell() -> None:
    table, _ = decision_tables((DMN / "eligibility.dmn").read_bytes())
    assert (table.decision_id, table.name, table.hit_policy) == ("eligibility", "Xét điều kiện", "FIRST")
    assert table.inputs[0] == "Hồ sơ mật"
    assert table.outputs == ("Kết quả xét",)
    assert table.annotations == ("Căn cứ",)
    assert table.rows[0][0] == "true"
    assert {len(row) for row in table.rows} == {len(table.inputs) + 2}


@pytest.mark.parametrize("name", sorted(path.stem for path in DMN.glob("*.dmn")))
def test_every_seed_decision_is_shown_under_its_file_name(name: str) -> None:
    assert name in {table.decision_id for table in decision_tables((DMN / f"{name}.dmn").read_bytes())}


def test_an_expression_is_shown_as_it_stands() -> None:
    xml = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="n"><decision id="twice">'
        b"<literalExpression><text>2 * x</text></literalExpression></decision></definitions>"
    )
    (table,) = decision_tables(xml)
    assert (table.expression, table.hit_policy, table.rows) == ("2 * x", "", ())


def test_a_file_with_a_doctype_is_not_read() -> None:
    with pytest.raises(DmnError):
        decision_tables(b"<!DOCTYPE d [<!ENTITY x 'y'>]><definitions/>")
