"""Decisions after what they require: inputs, other decisions, business knowledge and services, of one file or more."""

from __future__ import annotations

import pytest

from service import dmn
from tests.dmn.models import (
    NOW,
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


def test_an_input_is_read_by_name_and_a_missing_one_is_null() -> None:
    xml = model(data("the input", "number"), decision("d", written("the input"), "input:the input"))
    assert decide(xml, {"the input": 2}).output == 2
    assert decide(xml, {}).output is None


def test_a_decision_reads_variables_that_no_input_tells_of() -> None:
    assert decide(model(decision("d", written("x + 1"))), {"x": 1}).output == 2


def test_a_required_decision_is_evaluated_once() -> None:
    top = decision("d", written("a + b"), "decision:a", "decision:b")
    chain = (decision("a", written("c"), "decision:c"), decision("b", written("c"), "decision:c"))
    evaluation = decide(model(top, *chain, decision("c", written("x"))), {"x": 2})
    assert evaluation.output == 4
    first, second = (required.required[0] for required in evaluation.required)
    assert first is second


def test_an_answer_of_the_wrong_type_is_null_and_its_rules_are_still_told() -> None:
    typed = table(("-", "1")).replace('<decision id="d" name="Trial">', '<decision id="d"><variable typeRef="string"/>')
    evaluation = decide(model(typed))
    assert (evaluation.output, [rule.index for rule in evaluation.matched_rules]) == (None, [1])


def test_links_may_name_the_namespace_of_the_model() -> None:
    xml = model(decision("d", written("a"), "decision:n#a"), decision("a", written("1")))
    assert decide(xml).output == 1


# --- business knowledge


def test_business_knowledge_is_called_where_it_is_required() -> None:
    beside = knowledge("tax of", written("net * rate"), "net:number", "rate:number")
    assert decide(model(beside, decision("d", written("tax of(100, 2)"), "knowledge:tax of"))).output == 200
    with pytest.raises(dmn.DmnError, match="function 'tax', but FEEL has none") as refused:
        dmn.parse(model(knowledge("tax", written("1")), decision("d", written("tax()"))))
    assert refused.value.element_id == "d"


def test_business_knowledge_sees_its_parameters_and_what_it_requires_only() -> None:
    half = knowledge("half", written("n / 2"), "n")
    whole = knowledge("f", written("half(n) + (if x = null then 1 else 0)"), "n", requires=["half"])
    assert decide(model(half, whole, decision("d", written("f(4)"), "knowledge:f")), {"x": 5}).output == 3


def test_business_knowledge_may_call_itself() -> None:
    factorial = knowledge("fac", written("if n = 0 then 1 else n * fac(n - 1)"), "n:number", requires=["fac"])
    assert decide(model(factorial, decision("d", written("fac(5)"), "knowledge:fac"))).output == 120
    with pytest.raises(dmn.DmnError, match="call each other too deeply"):
        decide(model(factorial, decision("d", written("fac(100)"), "knowledge:fac")))


def test_business_knowledge_holds_any_boxed_expression_and_is_a_value() -> None:
    grade = knowledge("grade", table(("> 1", '"high"'), ("-", '"low"'), policy="FIRST").partition(">")[2][:-11], "x")
    assert decide(
        model(grade, decision("d", written("for i in [1, 2] return grade(i)"), "knowledge:grade"))
    ).output == [
        "low",
        "high",
    ]
    called = decision("d", written("(function(f) f(2))(grade)"), "knowledge:grade")
    assert decide(model(grade, called)).output == "high"


# --- decision services

SERVICE = (
    data("x", "number"),
    data("y"),
    decision("a", written("x * 10"), "input:x", type_="number"),
    decision("b", written("[a, x, y]"), "decision:a", "input:x", "input:y"),
    decision("c", written("x"), "input:x"),
)
ONE = service("s", "outputDecision:b", "inputDecision:a", "inputData:x", "inputData:y")
TWO = service("s", "outputDecision:b", "outputDecision:c", "encapsulatedDecision:a", "inputData:x", "inputData:y")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s(1, 2, 3)", [3, 1, 2]),
        ("s(a: 3, y: 2, x: 1)", [3, 1, 2]),
        ('s("1", 2, "3")', [None, None, 2]),
        ("s([1], 2, [3])", [3, 1, 2]),
        ("s(1, 2)", None),
        ("s(z: 3, y: 2, x: 1)", None),
    ],
)
def test_a_service_takes_inputs_and_then_the_answers_of_decisions(text: str, expected: list[int] | None) -> None:
    assert decide(model(*SERVICE, ONE, decision("d", written(text), "knowledge:s")), {"x": 7}).output == expected


def test_a_service_leaves_the_inputs_and_answers_outside_as_they_are() -> None:
    logic = written("[s(1, 2, 3), x, a]")
    xml = model(*SERVICE, ONE, decision("d", logic, "knowledge:s", "input:x", "decision:a"))
    assert decide(xml, {"x": 7}).output == [[3, 1, 2], 7, 70]


def test_a_service_of_several_outputs_gives_a_context() -> None:
    read = dmn.parse(model(*SERVICE, TWO))
    assert read.invoke("s", {"x": 1, "y": 2, "z": 3}, now=NOW) == {"b": [10, 1, 2], "c": 1}
    assert read.invoke("s", {}, now=NOW) == {"b": [None, None, None], "c": None}


def test_a_service_is_bound_to_its_type() -> None:
    types = item("tS", function_item("string", "string", "number", "number"))
    read = dmn.parse(model(types, *SERVICE, ONE.replace('name="s"/>', 'name="s" typeRef="tS"/>')))
    assert read.invoke("s", {"x": 1}, now=NOW) is None


def test_invoking_takes_services_and_business_knowledge_by_id_or_name() -> None:
    twice = knowledge("b1", written("2 * n"), "n:number").replace('name="b1"', 'name="twice"')
    read = dmn.parse(model(twice, decision("d", written("1"))))
    assert [read.invoke(name, {"n": n}, now=NOW) for name, n in [("b1", 2), ("twice", 2), ("b1", "2")]] == [4, 4, None]
    assert read.invocables[0].name == "twice"
    with pytest.raises(dmn.DmnError, match="invoke 'd', but the model has no decision service") as refused:
        read.invoke("d", {}, now=NOW)
    assert refused.value.element_id == ""


def test_what_is_invoked_past_feels_limits_has_no_answer() -> None:
    endless = knowledge("b", written("for i in 1..1000, j in 1..1000, k in 1..1000 return i"))
    with pytest.raises(dmn.DmnError, match="evaluate decision 'b', but an expression failed: ") as refused:
        dmn.parse(model(endless, decision("d", written("1")))).invoke("b", {}, now=NOW)
    assert refused.value.element_id == "b"


# --- what is read leniently

BROKEN = model(
    decision("a", written("1 +")),
    decision("b", written("nothing(1)")),
    decision("c", ""),
    decision("d", written("2"), "decision:missing"),
    decision("e", written("f(1)"), "knowledge:f"),
    knowledge("f", written(")")),
    "<oddity/>",
)


def test_a_model_read_leniently_keeps_its_faults_and_answers_what_it_can() -> None:
    read = dmn.parse(BROKEN, strict=False)
    assert [fault.element_id for fault in read.faults] == ["model", "a", "c", "d", "f"]
    assert [read.evaluate(name, {"c": 3}, now=NOW) for name in "bcde"] == [None, 3, 2, None]
    for name, evaluate in (("a", read.evaluate), ("f", read.invoke)):
        with pytest.raises(dmn.DmnError, match="FEEL in 'literalExpression', but it is broken") as refused:
            evaluate(name, {}, now=NOW)
        assert refused.value.element_id == name
    assert dmn.parse(model(decision("d", written("1"))), strict=False).faults == ()


def test_a_model_read_strictly_is_refused_for_its_first_fault() -> None:
    with pytest.raises(dmn.DmnError, match="'oddity' at this place"):
        dmn.parse(BROKEN)


# --- models that import others


def imports(name: str, namespace: str, xml: bytes) -> bytes:
    return xml.replace(b">", f'><import id="i" name="{name}" namespace="{namespace}"/>'.encode(), 1)


def of(namespace: str, xml: bytes) -> bytes:
    return xml.replace(b'namespace="n"', f'namespace="{namespace}"'.encode())


LIBRARY = of(
    "library",
    model(
        item("tAge", of="number", allowed="> 0"),
        data("the age", "tAge"),
        decision("next age", written("the age + 1"), "input:the age"),
        knowledge("twice", written("2 * n"), "n:tAge"),
    ),
)
IMPORTING = imports(
    "the library",
    "library",
    model(
        decision(
            "d",
            written("[the library.next age, the library.twice(the library.next age), the library.the age]"),
            "decision:library#next age",
            "input:library#the age",
            "knowledge:library#twice",
        ),
        decision("t", written("[1 instance of the library.tAge, x]"), "input:x"),
        data("x", "the library.tAge"),
    ),
)


def test_an_import_is_refused() -> None:
    with pytest.raises(dmn.DmnError, match="model that stands alone, but it imports 'library'") as refused:
        dmn.parse(IMPORTING, imported={"library": LIBRARY})
    assert refused.value.element_id == "i"


def test_a_model_read_leniently_may_import_others_that_import_others() -> None:
    read = dmn.parse(IMPORTING, strict=False, imported={"library": LIBRARY})
    assert (read.faults, [found.name for found in read.decisions]) == ((), ["d", "t"])
    assert read.evaluate("d", {"the age": 4}, now=NOW) == [5, 10, 4]
    assert read.evaluate("t", {"x": -1}, now=NOW) == [True, None]
    top = imports("m", "n", of("top", model(decision("d", written("m.d[1]"), "decision:n#d"))))
    above = dmn.parse(top, strict=False, imported={"library": LIBRARY, "n": IMPORTING})
    assert above.evaluate("d", {"the age": 4}, now=NOW) == 5


def test_what_is_imported_without_a_name_is_called_as_its_own() -> None:
    xml = imports("", "library", model(decision("d", written("twice(2)"), "knowledge:library#twice")))
    assert dmn.parse(xml, strict=False, imported={"library": LIBRARY}).evaluate("d", {}, now=NOW) == 4


def test_several_may_be_imported_without_a_name() -> None:
    more = of("more", model(knowledge("thrice", written("3 * n"), "n")))
    xml = model(decision("d", written("thrice(twice(2))"), "knowledge:library#twice", "knowledge:more#thrice"))
    both = imports("", "more", imports("", "library", xml))
    assert dmn.parse(both, strict=False, imported={"library": LIBRARY, "more": more}).evaluate("d", {}, now=NOW) == 12


def test_a_missing_import_is_a_fault() -> None:
    read = dmn.parse(IMPORTING, strict=False)
    assert {fault.element_id for fault in read.faults} == {"i", "d", "t", "x"}


def test_models_that_import_one_another_are_refused() -> None:
    other = imports("back", "n", LIBRARY)
    with pytest.raises(dmn.DmnError, match="without circles, but 'n' imports itself"):
        dmn.parse(IMPORTING, strict=False, imported={"library": other, "n": IMPORTING})
