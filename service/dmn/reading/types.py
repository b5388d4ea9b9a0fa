"""Item definitions: the types of a model by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service import feel
from service.core.errors import sentence
from service.dmn.errors import DmnError
from service.dmn.reading.document import child, children, identity, name, text
from service.dmn.reading.scope import Scope
from service.dmn.types import (
    ANY,
    Collection,
    Constrained,
    FunctionType,
    Named,
    Simple,
    Structure,
    Type,
    Written,
    unconstrained,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

    from service.dmn.reading.scope import Faults

_NO_NAME = sentence("Expected every item definition and component to have a name, but one has none. Give it one.")
_SAME_NAME = sentence("Expected item definitions to have names of their own, but '%(name)s' stands twice. Change one.")
_NO_TYPE = sentence("Expected a type of FEEL or of this model, but '%(type)s' is none. Correct it, or define it.")
_CIRCLE = sentence("Expected item definition '%(name)s' to lead to a type, but it leads back to itself.")
_LANGUAGE = sentence("Expected types in FEEL, but '%(found)s' is asked for. Rewrite them in FEEL.")

_BUILT_IN: dict[str, Type] = {
    "Any": ANY,
    "dateTime": Simple("date and time"),
    "dayTimeDuration": Simple("days and time duration"),
    "yearMonthDuration": Simple("years and months duration"),
    **{
        kind: Simple(kind)
        for kind in ("number", "string", "boolean", "date", "time", "date and time", "list", "context", "function")
    },
    **{kind: Simple(kind) for kind in ("days and time duration", "years and months duration", "range")},
}
"""The types of FEEL by their names, today's and those of earlier versions of DMN."""

_LIST = re.compile(r"list\s*<(.+)>")


class TypeTable:
    """The types that texts and elements of one model may name; ``imported`` are those of others, by their names here.

    ``feel`` is what FEEL needs of them, for ``instance of`` and the parameters of functions.
    """

    def __init__(self, root: etree._Element, faults: Faults, imported: Mapping[str, Type]) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._types = dict(imported)
        self._open: set[str] = set()
        self._faults = faults
        for element in children(root, "itemDefinition"):
            known = _name(element)
            if known in self._elements:
                raise DmnError(identity(element), _SAME_NAME, name=known)
            self._elements[known] = element
        later = {known: Named(known, self._types) for known in (*self._elements, *imported)}
        self.feel = feel.Types(
            {known: _test(kind) for known, kind in later.items()},
            {known: kind.bind for known, kind in (_BUILT_IN | later).items()},
        )
        self._scope = Scope(frozenset(), self, faults)
        for known in self._elements:
            self._named(known, frozenset())

    def items(self) -> Iterator[tuple[str, Type]]:
        """Yield the types with their names."""
        yield from self._types.items()

    def of(self, element: etree._Element, reference: str) -> Type:
        """Return the type an element refers to: any where it refers to none, or, read leniently, to an unknown one."""
        return self._resolve(element, reference, frozenset())

    def _resolve(self, element: etree._Element, reference: str, through: frozenset[str]) -> Type:
        """Return the type of a reference met on the way ``through`` item definitions that are one another's names."""
        wanted = " ".join(reference.split())
        if not wanted:
            return ANY
        for candidate in (wanted, wanted.rpartition(":")[2]):
            if candidate in _BUILT_IN:
                return _BUILT_IN[candidate]
            if candidate in self._elements or candidate in self._types:
                return self._named(candidate, through)
        if items := _LIST.fullmatch(wanted):
            return Collection(self._resolve(element, items[1], frozenset()))
        try:
            return Written(feel.parse(f"value instance of {wanted}", frozenset(("value",)), self.feel))
        except feel.FeelError:
            self._faults.add(DmnError(identity(element), _NO_TYPE, type=wanted))
            return ANY

    def _named(self, known: str, through: frozenset[str]) -> Type:
        if known in self._types:
            return self._types[known]
        if known in through:
            raise DmnError(identity(self._elements[known]), _CIRCLE, name=known)
        if known in self._open:
            return Named(known, self._types)
        self._open.add(known)
        self._types[known] = found = self._definition(self._elements[known], through | {known})
        return found

    def _definition(self, element: etree._Element, through: frozenset[str]) -> Type:
        """Return the type of an item definition or component."""
        language = element.get("typeLanguage", "")
        if language and "feel" not in language.lower():
            self._faults.add(DmnError(identity(element), _LANGUAGE, found=language))
            return ANY
        is_collection = element.get("isCollection") in {"true", "1"}
        base = self._base(element, frozenset() if is_collection else through)
        item = self._constrained(unconstrained(base), element, "allowedValues") or base
        whole = Collection(item) if is_collection else item
        return self._constrained(whole, element, "typeConstraint") or whole

    def _base(self, element: etree._Element, through: frozenset[str]) -> Type:
        parts = list(children(element, "itemComponent"))
        if parts:
            return Structure({_name(part): self._definition(part, frozenset()) for part in parts})
        function = child(element, "functionItem")
        if function is not None:
            parameters = tuple(self.of(each, each.get("typeRef", "")) for each in children(function, "parameters"))
            return FunctionType(parameters, self.of(function, function.get("outputTypeRef", "")))
        reference = child(element, "typeRef")
        return ANY if reference is None else self._resolve(element, reference.text or "", through)

    def _constrained(self, base: Type, element: etree._Element, tag: str) -> Type | None:
        """Return the type kept to the unary tests of that tag, ``None`` where there are none."""
        constraint = child(element, tag)
        if constraint is None or not text(constraint):
            return None
        try:
            allowed = self._scope.tests(constraint)
        except DmnError as fault:
            self._faults.add(fault)
            return None
        return base if allowed is None else Constrained(base, allowed)


def _test(kind: Type) -> feel.TypeTest:
    """Return what ``instance of`` asks: whether a value has the shape of the type."""
    return lambda value, run: value is not None and kind.holds(value, run, constrained=False)


def _name(element: etree._Element) -> str:
    found = name(element)
    if not found:
        raise DmnError(identity(element), _NO_NAME)
    return found
