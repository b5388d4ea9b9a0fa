"""From the elements of a decision table to its columns and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence
from service.dmn.errors import DmnError
from service.dmn.expressions import Literal, Logic, bound
from service.dmn.hit_policies import AGGREGATIONS, HIT_POLICIES, ORDERED
from service.dmn.reading.document import child, children, identity, name, text
from service.dmn.tables import DecisionTable, InputColumn, OutputColumn, Rule
from service.dmn.types import Constrained, Type

if TYPE_CHECKING:
    from lxml import etree

    from service import feel
    from service.dmn.reading.scope import Scope

_HIT_POLICY = sentence("Expected a hit policy of DMN, but found '%(found)s'. Choose UNIQUE or FIRST.")
_AGGREGATION = sentence("Expected aggregation SUM, COUNT, MIN or MAX of one output under hit policy COLLECT.")
_CELLS = sentence("Expected rule %(rule)s to have one cell per column, but it has %(found)s of %(expected)s.")
_NO_COLUMN = sentence("Expected a table to have outputs and every input to have an expression. Fill them in.")
_NAMES = sentence("Expected each of several outputs to have a name of its own, but '%(name)s' does not.")


def table(element: etree._Element, scope: Scope) -> DecisionTable:
    """Return a decision table; raises ``DmnError`` at what is not understood in it."""
    hit_policy, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation", "")
    if hit_policy not in HIT_POLICIES:
        raise DmnError(identity(element), _HIT_POLICY, found=hit_policy)
    scope.expect(element, "input", "output", "annotation", "rule")
    inputs = tuple(_input(part, scope) for part in children(element, "input"))
    kinds = [scope.type(part) for part in children(element, "output")]
    outputs = _outputs(element, kinds, hit_policy, scope)
    if aggregation and (aggregation not in AGGREGATIONS or hit_policy != "COLLECT" or len(outputs) > 1):
        raise DmnError(identity(element), _AGGREGATION)
    rules = tuple(
        _rule(part, index, len(inputs), kinds, scope) for index, part in enumerate(children(element, "rule"), 1)
    )
    return DecisionTable(identity(element), hit_policy, aggregation, inputs, outputs, rules)


def _input(element: etree._Element, scope: Scope) -> InputColumn:
    inner = child(element, "inputExpression")
    if inner is None or not text(inner):
        raise DmnError(identity(element), _NO_COLUMN)
    logic = bound(Literal(scope.expression(inner, text(inner))), scope.type(inner))
    return InputColumn(
        element.get("id", ""), element.get("label") or text(inner), logic, _allowed(element, "inputValues", scope)
    )


def _outputs(table: etree._Element, kinds: list[Type], hit_policy: str, scope: Scope) -> tuple[OutputColumn, ...]:
    elements = list(children(table, "output"))
    if not elements:
        raise DmnError(identity(table), _NO_COLUMN)
    columns: dict[str, OutputColumn] = {}
    for element, kind in zip(elements, kinds, strict=True):
        column = name(element) or (_called(table) if len(elements) == 1 else "")
        if column in columns or (not column and len(elements) > 1):
            raise DmnError(identity(element), _NAMES, name=column)
        columns[column] = OutputColumn(
            column,
            _allowed(element, "outputValues", scope),
            _priorities(element, kind, scope) if hit_policy in ORDERED else None,
            _default(element, kind, scope),
        )
    return tuple(columns.values())


def _called(element: etree._Element) -> str:
    """Return the name of what a table gives the value of: that of the nearest variable or element around it."""
    for around in element.iterancestors():
        variable = child(around, "variable")
        found = name(around) or ("" if variable is None else name(variable)) or around.get("id", "")
        if found:
            return found
    return ""


def _allowed(element: etree._Element, part: str, scope: Scope) -> feel.UnaryTests | None:
    values = child(element, part)
    return None if values is None else scope.tests(values)


def _priorities(element: etree._Element, kind: Type, scope: Scope) -> feel.Expression | None:
    """Return the list of a column's values from most important down: unary tests written without brackets."""
    values = child(element, "outputValues")
    if values is not None and text(values):
        return scope.expression(values, f"[{text(values)}]")
    return scope.expression(element, f"[{kind.allowed.text}]") if isinstance(kind, Constrained) else None


def _default(element: etree._Element, kind: Type, scope: Scope) -> Logic | None:
    entry = child(element, "defaultOutputEntry")
    return None if entry is None or not text(entry) else bound(Literal(scope.expression(entry, text(entry))), kind)


def _rule(element: etree._Element, index: int, inputs: int, kinds: list[Type], scope: Scope) -> Rule:
    scope.expect(element, "inputEntry", "outputEntry", "annotationEntry")
    entries, answers = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
    if (len(entries), len(answers)) != (inputs, len(kinds)):
        found, expected = len(entries) + len(answers), inputs + len(kinds)
        raise DmnError(identity(element), _CELLS, rule=index, found=found, expected=expected)
    tests = ((place, scope.tests(entry)) for place, entry in enumerate(entries))
    outputs = (
        bound(bound(Literal(scope.expression(answer, text(answer))), scope.type(answer)), kind)
        for answer, kind in zip(answers, kinds, strict=True)
    )
    return Rule(
        element.get("id", ""), index, tuple((place, test) for place, test in tests if test is not None), tuple(outputs)
    )
