"""What is no decision model is refused at its element, in a sentence, and with nothing but a ``DmnError``."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from service import dmn
from service.dmn.reading import document, graph
from tests.dmn.models import (
    NAMESPACE,
    NOW,
    component,
    data,
    decide,
    decision,
    function_item,
    item,
    knowledge,
    literal,
    model,
    service,
    table,
    written,
)

LITERAL = '<literalExpression id="l"><text>1</text></literalExpression>'
SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "workflows" / "dmn").glob("*.dmn"))]
TABLE = table(("> 1", '"more"'))
INPUT = '<inputExpression id="of_1"><text>x</text></inputExpression>'
OUTPUT = '<output id="out_1" name="y"/>'
LAST_CELL = '<outputEntry id="rule_1_2"><text>&quot;more&quot;</text></outputEntry>'
LOCAL_FILE = (
    f'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><definitions xmlns="{NAMESPACE}">&f;</definitions>'
)


EVERYTHING = model(
    item("tAge", of="number", allowed="[0..150]"),
    item("tPerson", component("age", "tAge"), component("the name", "string")),
    item("tF", function_item("number", "tAge")),
    data("person", "tPerson"),
    knowledge("twice", written("2 * n", "number"), "n:tAge", type_="tF"),
    decision("a", "<list><list/><for iteratorVariable='i'><in>{0}</in><return>{0}</return></for></list>".format(
        written("[1, 2]")), "input:person", "knowledge:twice"),
    decision("b", "<relation><column name='c'/><row>" + written("twice(person.age)") + "</row></relation>",
        "decision:a", "knowledge:twice", type_="list"),
    decision("c", "<context><contextEntry><variable name='e'/><functionDefinition><formalParameter name='p'/>"
        + written("p") + "</functionDefinition></contextEntry><contextEntry><invocation>" + written("e")
        + "<binding><parameter name='p'/>" + written("1") + "</binding></invocation></contextEntry></context>"),
    decision("e", "<conditional><if>{0}</if><then><filter><in>{0}</in><match>{0}</match></filter></then><else><some "
        "iteratorVariable='v'><in>{0}</in><satisfies>{0}</satisfies></some></else></conditional>".format(written("true"))),
    service("s", "outputDecision:b", "inputDecision:a", "inputData:person"),
    TABLE,
)  # fmt: skip


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


@pytest.mark.parametrize(
    ("logic", "element_id", "words"),
    [
        (LITERAL.replace("<text>1</text>", "<importedValues/>"), "l", "found 'importedValues'"),
        (LITERAL.replace("<text>1</text>", ""), "l", "'l' to hold a table or an expression"),
        (LITERAL.replace("1", "f(1)"), "l", "function 'f', but FEEL has none"),
        (LITERAL.replace("<lit", "<odd/><lit"), "d", "'odd' at this place"),
        (LITERAL * 2, "d", "'d' to hold one table or expression"),
        (f'<context id="c"><contextEntry id="e"><variable/>{LITERAL}</contextEntry></context>', "e", "to have a name"),
        ('<context id="c"><contextEntry id="e"/></context>', "e", "'e' to hold a table"),
        (f'<context id="c"><contextEntry id="e">{LITERAL * 2}</contextEntry></context>', "e", "holds more"),
        (f'<context id="c">{LITERAL}</context>', "l", "'literalExpression' at this place"),
        (
            f'<context id="c">{f"""<contextEntry><variable id="v" name="a"/>{LITERAL}</contextEntry>""" * 2}</context>',
            "c",
            "'a' stands twice",
        ),
        (
            f'<context id="c">{f"""<contextEntry id="e">{LITERAL}</contextEntry>""" * 2}</context>',
            "e",
            "its last entry",
        ),
        ('<list id="s"><text/></list>', "s", "'text' at this place"),
        (f'<relation id="r"><column name="a"/><row id="w">{LITERAL * 2}</row></relation>', "w", "it has 2 of 1"),
        ('<relation id="r"><column id="c1"/></relation>', "c1", "'c1' to have a name"),
        ('<relation id="r"><column name="a"/><column id="c2" name="a"/></relation>', "c2", "'a' stands twice"),
        ('<invocation id="i"/>', "i", "'i' to hold a table"),
        (f'<invocation id="i">{LITERAL}<binding id="b"/></invocation>', "b", "'b' to have a name"),
        (
            f'<invocation id="i">{LITERAL}{"""<binding id="b"><parameter name="a"/></binding>""" * 2}</invocation>',
            "b",
            "'a' stands twice",
        ),
        ('<functionDefinition id="f"/>', "f", "'f' to hold a table"),
        (f'<functionDefinition id="f"><formalParameter id="p"/>{LITERAL}</functionDefinition>', "p", "to have a name"),
        (
            f'<functionDefinition id="f">{"""<formalParameter id="p" name="a"/>""" * 2}{LITERAL}</functionDefinition>',
            "p",
            "'a' stands twice",
        ),
        (f'<functionDefinition id="f" kind="PMML">{LITERAL}</functionDefinition>', "f", "found 'PMML'"),
        (f'<conditional id="c"><if>{LITERAL}</if></conditional>', "c", "'then' to hold a table"),
        (f'<conditional id="c"><if id="x">{LITERAL * 2}</if></conditional>', "x", "holds more"),
        (f'<for id="f"><in>{LITERAL}</in><return>{LITERAL}</return></for>', "f", "'f' to have a name"),
        (f'<for id="f" iteratorVariable="x"><return>{LITERAL}</return></for>', "f", "'in' to hold a table"),
        (f'<every id="f" iteratorVariable="x"><in>{LITERAL}</in></every>', "f", "'satisfies' to hold a table"),
        (f'<filter id="f"><in>{LITERAL}</in><return/></filter>', "f", "'return' at this place"),
        (LITERAL.replace('id="l"', 'id="l" typeRef="tNone"'), "l", "'tNone' is none"),
    ],
)
def test_a_fault_in_a_boxed_expression_is_refused_at_its_element(logic: str, element_id: str, words: str) -> None:
    with pytest.raises(dmn.DmnError, match="Expected ") as refused:
        dmn.parse(model(decision("d", logic)))
    assert (refused.value.element_id, words in str(refused.value)) == (element_id, True), str(refused.value)


@pytest.mark.parametrize(
    ("elements", "element_id", "words"),
    [
        ([knowledge("b", written("1"), requires=["e"])], "b", "'b' to require what this model has, but found '#e'"),
        ([service("s", "outputDecision:e")], "s", "'s' to require what this model has, but found '#e'"),
        ([decision("e", written("1"), "input:f")], "e", "but found '#f'"),
        ([decision("e", written("1"), "decision:other#f")], "e", "but found 'other#f'"),
        ([data("e"), data("e")], "e", "'e' stands twice"),
        ([knowledge("a", written("1"), requires=["b"]), knowledge("b", written("1"), requires=["a"])], "a", "circles"),
        ([decision("e", written("1"), "knowledge:s"), service("s", "outputDecision:e")], "e", "circles"),
        ([decision("e", written("1"), "decision:e")], "e", "without circles"),
    ],
)
def test_a_fault_in_the_graph_is_refused_at_its_element(elements: list[str], element_id: str, words: str) -> None:
    with pytest.raises(dmn.DmnError, match="Expected ") as refused:
        dmn.parse(model(*elements, decision("d", written("1"))))
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


def test_the_model_of_everything_is_right() -> None:
    assert dmn.parse(EVERYTHING).evaluate("b", {"person": {"age": 4, "the name": "Ann"}}, now=NOW) == [{"c": 8}]


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=200)
def test_any_text_in_a_cell_is_read_or_refused(text: str) -> None:
    read_or_refused(model(table((text, text), inputs=(text,))))


@given(st.sampled_from([*SEEDS, EVERYTHING]), st.data())
@settings(deadline=None, max_examples=200)
def test_a_file_damaged_anywhere_is_read_or_refused(xml: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(xml)))
    end = data.draw(st.integers(start, min(len(xml), start + 60)))
    read_or_refused(
        xml[:start] + data.draw(st.binary(max_size=8) | st.sampled_from([b"", b"<rule>", b'"'])) + xml[end:]
    )


CHANGES = st.tuples(st.sampled_from(["drop", "copy", "move", "rename", "forget"]), st.integers(0), st.integers(0))


@given(st.integers(0, len(SEEDS)), st.lists(CHANGES, min_size=1, max_size=4))
@settings(deadline=None, max_examples=300)
def test_a_file_with_elements_moved_about_is_read_or_refused(file: int, changes: list[tuple[str, int, int]]) -> None:
    root = etree.fromstring([EVERYTHING, *SEEDS][file])
    for change, one, other in changes:
        elements = list(root.iter())[1:] or [etree.SubElement(root, "rule")]
        changed(change, elements[one % len(elements)], elements[other % len(elements)])
    read_or_refused(etree.tostring(root))


def changed(change: str, moved: etree._Element, target: etree._Element) -> None:
    if change == "drop":
        moved.getparent().remove(moved)
    elif change == "forget" and moved.attrib:
        del moved.attrib[moved.attrib.keys()[-1]]
    elif change == "rename":
        moved.tag = target.tag
    elif change == "copy" and len(moved) < 20:  # so that files stay small
        target.append(deepcopy(moved))
    elif change == "move" and moved is not target and moved not in target.iterancestors():
        target.append(moved)


def read_or_refused(xml: bytes) -> None:
    """Read a file strictly, then leniently and evaluate what it holds: nothing but a ``DmnError`` may come of it."""
    for strict in (True, False):
        try:
            read = dmn.parse(xml, strict=strict)
        except dmn.DmnError as refusal:
            assert str(refusal).startswith("Expected ")  # noqa: PT017 -- either outcome is right
            continue
        for evaluate, names in ((read.evaluate, read.decisions), (read.invoke, read.invocables)):
            for known in names:
                with suppress(dmn.DmnError):
                    evaluate(known.id or known.name, {"x": 2, "score": 80}, now=NOW)
