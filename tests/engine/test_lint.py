from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service import engine
from service.engine.elements import TABLE
from service.engine.lint_rules import RULES
from service.engine.parser import SPEC_CLASSES
from tests.support.bpmn import (
    boundary,
    by_error,
    by_escalation,
    by_message,
    call,
    diagram,
    end,
    flow,
    gateway,
    io,
    message,
    multi,
    node,
    path,
    service,
    start,
    sub_process,
    timer,
    user,
)
from tests.support.play import Play

SEEDS = sorted(Path("workflows/bpmn").glob("*.bpmn"))
PLAIN = (start(), user("u"), end(), path("start", "u", "end"))


def between(element: str, *more: str, roots: tuple[str, ...] = ()) -> bytes:
    """A process with the element ``x`` between start and end."""
    return diagram("p", start(), element, end(), path("start", "x", "end"), *more, roots=roots)


def said(file: bytes, facts: engine.Facts | None = None) -> set[tuple[str, str | None]]:
    """Rule and element of every finding but the missing drawing."""
    findings = engine.lint(file, facts)
    for finding in findings:
        assert finding.message
    return {(finding.rule_id, finding.element_id) for finding in findings} - {("drawing-missing", None)}


def test_finds_nothing_wrong_with_a_plain_diagram() -> None:
    assert said(diagram("p", *PLAIN)) == set()


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_every_seed_diagram_passes(file: Path) -> None:
    assert [finding.message for finding in engine.lint(file.read_bytes())] == []
    assert engine.read(file.read_bytes()).process_id == file.stem


def test_every_supported_element_has_a_spec_and_only_those() -> None:
    assert {row.tag for row in TABLE if row.verdict == "supported"} == set(SPEC_CLASSES)


def test_every_refused_row_has_a_reason() -> None:
    assert all(row.reason for row in TABLE if row.verdict == "refused")


def event(kind: str) -> str:
    return f"<bpmn:{kind}EventDefinition/>"


REFUSED = {
    "script": between(node("scriptTask", "x", "<bpmn:script>import os</bpmn:script>")),
    "transaction": between(node("transaction", "x")),
    "ad hoc": between(node("adHocSubProcess", "x")),
    "complex gateway": between(node("complexGateway", "x")),
    "event sub-process": between(node("subProcess", "x", *PLAIN, triggeredByEvent="true")),
    "link catch": between(node("intermediateCatchEvent", "x", event("link"))),
    "conditional catch": between(node("intermediateCatchEvent", "x", event("conditional"))),
    "none catch": between(node("intermediateCatchEvent", "x")),
    "error catch": between(node("intermediateCatchEvent", "x", by_error())),
    "compensation throw": between(node("intermediateThrowEvent", "x", event("compensate"))),
    "timer start": diagram("p", node("startEvent", "x", timer("P1D")), end(), path("x", "end")),
    "inner message start": between(
        sub_process("sub", node("startEvent", "x", by_message("m")), end("e2"), path("x", "e2")),
        path("start", "sub", "end"),
        roots=(message("m"),),
    ),
    "non-interrupting error": diagram(
        "p", *PLAIN, boundary("x", "u", by_error(), interrupts=False), end("e2"), flow("x", "e2")
    ),
    "unknown": between(node("chatTask", "x")),
    "definition elsewhere": between(
        node("intermediateThrowEvent", "x", "<bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef>")
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_would_not_run_right(name: str) -> None:
    assert ("element-not-supported", "x") in said(REFUSED[name])
    with pytest.raises(engine.DiagramRefused):
        engine.read(REFUSED[name])


EXECUTION_LISTENER = (
    '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="l"/></zeebe:executionListeners>'
)
COMPLETING = '<zeebe:taskListeners><zeebe:taskListener eventType="completing" type="l"/></zeebe:taskListeners>'
CHOICE = (start(), gateway("exclusiveGateway", "g", default="a"), end("a"), end("b"), path("start", "g", "a"))
ONE = by_message("m")

WRONG = {
    ("id-missing", None): diagram("p", *PLAIN, node("task", "x").replace(' id="x"', "")),
    ("id-duplicate", "u"): diagram("p", *PLAIN, user("u")),
    ("id-too-long", "x" * 201): diagram("p", start(), end("x" * 201), path("start", "x" * 201)),
    ("name-too-long", "end"): diagram("p", start(), node("endEvent", "end", name="n" * 301), path("start", "end")),
    ("id-reserved", "End"): diagram("p", start(), end("End"), path("start", "End")),
    ("process-missing", "p"): diagram("p", *PLAIN).replace(b'"true"', b'"false"'),
    ("process-too-large", "p"): diagram("p", *(user(f"u{n}") for n in range(201))),
    ("start-missing", "p"): diagram("p", end()),
    ("start-several", "p"): diagram("p", *PLAIN, start("s2"), flow("s2", "u")),
    ("end-missing", "p"): diagram("p", start(), user("u"), path("start", "u")),
    ("unreachable", "lost"): diagram("p", *PLAIN, user("lost"), flow("lost", "end")),
    ("dead-end", "u"): diagram("p", start(), user("u"), end(), path("start", "u")),
    ("several-flows", "u"): diagram("p", *PLAIN, end("e2"), flow("u", "e2")),
    ("flow-dangling", "u_to_nowhere"): diagram("p", *PLAIN, flow("u", "nowhere")),
    ("flow-condition", "u_to_end"): diagram(
        "p", start(), user("u"), end(), path("start", "u"), flow("u", "end", "= a")
    ),
    ("condition-missing", "g_to_b"): diagram("p", *CHOICE, flow("g", "b")),
    ("default-missing", "g"): diagram("p", *CHOICE, flow("g", "b", "= x")).replace(b' default="g_to_a"', b""),
    ("default-unknown", "g"): diagram("p", *CHOICE, flow("g", "b", "= x")).replace(b'default="g_to_a"', b'default="q"'),
    ("feel-syntax", "g_to_b"): diagram("p", *CHOICE, flow("g", "b", "= outcome == ")),
    ("feel-kind", "g_to_b"): diagram("p", *CHOICE, flow("g", "b", "= count(all) + 1")),
    ("feel-syntax", "x"): between(user("x", extensions='<zeebe:taskSchedule dueDate="= add(("/>')),
    ("event-gateway-target", "u"): diagram(
        "p", start(), gateway("eventBasedGateway", "g"), user("u"), end(), path("start", "g", "u", "end")
    ),
    ("boundary-host", "b"): diagram("p", *PLAIN, boundary("b", "start", timer("P1D")), flow("b", "end")),
    ("timer-missing", "x"): between(node("intermediateCatchEvent", "x", "<bpmn:timerEventDefinition/>")),
    ("timer-unreadable", "x"): between(node("intermediateCatchEvent", "x", timer("P"))),
    ("signal-name", "x"): between(node("intermediateCatchEvent", "x", event("signal"))),
    ("timer-cycle", "x"): between(node("intermediateCatchEvent", "x", timer("R3/P1D", "timeCycle"))),
    ("reference-dangling", "x"): between(node("intermediateCatchEvent", "x", ONE)),
    ("message-name", "x"): between(
        node("intermediateCatchEvent", "x", ONE), roots=(message("m").replace('"m"', '""'),)
    ),
    ("message-key", "x"): between(node("intermediateCatchEvent", "x", ONE), roots=(message("m"),)),
    ("code-missing", "x"): between(node("intermediateThrowEvent", "x", "<bpmn:escalationEventDefinition/>")),
    ("called-missing", "x"): between(node("callActivity", "x")),
    ("operation-missing", "x"): between(node("serviceTask", "x")),
    ("loop-unknown", "x"): between(user("x", "<bpmn:standardLoopCharacteristics/>")),
    ("execution-listener", "x"): between(user("x", extensions=EXECUTION_LISTENER)),
    ("execution-listener", "p"): diagram(
        "p", f"<bpmn:extensionElements>{EXECUTION_LISTENER}</bpmn:extensionElements>", *PLAIN
    ),
    ("task-listener", "x"): between(
        user("x", extensions=COMPLETING.replace("completing", "creating"))
    ),
    ("mapping-target", "x"): between(user("x", extensions=io({"a..b": "= 1"}), form="f")),
    ("form-none", "x"): between(user("x", form="")),
    ("start-same", "s2"): diagram(
        "p", *PLAIN, node("startEvent", "s1", ONE), node("startEvent", "s2", ONE), flow("s1", "u"), flow("s2", "u"),
        roots=(message("m"),),
    ),
    ("join-never", "j"): diagram(
        "p", *CHOICE[:-1], user("c"), gateway("parallelGateway", "j"), end(), flow("start", "g"), flow("g", "c"),
        flow("g", "j", "= x"), path("c", "j", "end"),
    ),
    ("circle-without-wait", "again"): diagram(
        "p", start(), node("task", "again"), gateway("exclusiveGateway", "g", default="end"), end(),
        path("start", "again", "g", "end"), flow("g", "again", "= x"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule_id", "element_id"), WRONG)
def test_names_the_rule_and_the_element(rule_id: str, element_id: str | None) -> None:
    assert (rule_id, element_id) in said(WRONG[rule_id, element_id])


@pytest.mark.parametrize(
    "parting",
    [
        (gateway("parallelGateway", "s"), path("u", "s", "j"), flow("s", "v"), path("v", "j")),
        (
            boundary("b", "u", timer("P1D"), interrupts=False),
            gateway("exclusiveGateway", "s", default="v"),
            path("u", "j"),
            path("b", "s", "v", "j"),
        ),
    ],
)
def test_a_join_to_which_two_tokens_can_come_is_let_be(parting: tuple[str, ...]) -> None:
    file = diagram("p", start(), user("u"), user("v"), gateway("parallelGateway", "j"), end(), *parting,
                   path("start", "u"), path("j", "end"))  # fmt: skip
    assert said(file) == set()


def test_a_circle_in_which_something_waits_is_let_be() -> None:
    file = diagram(
        "p", start(), user("again", outputs=("x",)), gateway("exclusiveGateway", "g", default="end"), end(),
        path("start", "again", "g", "end"), flow("g", "again", "= x"),
    )  # fmt: skip
    assert said(file) == set()


def test_refuses_undeclared_escalations() -> None:
    file = diagram("p", start(), end("x", by_escalation("late")), path("start", "x"))
    assert said(file) == {("reference-dangling", "x")}


def test_refuses_a_shared_event_behind_an_event_gateway() -> None:
    file = diagram(
        "p",
        start(),
        user("u"),
        gateway("eventBasedGateway", "g"),
        node("intermediateCatchEvent", "t", timer("P1D")),
        end(),
        path("start", "u", "g", "t", "end"),
        boundary("b", "u", timer("P2D")),
        flow("b", "t"),
    )
    assert said(file) == {("event-gateway-shared", "t")}


def test_refuses_deep_nesting() -> None:
    inner = "".join(PLAIN)
    for depth in range(6):
        inner = start(f"s{depth}") + sub_process(f"sub{depth}", inner) + end(f"e{depth}")
        inner += path(f"s{depth}", f"sub{depth}", f"e{depth}")
    assert ("nesting-too-deep", "sub0") in said(diagram("p", inner))


HEAD = b'<?xml version="1.0"?>'


@pytest.mark.parametrize(
    ("rule_id", "xml"),
    [
        ("document-broken", b"no xml"),
        ("document-broken", b"<a>"),
        ("document-not-bpmn", b"<a/>"),
        ("document-too-large", b" " * (2 * 1024 * 1024 + 1)),
        ("document-doctype", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'),
        ("document-doctype", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
    ],
)
def test_reads_no_dangerous_document(rule_id: str, xml: bytes) -> None:
    assert [finding.rule_id for finding in engine.lint(xml)] == [rule_id]
    with pytest.raises(engine.DiagramRefused):
        engine.read(xml)


ASSIGNED = """<zeebe:assignmentDefinition candidateGroups='{}'/>"""
NAMED = between(
    user("x", extensions=COMPLETING),
    service("s", "op") + call("c", "other"),
    node("businessRuleTask", "r", extensions='<zeebe:calledDecision decisionId="d" resultVariable="o"/>'),
    path("start2", "s", "c", "r", "end") + node("startEvent", "start2", by_message("m")),
    roots=(message("m"),),
)


def test_compares_names_with_what_exists() -> None:
    nothing = frozenset[str]()
    facts = engine.Facts(None, nothing, nothing, nothing, nothing)
    assert said(NAMED) == set()
    assert said(NAMED, facts) == {
        ("form-unknown", "x"),
        ("listener-unknown", "x"),
        ("operation-unknown", "s"),
        ("process-unknown", "c"),
        ("decision-unknown", "r"),
    }
    everything = engine.Facts(
        None, frozenset({"a_form"}), frozenset({"d"}), frozenset({"op", "l"}), frozenset({"other"})
    )
    assert said(NAMED, everything) == set()


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ('= [agency + "/officer"]', True),
        ('= [agency + "/oficer"]', False),
        ('= ["ban-tdkt/officer"]', True),
        ('= ["ban-tdkt/boss"]', False),
        ('= if mode = "request" then [agency + "/officer", "ban-tdkt/officer"] else [agency + "/officer"]', True),
        ("ban-tdkt, ban-tdkt/officer", True),
        ("nobody", False),
    ],
)
def test_knows_agencies_and_roles_in_candidate_groups(text: str, is_known: bool) -> None:  # noqa: FBT001
    facts = engine.Facts(groups=frozenset({"ban-tdkt", "ban-tdkt/officer", "ban-tdkt/head"}))
    findings = said(between(user("x", extensions=ASSIGNED.format(text))), facts)
    assert findings == (set() if is_known else {("group-unknown", "x")})


def test_every_sentence_can_be_filled() -> None:
    assert all(
        severity in {"error", "warning"} and template.endswith((".", "%(reason)s")) and hint.endswith(".")
        for severity, template, hint in RULES.values()
    )


def test_multi_instance_needs_a_collection_expression() -> None:
    file = between(node("userTask", "x", multi("sites", "site"), extensions='<zeebe:formDefinition formId="f"/>'))
    assert said(file) == {("loop-unknown", "x")}


@pytest.mark.parametrize(
    ("text", "is_late"),
    [
        ("2026-01-01", True),
        ("2025-12-31T23:59:59", False),
        ("2025-12-31T17:00:00Z", True),
        ('= date("2026-02-01")', True),
        ('= date("2025-02-01")', False),
        ('= date and time("2026-01-01T08:00:00")', True),
        ("= due_on", False),
        ("= add_working_days(now(), 300)", False),
        ("= 1 / 0", False),
        ("9999-12-31T23:59:59Z", True),
        ('= date("999999-01-01")', False),
        ('= date and time("-0001-01-01T08:00:00")', False),
    ],
)
def test_a_fixed_day_after_the_plan_is_told(text: str, is_late: bool) -> None:  # noqa: FBT001
    ends = engine.Facts(ends_on=date(2026, 1, 1))
    waits = between(node("intermediateCatchEvent", "x", timer(text, "timeDate")))
    is_due = between(user("x", extensions=f"<zeebe:taskSchedule dueDate='{text}'/>"))
    for file in (waits, is_due):
        assert said(file, ends) - said(file) == ({("deadline-late", "x")} if is_late else set())


# ── what only warns ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_element_that_the_drawing_lacks_is_named() -> None:
    file = Path("workflows/bpmn/detect.bpmn").read_bytes()
    lacking = file.replace(b'bpmnElement="review_by_lead"', b'bpmnElement="other"')
    assert lacking != file
    assert said(lacking) == {("shape-missing", "review_by_lead")}


def test_a_drawing_that_cannot_be_read_changes_nothing() -> None:
    file = Path("workflows/bpmn/detect.bpmn").read_bytes()
    askew = file.replace(b' x="', b' x="left of ')
    assert askew != file
    assert engine.read(askew).elements == engine.read(file).elements


@pytest.mark.parametrize(
    ("read", "is_slip"),
    [
        ("agnecy", True),
        ("agancy", True),
        ("agecy", True),
        ("ageency", True),
        ("agency", False),
        ("agencys", False),
        ("agenc", False),
        ("region", False),
        ("agency.code", False),
    ],
)
def test_a_variable_nearly_named_as_one_that_is_set_looks_misspelt(read: str, is_slip: bool) -> None:  # noqa: FBT001
    file = between(user("x", extensions=io(inputs={"there": f"= {read}"}, outputs={"agency": "= office"})))
    assert said(file) == ({("variable-misspelt", "x")} if is_slip else set())


def test_short_names_and_numbered_ones_are_left_alone() -> None:
    outputs = {"item": "= a", "step_1": "= b"}
    file = between(user("x", extensions=io(inputs={"there": "= itam", "here": "= step_2"}, outputs=outputs)))
    assert said(file) == set()


def crossing(*more: str, parting: str = "parallelGateway") -> bytes:
    """Two inclusive joins, each fed by a branch of its own and by the other join."""
    return diagram(
        "p", start(), gateway(parting, "fork", default="u"), user("u"), user("v"), end(),
        gateway("inclusiveGateway", "a"), user("x"), gateway("exclusiveGateway", "after_a", default="b"),
        gateway("inclusiveGateway", "b"), user("y"), gateway("exclusiveGateway", "after_b", default="a"),
        path("start", "fork", "u", "a", "x", "after_a", "b", "y", "after_b", "a"), path("v", "b"),
        flow("fork", "v", "" if parting == "parallelGateway" else "= k"),
        flow("after_a", "end", "= k"), flow("after_b", "end", "= k"), *more,
    )  # fmt: skip


def test_two_inclusive_joins_that_can_wait_for_each_other_are_named() -> None:
    assert said(crossing()) == said(crossing(parting="inclusiveGateway")) == {("joins-mutual", "a")}
    play = Play(crossing()).start().complete("u").complete("v")
    assert play.trace[-2:] == ["-u", "-v"]
    assert not play.ended


def test_a_diagram_of_nothing_but_inclusive_joins_is_read_to_its_end() -> None:
    joins = [gateway("inclusiveGateway", f"g{n}", default=f"g{(n + 1) % 150}") for n in range(150)]
    flows = [
        flow(f"g{n}", f"g{(n + step) % 150}", "" if step == 1 else "= k") for n in range(150) for step in range(1, 9)
    ]
    file = diagram("p", start(), *joins, end(), path("start", "g0"), *flows, flow("g7", "end", "= k"))
    assert said(file) == {("circle-without-wait", "g0")}


def test_inclusive_joins_to_which_one_token_comes_are_let_be() -> None:
    assert said(crossing(parting="exclusiveGateway")) == set()


def test_inclusive_joins_behind_a_common_way_back_are_let_be() -> None:
    file = diagram(
        "p", start(), gateway("inclusiveGateway", "a"), gateway("parallelGateway", "fork"), user("u"), user("v"),
        gateway("inclusiveGateway", "b"), gateway("exclusiveGateway", "after", default="a"), end(),
        path("start", "a", "fork", "u", "b", "after", "a"), path("fork", "v", "b"), flow("after", "end", "= k"),
    )  # fmt: skip
    assert said(file) == set()
    assert Play(file).start(k=True).complete("u").complete("v").ended


def test_a_reminder_that_leads_to_one_of_two_joins_on_a_circle_is_named() -> None:
    file = diagram(
        "p", start(), user("u"), boundary("late", "u", timer("P1D"), interrupts=False), end(),
        gateway("inclusiveGateway", "a"), user("x"), gateway("inclusiveGateway", "b"), user("y"),
        gateway("exclusiveGateway", "g", default="a"), path("start", "u", "a", "x", "b", "y", "g", "a"),
        flow("late", "b"), flow("g", "end", "= k"),
    )  # fmt: skip
    assert said(file) == {("joins-mutual", "a")}


@pytest.mark.parametrize("binding", ["deployment", "versionTag"])
def test_a_binding_to_another_than_the_newest_version_is_told(binding: str) -> None:
    called = f'<zeebe:calledElement processId="q" bindingType="{binding}"/>'
    assert said(between(node("callActivity", "x", extensions=called))) == {("binding-newest", "x")}
    assert said(between(node("callActivity", "x", extensions=called.replace(binding, "latest")))) == set()


@pytest.mark.parametrize(
    "task",
    [
        user("x").replace(' id="x"', ' id="x" c7:assignee="demo" xmlns:c7="http://camunda.org/schema/1.0/bpmn"'),
        user("x", extensions='<formData xmlns="http://camunda.org/schema/1.0/bpmn"/>'),
        user("x", extensions='<formData xmlns="http://activiti.org/bpmn"/>'),
    ],
)
def test_what_is_said_for_camunda_7_is_told(task: str) -> None:
    assert said(between(task)) == {("camunda-7", "x")}


def test_a_mapping_may_lead_into_a_context_ten_names_deep() -> None:
    for depth, is_well in ((10, True), (11, False)):
        file = between(user("x", extensions=io({".".join("a" * depth): "= 1"})))
        assert (said(file) == set()) is is_well


def test_a_form_by_key_is_no_form() -> None:
    keyed = '<zeebe:formDefinition formKey="camunda-forms:bpmn:f"/>'
    assert said(between(node("userTask", "x", extensions=keyed))) == {("form-none", "x")}
