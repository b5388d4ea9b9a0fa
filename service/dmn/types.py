"""The types of a decision model: which values are of a type, and which become so by DMN's implicit conversions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from service import feel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MIDNIGHT = feel.parse('date and time(day, time("00:00:00Z"))')


class Type:
    """A type, of which ``null`` always is a value."""

    __slots__ = ()

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:
        """Return whether a value other than null is of this type as it stands.

        FEEL's ``instance of`` asks for the shape alone, not ``constrained`` to allowed values.
        """
        raise NotImplementedError

    def bind(self, value: Any, run: feel.Run) -> Any:
        """Return the value as one of this type, converted where DMN 1.5 §10.3.2.9.4 says so, else null."""
        value = feel.admit(value)
        if value is None or self.holds(value, run):
            return value
        return next((converted for converted in _conversions(value, run) if self.allows(converted, run)), None)

    def allows(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:
        """Return whether a value, null included, may stand as part of one of this type."""
        value = feel.admit(value)
        return value is None or self.holds(value, run, constrained=constrained)


def _conversions(value: Any, run: feel.Run) -> Iterator[Any]:
    """Yield what a value may become: the item of a list of one, the midnight of a date, a list of one."""
    kind = feel.kind_of(value)
    if kind == "list" and len(value) == 1:
        yield value[0]
    elif kind == "date":
        yield _MIDNIGHT.evaluate_in({"day": value}, run)
    yield [value]


@dataclass(frozen=True, slots=True)
class AnyType(Type):
    """The type of all values."""

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:  # noqa: ARG002 -- as every type
        """Return true."""
        return True

    def bind(self, value: Any, run: feel.Run) -> Any:  # noqa: ARG002 -- as every type
        """Return the value itself."""
        return value


ANY = AnyType()


@dataclass(frozen=True, slots=True)
class Simple(Type):
    """A type of FEEL's own: all values of one kind."""

    kind: str

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:  # noqa: ARG002 -- as every type
        """Return whether the value is of the kind."""
        return feel.kind_of(value) == self.kind


@dataclass(frozen=True, slots=True)
class Written(Type):
    """A type that FEEL has no single word for, such as ``list<number>``: a test of ``value`` for it."""

    test: feel.Expression

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:  # noqa: ARG002 -- as every type
        """Return whether FEEL calls the value an instance of the type."""
        return self.test.evaluate_in({"value": value}, run) is True


@dataclass(frozen=True, slots=True)
class Collection(Type):
    """Lists of items of one type."""

    item: Type

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:
        """Return whether the value is a list of such items only."""
        if not isinstance(value, list):
            return False
        run.spend(len(value))
        return all(self.item.allows(item, run, constrained=constrained) for item in value)


@dataclass(frozen=True, slots=True)
class Structure(Type):
    """Contexts with certain entries; they may have others besides."""

    components: Mapping[str, Type]

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:
        """Return whether the value has every entry, each of its type."""
        if feel.kind_of(value) != "context":
            return False
        run.spend(len(self.components))
        return all(
            name in value and part.allows(value[name], run, constrained=constrained)
            for name, part in self.components.items()
        )


@dataclass(frozen=True, slots=True)
class Constrained(Type):
    """Those values of a type that pass unary tests."""

    base: Type
    allowed: feel.UnaryTests

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:
        """Return whether the value is of the type and, if asked, allowed."""
        is_of_base = self.base.holds(value, run, constrained=constrained)
        return is_of_base and (not constrained or self.allowed.matches_in(value, {}, run))


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """Functions with parameters and a result of certain types; a function bound to it converts and checks them."""

    parameters: tuple[Type, ...]
    result: Type

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:  # noqa: ARG002 -- as every type
        """Return whether the value is a function."""
        return isinstance(value, feel.Function)

    def bind(self, value: Any, run: feel.Run) -> Any:
        """Return a function that is null where an argument or the result is not of its type."""
        if not self.holds(value, run):
            return None
        invoke = value.invoke

        def checked(run: feel.Run, arguments: list[Any]) -> Any:
            bound = [kind.bind(given, run) for kind, given in zip(self.parameters, arguments, strict=False)]
            if any(after is None and given is not None for after, given in zip(bound, arguments, strict=False)):
                return None
            return self.result.bind(invoke(run, bound + arguments[len(bound) :]), run)

        return replace(value, invoke=checked)


@dataclass(frozen=True, slots=True)
class Named(Type):
    """A type known only by its name as yet, for those that hold themselves, as a tree does."""

    name: str
    types: Mapping[str, Type]

    def holds(self, value: Any, run: feel.Run, *, constrained: bool = True) -> bool:
        """Return whether the value is of the type of that name."""
        return self.types[self.name].holds(value, run, constrained=constrained)

    def bind(self, value: Any, run: feel.Run) -> Any:
        """Return the value bound to the type of that name."""
        return self.types[self.name].bind(value, run)


def unconstrained(kind: Type) -> Type:
    """Return a type without the allowed values of its own, which a type made of it replaces."""
    return kind.base if isinstance(kind, Constrained) else kind


def function_returning(kind: Type) -> Type:
    """Return the type of a function whose variable has this type: its own, or, as DMN 1.1 wrote it, its result's."""
    return kind if isinstance(kind, FunctionType) or kind is ANY else FunctionType((), kind)
