"""What is no decision model is refused at its element, in a sentence, and with nothing but a ``DmnError``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import dmn
from service.dmn.reading import document, graph
from tests.dmn.models import NAMESPACE, decide, literal, model, table

SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "workflows" / "dmn").glob("*.dmn"))]
TABLE = table(("> 1", '"more"'))
INPUT = '<inputExpression id="of_1"><text>x</text></inputExpression>'
OUTPUT = '<output id="out_1" name="y"/>'
LAST_CELL = '<outputEntry id="rule_1_2"><text>&quot;more&quot;</text></outputEntry>'
LOCAL_FILE = (
    f'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><definitions xmlns="{NAMESPACE}">&f;</definitions>'
)


def but(old: str, new: str) -> bytes:
    """The good table, but for one place."""
    assert old in TABLE
    return model(TABLE.replace(old, new, 1))


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (b"", "not well-formed XML"),
        (b"\x00\xff", "not well-formed XML"),
        (b"Xin chao", "not well-formed XML"),
        (b"<definitions>", "not well-formed XML"),
        (b'<?xml version="1.0" encoding="none"?><definitions/>', "not well-formed XML"),
        (model("&unknown;"), "not well-formed XML"),
        (model("<decision>" * 5_000 + "</decision>" * 5_000), "not well-formed XML"),
        (LOCAL_FILE.encode(), "DOCTYPE"),
        (b"<!DOCTYPE definitions>" + model(TABLE), "DOCTYPE"),
        (b"<html/>", "'html'"),
        (b"<definitions><decision id='d'/></definitions>", "'definitions'"),
        (b'<a:definitions xmlns:a="urn:other"/>', "'{urn:other}definitions'"),
        (model(TABLE) + b" " * document.MAXIMUM_SIZE, "at most 2000000 bytes"),
    ],
)
def test_what_is_no_dmn_file_is_refused(xml: bytes, words: str) -> None:
    with pytest.raises(dmn.DmnError, match="Expected ") as refused:
        dmn.parse(xml)
    assert (refused.value.element_id, words in str(refused.value)) == ("", True), str(refused.value)


@pytest.mark.parametrize(
    ("xml", "element_id", "words"),
    [
        (model(), "model", "at least one decision"),
        (but('decision id="d"', 'decision id=" "'), "", "decision to have an id, but 'Trial' has none"),
        (but('decision id="d"', "decision"), "", "decision to have an id, but 'Trial' has none"),
        (model(TABLE, TABLE), "d", "'d' stands twice"),
        (model(literal("d" * 201, "1")), "d" * 200, "at most 200"),
        (model(literal("d", "1", name="n" * 301)), "d", "at most 300"),
        (model('<decision id="d"/>'), "d", "to hold a table or an expression"),
        (model(literal("d", " ")), "d_expression", "to hold a table or an expression"),
        (but("</decision>", '<literalExpression id="l"><text>1</text></literalExpression></decision>'), "d", "more"),
        (model('<businessKnowledgeModel id="b"/>', TABLE), "b", "'b' to hold a table or an expression"),
        (but("UNIQUE", "BEST"), "t", "found 'BEST'"),
        (but("UNIQUE", "unique"), "t", "found 'unique'"),
        (but("UNIQUE", 'FIRST" aggregation="SUM'), "t", "aggregation"),
        (but("UNIQUE", 'COLLECT" aggregation="MEDIAN'), "t", "aggregation"),
        (but(INPUT, ""), "in_1", "every input to have an expression"),
        (but("<text>x<", "<text> <"), "in_1", "every input to have an expression"),
        (but("<text>x<", "<text>x +<"), "of_1", "FEEL in 'of_1'"),
        (but(OUTPUT, ""), "t", "outputs"),
        (but(OUTPUT, OUTPUT + '<output id="out_2" name="y"/>'), "out_2", "a name of its own, but 'y'"),
        (but(OUTPUT, OUTPUT + '<output id="out_2"/>'), "out_2", "a name of its own"),
        (but(LAST_CELL, ""), "rule_1", "rule 1 to have one cell per column, but it has 1 of 2"),
        (but(LAST_CELL, LAST_CELL * 2), "rule_1", "has 3 of 2"),
        (but("&gt; 1", "&gt;"), "rule_1_1", "FEEL in 'rule_1_1', but it is broken"),
        (but("&gt; 1", "&gt; 1 &gt; 2"), "rule_1_1", "FEEL in 'rule_1_1', but it is broken"),
        (but("&gt; 1", "&quot;open"), "rule_1_1", "closing"),
        (but("&quot;more", "&quot;\\uD800"), "rule_1_2", "no character"),
        (but('inputEntry id="rule_1_1"', 'inputEntry id="rule_1_1" expressionLanguage="juel"'), "rule_1_1", "'juel'"),
        (but('inputEntry id="rule_1_1"><text>&gt; 1', "inputEntry><text>&gt;"), "rule_1", "FEEL in 'inputEntry'"),
        (but("</rule>", '</rule><extra id="x"/>'), "x", "'extra'"),
        (model(literal("d", "1", "e")), "d", "'d' to require what this model has, but found '#e'"),
        (model(literal("d", "1", "e"), literal("e", "1", "d")), "d", "without circles"),
    ],
)
def test_a_fault_is_refused_at_its_element(xml: bytes, element_id: str, words: str) -> None:
    with pytest.raises(dmn.DmnError, match="Expected ") as refused:
        dmn.parse(xml)
    assert (refused.value.element_id, words in str(refused.value)) == (element_id, True), str(refused.value)


def test_decisions_may_require_one_another_only_so_far() -> None:
    chain = [literal(f"d{number}", "1", f"d{number + 1}") for number in range(graph.MAXIMUM_CHAIN)]
    with pytest.raises(dmn.DmnError, match="at most 50 in a row"):
        dmn.parse(model(*chain, literal(f"d{graph.MAXIMUM_CHAIN}", "1")))
    assert dmn.parse(model(*chain[1:], literal(f"d{graph.MAXIMUM_CHAIN}", "1"))).decisions


@pytest.mark.parametrize("namespace", sorted(document.NAMESPACES))
def test_every_version_of_dmn_is_read(namespace: str) -> None:
    assert decide(model(TABLE, namespace=namespace), {"x": 2}).output == "more"


def test_drawings_and_notes_bind_nobody() -> None:
    xml = model(TABLE).replace(
        b"</definitions>",
        b'<textAnnotation id="a"><text>=</text></textAnnotation><!-- > --><x:DMNDI xmlns:x="urn:x"/></definitions>',
    )
    assert decide(xml, {"x": 3}).output == "more"


def test_only_decisions_need_ids() -> None:
    xml = model(TABLE.replace(' id="rule_1"', "").replace(' id="t"', "").replace(' id="in_1"', ""))
    assert decide(xml, {"x": 2}).output == "more"


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=200)
def test_any_text_in_a_cell_is_read_or_refused(text: str) -> None:
    read_or_refused(model(table((text, text), inputs=(text,))))


@given(st.sampled_from(SEEDS), st.data())
@settings(deadline=None, max_examples=100)
def test_a_file_damaged_anywhere_is_read_or_refused(xml: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(xml)))
    end = data.draw(st.integers(start, min(len(xml), start + 60)))
    read_or_refused(
        xml[:start] + data.draw(st.binary(max_size=8) | st.sampled_from([b"", b"<rule>", b'"'])) + xml[end:]
    )


def read_or_refused(xml: bytes) -> None:
    try:
        dmn.parse(xml)
    except dmn.DmnError as refusal:
        assert str(refusal).startswith("Expected ")  # noqa: PT017 -- either outcome is right
