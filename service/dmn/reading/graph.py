"""The requirement graph: decisions, inputs, services and business knowledge, each read after what it requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from service import feel
from service.core.errors import sentence
from service.dmn.errors import NOWHERE, DmnError
from service.dmn.expressions import Broken, Constant, Given, Logic, bound
from service.dmn.model import Decision, InputData, Invocable, Requirement, Service
from service.dmn.reading.boxed import NO_LOGIC, expression_in, function, logic
from service.dmn.reading.document import child, children, identity, name, tag
from service.dmn.reading.scope import NOTES, UNSUPPORTED, Scope
from service.dmn.reading.types import TypeTable
from service.dmn.types import ANY, function_returning
from service.feel.functions import BUILTINS
from service.feel.limits import TOO_DEEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml import etree

    from service.dmn.reading.scope import Faults
    from service.dmn.types import Type

MAXIMUM_ID, MAXIMUM_NAME = 200, 300
"""Characters of a decision's id and name."""
MAXIMUM_CHAIN = 50
"""Decisions that may require one another in a row."""

_NO_ID = sentence("Expected every decision to have an id, but '%(name)s' has none. Give it one.")
_TOO_LONG = sentence(
    "Expected ids of at most %(id)s characters and names of at most %(name)s. Shorten those of decision '%(decision)s'."
)
_SAME_ID = sentence("Expected ids to be unique, but '%(id)s' stands twice. Change one.")
_REQUIRED = sentence("Expected '%(element)s' to require what this model has, but found '%(found)s'. Correct the link.")
_CIRCLE = sentence("Expected decisions to require one another without circles and at most %(maximum)s in a row.")

_OTHERS = NOTES | {
    "DMNDI", "textAnnotation", "association", "group", "knowledgeSource", "elementCollection", "performanceIndicator",
    "organizationUnit", "itemDefinition", "import",
}  # fmt: skip
_ABOUT_DECISION = (
    "question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement",
    "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask",
)  # fmt: skip

_NAMED = ("{*}inputData", "{*}decision", "{*}variable", "{*}itemComponent", "{*}output", "{*}column")

Node = Decision | InputData | Invocable
_Node = TypeVar("_Node", InputData, Decision)
Required = tuple[Node, str]
"""A node that another requires, and the name of the import it comes through, empty for the model's own."""


class Graph:
    """The graph of one file; ``imports`` are those of others, with the names it gives them, which may be empty."""

    def __init__(self, root: etree._Element, faults: Faults, imports: Sequence[tuple[str, Graph]]) -> None:
        self.namespace = root.get("namespace", "")
        self.types = TypeTable(root, faults, dict(_types(imports)))
        self._faults = faults
        self._imports = imports
        self._elements = dict(_elements(root, faults))
        self._nodes: dict[str, Node] = {}
        self._heights: dict[str, int] = {}
        self._open: list[str] = []
        self.phrases: frozenset[str] = frozenset(_phrases(root)).union(
            *(graph.phrases.union(graph.names(), (called,)) for called, graph in imports)
        )

    def __contains__(self, key: str) -> bool:
        """Return whether the graph has a node of that id."""
        return key in self._elements

    def names(self) -> Iterator[str]:
        """Yield the names of everything in the graph."""
        return map(_variable, self._elements.values())

    def nodes(self) -> Iterator[Node]:
        """Yield every node of the file, in its order."""
        yield from map(self.node, self._elements)

    def node(self, key: str) -> Node:
        """Return a node, built after those it requires; raises ``DmnError`` for a circle or too long a chain."""
        if key not in self._nodes:
            if key in self._open or len(self._open) >= MAXIMUM_CHAIN:
                raise DmnError(key, _CIRCLE, maximum=MAXIMUM_CHAIN)
            self._open.append(key)
            self._heights[key] = 1
            element = self._elements[key]
            self._nodes[key] = _BUILDERS[tag(element)](self, element)
            self._open.pop()
        if self._open:
            self._raise_height(self._open[-1], self._heights[key] + 1)
        return self._nodes[key]

    def _raise_height(self, key: str, height: int) -> None:
        """Note how many nodes stand in a row below and with one."""
        self._heights[key] = max(self._heights[key], height)
        if height > MAXIMUM_CHAIN:
            raise DmnError(key, _CIRCLE, maximum=MAXIMUM_CHAIN)

    def scope(self, required: list[Required]) -> Scope:
        """Return the scope of logic that reads and calls certain nodes."""
        own = (known for node, through in required if not through for known in _names(node))
        return Scope(self.phrases.union(own), self.types, self._faults)

    def required(self, element: etree._Element, *paths: tuple[str, str]) -> list[Required]:
        """Return the nodes an element requires by links of certain names in requirements of certain names."""
        links = (link for outer, inner in paths for part in children(element, outer) for link in children(part, inner))
        return self.linked(element, links)

    def linked(self, element: etree._Element, links: Iterable[etree._Element]) -> list[Required]:
        """Return the nodes that links lead to; reports those that lead nowhere."""
        found = []
        for link in links:
            namespace, _, key = link.get("href", "").rpartition("#")
            through, graph = self._of(namespace)
            if graph is self and key == element.get("id") and tag(element) == "businessKnowledgeModel":
                continue  # it may call itself anyway
            if graph is None or key not in graph:
                own = identity(element)
                self._faults.add(DmnError(own, _REQUIRED, element=own, found=link.get("href", "")))
                continue
            found.append((graph.node(key), through))
        return found

    def _of(self, namespace: str) -> tuple[str, Graph | None]:
        """Return the graph of a namespace, own or imported, with the name it is imported under."""
        if namespace in {"", self.namespace}:
            return "", self
        return next((each for each in self._imports if each[1].namespace == namespace), ("", None))

    def read(self, element: etree._Element, build: Callable[[], Logic]) -> Logic:
        """Return the logic that is built; where that fails and the model is read leniently, logic that says why."""
        try:
            return build()
        except (DmnError, RecursionError) as error:
            fault = error if isinstance(error, DmnError) else DmnError(identity(element), TOO_DEEP)
            self._faults.add(fault)
            return Broken(fault)


def _types(imports: Sequence[tuple[str, Graph]]) -> Iterator[tuple[str, Type]]:
    """Yield the types of imported models by the names they have here."""
    for through, graph in imports:
        for known, kind in graph.types.items():
            yield f"{through}.{known}" if through else known, kind


def _elements(root: etree._Element, faults: Faults) -> Iterator[tuple[str, etree._Element]]:
    """Yield the elements of the graph with their ids, or something in place of an id that nothing can link to."""
    seen = set()
    for place, element in enumerate(children(root)):
        if tag(element) not in _BUILDERS:
            if tag(element) not in _OTHERS:
                faults.add(DmnError(identity(element), UNSUPPORTED, found=tag(element)))
            continue
        own = element.get("id", "")
        if tag(element) == "decision":
            _check_decision(own, name(element))
        if own in seen:
            raise DmnError(own, _SAME_ID, id=own)
        if own:
            seen.add(own)
        yield own or f" {place}", element


def _check_decision(own: str, called: str) -> None:
    if not own.strip():
        raise DmnError(NOWHERE, _NO_ID, name=called)
    if len(own) > MAXIMUM_ID or len(called) > MAXIMUM_NAME:
        shown = own[:MAXIMUM_ID]
        raise DmnError(shown, _TOO_LONG, id=MAXIMUM_ID, name=MAXIMUM_NAME, decision=shown)


def _phrases(root: etree._Element) -> Iterator[str]:
    """Yield the names with spaces that any text may hold: of data and answers, and of what lies inside of them.

    One that FEEL's own functions have is left to those, until a value of that name is near.
    """
    for element in root.iter(*_NAMED):
        found = name(element)
        if found and not found.isidentifier() and found not in BUILTINS:
            yield found


def _names(node: Node) -> tuple[str, ...]:
    return node.names if isinstance(node, Decision) else (node.name,)


def _variable(element: etree._Element) -> str:
    """Return the name under which the value of an element is read."""
    variable = child(element, "variable")
    return ("" if variable is None else name(variable)) or name(element) or element.get("id", "")


def _type(graph: Graph, element: etree._Element) -> Type:
    """Return the type of the value of an element."""
    variable = child(element, "variable")
    return ANY if variable is None else graph.types.of(variable, variable.get("typeRef", ""))


def _functions(required: list[Required]) -> dict[str, Any]:
    """Return the functions among required nodes by name, those through an import in a context of its name."""
    functions: dict[str, Any] = {}
    for node, through in required:
        if isinstance(node, Invocable) and isinstance(node.logic, Constant):
            place = functions.setdefault(through, {}) if through else functions
            place[node.name] = node.logic.value
    return functions


def _decision(graph: Graph, element: etree._Element) -> Decision:
    required = graph.required(
        element,
        ("informationRequirement", "requiredDecision"),
        ("informationRequirement", "requiredInput"),
        ("knowledgeRequirement", "requiredKnowledge"),
    )
    variable, kind = _variable(element), _type(graph, element)
    if child(element, "functionDefinition") is not None:
        kind = function_returning(kind)
    reads = (Requirement(node, through) for node, through in required if not isinstance(node, Invocable))
    return Decision(
        identity(element),
        name(element) or identity(element),
        variable,
        kind,
        tuple(each for each in reads if isinstance(each.node, Decision) or each.through or each.node.type is not ANY),
        _functions(required),
        logic=graph.read(element, lambda: _decision_logic(element, variable, graph.scope(required))),
    )


def _decision_logic(element: etree._Element, variable: str, scope: Scope) -> Logic:
    found = expression_in(element, scope, *_ABOUT_DECISION)
    if found is not None:
        return logic(found, scope)
    scope.faults.add(DmnError(identity(element), NO_LOGIC, element=identity(element)))
    return Given(variable)


def _input_data(graph: Graph, element: etree._Element) -> InputData:
    return InputData(element.get("id", ""), _variable(element), _type(graph, element))


def _business_knowledge(graph: Graph, element: etree._Element) -> Invocable:
    required = graph.required(element, ("knowledgeRequirement", "requiredKnowledge"))
    called = _variable(element)

    def build() -> Logic:
        scope = graph.scope(required)
        scope = scope if called in BUILTINS else scope.naming(called)
        encapsulated = child(element, "encapsulatedLogic")
        if encapsulated is None:
            raise DmnError(identity(element), NO_LOGIC, element=identity(element))
        made = bound(function(encapsulated, scope), function_returning(scope.type(encapsulated)))
        made = bound(made, function_returning(_type(graph, element)))
        known = _functions(required)
        known[called] = made.evaluate(known, feel.Run())  # so that it may call itself
        return Constant(known[called])

    return Invocable(element.get("id", ""), called, graph.read(element, build))


def _decision_service(graph: Graph, element: etree._Element) -> Invocable:
    def linked(link: str, kind: type[_Node]) -> tuple[_Node, ...]:
        return tuple(node for node, _ in graph.linked(element, children(element, link)) if isinstance(node, kind))

    inputs, outputs = linked("inputData", InputData), linked("outputDecision", Decision)
    service = Service(inputs, linked("inputDecision", Decision), outputs)
    made = bound(Constant(service.function()), function_returning(_type(graph, element)))
    return Invocable(element.get("id", ""), _variable(element), Constant(made.evaluate({}, feel.Run())))


_BUILDERS: dict[str, Callable[[Graph, etree._Element], Node]] = {
    "decision": _decision,
    "inputData": _input_data,
    "businessKnowledgeModel": _business_knowledge,
    "decisionService": _decision_service,
}
"""How each node of the graph is built, by its tag."""
