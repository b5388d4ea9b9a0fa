"""What a diagram means: a token game of its own, written from BPMN 2.0.2 (chapter 13) and Camunda 8's documentation.

Where BPMN leaves the order open, tokens move in the order they were put down, inclusive joins come when nothing else
can move, and of several due timers the earliest goes first, with all that follows from it.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from tests.engine.models.gateways import chosen_flows, held_at, inclusive_is_complete, parallel_is_complete
from tests.engine.models.places import Scope, Token, catcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.engine.models.graph import Flow, Model, Node


class Game:
    """One play of a model. ``words`` is what happened: ``+opened``, ``-completed``, ``xterminated``, ``passed``.

    ``now`` counts seconds. ``asked`` are the operations and decisions that were asked for, with what they saw, and
    ``thrown`` the messages and signals that went out, with their correlation keys and what they carry.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._moving: deque[Token] = deque()
        self._count = 0
        self.process = Scope(model.main, dict(model.variables))
        self.now = 0
        self.words: list[str] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.thrown: list[tuple[str, str, dict[str, Any]]] = []

    # ── What can be seen ────────────────────────────────────────────────────────────────────────────────────────

    def tokens(self) -> Iterator[Token]:
        """All tokens, those of boundary events included."""
        for token in self.process.tokens:
            yield from token.tree()

    @property
    def is_ended(self) -> bool:
        """Whether every token is consumed."""
        return not self.process.tokens

    # ── What people, workers, messages and the clock do ─────────────────────────────────────────────────────────

    def start(self) -> None:
        """Begin at the start event."""
        self._put(self.process, self.process.graph.start)
        self._move()

    def complete(self, token: Token, results: Mapping[str, Any]) -> None:
        """A user task or job is done. Nothing leaves a user task but by its output mappings.

        What the completing listener of a user task brings joins the submission.
        """
        node = token.node
        if node.listens:
            self.asked.append((node.node_id, token.sees()))
            if node.fails_when is not None and node.fails_when.holds(token.sees()):
                self.fail(token, node.code)
                return
            results = {**results, **dict(node.results)}
        token.give(results, whole=token.node.kind == "work")
        self._leave(token)
        self._move()

    def fail(self, token: Token, code: str) -> None:
        """A job failed with a BPMN error."""
        self._throw_error(token, code)
        self._move()

    def tell(self, token: Token, payload: Mapping[str, Any]) -> None:
        """A message came for a waiting event or receive task."""
        self._happen(token, payload)
        self._move()

    def signal(self, name: str, payload: Mapping[str, Any]) -> None:
        """A signal reaches all that wait for it, at once; what one of them ends hears no more."""
        for token in sorted((t for t in self.tokens() if t.hears == name), key=lambda token: token.order):
            if not token.is_over:
                self._happen(token, payload)
        self._move()

    def tick(self) -> None:
        """Fire every due timer, those that become due by it too."""
        while due := [token for token in self.tokens() if token.due is not None and token.due <= self.now]:
            self._happen(min(due, key=lambda token: (token.due, token.order)), {})
            self._move()

    def cancel(self) -> None:
        """End it all."""
        self._clear(self.process)

    # ── Tokens move ─────────────────────────────────────────────────────────────────────────────────────────────

    def _move(self) -> None:
        while self._moving or self._release():
            token = self._moving.popleft()
            if not token.is_over:
                self._enter(token)

    def _put(self, scope: Scope, node: Node, flow: Flow | None = None) -> None:
        token = Token(node, scope, self._next(), flow.flow_id if flow else "")
        scope.tokens.append(token)
        is_join = len(scope.graph.entering(node.node_id)) > 1
        if node.kind == "parallel" and is_join:
            token.is_held = True
            if parallel_is_complete(scope, node):
                self._join(scope, node)
        elif node.kind == "inclusive" and is_join:
            token.is_held = True
        else:
            self._moving.append(token)

    def _release(self) -> bool:
        """Let one inclusive join through: of the oldest scope, then by id."""
        for scope in sorted(self.process.scopes(), key=lambda scope: -1 if scope.host is None else scope.host.order):
            nodes = {token.node.node_id: token.node for token in scope.tokens if token.is_held}
            for _, node in sorted(nodes.items()):
                if node.kind == "inclusive" and inclusive_is_complete(scope, node):
                    self._join(scope, node)
                    return True
        return False

    def _join(self, scope: Scope, node: Node) -> None:
        """Consume a token of each flow, and let one go on."""
        first, *others = sorted(held_at(scope, node).values(), key=lambda token: token.order)
        for token in others:
            self._take_away(token)
        first.is_held = False
        self._moving.append(first)

    def _next(self) -> int:
        self._count += 1
        return self._count

    # ── Elements ────────────────────────────────────────────────────────────────────────────────────────────────

    def _enter(self, token: Token) -> None:
        if token.is_body:
            self._enter_body(token)
            return
        match token.node.kind:
            case "user" | "receive" | "sub" | "call":
                self._enter_activity(token)
            case "work" | "rule":
                self._work(token)
            case "catch":
                self._open(token)
                self._await(token, token)
            case "event_based":
                self._open(token)
                for flow in token.scope.graph.leaving(token.node.node_id):
                    self._watch(token, token.scope.graph.nodes[flow.target])
            case "throw" | "end" if token.node.trigger != "none":
                self._throw(token)
            case _:
                self._leave(token)

    def _enter_activity(self, token: Token) -> None:
        token.map_inputs()
        self._open(token)
        self._watch_boundaries(token)
        node = token.node
        if node.kind == "receive":
            self._await(token, token)
        elif node.inner is not None:
            token.inside = Scope(node.inner, token.own, token, is_process=False)
            token.own = {}
        elif node.kind == "call":
            handed = token.sees() if node.passes_down else {target: token.own[target] for target, _ in node.inputs}
            token.inside = Scope(self._model.processes[node.calls], handed, token)
        if token.inside is not None:
            self._put(token.inside, token.inside.graph.start)

    def _work(self, token: Token) -> None:
        """A service task or decision: done at once, or a job that somebody else does."""
        token.map_inputs()
        node, seen = token.node, token.sees()
        self.asked.append((node.node_id, seen))
        if node.is_job:
            token.has_job = True
            self._open(token)
            self._watch_boundaries(token)
        elif node.fails_when is not None and node.fails_when.holds(seen):
            self._open(token)
            self._throw_error(token, node.code)
        else:
            token.give(dict(node.results), whole=True)
            self._leave(token)

    def _enter_body(self, token: Token) -> None:
        """Multi-instance: one instance per item, all at once or one after another; none for an empty list."""
        multi = token.node.multi
        assert multi is not None
        items = list(token.sees()[multi.items])
        self._open(token)
        token.results = [None] * len(items)
        if not items:
            self._end_body(token)
            return
        self._watch_boundaries(token)
        first = 1 if multi.is_sequential else len(items)
        token.remaining = items[first:]
        for position, item in enumerate(items[:first]):
            self._enter_instance(token, position, item)

    def _enter_instance(self, body: Token, position: int, item: Any) -> None:
        assert body.node.multi is not None
        own = {"loopCounter": position + 1, body.node.multi.item: item}
        token = Token(body.node, body.scope, self._next(), own=own, body=body, position=position)
        body.instances.append(token)
        self._moving.append(token)

    def _leave_instance(self, token: Token, body: Token) -> None:
        multi = body.node.multi
        assert multi is not None
        if multi.collects:
            body.results[token.position] = multi.element.value(token.sees())
        self._take_away(token)
        if body.remaining:
            self._enter_instance(body, len(body.results) - len(body.remaining), body.remaining.pop(0))
        elif not body.instances:
            self._end_body(body)

    def _end_body(self, body: Token) -> None:
        if body.node.multi is not None and body.node.multi.collects:
            body.write({body.node.multi.collects: body.results})
        self._leave(body)

    def _open(self, token: Token) -> None:
        token.is_open = True
        self.words.append(f"+{token.node.node_id}")

    def _leave(self, token: Token) -> None:
        """The element is done: nothing waits for it any more, and its token goes on or, at an end, is consumed."""
        self.words.append(f"-{token.node.node_id}" if token.is_open else token.node.node_id)
        if token.body is not None:
            self._leave_instance(token, token.body)
            return
        flows = chosen_flows(token)
        self._take_away(token)
        for flow in flows:
            self._put(token.scope, token.scope.graph.nodes[flow.target], flow)
        if not flows:
            self._end(token.scope)

    def _end(self, scope: Scope) -> None:
        """A scope without tokens is complete, and so is the activity it is inside of."""
        host = scope.host
        if scope.tokens or host is None:
            return
        host.inside = None
        if host.node.kind == "call":
            host.give(scope.variables, whole=host.node.passes_up)
        else:
            host.own = scope.variables
            host.give({}, whole=False)
        self._leave(host)

    # ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _watch_boundaries(self, token: Token) -> None:
        if token.body is None:  # the body watches for all its instances
            for node in token.scope.graph.boundaries(token.node.node_id):
                if node.trigger in {"message", "signal", "timer"}:
                    self._watch(token, node)

    def _watch(self, watched: Token, node: Node) -> None:
        token = Token(node, watched.scope, self._next(), watched=watched)
        watched.watches.append(token)
        self._await(token, watched if node.kind == "boundary" else token)

    def _await(self, token: Token, seeing: Token) -> None:
        node = token.node
        if node.trigger == "timer":
            token.due = self.now + node.seconds if node.on is None else node.on
            token.armed_at = self.now
        elif node.trigger == "signal":
            token.hears = node.code
        else:
            token.key = str(node.key.value(seeing.sees()))

    def _happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """What a token waited for has come."""
        watched = token.watched
        if watched is None:
            token.give(payload, whole=True)
            self._leave(token)
        elif token.node.kind == "boundary":
            if token.due is not None:  # messages and signals come any number of times
                self._repeat(watched, token)
            self._cross(watched, token.node, payload)
        else:
            self.words.append(f"-{watched.node.node_id}")
            self._take_away(watched)
            self._pass(token.node, token.scope, payload)

    def _repeat(self, watched: Token, token: Token) -> None:
        """A timer is used up; a repeating one waits for its next moment, all those missed meanwhile left out."""
        token.is_over = True
        watched.watches.remove(token)
        node = token.node
        turns = (self.now - token.armed_at) // node.seconds + 1 if node.repeats else 0
        if node.repeats == -1 or turns <= node.repeats > 0:
            following = Token(node, token.scope, self._next(), watched=watched, armed_at=token.armed_at)
            following.due = token.armed_at + turns * node.seconds
            watched.watches.append(following)

    def _cross(self, host: Token, boundary: Node, payload: Mapping[str, Any]) -> None:
        """Go on behind a boundary event, beside the activity or instead of it."""
        if boundary.interrupts:
            self._terminate(host)
        self._pass(boundary, host.scope, payload)

    def _pass(self, node: Node, scope: Scope, payload: Mapping[str, Any]) -> None:
        token = Token(node, scope, self._next())
        scope.tokens.append(token)
        token.give(payload, whole=True)
        self._leave(token)

    def _throw(self, token: Token) -> None:
        match token.node.trigger:
            case "terminate":
                for other in [other for other in token.scope.tokens if other is not token]:
                    self._terminate(other)
                self._leave(token)
            case "message" | "signal":
                token.map_inputs()
                key = str(token.node.key.value(token.sees())) if token.node.trigger == "message" else ""
                self.thrown.append((token.node.node_id, key, dict(token.own)))
                self._leave(token)
            case "error":
                self.words.append(token.node.node_id)
                self._take_away(token)
                self._throw_error(token, token.node.code)
            case "escalation":
                self._escalate(token)

    def _throw_error(self, token: Token, code: str) -> None:
        """An error ends the nearest activity that catches it, that of the failing task itself to begin with."""
        caught = catcher(token, "error", code)
        assert caught is not None, "models throw only errors that are caught"
        self._cross(*caught, {})

    def _escalate(self, token: Token) -> None:
        """An escalation reaches the nearest activity around that catches it; one that nobody catches is lost.

        The throwing event is passed, unless the escalation ends the scope it stands in.
        """
        host = token.scope.host
        caught = None if host is None else catcher(host, "escalation", token.node.code)
        if caught is not None:
            self._cross(*caught, {})
        if not token.is_over:
            self._leave(token)

    # ── Ends ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _take_away(self, token: Token) -> None:
        for gone in (token, *token.watches):
            gone.is_over = True
        token.watches = []
        home = token.scope.tokens if token.body is None else token.body.instances
        home.remove(token)

    def _terminate(self, token: Token) -> None:
        for instance in list(token.instances):
            self._terminate(instance)
        if token.inside is not None:
            self._clear(token.inside)
        if token.is_open:
            self.words.append(f"x{token.node.node_id}")
        self._take_away(token)

    def _clear(self, scope: Scope) -> None:
        for token in list(scope.tokens):
            self._terminate(token)
