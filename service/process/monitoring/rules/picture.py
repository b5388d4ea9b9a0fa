"""Reading a diagram's drawing (BPMN DI) into shapes and flows with absolute places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Final

from service.engine.document import BPMN, BPMNDI, extension, local_name, parse_document
from service.engine.extension import read_properties
from service.process.monitoring.rules.lettering import Lettering, beside, centred, hanging, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml import etree

    from service.process.monitoring.rules.lettering import Point

_DC: Final = "{http://www.omg.org/spec/DD/20100524/DC}"
_DI: Final = "{http://www.omg.org/spec/DD/20100524/DI}"
_BIOC: Final = "{http://bpmn.io/schema/bpmn/biocolor/1.0}"
_SCALE = 1.25
"""A diagram is drawn for letters of 12 px; here they have 15."""

_MARGIN = 24.0
_ROUND = 8.0
_LEAST_LABEL = 90 * _SCALE
_POOL_BAND = 30 * _SCALE

Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape with its words. ``family`` is how it is drawn: pool, lane, scope, box, gateway, event, note.

    ``kind`` is the BPMN tag, ``event`` what an event waits for or throws (``timer``, ``message``, …), ``loop`` parallel
    or sequential, ``called`` the process a call activity calls, ``host`` the step a boundary event sits on. What
    ``is_quiet`` stands beside the main flow, as drawn; ``is_upright``: its name is written upwards.
    """

    element_id: str
    kind: str
    family: str
    name: str
    x: float
    y: float
    width: float
    height: float
    words: tuple[Lettering, ...] = ()
    event: str = ""
    loop: str = ""
    called: str = ""
    host: str = ""
    is_dashed: bool = False
    is_quiet: bool = False
    is_upright: bool = False

    @property
    def middle(self) -> Point:
        """The centre of the shape."""
        return (round(self.x + self.width / 2, 1), round(self.y + self.height / 2, 1))


@dataclass(frozen=True, slots=True)
class Flow:
    """A line: its SVG path, its words, whether it is the way taken when no condition holds."""

    kind: str
    path: str
    words: tuple[Lettering, ...]
    default: Point | None = None
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole drawing, px. Without drawing in the file there is nothing: width 0."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    flows: tuple[Flow, ...]
    names: Mapping[str, str]

    def drawn(self, *families: str) -> Iterator[Shape]:
        """Yield the shapes of some families; those that sit on another's edge come last."""
        yield from sorted(
            (shape for shape in self.shapes if shape.family in families), key=lambda shape: bool(shape.host)
        )

    def has_event_above(self, host: Shape) -> bool:
        """Return whether an event sits on a step's upper edge, so that nothing else may be put there."""
        return any(shape.host == host.element_id and shape.middle[1] <= host.y + 1 for shape in self.shapes)


@lru_cache(maxsize=64)
def picture_of(xml: bytes, language: str = "vi") -> Picture:
    """Return the drawing of a deployed diagram, its words in a language where it has them."""
    root = parse_document(xml)
    nodes = {node.get("id", ""): node for node in root.iter() if isinstance(node.tag, str) and node.get("id")}
    names = {element_id: _name(node, language) for element_id, node in nodes.items()}
    plane = root.find(f"{BPMNDI}BPMNDiagram/{BPMNDI}BPMNPlane")
    if plane is None:
        return Picture(0, 0, (), (), names)
    left, top = _corner(plane)
    reader = _Reader(nodes, names, _MARGIN - left * _SCALE, _MARGIN - top * _SCALE)
    shapes = tuple(reader.shapes(plane))
    flows = tuple(reader.flows(plane))
    return Picture(
        width=round(max((shape.x + shape.width for shape in shapes), default=0) + _MARGIN),
        height=round(max((shape.y + shape.height for shape in shapes), default=0) + _MARGIN),
        shapes=shapes,
        flows=flows,
        names=names,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one plane; ``dx`` and ``dy`` move the drawing to the corner of the page."""

    nodes: Mapping[str, etree._Element]
    names: Mapping[str, str]
    dx: float
    dy: float

    def shapes(self, plane: etree._Element) -> Iterator[Shape]:
        """Yield the shapes whose element the file knows."""
        for drawn in plane.iterfind(f"{BPMNDI}BPMNShape"):
            node = self.nodes.get(drawn.get("bpmnElement", ""))
            bounds = drawn.find(f"{_DC}Bounds")
            if node is not None and bounds is not None:
                yield self._shape(drawn, node, self._area(bounds))

    def flows(self, plane: etree._Element) -> Iterator[Flow]:
        """Yield the lines whose element the file knows."""
        for drawn in plane.iterfind(f"{BPMNDI}BPMNEdge"):
            node = self.nodes.get(drawn.get("bpmnElement", ""))
            points = [self._point(point) for point in drawn.iterfind(f"{_DI}waypoint")]
            if node is None or len(points) < 2:  # noqa: PLR2004 -- a line has two ends
                continue
            source = self.nodes.get(node.get("sourceRef", ""))
            is_default = source is not None and source.get("default") == node.get("id")
            has_tick = is_default and source is not None and local_name(source) in _GATEWAYS
            yield Flow(
                kind=local_name(node),
                path=_path(points),
                words=self._label(drawn, node, self._halfway(points)),
                default=_along(points, 16) if has_tick else None,
                is_quiet=drawn.get(f"{_BIOC}stroke") is not None,
            )

    def _shape(self, drawn: etree._Element, node: etree._Element, area: Area) -> Shape:
        kind = local_name(node)
        family = _family(kind, is_expanded=drawn.get("isExpanded") == "true")
        name = self.names[node.get("id", "")]
        called = extension(node, "calledElement")
        return Shape(
            node.get("id", ""),
            kind,
            family,
            name,
            *area,
            words=self._words(drawn, node, family, area),
            event=_event(node),
            loop=_loop(node),
            called=called.get("processId", "") if called is not None else "",
            host=node.get("attachedToRef", ""),
            is_dashed=node.get("cancelActivity") == "false" or node.get("isInterrupting") == "false",
            is_quiet=drawn.get(f"{_BIOC}stroke") is not None,
            is_upright=_is_upright(node),
        )

    def _words(self, drawn: etree._Element, node: etree._Element, family: str, area: Area) -> tuple[Lettering, ...]:
        x, y, width, height = area
        name = self.names[node.get("id", "")]
        if family in ("pool", "lane"):
            is_upright = _is_upright(node)
            left = _POOL_BAND / 2 if is_upright else 16 + width_of(name) / 2
            return centred(name, x + left, y + height / 2, (height if is_upright else width) - 16)
        if family == "scope":
            return hanging(name, x + 16 + width_of(name) / 2, y + 6, width - 16)
        if family in ("box", "note"):
            return centred(name or _text(node), x + width / 2, y + height / 2, width - 10)
        return self._label(drawn, node, (x + width / 2, y + height + 4), (y, y + height))

    def _label(
        self, drawn: etree._Element, node: etree._Element, place: Point, edges: Point = (0, 0)
    ) -> tuple[Lettering, ...]:
        """Return the words beside a shape (``edges``: its upper and lower one) or at a line, else at a place."""
        name = self.names[node.get("id", "")]
        bounds = drawn.find(f"{BPMNDI}BPMNLabel/{_DC}Bounds")
        if bounds is None:
            return hanging(name, *place, _LEAST_LABEL)
        x, y, width, height = self._area(bounds)
        middle = (x + width / 2, y + height / 2)
        return beside(name, middle, (y, y + height, *edges), max(width, _LEAST_LABEL))

    def _halfway(self, points: list[Point]) -> Point:
        x, y = _along(points, _length(points) / 2)
        return (x, y + 2)

    def _area(self, bounds: etree._Element) -> Area:
        x, y = self._point(bounds)
        return (x, y, *(round(float(bounds.get(name, 0)) * _SCALE, 1) for name in ("width", "height")))  # type: ignore[return-value]

    def _point(self, node: etree._Element) -> Point:
        x, y = (float(node.get(name, 0)) * _SCALE for name in ("x", "y"))
        return (round(x + self.dx, 1), round(y + self.dy, 1))


_GATEWAYS = ("exclusiveGateway", "inclusiveGateway")
_FAMILIES = {"participant": "pool", "lane": "lane", "textAnnotation": "note"}


def _is_upright(node: etree._Element) -> bool:
    """Return whether a name is written upwards: in the band of a lane, or of a pool that holds a process."""
    return local_name(node) == "lane" or node.get("processRef") is not None


def _family(kind: str, *, is_expanded: bool) -> str:
    if kind == "subProcess" and is_expanded:
        return "scope"
    if kind in _FAMILIES:
        return _FAMILIES[kind]
    return "gateway" if kind.endswith("Gateway") else "event" if kind.endswith("Event") else "box"


def _name(node: etree._Element, language: str) -> str:
    english = read_properties(node).get("label_en", "") if language == "en" else ""
    return " ".join((english or node.get("name", "")).split())


def _text(node: etree._Element) -> str:
    return " ".join((node.findtext(f"{BPMN}text") or "").split())


def _event(node: etree._Element) -> str:
    tags = (local_name(child) for child in node if isinstance(child.tag, str))
    return next((tag.removesuffix("EventDefinition") for tag in tags if tag.endswith("EventDefinition")), "")


def _loop(node: etree._Element) -> str:
    found = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if found is None:
        return ""
    return "sequential" if found.get("isSequential") == "true" else "parallel"


def _corner(plane: etree._Element) -> Point:
    bounds = list(plane.iterfind(f"{BPMNDI}BPMNShape/{_DC}Bounds"))
    return tuple(min((float(each.get(name, 0)) for each in bounds), default=0.0) for name in ("x", "y"))  # type: ignore[return-value]


def _path(points: list[Point]) -> str:
    """Return the SVG path through the points, its corners rounded."""
    (x, y), *_ = points
    parts = [f"M{x:g} {y:g}"]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        room = min(_ROUND, _length([before, at]) / 2, _length([at, after]) / 2)
        into, out = _toward(at, before, room), _toward(at, after, room)
        parts.append(f"L{into[0]:g} {into[1]:g}Q{at[0]:g} {at[1]:g} {out[0]:g} {out[1]:g}")
    x, y = points[-1]
    return "".join([*parts, f"L{x:g} {y:g}"])


def _length(points: Iterable[Point]) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))


def _along(points: list[Point], distance: float) -> Point:
    """Return the point at a distance from the beginning of a line."""
    for before, after in pairwise(points):
        step = _length([before, after])
        if distance <= step and step:
            return _toward(before, after, distance)
        distance -= step
    return points[-1]


def _toward(start: Point, end: Point, distance: float) -> Point:
    length = _length([start, end]) or 1
    x, y = (a + (b - a) * distance / length for a, b in zip(start, end, strict=True))
    return (round(x, 1), round(y, 1))
