"""From DMN XML, versions 1.1 to 1.5, to a decision model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from service import feel
from service.core.errors import sentence
from service.dmn.errors import NOWHERE, DmnError
from service.dmn.model import Decision, DecisionModel
from service.dmn.tables import (
    AGGREGATIONS,
    HIT_POLICIES,
    DecisionTable,
    InputColumn,
    LiteralExpression,
    OutputColumn,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.dmn.model import Logic

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
MAXIMUM_SIZE = 2_000_000
"""Bytes of a decision model."""
MAXIMUM_ID, MAXIMUM_NAME = 200, 300
"""Characters of a decision's id and name."""
MAXIMUM_CHAIN = 50
"""Decisions that may require one another in a row."""

_TOO_LARGE = sentence("Expected a decision model of at most %(maximum)s bytes, but it has %(size)s. Divide it.")
_NOT_XML = sentence("Expected to read a decision model, but it is not well-formed XML: %(reason)s.")
_DOCTYPE = sentence("Expected to read a decision model, but it holds a DOCTYPE, which is not allowed. Remove it.")
_NOT_DMN = sentence("Expected a DMN 1.1 to 1.5 model, but the outermost element is '%(found)s'. Export it as DMN.")
_UNSUPPORTED = sentence(
    "Expected decision tables and literal expressions, but found '%(found)s', which is not supported. Rework the model."
)
_NO_DECISION = sentence("Expected at least one decision, but the model has none. Add one.")
_NO_ID = sentence("Expected every decision to have an id, but '%(name)s' has none. Give it one.")
_TOO_LONG = sentence(
    "Expected ids of at most %(id)s characters and names of at most %(name)s. Shorten those of decision '%(decision)s'."
)
_SAME_ID = sentence("Expected ids to be unique, but '%(id)s' stands twice. Change one.")
_NO_LOGIC = sentence("Expected decision '%(decision)s' to hold a table or an expression, but it is empty. Fill it in.")
_TWO_LOGICS = sentence("Expected decision '%(decision)s' to hold one table or expression, but it holds more.")
_FEEL = sentence("Expected FEEL in '%(element)s', but it is broken: %(reason)s")
_LANGUAGE = sentence("Expected expressions in FEEL, but '%(found)s' is asked for. Rewrite them in FEEL.")
_HIT_POLICY = sentence("Expected a hit policy of DMN, but found '%(found)s'. Choose UNIQUE or FIRST.")
_AGGREGATION = sentence("Expected aggregation SUM, COUNT, MIN or MAX of one output under hit policy COLLECT.")
_CELLS = sentence("Expected rule %(rule)s to have one cell per column, but it has %(found)s of %(expected)s.")
_NO_COLUMN = sentence("Expected a table to have outputs and every input to have an expression. Fill them in.")
_NAMES = sentence("Expected each of several outputs to have a name of its own, but '%(name)s' does not.")
_REQUIRED = sentence("Expected decision '%(decision)s' to require a decision of this model, but found '%(found)s'.")
_CIRCLE = sentence("Expected decisions to require one another without circles and at most %(maximum)s in a row.")

_NOTES = frozenset(
    {"description", "extensionElements", "DMNDI", "textAnnotation", "association", "group", "knowledgeSource"}
    | {"inputData", "elementCollection", "performanceIndicator", "organizationUnit"}
)
_ABOUT = frozenset(
    {"description", "extensionElements", "question", "allowedAnswers", "variable", "authorityRequirement"}
    | {"supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner"}
    | {"usingProcess", "usingTask"}
)

_PARTS_OF_TABLE = frozenset({"description", "extensionElements", "input", "output", "annotation", "rule"})


def parse(xml: bytes) -> DecisionModel:
    """Return the decision model of a file; raises ``DmnError`` at the element that is not understood."""
    root = read_document(xml)
    _check_language(root)
    elements = []
    for element in _children(root):
        if _tag(element) == "decision":
            elements.append(element)
        elif _tag(element) not in _NOTES:
            raise DmnError(element.get("id", ""), _UNSUPPORTED, found=_tag(element))
    if not elements:
        raise DmnError(root.get("id", ""), _NO_DECISION)
    names = frozenset(_names(root))
    decisions = tuple(_decision(element, names) for element in elements)
    _check_ids(decisions)
    _check_requirements({decision.id: decision for decision in decisions})
    return DecisionModel(root.get("id", ""), root.get("name", ""), decisions)


def read_document(xml: bytes) -> etree._Element:
    """Return the root of a file read without entities, network or DTD; raises ``DmnError``."""
    if len(xml) > MAXIMUM_SIZE:
        raise DmnError(NOWHERE, _TOO_LARGE, maximum=MAXIMUM_SIZE, size=len(xml))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise DmnError(NOWHERE, _NOT_XML, reason=str(fault)[:200]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DmnError(NOWHERE, _DOCTYPE)
    if _tag(root) != "definitions" or etree.QName(root).namespace not in NAMESPACES:
        raise DmnError(root.get("id", ""), _NOT_DMN, found=str(root.tag)[:200])
    return root


def _tag(element: etree._Element) -> str:
    """Return the local name of a DMN element, or the whole name of any other."""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES or name.localname == "DMNDI" else str(element.tag)


def _children(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    for child in element:
        if not tags or _tag(child) in tags:
            yield child


def _text(element: etree._Element) -> str:
    for child in _children(element, "text"):
        return (child.text or "").strip()
    return ""


def _names(root: etree._Element) -> Iterator[str]:
    """Yield the names that expressions may use, so that those with spaces are read as one."""
    for element in root:
        if _tag(element) in {"inputData", "decision"}:
            found = (element, *_children(element, "variable"))
            yield from filter(None, (_name(element, "id"), *map(_name, found)))


def _name(element: etree._Element, attribute: str = "name") -> str:
    """Return a name as FEEL reads it: one blank between words, empty where there are none."""
    return " ".join(element.get(attribute, "").split())


def _check_language(element: etree._Element) -> None:
    language = element.get("expressionLanguage")
    if language and "feel" not in language.lower():
        raise DmnError(element.get("id", ""), _LANGUAGE, found=language)


def _check_ids(decisions: tuple[Decision, ...]) -> None:
    seen = set()
    for decision in decisions:
        if not decision.id.strip():
            raise DmnError(NOWHERE, _NO_ID, name=decision.name)
        if len(decision.id) > MAXIMUM_ID or len(decision.name) > MAXIMUM_NAME:
            shown = decision.id[:MAXIMUM_ID]
            raise DmnError(shown, _TOO_LONG, id=MAXIMUM_ID, name=MAXIMUM_NAME, decision=shown)
        if decision.id in seen:
            raise DmnError(decision.id, _SAME_ID, id=decision.id)
        seen.add(decision.id)


def _check_requirements(decisions: dict[str, Decision]) -> None:
    heights: dict[str, int] = {}

    def height(decision: Decision, above: frozenset[str]) -> int:
        if decision.id in above or len(above) >= MAXIMUM_CHAIN:
            raise DmnError(decision.id, _CIRCLE, maximum=MAXIMUM_CHAIN)
        if decision.id not in heights:
            for needed in decision.requires:
                if needed not in decisions:
                    raise DmnError(decision.id, _REQUIRED, decision=decision.id, found=needed)
            heights[decision.id] = 1 + max(
                (height(decisions[needed], above | {decision.id}) for needed in decision.requires), default=0
            )
        if len(above) + heights[decision.id] > MAXIMUM_CHAIN:
            raise DmnError(decision.id, _CIRCLE, maximum=MAXIMUM_CHAIN)
        return heights[decision.id]

    for decision in decisions.values():
        height(decision, frozenset())


def _decision(element: etree._Element, names: frozenset[str]) -> Decision:
    decision_id = element.get("id", "")
    name = _name(element) or decision_id
    variable, requires = name, []
    logic: Logic | None = None
    for child in _children(element):
        tag = _tag(child)
        if tag == "variable":
            variable = _name(child) or name
        elif tag == "informationRequirement":
            requires += [needed.get("href", "").lstrip("#") for needed in _children(child, "requiredDecision")]
        elif tag in {"decisionTable", "literalExpression"}:
            if logic is not None:
                raise DmnError(decision_id, _TWO_LOGICS, decision=decision_id)
            logic = _table(child, name, names) if tag == "decisionTable" else _literal(child, names)
        elif tag not in _ABOUT:
            raise DmnError(child.get("id") or decision_id, _UNSUPPORTED, found=tag)
    if logic is None:
        raise DmnError(decision_id, _NO_LOGIC, decision=decision_id)
    return Decision(decision_id, name, variable, tuple(requires), logic)


def _expression(element: etree._Element, text: str, names: frozenset[str]) -> feel.Expression:
    _check_language(element)
    try:
        return feel.parse(text or "null", names)
    except feel.FeelError as fault:
        raise DmnError(element.get("id", ""), _FEEL, element=element.get("id", _tag(element)), reason=fault) from fault


def _tests(element: etree._Element, names: frozenset[str]) -> feel.UnaryTests:
    _check_language(element)
    try:
        return feel.parse_unary_tests(_text(element) or "-", names)
    except feel.FeelError as fault:
        raise DmnError(element.get("id", ""), _FEEL, element=element.get("id", _tag(element)), reason=fault) from fault


def _literal(element: etree._Element, names: frozenset[str]) -> LiteralExpression:
    for child in _children(element, "importedValues"):
        raise DmnError(element.get("id", ""), _UNSUPPORTED, found=_tag(child))
    if not _text(element):
        raise DmnError(element.get("id", ""), _NO_LOGIC, decision=element.get("id", ""))
    return LiteralExpression(_expression(element, _text(element), names))


def _table(element: etree._Element, name: str, names: frozenset[str]) -> DecisionTable:
    table_id = element.get("id", "")
    hit_policy, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation", "")
    if hit_policy not in HIT_POLICIES:
        raise DmnError(table_id, _HIT_POLICY, found=hit_policy)
    for child in _children(element):
        if _tag(child) not in _PARTS_OF_TABLE:
            raise DmnError(child.get("id") or table_id, _UNSUPPORTED, found=_tag(child))
    inputs = tuple(_input(child, names) for child in _children(element, "input"))
    outputs = _outputs(element, name, names)
    if aggregation and (aggregation not in AGGREGATIONS or hit_policy != "COLLECT" or len(outputs) > 1):
        raise DmnError(table_id, _AGGREGATION)
    rules = tuple(
        _rule(child, index, (len(inputs), len(outputs)), names)
        for index, child in enumerate(_children(element, "rule"), 1)
    )
    return DecisionTable(table_id, hit_policy, aggregation, inputs, outputs, rules)


def _input(element: etree._Element, names: frozenset[str]) -> InputColumn:
    for inner in _children(element, "inputExpression"):
        text = _text(inner)
        if text:
            return InputColumn(element.get("id", ""), element.get("label") or text, _expression(inner, text, names))
    raise DmnError(element.get("id", ""), _NO_COLUMN)


def _outputs(table: etree._Element, name: str, names: frozenset[str]) -> tuple[OutputColumn, ...]:
    elements = list(_children(table, "output"))
    if not elements:
        raise DmnError(table.get("id", ""), _NO_COLUMN)
    columns: list[OutputColumn] = []
    for element in elements:
        column = element.get("name") or (name if len(elements) == 1 else "")
        if not column or any(column == other.name for other in columns):
            raise DmnError(element.get("id", ""), _NAMES, name=column)
        defaults = [
            _expression(entry, _text(entry), names)
            for entry in _children(element, "defaultOutputEntry")
            if _text(entry)
        ]
        columns.append(OutputColumn(column, _priorities(element, names), defaults[0] if defaults else None))
    return tuple(columns)


def _priorities(element: etree._Element, names: frozenset[str]) -> feel.Expression | None:
    """Return the list of output values, which is written without its brackets."""
    for values in _children(element, "outputValues"):
        return _expression(values, f"[{_text(values)}]", names)
    return None


def _rule(element: etree._Element, index: int, columns: tuple[int, int], names: frozenset[str]) -> Rule:
    inputs, outputs = list(_children(element, "inputEntry")), list(_children(element, "outputEntry"))
    if (len(inputs), len(outputs)) != columns:
        raise DmnError(
            element.get("id", ""), _CELLS, rule=index, found=len(inputs) + len(outputs), expected=sum(columns)
        )
    return Rule(
        element.get("id", ""),
        index,
        tuple(_tests(cell, names) for cell in inputs),
        tuple(_expression(cell, _text(cell), names) for cell in outputs),
    )
