"""Threads that share diagrams: first read and used by all at once, stepped in parallel, never changed."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from service import engine
from service.engine import diagram as reading
from service.feel import expression, grammar, lexer
from tests.support import bpmn
from tests.support.play import Play

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

THREADS = 8
ROUNDS = 2 * int(os.environ.get("LANTOA_RACE_ROUNDS", "1"))

CHILD = bpmn.diagram(
    "child",
    bpmn.start(),
    bpmn.user("answer", outputs=("figure",)),
    bpmn.boundary("slow", "answer", bpmn.timer("P3D"), interrupts=False),
    bpmn.gateway("exclusiveGateway", "enough", default="fail"),
    bpmn.end("good"),
    bpmn.end("fail", bpmn.by_error("SHORT")),
    bpmn.end("slowly"),
    bpmn.path("start", "answer", "enough", "fail"),
    bpmn.flow("enough", "good", "= figure >= quota"),
    bpmn.path("slow", "slowly"),
    roots=(bpmn.error("SHORT"),),
)
PARENT = bpmn.diagram(
    "parent",
    bpmn.start(),
    bpmn.gateway("parallelGateway", "fork"),
    bpmn.call("ask", "child", extensions=bpmn.io({"quota": "= quota"}, {"figure": "= figure"})),
    bpmn.boundary("short", "ask", bpmn.by_error("SHORT")),
    bpmn.user(
        "vote",
        bpmn.multi("= council", "member", more='outputCollection="votes" outputElement="= vote"'),
        outputs=("vote",),
    ),
    bpmn.sub_process(
        "print",
        bpmn.start("begin"),
        bpmn.service("paper", "print.paper"),
        bpmn.node("intermediateCatchEvent", "dry", bpmn.timer("=duration(dry)")),
        bpmn.end("printed"),
        bpmn.path("begin", "paper", "dry", "printed"),
    ),
    bpmn.boundary("hurry", "print", bpmn.by_message("hurry"), interrupts=False),
    bpmn.user("hasten"),
    bpmn.gateway("inclusiveGateway", "join"),
    bpmn.user("sum_up", outputs=("total",)),
    *(bpmn.end(element_id) for element_id in ("end", "hastened")),
    bpmn.path("start", "fork", "ask", "join", "sum_up", "end"),
    bpmn.path("fork", "vote", "join"),
    bpmn.path("fork", "print", "join"),
    bpmn.path("short", "join"),
    bpmn.path("hurry", "hasten", "hastened"),
    roots=(bpmn.error("SHORT"), bpmn.message("hurry", "= case")),
)


def variant(number: int) -> tuple[bytes, bytes]:
    """Return the two diagrams as files of other digests that mean the same."""
    mark = f"<!-- {number} -->".encode()
    return PARENT + mark, CHILD + mark


def play(files: tuple[bytes, bytes]) -> list[engine.Event]:
    """Play a case through all of it; keys are counted per case, so equal cases give equal events."""
    case = Play(*files, operations={"print.paper": {"dry": "P1D"}})
    case.start(quota=10, council=["a", "b", "c"], case="7")
    case.complete("vote", 2, vote=3).tell("hurry")
    case.complete("vote", vote=1).at("2023-01-06T08:00:00+07:00").complete("hasten")
    case.complete("answer", figure=9).complete("vote", vote=2).complete("sum_up", total=6)
    assert case.ended
    assert case.variables["votes"] == [1, 2, 3]
    return case.events


def forget() -> None:
    """Make the next use of diagrams and expressions the first."""
    reading._cache.clear()
    for module in (expression, lexer, grammar):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Let each thread do the work at the same moment; returns what each returned."""
    together = threading.Barrier(THREADS)

    def begin(number: int) -> Any:
        together.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(begin, range(THREADS)))


@pytest.fixture(autouse=True)
def _restless() -> Iterator[None]:
    """Let threads take turns within single statements, as they rarely would otherwise."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def fingerprint(thing: Any, seen: dict[int, int]) -> Any:
    """Return everything an object is made of as plain values; what was met before is told by its number."""
    if thing is None or isinstance(thing, (str, bytes, int, float, bool, Enum, type)):
        return repr(thing)
    if isinstance(thing, (FunctionType, BuiltinFunctionType, MethodType)):
        return thing.__qualname__
    if id(thing) in seen:
        return seen[id(thing)]
    seen[id(thing)] = len(seen)
    return [type(thing).__qualname__, [fingerprint(part, seen) for part in parts(thing)]]


def parts(thing: Any) -> list[Any]:
    """Return what an object holds, in an order of its own."""
    if isinstance(thing, etree._Element):
        return [etree.tostring(thing)]
    if isinstance(thing, (list, tuple)):
        return list(thing)
    if isinstance(thing, (set, frozenset)):
        return sorted(thing, key=repr)
    if hasattr(thing, "items"):
        return [part for pair in thing.items() for part in pair]
    slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    names = [name for name in (*getattr(thing, "__dict__", {}), *slots) if not name.startswith("__")]
    return [part for name in names for part in (name, getattr(thing, name, None))]


def made_of(files: tuple[bytes, bytes]) -> Any:
    return fingerprint([engine.read(file) for file in files], {})


def test_the_first_use_of_one_diagram_by_all_threads() -> None:
    expected = play((PARENT, CHILD))
    for _ in range(ROUNDS):
        forget()
        assert at_once(lambda _: play((PARENT, CHILD))) == [expected] * THREADS


def test_the_first_use_of_as_many_diagrams_as_threads() -> None:
    expected = play((PARENT, CHILD))
    for _ in range(ROUNDS):
        forget()
        assert at_once(lambda number: play(variant(number))) == [expected] * THREADS


def test_a_full_cache_is_no_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CACHE_SIZE", 2)
    expected = play((PARENT, CHILD))
    for _ in range(ROUNDS):
        assert at_once(lambda number: play(variant(number % 3))) == [expected] * THREADS
        assert len(reading._cache) <= 2


def test_whoever_reads_a_diagram_first_all_get_the_same_specs() -> None:
    forget()
    read = at_once(lambda _: engine.read(PARENT))
    assert len({id(engine.read(PARENT).spec)} | {id(diagram.spec) for diagram in read}) == 1


def test_stepping_changes_nothing_in_a_shared_diagram() -> None:
    forget()
    before = made_of((PARENT, CHILD))
    at_once(lambda _: play((PARENT, CHILD)))
    assert made_of((PARENT, CHILD)) == before
