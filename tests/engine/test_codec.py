from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
import zstandard

from service import engine
from service.engine import steps
from tests.support.bpmn import boundary, diagram, end, flow, path, service, start, timer, user

NOW = datetime(2023, 1, 2, tzinfo=UTC)
FILE = diagram(
    "p",
    start(),
    user("u", outputs=("a",)),
    boundary("b", "u", timer("P1D")),
    service("s", "op"),
    end(),
    path("start", "u", "s", "end"),
    flow("b", "end"),
)

# A state as it was first written; every later version of the code must read it.
GOLDEN = zstandard.ZstdCompressor().compress(
    msgspec.msgpack.encode(
        [
            1,
            [
                [
                    0,
                    7,
                    "",
                    {"a": 1},
                    True,
                    [[2, "u", 32, {"f": "start_to_u", "o": True}], [3, "b", 8, {"h": 2, "d": 1672704000000000}]],
                ]
            ],
            0,
        ]
    )
)


def began() -> engine.Run:
    keys = iter(range(1, 100))
    read = engine.read(FILE, process_definition_key=7)
    return engine.start(read, steps.StartInstance({"a": 1}), now=NOW, new_key=keys.__next__)


def loaded(state: bytes) -> engine.Run:
    return engine.load(
        state, {7: engine.read(FILE, process_definition_key=7)}, now=NOW, new_key=iter(range(50, 99)).__next__
    )


def test_reads_the_first_format_ever_written() -> None:
    assert began().save() == loaded(GOLDEN).save()
    run = loaded(GOLDEN)
    run.apply(steps.CompleteUserTask(2, {"a": 2}))
    assert run.take_events()[:2] == [steps.TimerDisarmed(3), steps.ElementCompleted(2)]


def test_keeps_no_trace_of_what_is_over() -> None:
    run = began()
    run.apply(steps.CompleteUserTask(2, {"a": 2}))
    run.resolve()
    assert run.is_ended
    rows = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(run.save()))
    assert rows == [1, [[0, 7, "", {"a": 2}, True, []]], 1]


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"damaged",
        zstandard.ZstdCompressor().compress(b"\xc1"),
        zstandard.ZstdCompressor().compress(msgspec.msgpack.encode([99, [], 0])),
        zstandard.ZstdCompressor().compress(msgspec.msgpack.encode([1, [[0, 8, "", {}, True, []]], 0])),
        zstandard.ZstdCompressor().compress(msgspec.msgpack.encode([1, [[0, 7, "", {}, True, [[1, "x", 32, 0]]]], 0])),
    ],
)
def test_refuses_a_state_it_cannot_read(state: bytes) -> None:
    with pytest.raises(engine.StateUnreadable):
        loaded(state)


def test_refuses_to_save_with_an_open_request() -> None:
    run = began()
    run.apply(steps.CompleteUserTask(2, {}))
    with pytest.raises(RuntimeError):
        run.save()


@pytest.mark.parametrize("value", [10**30, object()])
def test_refuses_variables_it_cannot_keep(value: object) -> None:
    keys = iter(range(1, 100))
    run = engine.start(engine.read(FILE), steps.StartInstance({"a": value}), now=NOW, new_key=keys.__next__)
    with pytest.raises(engine.DiagramFault):
        run.save()


def test_parses_a_file_once_whatever_its_key() -> None:
    one, other = engine.read(FILE, process_definition_key=1), engine.read(FILE, process_definition_key=2)
    assert one.spec is other.spec
    assert (one.process_definition_key, other.process_definition_key) == (1, 2)


def test_describes_a_diagram() -> None:
    read = engine.read(FILE)
    assert read.elements["u"] == ("USER_TASK", "")
    assert (read.form_ids, read.operation_types, read.start.none) == ({"a_form"}, {"op"}, "start")
    assert read.user_tasks[0].outputs == ("a",)
