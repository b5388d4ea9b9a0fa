"""What is large works, and its state stays small: wide multi-instance, long cases; loops are in ``test_stepping``."""

from __future__ import annotations

import pytest

from service import engine
from service.engine import steps
from tests.support.bpmn import diagram, end, io, multi, node, path, start, user
from tests.support.play import MONDAY

WIDE = 200
LONG = 100
FEW_BYTES = 300


def user_for_each(*, sequential: bool) -> engine.Diagram:
    more = 'outputCollection="replies" outputElement="= reply"'
    loop = multi("= sites", "site", sequential=sequential, more=more)
    task = node("userTask", "ask", loop, extensions="<zeebe:userTask/>" + io(outputs={"reply": "= reply"}))
    return engine.read(diagram("p", start(), task, end(), path("start", "ask", "end")))


def open_tasks(run: engine.Run) -> list[int]:
    created = {event.key for event in run.take_events() if isinstance(event, steps.UserTaskCreated)}
    return sorted(created)


@pytest.mark.parametrize(("sequential", "largest"), [(False, 5_000), (True, 1_500)])
def test_two_hundred_instances_answer_in_any_order_and_are_collected_in_theirs(
    sequential: bool,  # noqa: FBT001
    largest: int,
) -> None:
    read, keys = user_for_each(sequential=sequential), iter(range(1, 10_000))
    sites = list(range(WIDE))
    run = engine.start(read, steps.StartInstance({"sites": sites}), now=MONDAY, new_key=keys.__next__)
    waiting = {key: run.variables_at(key)["site"] for key in open_tasks(run)}
    for _ in range(WIDE):
        key = max(waiting)
        state = run.save()
        assert len(state) < largest
        run = engine.load(state, {0: read}, now=MONDAY, new_key=keys.__next__)
        run.apply(steps.CompleteUserTask(key, {"reply": 1000 + waiting.pop(key)}))
        waiting |= {new: run.variables_at(new)["site"] for new in open_tasks(run)}
    assert run.is_ended
    assert run.variables["replies"] == [1000 + site for site in sites]


def test_the_hundredth_step_leaves_a_state_as_small_as_the_first() -> None:
    names = [f"task_{number}" for number in range(LONG)]
    read = engine.read(diagram("p", start(), *map(user, names), end(), path("start", *names, "end")))
    keys = iter(range(1, 10_000))
    run = engine.start(read, steps.StartInstance({"agency": "so-y-te"}), now=MONDAY, new_key=keys.__next__)
    for _ in names:
        (key,) = open_tasks(run)
        state = run.save()
        assert len(state) < FEW_BYTES
        run = engine.load(state, {0: read}, now=MONDAY, new_key=keys.__next__)
        run.apply(steps.CompleteUserTask(key, {}))
    assert run.is_ended
