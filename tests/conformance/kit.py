"""The test files of the DMN Technology Compatibility Kit: cases with their inputs and expected results."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from service.feel import temporal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True)
class Result:
    """What a decision must give: a value, or an error (which FEEL may also tell as null)."""

    name: str
    expected: Any
    is_error: bool


@dataclass(frozen=True)
class Case:
    """A test case: the model, what is asked of it (a ``decision``, ``decisionService`` or ``bkm``), with what."""

    id: str
    model: Path
    type: str
    invocable: str
    inputs: Mapping[str, Any]
    results: tuple[Result, ...]


def cases(file: Path) -> Iterator[Case]:
    """Yield the cases of a test file; an XML file of another kind has none."""
    root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    if etree.QName(root).localname != "testCases":
        return
    model = file.parent / str(root.findtext("{*}modelName")).strip()
    for element in root.iterchildren("{*}testCase"):
        yield Case(
            id=element.get("id", ""),
            model=model,
            type=element.get("type", "decision"),
            invocable=element.get("invocableName", ""),
            inputs={node.get("name", ""): _value(node) for node in element.iterchildren("{*}inputNode")},
            results=tuple(map(_result, element.iterchildren("{*}resultNode"))),
        )


def namespace(model: Path) -> str:
    """Return the namespace of a model file."""
    root = etree.parse(model, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    return root.get("namespace", "")


def _result(element: etree._Element) -> Result:
    expected = element.find("{*}expected")
    is_error = element.get("errorResult") == "true"
    return Result(element.get("name", ""), None if expected is None else _value(expected), is_error)


def _value(element: etree._Element) -> Any:
    """Return the value an element holds: that of ``value``, the items of ``list``, or its components."""
    if element.get(_NIL) == "true":
        return None
    components = list(element.iterchildren("{*}component"))
    if components:
        return {component.get("name", ""): _value(component) for component in components}
    for child in element.iterchildren("{*}list"):
        return None if child.get(_NIL) == "true" else [_value(item) for item in child.iterchildren("{*}item")]
    for child in element.iterchildren("{*}value"):
        return None if child.get(_NIL) == "true" else _READERS[_type(child)](child.text or "")
    return None


def _type(element: etree._Element) -> str:
    return element.get(_TYPE, "xsd:string").rpartition(":")[2]


def _number(text: str) -> Any:
    number = Decimal(text.strip())
    return number if number.is_finite() else None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "anySimpleType": str,
    "boolean": lambda text: text.strip() in {"true", "1"},
    "date": lambda text: temporal.read_date(text.strip()),
    "time": lambda text: temporal.read_time(text.strip()),
    "dateTime": lambda text: temporal.read_date_time(text.strip()),
    "duration": lambda text: temporal.read_duration(text.strip()),
} | dict.fromkeys(("decimal", "double", "float", "integer", "int", "long"), _number)


def differences(expected: Any, found: Any) -> bool:
    """Return whether two values differ; numbers may by what the kit allows, the eighth decimal place."""
    if isinstance(expected, Decimal):
        is_number = isinstance(found, int | Decimal) and not isinstance(found, bool)
        return not is_number or abs(expected - found) >= _TOLERANCE
    if isinstance(expected, list):
        is_list = isinstance(found, list) and len(found) == len(expected)
        return not is_list or any(map(differences, expected, found))
    if isinstance(expected, dict):
        is_context = isinstance(found, dict) and found.keys() == expected.keys()
        return not is_context or any(differences(value, found[name]) for name, value in expected.items())
    return type(expected) is not type(found) or bool(expected != found)
