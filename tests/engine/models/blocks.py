"""The block grammar: random diagrams in which every fork has its join, so that no token has to wait for ever.

A block has one way in and one way out and is made of smaller blocks. What is drawn comes from ``chance``, which
hypothesis hands in and shrinks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.engine.models.chances import (
    CODES,
    DAY,
    INPUTS,
    LISTS,
    MAPPINGS,
    NUMBERS,
    RESULTS,
    SIGNALS,
    condition,
    one_in,
    start_variables,
)
from tests.engine.models.crosswise import fill_crosswise
from tests.engine.models.graph import Condition, Flow, Graph, Model, Multi, Node, Term

if TYPE_CHECKING:
    from random import Random

    from tests.engine.models.graph import Kind

Block: TypeAlias = tuple[str, str]

MOST_NODES = 80
DEEPEST = 4
DEEPEST_SCOPE = 3


def random_model(chance: Random) -> Model:
    """Build a model."""
    blocks = Blocks(chance)
    blocks.process("main", Room(Graph()))
    return Model(blocks.processes, start_variables(chance), may_stick=blocks.may_stick)


@dataclass(frozen=True, slots=True)
class Room:
    """Where a block is built.

    ``codes`` are the errors that something around catches, ``may_end`` tells that nothing further on waits for the
    token, ``depth`` counts blocks around, ``scopes`` processes and sub-processes, ``multi`` repetitions.
    """

    graph: Graph
    codes: tuple[str, ...] = ()
    may_end: bool = True
    depth: int = 0
    scopes: int = 0
    multi: int = 0


class Blocks:
    """Builds the processes of one model."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.processes: dict[str, Graph] = {}
        self.may_stick = False
        self._reusable: list[str] = []
        self._count = 0

    # ── Nodes and flows ─────────────────────────────────────────────────────────────────────────────────────────

    def add(self, graph: Graph, kind: Kind, **details: Any) -> str:
        """Put a node into a graph and return its id."""
        self._count += 1
        node = Node(f"{kind}_{self._count}", kind, **details)
        graph.nodes[node.node_id] = node
        return node.node_id

    @staticmethod
    def join(graph: Graph, *node_ids: str) -> None:
        """Join nodes in a row."""
        graph.flows += [Flow(source, target) for source, target in pairwise(node_ids)]

    def seconds(self) -> int:
        """A duration in days that no other timer has to the second."""
        return (1 + self.chance.randrange(9)) * DAY + self._count

    # ── Scopes ──────────────────────────────────────────────────────────────────────────────────────────────────

    def process(self, process_id: str, room: Room) -> None:
        """Build a process."""
        self.processes[process_id] = Graph()
        self.fill(replace(room, graph=self.processes[process_id]))

    def fill(self, room: Room) -> None:
        """Build what a process or sub-process contains: start event, blocks, end events."""
        graph = room.graph
        start = self.add(graph, "start")
        if self._count < MOST_NODES and one_in(self.chance, 4):
            self.may_stick |= fill_crosswise(self, graph, start)
            return
        first, last = self.row(room, most=3 if room.scopes else 8)
        self.join(graph, start, first)
        if one_in(self.chance, 6):
            self.scatter(room, last)
        else:
            self.join(graph, last, self.end(room))

    def scatter(self, room: Room, before: str) -> None:
        """Fork without a join: each branch has its own end."""
        fork = self.add(room.graph, "parallel")
        self.join(room.graph, before, fork)
        for _ in range(2):
            first, last = self.row(room, most=1)
            self.join(room.graph, fork, first)
            self.join(room.graph, last, self.end(room))

    def end(self, room: Room) -> str:
        """An end event; one that only consumes its token stands only where nothing waits for it."""
        kinds = ["none"] * 12 + ["escalation"] * 3 + ["signal", "message"] if room.may_end else []
        kind = self.chance.choice([*kinds, "terminate", *(["error"] * 4 if room.codes else [])])
        if kind == "error":
            return self.add(room.graph, "end", trigger="error", code=self.chance.choice(room.codes))
        named = {"escalation": CODES, "signal": SIGNALS}.get(kind, ("",))
        key = self.key() if kind == "message" else Term()
        return self.add(room.graph, "end", trigger=kind, code=self.chance.choice(named), key=key)

    # ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────────────

    def row(self, room: Room, most: int = 3) -> Block:
        """Some blocks one after another; whether one more follows is drawn before each, so that rows shrink well."""
        blocks = [self.block(room)]
        while len(blocks) < most and self.chance.randrange(4):
            blocks.append(self.block(room))
        for (_, last), (first, _) in pairwise(blocks):
            self.join(room.graph, last, first)
        return blocks[0][0], blocks[-1][1]

    def block(self, room: Room) -> Block:
        """One block of any kind, a simple one where the model is deep or large enough."""
        within = replace(room, depth=room.depth + 1)
        simple = [self.activity, self.activity, self.passing]
        larger = [self.fork, self.fork, self.loop, self.events, self.activity, self.activity]
        is_small = room.depth < DEEPEST and self._count < MOST_NODES
        return self.chance.choice(simple + larger if is_small else simple)(within)

    def passing(self, room: Room) -> Block:
        """An element without boundary events: it waits for something, throws, or does nothing."""
        graph, chance = room.graph, self.chance
        waits = ["timer", "moment", "message", "signal"]
        match chance.choice(["task", "none", "rule", "escalation", "escalation", "send", "tell", *waits]):
            case "task":
                node = self.add(graph, "task")
            case "none":
                node = self.add(graph, "throw")
            case "escalation":
                node = self.add(graph, "throw", trigger="escalation", code=chance.choice(CODES))
            case "rule":
                node = self.add(
                    graph, "rule", inputs=chance.choice(INPUTS), results=(("verdict", chance.randrange(4)),)
                )
            case "send":
                node = self.add(graph, "throw", trigger="message", inputs=chance.choice(INPUTS), key=self.key())
            case "tell":
                inputs = chance.choice(INPUTS)
                node = self.add(graph, "throw", trigger="signal", inputs=inputs, code=chance.choice(SIGNALS))
            case trigger:
                node = self.waiting(graph, trigger)
        return node, node

    def waiting(self, graph: Graph, trigger: str) -> str:
        """A catch event for a duration, a fixed moment, a signal or a message, or a receive task."""
        match trigger:
            case "signal":
                return self.add(graph, "catch", trigger="signal", code=self.chance.choice(SIGNALS))
            case "timer":
                return self.add(graph, "catch", trigger="timer", seconds=self.seconds())
            case "moment":
                return self.add(graph, "catch", trigger="timer", on=self.seconds())
        kind: Kind = "receive" if trigger == "receive" else "catch"
        outputs = self.chance.choice(MAPPINGS)
        return self.add(graph, kind, trigger="message", key=self.key(), outputs=outputs)

    def key(self) -> Term:
        """A correlation key."""
        return self.chance.choice([Term("", 7), Term(self.chance.choice(NUMBERS))])

    def fork(self, room: Room) -> Block:
        """Branches between a gateway that splits and one of its kind that joins; some end on the way."""
        graph, chance = room.graph, self.chance
        kind: Kind = chance.choice(["exclusive", "inclusive", "parallel"])
        split, merge = self.add(graph, kind), self.add(graph, kind)
        within = replace(room, may_end=room.may_end and kind != "parallel")
        count = 2 + chance.randrange(2)
        for number in range(count):
            is_default = number == count - 1
            asks = condition(chance) if kind != "parallel" and not is_default else None
            first, last = self.branch(within, merge, is_last=is_default)
            graph.flows.append(Flow(split, first, asks, is_default=kind != "parallel" and is_default))
            if last:
                self.join(graph, last, merge)
        return split, merge

    def branch(self, room: Room, merge: str, *, is_last: bool) -> Block:
        """What stands on one flow of a fork: nothing, blocks, or blocks with an end of their own (no way out)."""
        if is_last and one_in(self.chance, 3):
            return merge, ""
        first, last = self.row(room, most=2)
        if not is_last and one_in(self.chance, 6 if room.may_end or room.codes else 24):
            self.join(room.graph, last, self.end(room))
            return first, ""
        return first, last

    def loop(self, room: Room) -> Block:
        """Blocks and a user task that asks whether to do it again."""
        graph = room.graph
        again = f"again_{self._count}"
        merge, first_last = self.add(graph, "exclusive"), self.row(room, most=2)
        ask = self.add(graph, "user", outputs=((again, Term(again)),))
        split, out = self.add(graph, "exclusive"), self.add(graph, "exclusive")
        self.join(graph, merge, first_last[0])
        self.join(graph, first_last[1], ask, split)
        graph.flows += [Flow(split, merge, Condition(again, "=", 1)), Flow(split, out, is_default=True)]
        return merge, out

    def events(self, room: Room) -> Block:
        """The first of several events decides."""
        graph = room.graph
        gateway, merge = self.add(graph, "event_based"), self.add(graph, "exclusive")
        for _ in range(2 + self.chance.randrange(2)):
            event = self.waiting(graph, self.chance.choice(["message", "timer", "moment", "signal", "receive"]))
            self.join(graph, gateway, event)
            first, last = self.row(room, most=1) if one_in(self.chance, 3) else (merge, "")
            self.join(graph, event, first)
            if last:
                self.join(graph, last, merge)
        return gateway, merge

    # ── Activities ──────────────────────────────────────────────────────────────────────────────────────────────

    def activity(self, room: Room) -> Block:
        """A task, sub-process or call with its boundary events; what interrupts it meets its way again behind it."""
        graph, chance = room.graph, self.chance
        is_small = room.scopes < DEEPEST_SCOPE and self._count < MOST_NODES
        kind = chance.choice(["user", "user", "work", "job", "receive", *(["sub", "call"] * 2 if is_small else [])])
        caught = self.caught(kind)
        codes = tuple({*room.codes, *(code for trigger, code in caught if trigger == "error" and code)})
        if ("error", "") in caught:
            codes = CODES
        node = self.make(kind, replace(room, codes=tuple(sorted(codes))))
        merge = self.add(graph, "exclusive") if one_in(chance, 2) else ""
        before = self.add(graph, "exclusive") if kind in {"user", "job"} and one_in(chance, 4) else ""
        for trigger, code in caught:
            self.boundary(room, node, trigger, code, ways=(merge, before))
        if before:
            self.join(graph, before, node)
        if merge:
            self.join(graph, node, merge)
        return before or node, merge or node

    def caught(self, kind: str) -> list[tuple[str, str]]:
        """The boundary events of an activity as (trigger, code)."""
        kinds = [("timer", ""), ("message", ""), ("moment", ""), ("cycle", ""), ("signal", "S1"), ("signal", "S2")]
        if kind in {"sub", "call"}:
            kinds += [("escalation", "E1"), ("escalation", "")] * 3 + [("error", "E1"), ("error", "E2"), ("error", "")]
        if kind in {"work", "job"}:
            kinds += [("error", "E1"), ("error", ""), ("error", "E2")]
        fewer = 1 if kind in {"sub", "call"} else 2
        if self._count > MOST_NODES:
            return []
        wanted = [self.chance.choice(kinds) for _ in range(max(0, self.chance.randrange(6) - fewer))]
        return list(dict.fromkeys(wanted))

    def boundary(self, room: Room, host: str, trigger: str, code: str, ways: tuple[str, str]) -> None:
        """A boundary event and where it leads: behind the activity, before it, or to an end of its own."""
        graph, chance = room.graph, self.chance
        merge, before = ways
        interrupts = trigger == "error" or (trigger != "cycle" and not one_in(chance, 2))
        details: dict[str, Any] = {"trigger": trigger, "code": code}
        if trigger in {"timer", "moment"}:
            details = {"trigger": "timer", "on" if trigger == "moment" else "seconds": self.seconds()}
        elif trigger == "cycle":
            details = {"trigger": "timer", "seconds": self.seconds(), "repeats": chance.choice([1, 2, 3, -1])}
        elif trigger == "message":
            details = {"trigger": "message", "key": self.key(), "outputs": chance.choice(MAPPINGS)}
        event = self.add(graph, "boundary", host=host, interrupts=interrupts, **details)
        within = replace(room, may_end=room.may_end or not interrupts, depth=room.depth + 2)
        last = event
        if one_in(chance, 2):
            first, last = self.row(within, most=1)
            self.join(graph, event, first)
        back = before if trigger == "message" else ""
        ends = [way for way in (merge, back) if way] if interrupts else []
        self.join(graph, last, chance.choice(ends) if ends else self.end(within))

    def make(self, kind: str, room: Room) -> str:
        """The activity itself."""
        graph, chance = room.graph, self.chance
        multi = self.multi() if room.multi < 2 and one_in(chance, 4) else None
        details: dict[str, Any] = {"multi": multi, "inputs": chance.choice(INPUTS), "outputs": chance.choice(MAPPINGS)}
        within = replace(room, multi=room.multi + (multi is not None), scopes=room.scopes + 1, may_end=True)
        match kind:
            case "user":
                if one_in(chance, 6):
                    details |= {"listens": True, **self.outcome(room)}
                return self.add(graph, "user", **details)
            case "work":
                return self.add(graph, "work", **self.outcome(room), **details)
            case "job":
                return self.add(graph, "work", is_job=True, **details)
            case "receive":
                return self.add(graph, "receive", trigger="message", key=self.key(), **details)
            case "sub":
                inner = Graph()
                self.fill(replace(within, graph=inner))
                return self.add(graph, "sub", inner=inner, **details)
        return self.call(within, details)

    def outcome(self, room: Room) -> dict[str, Any]:
        """What an operation brings, and when it fails instead."""
        results = self.chance.choice(RESULTS)
        if not room.codes or one_in(self.chance, 2):
            return {"results": results}
        return {"results": results, "code": self.chance.choice(room.codes), "fails_when": condition(self.chance)}

    def call(self, room: Room, details: dict[str, Any]) -> str:
        """A call activity; one in four calls a process that another calls too."""
        reusable = [] if room.scopes < DEEPEST_SCOPE else self._reusable
        if reusable and one_in(self.chance, 4):
            process_id = self.chance.choice(reusable)
        else:
            process_id = f"called_{self._count}"
            self.process(process_id, replace(room, depth=room.depth + 1))
            if not room.codes:
                self._reusable.append(process_id)
        passes_down = one_in(self.chance, 2)
        if not passes_down:
            given = dict(details["inputs"])
            details["inputs"] = tuple((given | {n: given.get(n, Term(n)) for n in (*NUMBERS, *LISTS)}).items())
        passes_up = one_in(self.chance, 2)
        return self.add(room.graph, "call", calls=process_id, passes_down=passes_down, passes_up=passes_up, **details)

    def multi(self) -> Multi:
        """Multi-instance over one of the lists."""
        item = f"item_{self._count}"
        collects = f"got_{self._count}" if not one_in(self.chance, 3) else ""
        element = self.chance.choice([Term(item, 1), Term("reply"), Term("a"), Term("loopCounter")])
        return Multi(self.chance.choice(LISTS), item, one_in(self.chance, 2), collects, element)
