"""Decisions after what they require: inputs, other decisions, business knowledge and services, of one file or more."""

from __future__ import annotations

import pytest

from service import dmn
from tests.dmn.models import NOW, decide, literal, model, table


def test_a_decision_reads_the_answers_of_those_it_requires_by_id_and_by_name() -> None:
    xml = model(literal("fee", "3 * x", name="Basic  fee"), literal("d", "fee + Basic fee", "fee"))
    evaluation = decide(xml, {"x": 2})
    assert evaluation.output == 12
    assert [(needed.decision_id, needed.output) for needed in evaluation.required] == [("fee", 6)]


def test_a_decision_is_found_by_id_or_name() -> None:
    read = dmn.parse(model(literal("d", "1", name="Xét duyệt")))
    assert read.explain("Xét duyệt", {}, now=NOW).decision_id == "d"
    with pytest.raises(dmn.DmnError, match="evaluate decision 'e', but the model has none"):
        read.explain("e", {}, now=NOW)


def test_what_passes_feels_limits_has_no_answer() -> None:
    xml = model(literal("d", "for i in 1..1000, j in 1..1000, k in 1..1000 return i"))
    with pytest.raises(dmn.DmnError, match="evaluate decision 'd', but an expression failed: ") as refused:
        decide(xml)
    assert refused.value.element_id == "d"


def test_a_name_of_blanks_is_no_name() -> None:
    assert decide(model(literal("d", "1", name="  "), table(("? > 1", "1")).replace('"d"', '"e"'))).decision_name == "d"
