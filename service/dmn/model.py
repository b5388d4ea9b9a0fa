"""A decision model: its decisions and services, and how one is evaluated after what it requires."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from service import feel
from service.core.errors import sentence
from service.dmn.errors import NOWHERE, DmnError
from service.dmn.evaluation import Evaluation
from service.dmn.expressions import Logic, Typed, Variables, entered, within
from service.dmn.tables import DecisionTable
from service.dmn.types import ANY, Type
from service.feel.limits import TOO_DEEP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from service.dmn.tables import Rule

_UNKNOWN = sentence("Expected to evaluate decision '%(decision)s', but the model has none of that id or name.")
_NO_FUNCTION = sentence(
    "Expected to invoke '%(name)s', but the model has no decision service or business knowledge of that id or name."
)
_FEEL = sentence("Expected to evaluate decision '%(decision)s', but an expression failed: %(reason)s")

_Node = TypeVar("_Node", "Decision", "Invocable")


@dataclass(frozen=True, slots=True, eq=False)
class InputData:
    """A value from outside: its name and its type."""

    id: str
    name: str
    type: Type

    def value(self, context: Variables, run: feel.Run) -> Any:
        """Return what is given, as of the type; else null."""
        return self.type.bind(context.get(self.name), run)


@dataclass(frozen=True, slots=True, eq=False)
class Requirement:
    """A decision or input that a decision reads, under the name of the import it comes through, if any."""

    node: Decision | InputData
    through: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """A decision: its names, what it reads and may call, its logic, and the type of its answer."""

    id: str
    name: str
    variable: str = field(default="", repr=False)
    type: Type = field(default=ANY, repr=False)
    requires: tuple[Requirement, ...] = field(default=(), repr=False)
    functions: Mapping[str, Any] = field(default_factory=dict, repr=False)
    logic: Logic = field(kw_only=True, repr=False)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rows of a decision table; none where it is another expression."""
        logic = self.logic.logic if isinstance(self.logic, Typed) else self.logic
        return logic.rules if isinstance(logic, DecisionTable) else ()

    @property
    def required_decisions(self) -> tuple[Decision, ...]:
        """The decisions whose answers this one reads, in the order the model names them."""
        return tuple(each.node for each in self.requires if isinstance(each.node, Decision))

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which others read the answer."""
        return self.id, self.name, self.variable


@dataclass(frozen=True, slots=True, eq=False)
class Invocable:
    """A decision service or business knowledge model: what it is called, and what yields its function."""

    id: str
    name: str
    logic: Logic = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """What a decision service does: decide its outputs from given inputs and given answers of other decisions."""

    inputs: tuple[InputData, ...]
    input_decisions: tuple[Decision, ...]
    outputs: tuple[Decision, ...]

    def function(self) -> feel.Function:
        """Return the service as a function, whose parameters are its inputs and then its input decisions."""
        names = (*(data.name for data in self.inputs), *(decision.variable for decision in self.input_decisions))
        return feel.Function(names, lambda run, arguments: entered(run, self, dict(zip(names, arguments, strict=True))))

    def evaluate(self, variables: Variables, run: feel.Run) -> Any:
        """Return the one output, or a context of several; the variables are the parameters, null where unfit."""
        session = Session({data.name: data.value(variables, run) for data in self.inputs}, run)
        for decision in self.input_decisions:
            given = decision.type.bind(variables.get(decision.variable), run)
            session.known[decision] = Evaluation(given, decision_id=decision.id, decision_name=decision.name)
        outputs = {decision.variable: session.evaluation(decision).output for decision in self.outputs}
        return outputs if len(outputs) != 1 else next(iter(outputs.values()))


class Session:
    """One evaluation of decisions: the variables from outside, and the answers known so far."""

    __slots__ = ("context", "known", "run")

    def __init__(self, context: Variables, run: feel.Run) -> None:
        self.context = context
        self.run = run
        self.known: dict[Decision, Evaluation] = {}

    def evaluation(self, decision: Decision) -> Evaluation:
        """Return the evaluation of a decision after those it requires; each is made once."""
        if decision not in self.known:
            self.known[decision] = self._evaluation(decision)
        return self.known[decision]

    def _evaluation(self, decision: Decision) -> Evaluation:
        try:
            self.run.spend(1)
            variables, required = self._required(decision)
            found = _explained(decision.logic, variables, self.run)
            output = decision.type.bind(found.output, self.run)
        except (feel.FeelError, RecursionError) as fault:
            raise _failed(decision.id, decision.id, fault) from fault
        return replace(found, output=output, decision_id=decision.id, decision_name=decision.name, required=required)

    def _required(self, decision: Decision) -> tuple[Variables, tuple[Evaluation, ...]]:
        """Return the variables that a decision reads, and the evaluations of the decisions among them."""
        answers: dict[str, Any] = dict(decision.functions)
        required: list[Evaluation] = []
        for requirement in decision.requires:
            node, through = requirement.node, requirement.through
            if isinstance(node, InputData):
                values = {node.name: node.value(self.context, self.run)}
            else:
                required.append(self.evaluation(node))
                values = dict.fromkeys(node.names, required[-1].output)
            answers.update({through: answers.get(through, {}) | values} if through else values)
        return within(answers, self.context) if answers else self.context, tuple(required)


def _failed(element_id: str, shown: str, fault: Exception) -> DmnError:
    """Return the fault of an element whose evaluation FEEL has given up."""
    return DmnError(element_id, _FEEL, decision=shown, reason=fault if isinstance(fault, feel.FeelError) else TOO_DEEP)


def _explained(logic: Logic, variables: Variables, run: feel.Run) -> Evaluation:
    """Return the value of a logic, with the rules that led to it where it is a decision table."""
    if isinstance(logic, DecisionTable):
        return logic.explain(variables, run)
    if isinstance(logic, Typed):
        found = _explained(logic.logic, variables, run)
        return replace(found, output=logic.type.bind(found.output, run))
    return Evaluation(logic.evaluate(variables, run))


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """The decisions of one file, in its order, with its services and business knowledge.

    ``faults`` are what a model read leniently would have been refused for.
    """

    id: str
    name: str
    decisions: tuple[Decision, ...]
    invocables: tuple[Invocable, ...] = ()
    faults: tuple[DmnError, ...] = ()

    def decision(self, decision_id_or_name: str) -> Decision:
        """Return a decision by its id, else by its name; raises ``DmnError`` where there is none."""
        found = _by_id_or_name(self.decisions, decision_id_or_name)
        if found is None:
            raise DmnError(NOWHERE, _UNKNOWN, decision=decision_id_or_name)
        return found

    def evaluate(self, decision_id_or_name: str, context: Mapping[str, Any], *, now: datetime | None = None) -> Any:
        """Return the value of a decision, as ``explain`` finds it."""
        return self.explain(decision_id_or_name, context, now=now).output

    def explain(
        self, decision_id_or_name: str, context: Mapping[str, Any], *, now: datetime | None = None
    ) -> Evaluation:
        """Return the evaluation of a decision: its value with what led to it, after the decisions it requires.

        Raises ``DmnError`` for an unknown decision, a broken hit policy, or an expression past FEEL's limits.
        """
        return Session(context, feel.Run(now)).evaluation(self.decision(decision_id_or_name))

    def invoke(self, id_or_name: str, parameters: Mapping[str, Any], *, now: datetime | None = None) -> Any:
        """Return what a decision service or business knowledge model gives for these parameters; others are null.

        Raises ``DmnError`` as ``explain`` does.
        """
        found = _by_id_or_name(self.invocables, id_or_name)
        if found is None:
            raise DmnError(NOWHERE, _NO_FUNCTION, name=id_or_name)
        run = feel.Run(now)
        try:
            function = found.logic.evaluate({}, run)
            return function.invoke(run, [feel.admit(parameters.get(name)) for name in function.parameters])
        except (feel.FeelError, RecursionError) as fault:
            raise _failed(found.id, found.name, fault) from fault


def _by_id_or_name(nodes: tuple[_Node, ...], wanted: str) -> _Node | None:
    by_id = (node for node in nodes if node.id == wanted)
    return next(by_id, None) or next((node for node in nodes if node.name == wanted), None)
