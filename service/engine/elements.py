"""THE table of BPMN elements: what runs, what is refused and why, what is documentation only.

The linter, the parser and docs/elements.md derive from it. A row is (element, event definition, position); every
combination that BPMN 2.0 has for an event has one, and what has no row is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from service.core.errors import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Verdict = Literal["supported", "refused", "documentation"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``event`` is the kind of event definition, ``position`` where the element stands.

    Position is ``process`` or ``sub-process``; ``interrupting`` or ``non-interrupting`` for boundary events; ``any``.
    """

    tag: str
    event: str
    position: str
    verdict: Verdict
    reason: str = ""


def _rows(tag: str, events: Iterable[str], position: str = "any") -> list[Row]:
    return [Row(tag, event, position, "supported") for event in events]


def _refused(tag: str, events: Iterable[str], reason: str, position: str = "any") -> list[Row]:
    return [Row(tag, event, position, "refused", reason) for event in events]


_SCRIPT = sentence("a diagram runs no scripts; use an expression or an operation")
_NO_EVENT_SUB_PROCESS = sentence("an event sub-process does not interrupt reliably; use a boundary event")
_COMPENSATION = sentence("nothing is undone automatically; draw the way back")
_LINK = sentence("draw the sequence flow instead of a link")
_CONDITIONAL = sentence("conditions are not watched; use a message or a timer")
_TIMER_START = sentence("schedules stand in the plan, not in the diagram; use a none start event")
_ADHOC = sentence("the order must be drawn; use gateways")
_TRANSACTION = sentence("transactions cannot be rolled back across people; use a sub-process")
_COMPLEX = sentence("use an inclusive or parallel gateway")
_NOT_HERE = sentence("BPMN does not allow this event here")
LOOP_AS_LIST = sentence("use multi-instance over a list, or draw the loop")

EVENTS = ("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent")
EVENT_KINDS = (
    *("none", "message", "timer", "signal", "error", "escalation", "terminate"),
    *("compensate", "conditional", "link", "cancel"),
)
"""The kinds of event definition of BPMN 2.0; an event with several at once is refused by a rule of its own."""

_DECIDED: tuple[Row, ...] = (
    *_rows("userTask", ["none"]),
    *_rows("manualTask", ["none"]),
    *_rows("task", ["none"]),
    *_rows("serviceTask", ["none"]),
    *_rows("sendTask", ["none"]),
    *_rows("receiveTask", ["none"]),
    *_rows("businessRuleTask", ["none"]),
    *_rows("callActivity", ["none"]),
    *_rows("subProcess", ["none"]),
    *_rows("exclusiveGateway", ["none"]),
    *_rows("parallelGateway", ["none"]),
    *_rows("inclusiveGateway", ["none"]),
    *_rows("eventBasedGateway", ["none"]),
    *_rows("startEvent", ["none", "message", "signal"], "process"),
    *_rows("startEvent", ["none"], "sub-process"),
    *_rows("intermediateCatchEvent", ["message", "signal", "timer"]),
    *_rows("intermediateThrowEvent", ["none", "message", "signal", "escalation"]),
    *_rows("boundaryEvent", ["message", "signal", "timer", "escalation"], "interrupting"),
    *_rows("boundaryEvent", ["error"], "interrupting"),
    *_rows("boundaryEvent", ["message", "signal", "timer", "escalation"], "non-interrupting"),
    *_rows("endEvent", ["none", "message", "signal", "error", "escalation", "terminate"]),
    *_refused("startEvent", ["timer"], _TIMER_START),
    *_refused("startEvent", ["error", "escalation"], _NOT_HERE, "process"),
    *_refused(
        "startEvent", ["message", "signal", "error", "escalation", "compensate", "timer"], _NOT_HERE, "sub-process"
    ),
    *_refused("boundaryEvent", ["error"], _NOT_HERE, "non-interrupting"),
    *_refused("scriptTask", ["none"], _SCRIPT),
    *_refused("transaction", ["none"], _TRANSACTION),
    *_refused("adHocSubProcess", ["none"], _ADHOC),
    *_refused("complexGateway", ["none"], _COMPLEX),
    *_refused("subProcess", ["event"], _NO_EVENT_SUB_PROCESS),
    *(
        Row(tag, event, "any", "refused", reason)
        for tag in EVENTS
        for event, reason in (
            ("compensate", _COMPENSATION),
            ("link", _LINK),
            ("conditional", _CONDITIONAL),
            ("cancel", _TRANSACTION),
        )
    ),
)


def _rest() -> Iterator[Row]:
    """Yield what BPMN has no meaning for: events where no row above has them."""
    known = {(row.tag, row.event) for row in _DECIDED}
    for tag in EVENTS:
        for event in EVENT_KINDS:
            if (tag, event) not in known:
                yield Row(tag, event, "any", "refused", _NOT_HERE)


TABLE: tuple[Row, ...] = (*_DECIDED, *_rest())

DOCUMENTATION = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "lane",
        "flowNodeRef",
        "textAnnotation",
        "association",
        "group",
        "category",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataInputAssociation",
        "dataOutputAssociation",
        "property",
        "ioSpecification",
        "incoming",
        "outgoing",
    }
)
"""What may stand in a process and changes nothing when it runs."""

MARKERS = {
    "multiInstanceLoopCharacteristics": "",
    "standardLoopCharacteristics": LOOP_AS_LIST,
}
"""What repeats an activity, and why it is refused; empty for what runs."""

_BY_KEY = {(row.tag, row.event, row.position): row for row in TABLE}
FLOW_NODES = frozenset(row.tag for row in TABLE)


def find_row(tag: str, event: str, position: str) -> Row | None:
    """Return the row for an element where it stands; ``None`` when the table does not know it."""
    return _BY_KEY.get((tag, event, position)) or _BY_KEY.get((tag, event, "any"))
