"""The one hardened reader of BPMN files: no entities, no network, no DTD, and limits on size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from service.core.errors import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
ZEEBE: Final = "{http://camunda.org/schema/zeebe/1.0}"

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_NODES: Final = 200
MAX_NESTING: Final = 5
MAX_ID: Final = 200
MAX_NAME: Final = 300


TOO_LARGE: Final = "document-too-large"
BROKEN: Final = "document-broken"
DOCTYPE: Final = "document-doctype"
NOT_BPMN: Final = "document-not-bpmn"

_TOO_LARGE = sentence("The file has %(size)d bytes; at most %(limit)d are read.")
_BROKEN = sentence("The file is no XML: %(reason)s.")
_DOCTYPE = sentence("The file has a DOCTYPE, which is refused.")
_NOT_BPMN = sentence("The file is no BPMN 2.0 document: its root is '%(tag)s'.")


class DocumentRefused(Exception):  # noqa: N818 -- named for what happened; the linter turns it into a finding
    """The bytes are no BPMN document that may be read; ``template`` is the sentence, ``parameters`` its values."""

    def __init__(self, rule_id: str, template: str, **parameters: object) -> None:
        self.rule_id = rule_id
        self.template = template
        self.parameters = parameters
        super().__init__(template % parameters)


def parse_document(xml: bytes) -> etree._Element:
    """Return the root ``bpmn:definitions``; raises ``DocumentRefused``."""
    if len(xml) > MAX_BYTES:
        raise DocumentRefused(
            TOO_LARGE,
            _TOO_LARGE,
            size=len(xml),
            limit=MAX_BYTES,
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise DocumentRefused(BROKEN, _BROKEN, reason=str(broken)) from broken
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.doctype:
        raise DocumentRefused(DOCTYPE, _DOCTYPE)
    if root.tag != f"{BPMN}definitions":
        raise DocumentRefused(NOT_BPMN, _NOT_BPMN, tag=root.tag)
    return root


def local_name(element: etree._Element) -> str:
    """Return the tag without its namespace."""
    return etree.QName(element).localname


def extension(element: etree._Element, name: str) -> etree._Element | None:
    """Return the element's ``zeebe:<name>`` extension."""
    return element.find(f"{BPMN}extensionElements/{ZEEBE}{name}")


def extensions(element: etree._Element, name: str) -> list[etree._Element]:
    """Return all ``zeebe:<name>`` extensions, which may stand one level down (``zeebe:ioMapping/zeebe:input``)."""
    return element.findall(f"{BPMN}extensionElements/{name.replace('zeebe:', ZEEBE)}")


def bpmn_children(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the children that belong to the BPMN namespace."""
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(BPMN):
            yield child
