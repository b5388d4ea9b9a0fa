"""Signals: thrown to everybody, caught wherever they are awaited."""

from __future__ import annotations

import pytest

from service import engine
from service.engine import steps
from tests.support.bpmn import (
    boundary,
    by_signal,
    diagram,
    end,
    flow,
    gateway,
    io,
    node,
    path,
    signal,
    start,
    sub_process,
    timer,
    user,
)
from tests.support.play import MONDAY, Play


def catching(element_id: str, name: str, **more: str) -> str:
    return node("intermediateCatchEvent", element_id, by_signal(name), **more)


WAITING = diagram(
    "waiting", start(), catching("wait", "stop"), end(), path("start", "wait", "end"), roots=(signal("stop"),)
)

WATCHED = diagram(
    "watched",
    start(),
    sub_process("inside", start("in"), user("work"), end("out"), path("in", "work", "out")),
    boundary("told", "inside", by_signal("news"), interrupts=False),
    boundary("stopped", "inside", by_signal("stop")),
    end("heard"),
    end("halted"),
    end(),
    path("start", "inside", "end"),
    flow("told", "heard"),
    flow("stopped", "halted"),
    roots=(signal("news"), signal("stop")),
)


def test_a_catch_event_waits_for_its_signal_and_takes_what_it_brings() -> None:
    play = Play(WAITING).start()
    assert play.open == ["wait"]
    play.signal("stop", reason="storm")
    assert play.ended
    assert play.variables == {"reason": "storm"}


def test_a_signal_that_is_awaited_nowhere_changes_nothing() -> None:
    with pytest.raises(engine.NotWaiting):
        Play(WAITING).start().do(steps.CatchSignal((999,), "stop"))


def test_a_boundary_that_does_not_interrupt_hears_every_signal() -> None:
    play = Play(WATCHED).start().signal("news").signal("news")
    assert play.trace.count("heard") == 2
    assert play.open == ["inside", "work"]


def test_a_boundary_that_interrupts_ends_what_is_inside() -> None:
    play = Play(WATCHED).start().signal("stop")
    assert play.trace[-4:] == ["xwork", "xinside", "stopped", "halted"]
    assert play.ended


def test_one_signal_reaches_all_that_wait_in_a_case_and_what_it_ends_hears_nothing() -> None:
    file = diagram(
        "twice",
        start(),
        gateway("parallelGateway", "split"),
        sub_process("inside", start("in"), catching("inner", "stop"), end("out"), path("in", "inner", "out")),
        boundary("stopped", "inside", by_signal("stop")),
        end("halted"),
        catching("outer", "stop"),
        end("end_a"),
        end("end_b"),
        path("start", "split", "inside", "end_a"),
        path("split", "outer", "end_b"),
        flow("stopped", "halted"),
        roots=(signal("stop"),),
    )
    play = Play(file).start().signal("stop")
    assert play.ended
    assert {"halted", "end_b"} <= set(play.trace)
    assert "end_a" not in play.trace


def test_an_event_based_gateway_goes_on_with_a_signal() -> None:
    file = diagram(
        "either",
        start(),
        gateway("eventBasedGateway", "g"),
        catching("told", "stop"),
        node("intermediateCatchEvent", "late", timer("P1D")),
        end("end_told"),
        end("end_late"),
        path("start", "g", "told", "end_told"),
        path("g", "late", "end_late"),
        roots=(signal("stop"),),
    )
    play = Play(file).start().signal("stop")
    assert play.ended
    assert play.timers() == {}
    assert "end_told" in play.trace


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_throws_a_signal_with_what_its_inputs_make(tag: str) -> None:
    thrower = node(tag, "throw", by_signal("stop"), extensions=io(inputs={"why": "= reason"}))
    ending = (end(), path("start", "throw", "end")) if tag != "endEvent" else (path("start", "throw"),)
    file = diagram("throwing", start(), thrower, *ending, roots=(signal("stop"),))
    play = Play(file).start(reason="storm", secret="stays here")
    assert play.ended
    assert play.of(steps.SignalThrown) == [steps.SignalThrown("throw", "stop", {"why": "storm"})]


def test_a_signal_starts_a_process_that_begins_with_it() -> None:
    file = diagram(
        "starting",
        node("startEvent", "on_stop", by_signal("stop")),
        end(),
        path("on_stop", "end"),
        roots=(signal("stop"),),
    )
    read = engine.read(file)
    assert read.start.signals == {"stop": "on_stop"}
    keys = iter(range(1, 9)).__next__
    run = engine.start(read, steps.StartInstance({"a": 1}, signal_name="stop"), now=MONDAY, new_key=keys)
    assert run.is_ended
    with pytest.raises(engine.NotWaiting):
        engine.start(read, steps.StartInstance({}, signal_name="other"), now=MONDAY, new_key=keys)


def test_a_name_may_be_computed_from_the_variables() -> None:
    file = diagram(
        "computed", start(), catching("wait", "s"), end(), path("start", "wait", "end"),
        roots=(node("signal", "signal_s", name='= "stop-" + agency'),),
    )  # fmt: skip
    play = Play(file).start(agency="so-y-te")
    assert [event.signal_name for event in play.of(steps.SignalSubscriptionOpened)] == ["stop-so-y-te"]
    with pytest.raises(engine.DiagramFault, match="is no text"):
        Play(file).start()
