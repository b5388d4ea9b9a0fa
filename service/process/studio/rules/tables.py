"""Decision tables as they are drawn: columns with their words, rows with their expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from service import dmn

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Table:
    """One decision: a table, or one expression with no columns.

    ``rows`` hold an entry for each input, then each output, then each annotation; ``-`` is any value.
    """

    decision_id: str
    name: str
    description: str
    hit_policy: str
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    expression: str = ""


def decision_tables(xml: bytes) -> tuple[Table, ...]:
    """Return the decisions of a file in its order; raises ``dmn.DmnError``."""
    return tuple(_table(decision) for decision in children(dmn.read_document(xml), "decision"))


def _table(decision: etree._Element) -> Table:
    table = next(children(decision, "decisionTable"), None)
    literal = next(children(decision, "literalExpression"), None)
    about = (decision.get("id", ""), decision.get("name", ""), _words(next(children(decision, "description"), None)))
    if table is None:
        return Table(*about, "", expression="" if literal is None else text_of(literal))
    return Table(
        *about,
        table.get("hitPolicy", "UNIQUE"),
        inputs=tuple(item.get("label", "") or _expression(item) for item in children(table, "input")),
        outputs=tuple(item.get("label", "") or item.get("name", "") for item in children(table, "output")),
        annotations=tuple(item.get("name", "") for item in children(table, "annotation")),
        rows=tuple(_row(rule) for rule in children(table, "rule")),
    )


def _row(rule: etree._Element) -> tuple[str, ...]:
    return tuple(
        text_of(entry) for tag in ("inputEntry", "outputEntry", "annotationEntry") for entry in children(rule, tag)
    )


def _expression(column: etree._Element) -> str:
    return next((text_of(item) for item in children(column, "inputExpression")), "")


def text_of(element: etree._Element) -> str:
    """Return the words of an element's ``text``, their blanks collapsed."""
    return next((_words(item) for item in children(element, "text")), "")


def _words(element: etree._Element | None) -> str:
    return "" if element is None else " ".join((element.text or "").split())


def children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the children of a name, whatever their namespace."""
    return (child for child in element.iterchildren(etree.Element) if etree.QName(child).localname == tag)
