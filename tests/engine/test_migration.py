"""A running instance goes on under another diagram: what is active becomes another element, and no more happens."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from service import engine
from service.engine import steps
from tests.support import bpmn
from tests.support.play import Play

if TYPE_CHECKING:
    from collections.abc import Mapping


def same(*drawn_ids: str) -> list[engine.Instruction]:
    return [(drawn_id, drawn_id) for drawn_id in drawn_ids]


def in_a_row(process_id: str, *nodes: str, ids: tuple[str, ...], roots: tuple[str, ...] = ()) -> bytes:
    path = bpmn.path("start", *ids, "end")
    return bpmn.diagram(process_id, bpmn.start(), *nodes, bpmn.end(), path, roots=roots)


def one_task(process_id: str, *inner: str, task: str = "ask") -> bytes:
    return in_a_row(process_id, bpmn.user(task, *inner), ids=(task,))


def reasons(play: Play, target: str, *instructions: engine.Instruction) -> set[tuple[str, str | None]]:
    """The rule and element of every reason against a migration, of which nothing remains."""
    run = play.twins[1].run
    assert run is not None
    before = run.save()
    diagrams = play.twins[1].diagrams
    source = next(iter(play.by_id.values()))
    trial = engine.load(before, diagrams, now=play.now, new_key=iter(range(10_000, 20_000)).__next__)
    with pytest.raises((engine.MappingInvalid, engine.MigrationRefused)) as refused:
        trial.migrate(source, play.by_id[target], instructions)
    assert run.save() == before
    assert all(str(finding.message).endswith(".") for finding in refused.value.findings)
    return {(finding.rule_id, finding.element_id) for finding in refused.value.findings}


# ── What is active ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_goes_on_behind_the_element_of_the_target() -> None:
    second = in_a_row("second", bpmn.user("question"), bpmn.user("more"), ids=("question", "more"))
    play = Play(one_task("first"), second).start(kept=1)

    events = play.migrate("second", ("ask", "question"))

    assert [type(event) for event in events] == [steps.ElementMigrated, steps.InstanceMigrated]
    assert play.open == ["question"]
    assert play.complete("question").open == ["more"]
    assert play.complete("more").ended
    assert play.variables == {"kept": 1}


def test_keeps_the_key_and_tells_what_the_element_is_now() -> None:
    play = Play(one_task("first"), in_a_row("second", bpmn.user("ask", form="another"), ids=("ask",))).start()
    (key,) = play.open_keys("ask")

    migrated, _ = play.migrate("second", *same("ask"))

    assert migrated == steps.ElementMigrated(key, "ask", "", 101, "another", interrupting=True)


def test_keeps_a_job_and_the_variables_of_its_element() -> None:
    inner = bpmn.io(inputs={"own": "= 1 + 1"})
    work = bpmn.service("work", "outside", extensions=inner)
    play = Play(in_a_row("first", work, ids=("work",)), in_a_row("second", work.replace("= 1", "= 5"), ids=("work",)))
    play.start()

    play.migrate("second", *same("work"))

    run = play.twins[1].run
    assert run is not None
    assert run.variables_at(play.open_keys("work")[0])["own"] == 2
    assert play.job("work", found=3).variables == {"found": 3}
    assert play.ended


def test_takes_scopes_and_what_is_active_in_them_along() -> None:
    def nested(process_id: str, outer: str, inner: str) -> bytes:
        content = bpmn.start("s"), bpmn.user(inner), bpmn.end("e"), bpmn.path("s", inner, "e")
        return in_a_row(process_id, bpmn.sub_process(outer, *content), ids=(outer,))

    play = Play(nested("first", "part", "ask"), nested("second", "section", "question")).start()

    play.migrate("second", ("part", "section"), ("ask", "question"))

    assert play.open == ["question", "section"]
    assert play.complete("question").ended


@pytest.mark.parametrize("is_sequential", [False, True])
def test_takes_a_multi_instance_along_with_what_is_done_of_it(*, is_sequential: bool) -> None:
    more = 'outputCollection="found" outputElement="= item + 10"'

    def each(process_id: str, task: str) -> bytes:
        marks = bpmn.multi("= [1, 2, 3]", "item", sequential=is_sequential, more=more)
        return in_a_row(process_id, bpmn.user(task, marks), ids=(task,))

    play = Play(each("first", "ask"), each("second", "question")).start().complete("ask")

    play.migrate("second", ("ask", "question"))

    assert play.complete("question").complete("question").ended
    assert play.variables["found"] == [11, 12, 13]


def test_leaves_a_called_process_alone_and_takes_its_call_along() -> None:
    first, second = (
        in_a_row(process_id, bpmn.call(call, "called"), bpmn.user(then), ids=(call, then))
        for process_id, call, then in (("first", "phase", "ask"), ("second", "step", "question"))
    )
    play = Play(first, second, one_task("called", task="inside")).start()

    play.migrate("second", ("phase", "step"))

    assert play.open == ["inside", "step"]
    assert play.complete("inside").open == ["question"]


def test_migrates_a_called_process_by_itself() -> None:
    whole = in_a_row("whole", bpmn.call("phase", "called"), bpmn.user("last"), ids=("phase", "last"))
    better = in_a_row("better", bpmn.user("inside"), bpmn.user("beside"), ids=("inside", "beside"))
    play = Play(whole, one_task("called", task="inside"), better).start()

    events = play.migrate("better", *same("inside"), source="called")

    assert [type(event) for event in events] == [steps.ElementMigrated]
    assert play.complete("inside").complete("beside").open == ["last"]


# ── What waits with it ──────────────────────────────────────────────────────────────────────────────────────────────


def reminded(process_id: str, timer: str, days: int, *, interrupts: bool = True, then: str = "late") -> bytes:
    return bpmn.diagram(
        process_id,
        bpmn.start(),
        bpmn.user("ask"),
        bpmn.boundary(timer, "ask", bpmn.timer(f"P{days}D"), interrupts=interrupts),
        bpmn.end(),
        bpmn.user(then),
        bpmn.end("end_late"),
        bpmn.path("start", "ask", "end"),
        bpmn.path(timer, then, "end_late"),
    )


def test_keeps_the_deadline_of_a_timer_that_is_mapped() -> None:
    play = Play(reminded("first", "week", 7), reminded("second", "fortnight", 14, then="much_later")).start()
    play.at("2023-01-06T08:00:00+07:00")

    play.migrate("second", ("ask", "ask"), ("week", "fortnight"))

    assert play.timers() == {"fortnight": datetime.fromisoformat("2023-01-09T08:00:00+07:00")}
    assert play.at("2023-01-09T08:00:00+07:00").open == ["much_later"]


def test_reckons_a_timer_anew_that_is_not_mapped() -> None:
    play = Play(reminded("first", "week", 7), reminded("second", "week", 14)).start()
    play.at("2023-01-06T08:00:00+07:00")

    play.migrate("second", *same("ask"))

    assert play.timers() == {"week": datetime.fromisoformat("2023-01-20T08:00:00+07:00")}


def test_opens_what_is_new_and_withdraws_what_is_gone() -> None:
    play = Play(one_task("first"), reminded("second", "week", 7)).start()

    play.migrate("second", *same("ask"))
    assert list(play.timers()) == ["week"]
    play.migrate("first", *same("ask"), source="second")

    assert play.timers() == {}
    assert play.complete("ask").ended


def test_does_not_remind_again_of_what_has_reminded_already() -> None:
    play = Play(reminded("first", "week", 7, interrupts=False), reminded("second", "week", 7, interrupts=False)).start()
    play.at("2023-01-09T08:00:00+07:00")
    assert play.open == ["ask", "late"]

    play.migrate("second", *same("ask", "week", "late"))

    assert play.timers() == {}


def test_a_repeating_timer_keeps_its_days_and_may_become_interrupting() -> None:
    cycle = bpmn.timer("R3/P7D", "timeCycle")
    first = reminded("first", "week", 7, interrupts=False).replace(bpmn.timer("P7D").encode(), cycle.encode())
    play = Play(first, reminded("second", "week", 14)).start()

    play.migrate("second", *same("ask", "week"))

    assert play.timers() == {"week": datetime.fromisoformat("2023-01-09T08:00:00+07:00")}
    assert play.at("2023-01-09T08:00:00+07:00").open == ["late"]


def awaiting(process_id: str, *events: str) -> bytes:
    """An event-based gateway with these branches: of ``letter`` or ``storm``, else a week."""
    kinds = {"letter": bpmn.by_message("letter"), "storm": bpmn.by_signal("storm")}
    return bpmn.diagram(
        process_id,
        bpmn.start(),
        bpmn.gateway("eventBasedGateway", "which"),
        *(
            bpmn.node("intermediateCatchEvent", event, kinds.get(event.split("_")[0], bpmn.timer("P7D")))
            for event in events
        ),
        *(bpmn.user(f"after_{event}") + bpmn.end(f"end_{event}") for event in events),
        bpmn.path("start", "which"),
        *(bpmn.path("which", event, f"after_{event}", f"end_{event}") for event in events),
        roots=(bpmn.message("letter", "= place"), bpmn.signal("storm")),
    )


def test_takes_an_event_based_gateway_along_branch_by_branch() -> None:
    play = Play(awaiting("first", "letter", "storm"), awaiting("second", "letter_b", "storm", "week")).start(place="a")
    (letter,) = play.subscriptions()

    play.migrate("second", ("which", "which"), ("letter", "letter_b"))

    assert play.subscriptions() == [letter]
    assert [each.element_id for each in play.signal_subscriptions()] == ["storm"]
    assert list(play.timers()) == ["week"]
    assert play.tell("letter_b").open == ["after_letter_b"]


def test_a_new_event_of_a_multi_instance_waits_with_the_whole() -> None:
    def each(process_id: str, *more: str) -> bytes:
        marks = bpmn.multi("= [1, 2]", "item")
        return in_a_row(process_id, bpmn.user("ask", marks), *more, ids=("ask",))

    late = bpmn.boundary("late", "ask", bpmn.timer("P1D")), bpmn.end("end_late"), bpmn.flow("late", "end_late")
    play = Play(each("first"), each("second", *late)).start()

    play.migrate("second", *same("ask"))

    assert play.at("2023-01-03T08:00:00+07:00").ended
    assert play.trace.count("xask") == 3


# ── Gateways at which tokens wait ───────────────────────────────────────────────────────────────────────────────────


def forked(process_id: str, gateway: str, *tasks: str, join: str = "join", then: str = "then") -> bytes:
    """Tasks beside each other; the inclusive fork takes the flows to all."""
    condition = "= true" if gateway == "inclusiveGateway" else ""
    return bpmn.diagram(
        process_id,
        bpmn.start(),
        bpmn.gateway(gateway, "fork", default=tasks[-1] if condition else ""),
        *(bpmn.user(task) for task in tasks),
        bpmn.gateway(gateway, join),
        bpmn.user(then),
        bpmn.end(),
        bpmn.path("start", "fork"),
        *(bpmn.flow("fork", task, condition if task != tasks[-1] else "") for task in tasks),
        *(bpmn.flow(task, join) for task in tasks),
        bpmn.path(join, then, "end"),
    )


@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway"])
def test_a_half_filled_join_waits_on_for_the_same(kind: str) -> None:
    first = forked("first", kind, "a", "b", "c")
    second = forked("second", kind, "x", "y", "c", join="meet", then="afterwards")
    play = Play(first, second).start().complete("a")

    play.migrate("second", ("join", "meet"), ("a_to_join", "x_to_meet"), ("b", "y"), *same("c")[: play.open.count("c")])

    while play.open != ["afterwards"]:
        play.complete(next(task for task in play.open if task in "yc"))
    assert play.complete("afterwards").ended


def test_a_join_with_more_flows_waits_for_them_too() -> None:
    play = Play(forked("first", "parallelGateway", "a", "b"), forked("second", "parallelGateway", "a", "b", "c"))
    play.start().complete("a")

    play.migrate("second", *same("join", "a_to_join", "b"))

    assert play.complete("b").open == []
    assert not play.ended


JOINS: Mapping[str, tuple[list[engine.Instruction], set[tuple[str, str | None]]]] = {
    "not mapped": (same("b", "a_to_join"), {("not-mapped", "join")}),
    "its flow not mapped": (same("b", "join"), {("flow-not-mapped", "a_to_join")}),
    "its flow mapped elsewhere": (
        [*same("b", "join"), ("a_to_join", "start_to_fork")],
        {("flow-elsewhere", "a_to_join")},
    ),
    "mapped on what is no join of its kind": (
        [*same("b", "a_to_join"), ("join", "b")],
        {("kind-changed", "join")},
    ),
}


@pytest.mark.parametrize("name", JOINS)
def test_refuses_a_join(name: str) -> None:
    instructions, wanted = JOINS[name]
    play = Play(forked("first", "parallelGateway", "a", "b"), forked("second", "parallelGateway", "a", "b"))
    assert reasons(play.start().complete("a"), "second", *instructions) == wanted


def test_refuses_a_join_with_fewer_flows_and_two_tokens_on_one_flow() -> None:
    play = Play(forked("first", "parallelGateway", "a", "b", "c"), forked("second", "parallelGateway", "a", "b"))
    play.start().complete("a").complete("b")
    found = reasons(
        play, "second", ("a_to_join", "a_to_join"), ("b_to_join", "a_to_join"), ("join", "join"), ("c", "b")
    )
    assert found == {("join-narrower", "join"), ("flow-shared", "a_to_join"), ("flow-shared", "b_to_join")}


def test_refuses_what_would_move_on_by_the_migration_alone() -> None:
    first = forked("first", "inclusiveGateway", "a", "b", "c")
    play = Play(first, forked("second", "inclusiveGateway", "a", "b", "c")).start().complete("a")
    instructions = [*same("join", "a_to_join"), ("b", "then"), *([("c", "then")] if "c" in play.open else [])]
    assert reasons(play, "second", *instructions) == {("join-released", "join")}


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

NESTED = bpmn.sub_process("part", bpmn.start("s"), bpmn.user("inner"), bpmn.end("e"), bpmn.path("s", "inner", "e"))
TARGET = bpmn.diagram(
    "second",
    bpmn.start(),
    bpmn.user("ask"),
    bpmn.boundary("week", "ask", bpmn.timer("P7D")),
    bpmn.user("other"),
    bpmn.boundary("month", "other", bpmn.timer("P30D")),
    bpmn.boundary("call_off", "ask", bpmn.by_message("letter")),
    bpmn.service("work", "outside"),
    bpmn.user("each", bpmn.multi("= [1]", "item")),
    NESTED,
    bpmn.end(),
    bpmn.path("start", "ask", "other", "work", "each", "part", "end"),
    *(bpmn.flow(event, "end") for event in ("week", "month", "call_off")),
    roots=(bpmn.message("letter", "= place"),),
)
REFUSED: dict[str, tuple[list[engine.Instruction], set[tuple[str, str | None]]]] = {
    "what is active is not mapped": (same("week"), {("not-mapped", "ask")}),
    "nothing is mapped": ([], {("not-mapped", "ask")}),
    "a source that is not there": ([*same("ask", "week"), ("nonsense", "ask")], {("source-unknown", "nonsense")}),
    "a target that is not there": ([("ask", "nonsense")], {("target-unknown", "ask")}),
    "mapped twice": ([("ask", "ask"), ("week", "week"), ("ask", "other")], {("mapped-twice", "ask")}),
    "another type": ([("ask", "work"), ("week", "week")], {("kind-changed", "ask"), ("event-detached", "week")}),
    "an element on a flow": ([("ask", "start_to_ask")], {("kind-changed", "ask")}),
    "an event of another kind": ([*same("ask"), ("week", "call_off")], {("kind-changed", "week")}),
    "an event of something else": ([*same("ask"), ("week", "month")], {("event-detached", "week")}),
    "once on many": ([("ask", "each")], {("loop-changed", "ask")}),
    "into a sub-process": ([("ask", "inner")], {("scope-changed", "ask")}),
    "all that is wrong at once": (
        [("nonsense", "ask"), ("week", "work"), ("ask", "inner")],
        {
            ("source-unknown", "nonsense"),
            ("kind-changed", "week"),
            ("event-detached", "week"),
            ("scope-changed", "ask"),
        },
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_with_every_reason(name: str) -> None:
    instructions, wanted = REFUSED[name]
    play = Play(reminded("first", "week", 7), TARGET).start(place="a")
    assert reasons(play, "second", *instructions) == wanted


def test_refuses_two_events_on_one() -> None:
    second = bpmn.boundary("second_week", "ask", bpmn.timer("P14D")) + bpmn.flow("second_week", "end")
    first = reminded("first", "week", 7).replace(
        b'<bpmn:userTask id="late"', f"{second}<bpmn:userTask id='late'".encode()
    )
    play = Play(first, TARGET).start(place="a")
    found = reasons(play, "second", *same("ask", "week"), ("second_week", "week"))
    assert found == {("event-shared", "week"), ("event-shared", "second_week")}


def test_refuses_to_leave_or_change_a_sub_process() -> None:
    nested = in_a_row("first", NESTED, ids=("part",))
    outside = in_a_row("second", NESTED, bpmn.user("outside"), ids=("part", "outside"))
    play = Play(nested, outside).start()
    assert reasons(play, "second", ("part", "part"), ("inner", "outside")) == {("scope-changed", "inner")}
    assert reasons(play, "second", ("inner", "inner")) == {("not-mapped", "part")}


def test_refuses_another_way_of_repeating() -> None:
    first, second = (
        in_a_row(process_id, bpmn.user("ask", bpmn.multi("= [1]", "item", sequential=is_sequential)), ids=("ask",))
        for process_id, is_sequential in (("first", False), ("second", True))
    )
    assert reasons(Play(first, second).start(), "second", *same("ask")) == {("loop-changed", "ask")}


def test_refuses_to_lose_a_worker() -> None:
    decided = bpmn.node(
        "businessRuleTask", "work", extensions='<zeebe:calledDecision decisionId="d" resultVariable="r"/>'
    )
    worked = bpmn.node("businessRuleTask", "work", extensions='<zeebe:taskDefinition type="outside"/>')
    play = Play(in_a_row("first", worked, ids=("work",)), in_a_row("second", decided, ids=("work",))).start()
    assert reasons(play, "second", *same("work")) == {("worker-lost", "work")}


def test_refuses_an_event_that_cannot_begin_to_wait() -> None:
    play = Play(one_task("first"), TARGET).start()
    found = reasons(play, "second", *same("ask"))
    assert found == {("event-unarmed", "call_off")}


def test_refuses_where_nothing_runs_on_the_version_to_leave() -> None:
    play = Play(one_task("idle"), one_task("first"), one_task("second")).start()
    run = play.twins[0].run
    assert run is not None
    with pytest.raises(engine.MigrationRefused) as refused:
        run.migrate(play.by_id["first"], play.by_id["second"], same("ask"))
    assert [finding.rule_id for finding in refused.value.findings] == ["version-absent"]


# ── What is proposed ────────────────────────────────────────────────────────────────────────────────────────────────


def test_proposes_for_each_element_that_can_be_active_and_stayed_what_it_was() -> None:
    def drawn(process_id: str, *more: str) -> engine.Diagram:
        fork = forked(process_id, "parallelGateway", "a", "b")
        return engine.read(fork.replace(b"</bpmn:process>", "".join(more).encode() + b"</bpmn:process>"))

    first = drawn("first", bpmn.boundary("week", "a", bpmn.timer("P7D")), bpmn.flow("week", "end"))
    second = drawn("second", bpmn.boundary("week", "b", bpmn.timer("P7D")), bpmn.flow("week", "end"))
    found = [before for before, _ in engine.proposed_instructions(first, second)]
    assert sorted(found) == ["a", "a_to_join", "b", "b_to_join", "join", "then"]


def test_proposes_to_wait_anew_for_another_message_but_not_for_another_time() -> None:
    def drawn(process_id: str, days: int, key: str) -> engine.Diagram:
        late = bpmn.boundary("late", "ask", bpmn.timer(f"P{days}D"), interrupts=False)
        recall = bpmn.boundary("recall", "ask", bpmn.by_message("letter"))
        ways = bpmn.flow("late", "end") + bpmn.flow("recall", "end")
        roots = (bpmn.message("letter", key),)
        return engine.read(in_a_row(process_id, bpmn.user("ask"), late, recall, ways, ids=("ask",), roots=roots))

    first, second = drawn("first", 7, "= place"), drawn("second", 14, "= code")
    assert engine.proposed_instructions(first, second) == same("ask", "late")
    assert engine.proposed_instructions(first, first) == same("ask", "late", "recall")


def test_what_is_proposed_between_equal_diagrams_is_enough_wherever_the_instance_stands() -> None:
    play = Play(reminded("first", "week", 7), reminded("second", "week", 7)).start()
    proposed: Any = engine.proposed_instructions(play.by_id["first"], play.by_id["second"])
    play.migrate("second", *proposed)
    assert play.complete("ask").ended
