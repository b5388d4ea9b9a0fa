"""A rule about variables: one that nothing sets, while another of nearly the same name is set, is a slip of the pen.

That nothing in a diagram sets a variable is no fault by itself: forms, operations, workers, messages and whoever starts
a case set any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service import feel
from service.engine.document import BPMN, ZEEBE, extension, extensions, local_name
from service.engine.lint_details import texts
from service.engine.lint_rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from service.engine.findings import Finding

SHORTEST = 5
"""Names of fewer letters are too much alike."""


def lint_names(process: etree._Element) -> Iterator[Finding]:
    """Yield a finding for each variable whose name looks misspelt, where it is read first."""
    known = _set_in(process)
    seen: set[str] = set()
    for node, name in _read_in(process):
        if name in known or name in seen:
            continue
        seen.add(name)
        meant = next((each for each in sorted(known) if is_slip(name, each)), None)
        if meant is not None:
            yield found("variable-misspelt", node, variable=name, meant=meant)


def is_slip(written: str, meant: str) -> bool:
    """Return whether two names differ by one letter, or by two that changed places.

    A letter more or less at the end is a plural, and another digit another variable.
    """
    if min(len(written), len(meant)) < SHORTEST or written == meant:
        return False
    if len(written) == len(meant):
        return _is_exchange([pair for pair in zip(written, meant, strict=True) if pair[0] != pair[1]])
    shorter, longer = sorted((written, meant), key=len)
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer) - 1)
    )


def _is_exchange(differing: list[tuple[str, str]]) -> bool:
    """Return whether letters that differ are one letter, or two that changed places."""
    if len(differing) == 1:
        return "".join(differing[0]).isalpha()
    first, *others = differing
    return others == [first[::-1]]


def _set_in(process: etree._Element) -> set[str]:
    """Return the variables that mappings, decisions and repetitions of a process set."""
    known: set[str] = set()
    for node in process.iter(f"{BPMN}*"):
        mappings = (*extensions(node, "zeebe:ioMapping/zeebe:input"), *extensions(node, "zeebe:ioMapping/zeebe:output"))
        known.update(item.get("target", "").partition(".")[0] for item in mappings)
        if (decision := extension(node, "calledDecision")) is not None:
            known.add(decision.get("resultVariable", ""))
    for loop in process.iter(f"{ZEEBE}loopCharacteristics"):
        known.update((loop.get("inputElement", ""), loop.get("outputCollection", "")))
    return known - {""}


def _read_in(process: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for node in process.iter(f"{BPMN}*"):
        if local_name(node) == "sequenceFlow":
            read = [condition.text for condition in node.iterfind(f"{BPMN}conditionExpression")]
        else:
            read = [text for text, _ in texts(node)]
        for text in read:
            if text and feel.is_expression(text):
                yield from ((node, name) for name in sorted(_names(text)))


def _names(text: str) -> frozenset[str]:
    try:
        return feel.parse(text.strip().removeprefix("=").strip()).names
    except feel.FeelError:
        return frozenset()  # another rule tells
