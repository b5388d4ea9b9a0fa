"""The XML of a decision model, versions 1.1 to 1.5: read safely, and walked by the names of DMN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from service.core.errors import sentence
from service.dmn.errors import NOWHERE, DmnError

if TYPE_CHECKING:
    from collections.abc import Iterator

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

_TOO_LARGE = sentence("Expected a decision model of at most %(maximum)s bytes, but it has %(size)s. Divide it.")
_NOT_XML = sentence("Expected to read a decision model, but it is not well-formed XML: %(reason)s.")
_DOCTYPE = sentence("Expected to read a decision model, but it holds a DOCTYPE, which is not allowed. Remove it.")
_NOT_DMN = sentence("Expected a DMN 1.1 to 1.5 model, but the outermost element is '%(found)s'. Export it as DMN.")


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
    if tag(root) != "definitions" or etree.QName(root).namespace not in NAMESPACES:
        raise DmnError(root.get("id", ""), _NOT_DMN, found=str(root.tag)[:200])
    return root


def tag(element: etree._Element) -> str:
    """Return the local name of a DMN element, or the whole name of any other."""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES or name.localname == "DMNDI" else str(element.tag)


def children(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Yield the elements right below one, all or those of certain names."""
    for child in element:
        if not tags or tag(child) in tags:
            yield child


def child(element: etree._Element, *tags: str) -> etree._Element | None:
    """Return the first element of such a name right below one."""
    return next(children(element, *tags), None)


def text(element: etree._Element | None) -> str:
    """Return what the ``text`` of an element says, without the blanks around it."""
    words = None if element is None else child(element, "text")
    return "" if words is None else (words.text or "").strip()


def name(element: etree._Element, attribute: str = "name") -> str:
    """Return a name as FEEL reads it: one blank between words, empty where there are none."""
    return " ".join(element.get(attribute, "").split())


def identity(element: etree._Element) -> str:
    """Return the id of an element, or of the nearest around it that has one."""
    place: etree._Element | None = element
    while place is not None:
        found: str | None = place.get("id")
        if found:
            return found
        place = place.getparent()
    return NOWHERE
