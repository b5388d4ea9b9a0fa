"""From DMN XML, versions 1.1 to 1.5, to a decision model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence
from service.dmn.errors import DmnError
from service.dmn.model import Decision, DecisionModel, Invocable
from service.dmn.reading.document import children, identity, name, read_document
from service.dmn.reading.graph import Graph
from service.dmn.reading.scope import Faults, check_language
from service.feel.limits import TOO_DEEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_NO_DECISION = sentence("Expected at least one decision, but the model has none. Add one.")
_IMPORT = sentence("Expected a model that stands alone, but it imports '%(found)s'. Copy what it needs into it.")
_IMPORT_CIRCLE = sentence("Expected models to import one another without circles, but '%(found)s' imports itself.")

__all__ = ["parse", "read_document"]

_NOTHING: Mapping[str, bytes] = {}


def parse(xml: bytes, *, strict: bool = True, imported: Mapping[str, bytes] = _NOTHING) -> DecisionModel:
    """Return the decision model of a file; raises ``DmnError`` at the element that is not understood.

    What is wrong with one decision or type of a model that is not read ``strict`` is kept in ``faults`` instead, and
    the model may import others: ``imported`` are their files by namespace.
    """
    root, faults = read_document(xml), Faults(strict)
    try:
        check_language(root)
        nodes = list(_graph(root, faults, imported).nodes())
    except RecursionError:
        raise DmnError(identity(root), TOO_DEEP) from None
    decisions = tuple(node for node in nodes if isinstance(node, Decision))
    if not decisions:
        faults.add(DmnError(identity(root), _NO_DECISION))
    invocables = tuple(node for node in nodes if isinstance(node, Invocable))
    return DecisionModel(root.get("id", ""), root.get("name", ""), decisions, invocables, tuple(faults.found))


def _graph(
    root: etree._Element, faults: Faults, imported: Mapping[str, bytes], around: frozenset[str] = frozenset()
) -> Graph:
    """Return the graph of a file after those it imports; those ``around`` it import it, and it must not import them."""
    around |= {root.get("namespace", "")}
    graphs = []
    for element in children(root, "import"):
        namespace = element.get("namespace", "")
        if namespace in around:
            raise DmnError(identity(element), _IMPORT_CIRCLE, found=namespace)
        if faults.strict or namespace not in imported:
            faults.add(DmnError(identity(element), _IMPORT, found=namespace))
            continue
        other = read_document(imported[namespace])
        graphs.append((name(element), _graph(other, faults, imported, around)))
    return Graph(root, faults, graphs)
