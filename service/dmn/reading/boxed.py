"""From the elements of boxed expressions to what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service import feel
from service.core.errors import sentence
from service.dmn import expressions, iterators
from service.dmn.errors import DmnError
from service.dmn.expressions import RESULT, Logic, Typed, bound
from service.dmn.reading.document import child, children, identity, name, tag, text
from service.dmn.reading.tables import table
from service.dmn.types import ANY, FunctionType, function_returning
from service.feel.external import external_function
from service.feel.functions import BUILTINS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from service.dmn.reading.scope import Scope

NO_LOGIC = sentence("Expected '%(element)s' to hold a table or an expression, but it is empty. Fill it in.")
_TWO_LOGICS = sentence("Expected '%(element)s' to hold one table or expression, but it holds more.")
_NO_NAME = sentence("Expected '%(element)s' to have a name, but it has none. Give it one.")
_SAME_NAME = sentence("Expected names in '%(element)s' to differ, but '%(name)s' stands twice. Change one.")
_LAST = sentence("Expected the result of context '%(element)s' to be its last entry, but others follow. Move it.")
_CELLS = sentence("Expected row %(row)s to have one cell per column, but it has %(found)s of %(expected)s.")
_KIND = sentence("Expected a function in FEEL, or one of Java's mathematics and texts, but found '%(found)s'.")


def logic_in(element: etree._Element, scope: Scope, *others: str) -> Logic:
    """Return what the one expression in an element does, beside which only certain ``others`` may stand."""
    found = expression_in(element, scope, *others)
    if found is None:
        raise DmnError(identity(element), NO_LOGIC, element=element.get("id", tag(element)))
    return logic(found, scope)


def expression_in(element: etree._Element, scope: Scope, *others: str) -> etree._Element | None:
    """Return the one expression in an element, or ``None``; raises ``DmnError`` where there are more."""
    scope.expect(element, *_READERS, *others)
    found = list(children(element, *_READERS))
    if len(found) > 1:
        raise DmnError(identity(element), _TWO_LOGICS, element=element.get("id", tag(element)))
    return found[0] if found else None


def logic(element: etree._Element, scope: Scope) -> Logic:
    """Return what an expression does; raises ``DmnError`` at what is not understood in it."""
    kind = scope.type(element)
    if tag(element) == "functionDefinition":
        kind = function_returning(kind)
    return bound(_READERS[tag(element)](element, scope), kind)


def named(element: etree._Element) -> str:
    """Return the name of an element; raises ``DmnError`` where it has none."""
    found = name(element)
    if not found:
        raise DmnError(identity(element), _NO_NAME, element=element.get("id", tag(element)))
    return found


def function(element: etree._Element, scope: Scope) -> Logic:
    """Return what a function definition, or the encapsulated logic of a business knowledge model, makes."""
    names = _names(element, "formalParameter")
    kinds = tuple(scope.type(parameter) for parameter in children(element, "formalParameter"))
    body = logic_in(element, scope.naming(*names), "formalParameter")
    written = element.get("kind", "FEEL")
    if written == "FEEL":
        return expressions.Definition(tuple(zip(names, kinds, strict=True)), body)
    foreign = None
    if written == "Java":
        foreign = external_function(names, {"java": body.evaluate({}, feel.Run())})
    if foreign is None:
        scope.faults.add(DmnError(identity(element), _KIND, found=written))
    return Typed(expressions.Constant(foreign), FunctionType(kinds, ANY))


def _literal(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, "text")
    if not text(element):
        raise DmnError(identity(element), NO_LOGIC, element=element.get("id", tag(element)))
    return expressions.Literal(scope.expression(element, text(element)))


def _context(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, "contextEntry")
    entries: dict[str, Logic] = {}
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        key = RESULT if variable is None else named(variable)
        if RESULT in entries:
            raise DmnError(identity(entry), _LAST, element=identity(element))
        if key in entries:
            raise DmnError(identity(entry), _SAME_NAME, element=identity(element), name=key)
        # a function may call itself, but max: max(x) means FEEL's
        found = logic_in(entry, scope if key in BUILTINS else scope.naming(key), "variable")
        if variable is not None:
            kind = scope.type(variable)
            is_function = child(entry, "functionDefinition") is not None
            found = bound(found, function_returning(kind) if is_function else kind)
        entries[key] = found
        scope = scope.naming(key)
    return expressions.Context(tuple(entries.items()))


def _list(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, *_READERS)
    return expressions.ListOf(tuple(logic(item, scope) for item in children(element, *_READERS)))


def _relation(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, "column", "row")
    names = _names(element, "column")
    kinds = [scope.type(column) for column in children(element, "column")]
    rows = []
    for number, row in enumerate(children(element, "row"), 1):
        scope.expect(row, *_READERS)
        cells = [logic(cell, scope) for cell in children(row, *_READERS)]
        if len(cells) != len(names):
            raise DmnError(identity(row), _CELLS, row=number, found=len(cells), expected=len(names))
        rows.append(tuple(bound(cell, kind) for cell, kind in zip(cells, kinds, strict=True)))
    return expressions.Relation(names, tuple(rows))


def _invocation(element: etree._Element, scope: Scope) -> Logic:
    bindings: dict[str, Logic] = {}
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        key = named(binding if parameter is None else parameter)
        if key in bindings:
            raise DmnError(identity(binding), _SAME_NAME, element=identity(element), name=key)
        argument = expression_in(binding, scope, "parameter")
        kind = ANY if parameter is None else scope.type(parameter)
        bindings[key] = expressions.Constant(None) if argument is None else bound(logic(argument, scope), kind)
    return expressions.Invocation(logic_in(element, scope, "binding"), bindings)


def _conditional(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, "if", "then", "else")
    return expressions.Conditional(*(_part(element, part, scope) for part in ("if", "then", "else")))


def _filter(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, "in", "match")
    return iterators.Filter(_part(element, "in", scope), _part(element, "match", scope.naming(iterators.ITEM)))


def _for(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, "in", "return")
    variable = _variable(element)
    body = _part(element, "return", scope.naming(variable, iterators.PARTIAL))
    uses_partial = iterators.PARTIAL in "".join(map(str, element.itertext()))
    return iterators.For(variable, _part(element, "in", scope), body, uses_partial)


def _quantified(element: etree._Element, scope: Scope) -> Logic:
    scope.expect(element, "in", "satisfies")
    variable = _variable(element)
    condition = _part(element, "satisfies", scope.naming(variable))
    return iterators.Quantified(variable, _part(element, "in", scope), condition, decisive=tag(element) == "some")


def _part(element: etree._Element, part: str, scope: Scope) -> Logic:
    """Return what the expression in a part does, such as that in the ``then`` of a conditional."""
    found = child(element, part)
    if found is None:
        raise DmnError(identity(element), NO_LOGIC, element=part)
    return logic_in(found, scope)


def _variable(element: etree._Element) -> str:
    found = name(element, "iteratorVariable")
    if not found:
        raise DmnError(identity(element), _NO_NAME, element=element.get("id", tag(element)))
    return found


def _names(element: etree._Element, part: str) -> tuple[str, ...]:
    """Return the names of the parameters or columns of an element, which must differ."""
    names: list[str] = []
    for each in children(element, part):
        key = named(each)
        if key in names:
            raise DmnError(identity(each), _SAME_NAME, element=identity(element), name=key)
        names.append(key)
    return tuple(names)


_READERS: dict[str, Callable[[etree._Element, Scope], Logic]] = {
    "literalExpression": _literal,
    "decisionTable": table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
"""How each boxed expression is read, by its tag."""
