"""Tokens and the scopes they stand in, and who sees and keeps which variable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.engine.models.graph import Graph, Node, Term


@dataclass(eq=False, slots=True)
class Token:
    """A token at a node, from its arrival until it leaves.

    ``order`` counts tokens as they are put down. It may wait until ``due``, for a message with the correlation ``key``,
    or for the signal that it ``hears``. ``own`` are the variables of this element instance. An activity's
    token holds the ``watches`` of its boundary events (an event-based gateway those of the events behind it), the
    scope ``inside``, or the ``instances`` of its multi-instance ``body``.
    """

    node: Node
    scope: Scope
    order: int
    came_by: str = ""
    own: dict[str, Any] = field(default_factory=dict)
    is_open: bool = False
    is_held: bool = False
    is_over: bool = False
    has_job: bool = False
    due: int | None = None
    armed_at: int = 0
    key: str | None = None
    hears: str = ""
    watches: list[Token] = field(default_factory=list)
    watched: Token | None = None
    inside: Scope | None = None
    body: Token | None = None
    position: int = 0
    instances: list[Token] = field(default_factory=list)
    remaining: list[Any] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)

    @property
    def is_body(self) -> bool:
        """Whether it stands for all instances of a multi-instance activity together."""
        return self.node.multi is not None and self.body is None

    def tree(self) -> Iterator[Token]:
        """This token and all it holds."""
        yield self
        for held in (*self.watches, *self.instances, *(self.inside.tokens if self.inside else ())):
            yield from held.tree()

    def sees(self) -> dict[str, Any]:
        """The variables an expression here sees: the nearest of each name, no further than the process."""
        seen: dict[str, Any] = {}
        for place in reversed(self._places()):
            seen.update(place)
        return seen

    def _places(self) -> list[dict[str, Any]]:
        places, scope = [self.own, self.scope.variables], self.scope
        while not scope.is_process and scope.host is not None:
            scope = scope.host.scope
            places.append(scope.variables)
        return places

    def map_inputs(self) -> None:
        """Input mappings make variables of the element's own; each sees those before it."""
        for target, source in self.node.inputs:
            self.own[target] = source.value(self.sees())

    def give(self, results: Mapping[str, Any], *, whole: bool) -> None:
        """Take what the element yields: its output mappings over the results or, without any, all of them if whole.

        Results without a mapping that are variables of the element's own stay there (Camunda: propagation begins at
        the element's scope); what a mapping makes is written to the scope around.
        """
        if self.node.outputs:
            self.write(mapped(self.node.outputs, {**self.sees(), **results}))
        elif whole:
            self.own.update({name: value for name, value in results.items() if name in self.own})
            self.write({name: value for name, value in results.items() if name not in self.own})

    def write(self, values: Mapping[str, Any]) -> None:
        """Write each variable where the nearest place has it, else to the process.

        An instance of a multi-instance activity counts as a place, and keeps what is new.
        """
        for name, value in values.items():
            places = self._places()[0 if self.body else 1 :]
            home = next((place for place in places if name in place), None)
            (self._keeper() if home is None else home)[name] = value

    def _keeper(self) -> dict[str, Any]:
        if self.body:
            return self.own
        scope = self.scope
        while not scope.keeps_new and scope.host is not None:
            scope = scope.host.scope
        return scope.variables


@dataclass(eq=False, slots=True)
class Scope:
    """A running process (``is_process``: the instance itself or a called one) or sub-process."""

    graph: Graph
    variables: dict[str, Any]
    host: Token | None = None
    is_process: bool = True
    tokens: list[Token] = field(default_factory=list)

    @property
    def keeps_new(self) -> bool:
        """Whether a new variable goes no further out."""
        return self.is_process or (self.host is not None and self.host.body is not None)

    def scopes(self) -> Iterator[Scope]:
        """This scope and all inside it."""
        yield self
        for token in self.tokens:
            for held in token.tree():
                if held.inside is not None and held.scope is self:
                    yield from held.inside.scopes()


def mapped(mappings: tuple[tuple[str, Term], ...], seen: dict[str, Any]) -> dict[str, Any]:
    """What the mappings make; each sees those before it."""
    made: dict[str, Any] = {}
    for target, source in mappings:
        made[target] = seen[target] = source.value(seen)
    return made


def catcher(token: Token, trigger: str, code: str) -> tuple[Token, Node] | None:
    """The nearest activity with a boundary event for the code, or for any, and that event."""
    here: Token | None = token
    while here is not None:
        activity = here.body or here
        events = [node for node in here.scope.graph.boundaries(here.node.node_id) if node.trigger == trigger]
        for wanted in (code, ""):
            for event in events:
                if event.code == wanted:
                    return activity, event
        here = activity.scope.host
    return None
