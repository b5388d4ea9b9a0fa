"""Where an expression stands: the names and types it may use, and what happens to a fault in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from service import feel
from service.core.errors import sentence
from service.dmn.errors import DmnError
from service.dmn.reading.document import children, identity, tag, text

if TYPE_CHECKING:
    from lxml import etree

    from service.dmn.reading.types import TypeTable
    from service.dmn.types import Type

UNSUPPORTED = sentence("Expected the elements of DMN, but found '%(found)s' at this place. Rework the model.")
_FEEL = sentence("Expected FEEL in '%(element)s', but it is broken: %(reason)s")
_LANGUAGE = sentence("Expected expressions in FEEL, but '%(found)s' is asked for. Rewrite them in FEEL.")

NOTES = frozenset({"description", "extensionElements"})
"""What may stand in any element and does nothing."""


@dataclass(slots=True)
class Faults:
    """What is wrong with a model: the first fault is raised when it is read strictly, else all are kept."""

    strict: bool
    found: list[DmnError] = field(default_factory=list)

    def add(self, fault: DmnError) -> None:
        """Raise a fault, or keep it."""
        if self.strict:
            raise fault
        self.found.append(fault)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names and types that expressions may use at one place."""

    names: frozenset[str]
    types: TypeTable
    faults: Faults

    def naming(self, *names: str) -> Scope:
        """Return the scope inside, where more names are known."""
        return replace(self, names=self.names.union(names))

    def type(self, element: etree._Element) -> Type:
        """Return the type an element refers to."""
        return self.types.of(element, element.get("typeRef", ""))

    def expect(self, element: etree._Element, *parts: str) -> None:
        """Report what stands in an element besides certain parts and notes."""
        for part in children(element):
            if tag(part) not in NOTES and tag(part) not in parts:
                self.faults.add(DmnError(identity(part), UNSUPPORTED, found=tag(part)))

    def expression(self, element: etree._Element, written: str) -> feel.Expression:
        """Return the expression written at an element; raises ``DmnError`` there."""
        check_language(element)
        try:
            return feel.parse(written or "null", self.names, self.types.feel, strict=self.faults.strict)
        except feel.FeelError as fault:
            raise _broken(element, fault) from fault

    def tests(self, element: etree._Element) -> feel.UnaryTests | None:
        """Return the unary tests an element holds, ``None`` where any value passes; raises ``DmnError`` there."""
        check_language(element)
        written = text(element)
        if written in {"", "-"}:
            return None
        try:
            return feel.parse_unary_tests(written, self.names, self.types.feel, strict=self.faults.strict)
        except feel.FeelError as fault:
            raise _broken(element, fault) from fault


def _broken(element: etree._Element, fault: feel.FeelError) -> DmnError:
    return DmnError(identity(element), _FEEL, element=element.get("id", tag(element)), reason=fault)


def check_language(element: etree._Element) -> None:
    """Raise ``DmnError`` where an element asks for another language than FEEL."""
    language = element.get("expressionLanguage")
    if language and "feel" not in language.lower():
        raise DmnError(identity(element), _LANGUAGE, found=language)
