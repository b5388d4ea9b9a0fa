"""Small random parts: terms, conditions, mappings, answers. The first choice is always the simplest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.models.graph import Condition, Term

if TYPE_CHECKING:
    from random import Random

    from tests.engine.models.graph import Node

NUMBERS = ("a", "b", "c", "d")
LISTS = ("items", "others")
CODES = ("E1", "E2")
SIGNALS = ("S1", "S2")
DAY = 86_400

MAPPINGS: tuple[tuple[tuple[str, Term], ...], ...] = (
    (),
    (),
    (("a", Term("a")),),
    (("b", Term("a", 1)), ("c", Term("b"))),
    (("reply", Term("reply")),),
    (("flag", Term("flag")), ("d", Term("d"))),
    (("items", Term("items")),),
    (("fresh", Term("reply", 1)), ("d", Term("", 2))),
)
INPUTS: tuple[tuple[tuple[str, Term], ...], ...] = (
    (),
    (),
    (("a", Term("b", 1)),),
    (("own", Term("c")), ("b", Term("own", 1))),
)
RESULTS: tuple[tuple[tuple[str, int], ...], ...] = ((), (("a", 1),), (("b", 3), ("reply", 4)), (("made", 5),))


def one_in(chance: Random, number: int) -> bool:
    """Whether something rare happens; hypothesis shrinks towards no."""
    return chance.randrange(number) == number - 1


def condition(chance: Random) -> Condition:
    """Compare one of the numbers every process has."""
    return Condition(chance.choice(NUMBERS), chance.choice("=<>"), chance.randrange(4))


def start_variables(chance: Random) -> dict[str, Any]:
    """The numbers and lists every process has."""
    return {name: chance.randrange(4) for name in NUMBERS} | {name: some_list(chance) for name in LISTS}


def some_list(chance: Random) -> list[int]:
    """A list of at most three items."""
    return [] if one_in(chance, 8) else [chance.randrange(4) for _ in range(1 + chance.randrange(3))]


def answer(chance: Random, node: Node, *, is_last_phase: bool) -> dict[str, Any]:
    """A submission: some of what the task's mappings ask for, and something they do not."""
    asked = {term.name for _, term in node.outputs if term.name}
    given = {name: value(chance, name) for name in sorted(asked) if not one_in(chance, 4)}
    if is_last_phase:
        given.update({name: 0 for name in asked if name.startswith("again")})
    return given | ({"unasked": 1} if one_in(chance, 4) else {})


def payload(chance: Random) -> dict[str, Any]:
    """What a message or a worker brings."""
    names = [name for name in ("a", "c", "reply", "flag", "fresh") if one_in(chance, 3)]
    return {name: value(chance, name) for name in names}


def value(chance: Random, name: str) -> Any:
    """A value that fits the variable; ``flag`` mixes numbers and truth, which Python takes for equal."""
    if name in LISTS:
        return some_list(chance)
    if name == "flag":
        return chance.choice([0, 1, False, True])
    return chance.randrange(2 if name.startswith("again") else 4)
