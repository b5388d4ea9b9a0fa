"""Elements started and element instances ended out of the order of the diagram, as Camunda 8 documents it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import engine
from service.engine import Activation, Assignment, ModifyInstance, Move, faults, steps
from service.engine.modify import INFERRED, SOURCE_PARENT
from service.process.instances.commands.replay import command_of, plain_command
from tests.support.bpmn import (
    boundary,
    by_message,
    by_signal,
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
    signal,
    start,
    sub_process,
    timer,
    user,
)
from tests.support.play import Play

if TYPE_CHECKING:
    from collections.abc import Callable

ROW = diagram("row", start(), user("a"), user("b"), user("c"), end(), path("start", "a", "b", "c", "end"))

NESTED = diagram(
    "nested",
    start(),
    user("before"),
    sub_process(
        "outer",
        start("outer_start"),
        user("first"),
        sub_process(
            "inner", start("inner_start"), user("deep"), end("inner_end"), path("inner_start", "deep", "inner_end")
        ),
        end("outer_end"),
        path("outer_start", "first", "inner", "outer_end"),
        extensions=io(inputs={"mapped": "= missing.part"}),
    ),
    boundary("late", "outer", timer("P9D")),
    end("too_late"),
    user("after"),
    end(),
    path("start", "before", "outer", "after", "end"),
    path("late", "too_late"),
)

PARALLEL = diagram(
    "parallel",
    start(),
    gateway("parallelGateway", "fork"),
    user("left"),
    user("right"),
    gateway("parallelGateway", "join"),
    user("joined"),
    end(),
    path("start", "fork", "left", "join", "joined", "end"),
    path("fork", "right", "join"),
)


def several(*, sequential: bool = False) -> bytes:
    return diagram(
        "several",
        start(),
        user(
            "vote",
            multi(
                "= people",
                "person",
                sequential=sequential,
                more='outputCollection="votes" outputElement="= voted"',
            ),
            extensions=io(outputs={"voted": "= voted"}),
        ),
        user("count"),
        end(),
        path("start", "vote", "count", "end"),
    )


IN_EACH = diagram(
    "in_each",
    start(),
    sub_process(
        "visit",
        multi("= people", "person"),
        start("visit_start"),
        user("talk"),
        user("note"),
        end("visit_end"),
        path("visit_start", "talk", "note", "visit_end"),
    ),
    user("after"),
    end(),
    path("start", "visit", "after", "end"),
)

CALLING = diagram("calling", start(), call("ask", "called"), user("after"), end(), path("start", "ask", "after", "end"))
CALLED = diagram("called", start(), user("within"), user("next"), end(), path("start", "within", "next", "end"))


def modify(play: Play, *ended: str | int, start: tuple[Activation | str, ...] = ()) -> Play:
    """End the oldest instance of each element, and start elements."""
    keys = tuple(named if isinstance(named, int) else play.open_keys(named)[0] for named in ended)
    activations = tuple(each if isinstance(each, Activation) else Activation(each) for each in start)
    play.do(ModifyInstance(activations, keys))
    return play


# ── Starting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_moves_an_instance_from_one_element_to_another() -> None:
    play = modify(Play(ROW).start(), "a", start=("c",))

    assert play.trace == ["start", "+a", "xa", "+c"]
    assert play.complete("c").ended


def test_starts_an_element_beside_what_is_active() -> None:
    play = modify(Play(ROW).start(), start=("c",))

    assert play.open == ["a", "c"]
    play.complete("c")
    assert not play.ended
    assert play.complete("a").complete("b").complete("c").ended


def test_passes_a_started_element_that_does_not_wait_and_goes_on_behind_it() -> None:
    play = modify(Play(PARALLEL).start(), "left", "right", start=("join",))

    assert play.trace[-2:] == ["join", "+joined"]


def test_arms_the_boundary_events_of_a_started_element() -> None:
    file = diagram(
        "p", start(), user("a"), user("b"), boundary("late", "b", timer("P1D")), end("overdue"), end(),
        path("start", "a", "b", "end"), path("late", "overdue"),
    )  # fmt: skip
    play = modify(Play(file).start(), "a", start=("b",))

    assert list(play.timers()) == ["late"]
    assert play.at("2023-01-04T08:00:00+07:00").trace[-2:] == ["late", "overdue"]


def test_asks_for_the_operation_of_a_started_service_task() -> None:
    file = diagram("p", start(), user("a"), service("s", "test.note"), end(), path("start", "a", "s", "end"))

    play = modify(Play(file, operations={"test.note": {"noted": 1}}).start(), "a", start=("s",))

    assert play.ended
    assert play.variables == {"noted": 1}


def test_opens_the_sub_processes_around_an_element_without_their_starts_and_mappings() -> None:
    play = modify(Play(NESTED).start(), "before", start=("deep",))

    assert play.trace == ["start", "+before", "+outer", "+inner", "xbefore", "+deep"]
    assert list(play.timers()) == ["late"]
    assert play.complete("deep").trace[-6:] == ["-deep", "inner_end", "-inner", "outer_end", "-outer", "+after"]


def test_a_timer_interrupts_a_sub_process_that_was_opened_for_an_element() -> None:
    play = modify(Play(NESTED).start(), "before", start=("deep",))

    assert play.at("2023-02-01T08:00:00+07:00").ended
    assert play.trace[-5:] == ["xdeep", "xinner", "xouter", "late", "too_late"]


def test_starts_an_element_in_the_sub_process_that_runs() -> None:
    play = modify(modify(Play(NESTED).start(), "before", start=("first",)), start=("deep",))

    assert play.open == ["deep", "first", "inner", "outer"]
    assert play.trace.count("+outer") == 1


def test_opens_sub_processes_anew_below_a_named_ancestor() -> None:
    play = modify(Play(NESTED).start(), start=("deep",))

    modify(play, start=(Activation("deep", ancestor_key=engine.ROOT),))

    assert play.open.count("outer") == 2
    outer = play.open_keys("outer")[0]
    modify(play, start=(Activation("deep", ancestor_key=outer),))
    assert (play.open.count("outer"), play.open.count("inner")) == (2, 3)


def test_starts_an_element_in_the_named_one_of_several_sub_processes() -> None:
    play = modify(Play(NESTED).start(), start=("first",))
    modify(play, start=(Activation("first", ancestor_key=engine.ROOT),))
    with pytest.raises(faults.AncestorMissing, match="several run"):
        modify(play, start=("first",))


def test_names_the_one_of_several_sub_processes_to_start_in() -> None:
    play = modify(Play(NESTED).start(), start=("first",))
    modify(play, start=(Activation("first", ancestor_key=engine.ROOT),))
    second = play.open_keys("outer")[1]

    modify(play, start=(Activation("deep", ancestor_key=second),))

    opened = [event for event in play.of(steps.ElementActivated) if event.element_id == "inner"]
    assert [event.scope_key for event in opened] == [second]


def test_starts_a_whole_multi_instance_activity() -> None:
    file = diagram(
        "p", start(), user("a"), user("vote", multi("= people", "person")), end(), path("start", "a", "vote", "end")
    )
    play = modify(Play(file).start(people=["An", "Bình"]), "a", start=("vote",))

    assert play.open == ["vote"] * 3
    assert play.complete("vote").complete("vote").ended


def test_starts_an_element_in_a_named_instance_of_a_multi_instance_sub_process() -> None:
    play = Play(IN_EACH).start(people=["An", "Bình"])
    second = play.open_keys("visit")[1]

    modify(play, start=(Activation("note", ancestor_key=second),))

    assert play.open.count("note") == 1
    assert play.of(steps.ElementActivated)[-1].scope_key == second


def test_starts_an_element_of_a_process_that_is_called() -> None:
    play = modify(Play(CALLING, CALLED).start(), "within", start=("next",))

    assert play.complete("next").trace[-3:] == ["end", "-ask", "+after"]


def test_starts_in_the_named_one_of_several_processes_that_are_called() -> None:
    play = modify(Play(CALLING, CALLED).start(), start=("ask",))
    assert play.open == ["ask", "ask", "within", "within"]
    with pytest.raises(faults.AncestorMissing, match="several run"):
        modify(play, start=("next",))


def test_names_the_one_of_several_called_processes_to_start_in() -> None:
    play = modify(Play(CALLING, CALLED).start(), start=("ask",))
    second = play.open_keys("ask")[1]

    modify(play, start=(Activation("next", ancestor_key=second),))

    assert play.of(steps.ElementActivated)[-1].scope_key == second


# ── Variables ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sets_variables_of_the_process_before_the_element_starts() -> None:
    file = diagram(
        "p", start(), user("a"), user("b", extensions=io(inputs={"doubled": "= score * 2"})), end(),
        path("start", "a", "b", "end"),
    )  # fmt: skip
    play = modify(Play(file).start(), "a", start=(Activation("b", {"": {"score": 21}}),))

    assert play.variables == {"score": 21}
    assert seen(play, "b")["doubled"] == 42


def test_sets_variables_in_a_scope_around_the_element_and_at_the_element_itself() -> None:
    given = {"nested": {"everywhere": 1}, "outer": {"here": 2}, "inner": {"deeper": 3}, "deep": {"mine": 4}}

    play = modify(Play(NESTED).start(), "before", start=(Activation("deep", given),))

    assert seen(play, "deep") == {"everywhere": 1, "here": 2, "deeper": 3, "mine": 4}
    assert play.variables == {"everywhere": 1}
    assert play.complete("deep").variables == {"everywhere": 1}


def test_sets_variables_in_the_process_that_is_called() -> None:
    play = modify(Play(CALLING, CALLED).start(), start=(Activation("next", {"": {"only": "here"}}),))

    assert seen(play, "next") == {"only": "here"}
    assert play.variables == {}


def test_sets_variables_where_they_are_or_as_local_ones() -> None:
    play = modify(Play(NESTED).start(score=1), "before", start=(Activation("deep", {"outer": {"here": 1}}),))
    key = play.open_keys("deep")[0]

    play.do(ModifyInstance(assignments=(Assignment(key, {"score": 2, "here": 2}),)))
    play.do(ModifyInstance(assignments=(Assignment(key, {"score": 3}, is_local=True),)))
    play.do(ModifyInstance(assignments=(Assignment(engine.ROOT, {"new": 4}),)))

    assert seen(play, "deep") == {"score": 3, "here": 2, "new": 4}
    assert play.variables == {"score": 2, "new": 4}


def seen(play: Play, element_id: str) -> dict[str, object]:
    run = play.twins[1].run
    assert run is not None
    return dict(run.variables_at(play.open_keys(element_id)[0]))


# ── Ending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ends_the_instance_when_its_last_element_is_ended() -> None:
    play = modify(Play(ROW).start(), "a")

    assert play.ended
    assert play.of(steps.InstanceTerminated)


def test_ends_sub_processes_that_are_left_empty() -> None:
    play = modify(Play(NESTED).start(), "before", start=("deep",))

    modify(play, "deep")

    assert play.trace[-3:] == ["xdeep", "xinner", "xouter"]
    assert play.ended
    assert play.timers() == {}


def test_keeps_a_sub_process_in_which_an_element_is_started() -> None:
    play = modify(Play(NESTED).start(), "before", start=("deep",))

    modify(play, "deep", start=("first",))

    assert play.open == ["first", "outer"]


def test_ends_an_element_with_everything_below_it() -> None:
    play = modify(Play(NESTED).start(), start=("deep",))

    modify(play, "outer", "deep")

    assert play.open == ["before"]
    assert play.timers() == {}


def test_takes_back_jobs_messages_signals_and_timers_of_what_ends() -> None:
    file = diagram(
        "p",
        start(),
        gateway("parallelGateway", "fork"),
        service("job", "outside"),
        node("receiveTask", "mail", messageRef="message_mail"),
        node("intermediateCatchEvent", "bell", by_signal("bell")),
        node("intermediateCatchEvent", "later", timer("P1D")),
        user("kept"),
        end(),
        path("start", "fork", "job", "end"),
        *(path("fork", each, "end") for each in ("mail", "bell", "later", "kept")),
        roots=(message("mail", "= 1"), signal("bell")),
    )
    play = modify(Play(file).start(), "job", "mail", "bell", "later")

    assert play.open == ["kept"]
    assert (play.timers(), play.subscriptions(), play.signal_subscriptions()) == ({}, [], [])
    assert [event.key for event in play.of(steps.JobCanceled)] == [event.key for event in play.of(steps.JobCreated)]


def test_ends_all_instances_of_an_element_by_its_id() -> None:
    play = modify(Play(ROW).start(), start=("c", "c"))

    play.do(ModifyInstance(terminations=("c",)))

    assert play.open == ["a"]


def test_an_inclusive_join_goes_on_when_what_it_waited_for_is_ended() -> None:
    file = diagram(
        "p",
        start(),
        gateway("inclusiveGateway", "fork", default="join"),
        user("left"),
        user("right"),
        gateway("inclusiveGateway", "join"),
        end(),
        path("start", "fork"),
        flow("fork", "left", "= true"),
        flow("fork", "right", "= true"),
        flow("fork", "join"),
        path("left", "join", "end"),
        path("right", "join"),
    )
    play = modify(Play(file).start().complete("left"), "right")

    assert play.ended
    assert play.of(steps.InstanceCompleted)


# ── Multi-instance ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", [several(), several(sequential=True)], ids=["at once", "in sequence"])
def test_completes_a_multi_instance_activity_whose_last_child_is_withdrawn(file: bytes) -> None:
    play = Play(file).start(people=["An", "Bình"]).complete("vote", voted="yes")

    modify(play, "vote")

    assert play.open == ["count"]
    assert play.variables["votes"] == ["yes", None]


def test_goes_on_with_the_next_of_a_sequence_when_a_child_is_withdrawn() -> None:
    play = modify(Play(several(sequential=True)).start(people=["An", "Bình"]), "vote")

    assert seen(play, "vote")["person"] == "Bình"
    assert play.complete("vote", voted="no").variables["votes"] == [None, "no"]


def test_goes_on_with_the_others_when_a_child_is_withdrawn() -> None:
    play = modify(Play(several()).start(people=["An", "Bình", "Chi"]), "vote")

    assert play.open == ["vote"] * 3
    play.complete("vote", voted="b").complete("vote", voted="c")
    assert play.variables["votes"] == [None, "b", "c"]
    assert play.open == ["count"]


def test_withdraws_all_children_at_once_and_goes_on() -> None:
    play = Play(several()).start(people=["An", "Bình"])

    modify(play, *play.open_keys("vote"))

    assert play.open == ["count"]


def test_ends_the_whole_activity_by_the_key_of_its_body() -> None:
    play = Play(several()).start(people=["An", "Bình"])

    play.do(ModifyInstance(terminations=("vote",)))

    assert play.ended
    assert play.of(steps.InstanceTerminated)


def test_withdraws_a_child_whose_sub_process_is_left_empty() -> None:
    play = Play(IN_EACH).start(people=["An", "Bình"])

    modify(modify(play, "talk"), "talk")

    assert play.open == ["after"]


# ── Moving ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_moves_every_instance_of_an_element() -> None:
    play = modify(Play(ROW).start(), start=("a",))

    play.do(ModifyInstance(moves=(Move("a", "c", {"": {"moved": True}}),)))

    assert play.open == ["c", "c"]
    assert play.variables == {"moved": True}


def test_moves_a_multi_instance_activity_to_one_element() -> None:
    play = Play(several()).start(people=["An", "Bình"])

    play.do(ModifyInstance(moves=(Move("vote", "count"),)))

    assert play.open == ["count"]


@pytest.mark.parametrize("ancestor", [INFERRED, SOURCE_PARENT])
def test_moves_each_instance_within_its_own_sub_process(ancestor: str) -> None:
    play = Play(IN_EACH).start(people=["An", "Bình"])

    play.do(ModifyInstance(moves=(Move("talk", "note", ancestor=ancestor),)))

    assert play.open.count("note") == 2
    opened = [event for event in play.of(steps.ElementActivated) if event.element_id == "note"]
    assert [event.scope_key for event in opened] == play.open_keys("visit")


def test_moves_an_instance_out_of_its_sub_process() -> None:
    play = modify(Play(NESTED).start(), "before", start=("deep",))

    play.do(ModifyInstance(moves=(Move(play.open_keys("deep")[0], "after", ancestor=INFERRED),)))

    assert play.open == ["after"]


# ── Refusing ────────────────────────────────────────────────────────────────────────────────────────────────────────

WAITS_FOR_EVENTS = diagram(
    "waiting",
    start(),
    user("a"),
    boundary("late", "a", timer("P1D")),
    node("eventBasedGateway", "first_of"),
    node("intermediateCatchEvent", "mail", by_message("mail")),
    node("intermediateCatchEvent", "later", timer("P1D")),
    end(),
    path("start", "a", "first_of", "mail", "end"),
    path("first_of", "later", "end"),
    path("late", "end"),
    roots=(message("mail", "= 1"),),
)


def visiting() -> Play:
    return Play(IN_EACH).start(people=["An", "Bình"])


def visited() -> Play:
    return Play(IN_EACH).start(people=[])


def nested() -> Play:
    return modify(Play(NESTED).start(), start=("deep",))


REFUSED: dict[str, tuple[Callable[[], Play], ModifyInstance, type[Exception], str]] = {
    "nothing": (Play(ROW).start, ModifyInstance(), faults.NothingToModify, "no instruction"),
    "an unknown element": (Play(ROW).start, ModifyInstance([Activation("z")]), faults.ElementUnknown, "'z'"),
    "a flow": (Play(ROW).start, ModifyInstance([Activation("a_to_b")]), faults.ElementUnknown, "'a_to_b'"),
    "the process": (Play(ROW).start, ModifyInstance([Activation("row")]), faults.ElementUnknown, "'row'"),
    "a start event": (Play(ROW).start, ModifyInstance([Activation("start")]), faults.ElementUnstartable, "start event"),
    "a boundary event": (
        Play(WAITS_FOR_EVENTS).start, ModifyInstance([Activation("late")]), faults.ElementUnstartable, "boundary event"
    ),
    "an event behind an event-based gateway": (
        Play(WAITS_FOR_EVENTS).start, ModifyInstance([Activation("mail")]), faults.ElementUnstartable, "event-based"
    ),
    "an element in a multi-instance without an ancestor": (
        visiting, ModifyInstance([Activation("note")]), faults.AncestorMissing, "several run"
    ),
    "an element in a multi-instance that does not run": (
        visited, ModifyInstance([Activation("note")]), faults.AncestorMissing, "multi-instance"
    ),
    "an ancestor that is not there": (
        nested, ModifyInstance([Activation("deep", ancestor_key=999)]), faults.AncestorInvalid, "no running"
    ),
    "an ancestor that contains nothing": (
        nested, ModifyInstance([Activation("deep", ancestor_key=2)]), faults.AncestorInvalid, "no running"
    ),
    "an ancestor that is not around the element": (
        nested, ModifyInstance([Activation("after", ancestor_key=3)]), faults.AncestorInvalid, "not inside"
    ),
    "an ancestor that ends": (
        nested, ModifyInstance([Activation("first", ancestor_key=3)], [3]), faults.AncestorInvalid, "ends that"
    ),
    "a scope of its own that ends": (
        nested, ModifyInstance([Activation("first")], [3]), faults.AncestorInvalid, "ends that"
    ),
    "variables in an unknown scope": (
        nested, ModifyInstance([Activation("after", {"z": {}})]), faults.VariableScopeInvalid, "'z'"
    ),
    "variables in a scope beside the element": (
        nested, ModifyInstance([Activation("after", {"outer": {}})]), faults.VariableScopeInvalid, "'outer'"
    ),
    "an element instance that is not there": (
        Play(ROW).start, ModifyInstance(terminations=[999]), faults.ElementNotActive, "'999'"
    ),
    "the watcher of a boundary event": (
        Play(WAITS_FOR_EVENTS).start, ModifyInstance(terminations=[3]), faults.ElementNotActive, "'3'"
    ),
    "an element that is not active": (
        Play(ROW).start, ModifyInstance(terminations=["c"]), faults.ElementNotActive, "'c'"
    ),
    "a move from an element that is not active": (
        Play(ROW).start, ModifyInstance(moves=[Move("c", "a")]), faults.ElementNotActive, "'c'"
    ),
    "an end twice": (Play(ROW).start, ModifyInstance(terminations=[2, "a"]), faults.InstructionRepeated, "'2'"),
    "variables of nothing": (
        Play(ROW).start, ModifyInstance(assignments=[Assignment(999, {})]), faults.ElementNotActive, "'999'"
    ),
    "the last element of a called process": (
        Play(CALLING, CALLED).start, ModifyInstance(terminations=["within"]), faults.CalledProcessEmptied, "'called'"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    begin, command, refusal, words = REFUSED[name]
    with pytest.raises(engine.ModificationRefused, match=words) as refused:
        begin().do(command)
    assert type(refused.value) is refusal


# ── Seeing and keeping ──────────────────────────────────────────────────────────────────────────────────────────────


def test_tells_what_is_open_and_what_can_be_started() -> None:
    run = visiting().twins[1].run
    assert run is not None

    assert [(each.element_id, each.element_type) for each in run.open_elements()] == [
        ("visit", "MULTI_INSTANCE_BODY"),
        ("visit", "SUB_PROCESS"),
        ("visit", "SUB_PROCESS"),
        ("talk", "USER_TASK"),
        ("talk", "USER_TASK"),
    ]
    body, first, second = (each.key for each in run.open_elements()[:3])
    assert [each.scope_key for each in run.open_elements()] == [None, body, body, first, second]
    startable = {each.element_id: each.ancestor_keys for each in run.startable_elements()}
    assert startable == {
        "visit": (), "after": (), "end": (), "talk": (first, second), "note": (first, second),
        "visit_end": (first, second),
    }  # fmt: skip


def test_what_can_be_started_starts() -> None:
    """Whatever is listed as startable is not refused, on the diagrams above."""
    for file in (ROW, NESTED, PARALLEL, IN_EACH, WAITS_FOR_EVENTS):
        listed = Play(file).start(people=["An", "Bình"]).twins[1].run
        assert listed is not None
        assert listed.startable_elements()
        for each in listed.startable_elements():
            ancestor = next(iter(each.ancestor_keys), None)
            modify(Play(file).start(people=["An", "Bình"]), start=(Activation(each.element_id, ancestor_key=ancestor),))


def test_a_command_comes_back_from_what_an_incident_keeps() -> None:
    play = Play(NESTED).start()
    command = ModifyInstance(
        (Activation("deep", {"": {"score": 1}}),), (), (Move("before", "after"),), (Assignment(0, {"more": 2}),)
    )

    play.do(command_of(plain_command(command)))

    assert play.open == ["after", "deep", "inner", "outer"]
    assert play.variables == {"score": 1, "more": 2}
