"""The form as it is once read: immutable, every expression parsed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from service import feel

TEXTS: Final = frozenset({"textfield", "textarea"})
SINGLE_CHOICES: Final = frozenset({"radio", "select"})
MULTIPLE_CHOICES: Final = frozenset({"checklist", "taglist"})
CHOICES: Final = SINGLE_CHOICES | MULTIPLE_CHOICES
QUESTIONS: Final = TEXTS | CHOICES | {"number", "datetime", "checkbox", "filepicker", "dynamiclist"}
KEYED: Final = QUESTIONS | {"expression"}
DISPLAYS: Final = frozenset({"text", "html", "spacer", "separator", "table"})
TYPES: Final = KEYED | DISPLAYS | {"group"}

PRIVACY_CLASSES: Final = ("P0", "P1", "P2", "P3", "P4")
"""Public, internal, personal, sensitive, vote."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; a number stays a number, so that expressions can count with it."""

    value: str | int
    label: str
    label_en: str = ""

    def words(self, locale: str) -> str:
        """Return the label in a language, Vietnamese where there is no other."""
        return self.label_en if locale == "en" and self.label_en else self.label


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits ``validate`` sets. Lengths count characters, digits those after the decimal comma.

    A number's least and greatest value may be an expression.
    """

    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | feel.Expression | None = None
    maximum: Decimal | feel.Expression | None = None
    digits: int | None = None
    pattern: str = ""
    pattern_message: str = ""
    shape: str = ""
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over several answers, shown at the component that states it; null counts as kept."""

    expression: feel.Expression
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: which key of a row it shows."""

    key: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Component:
    """One part of a form. ``key`` is empty where nothing is answered.

    ``expression`` is the value of an expression, the rows of a table or the words of a text; ``rows`` gives a dynamic
    list a fixed set of rows, one per option, held apart by the answer ``row_key``.
    """

    type: str
    key: str = ""
    label: str = ""
    label_en: str = ""
    description: str = ""
    description_en: str = ""
    hide: feel.Expression | None = None
    required: bool = False
    bounds: Bounds = field(default_factory=Bounds)
    options: tuple[Option, ...] = ()
    options_expression: feel.Expression | None = None
    expression: feel.Expression | None = None
    expression_en: feel.Expression | None = None
    rule: Rule | None = None
    rows: feel.Expression | None = None
    row_key: str = ""
    children: tuple[Component, ...] = ()
    columns: tuple[Column, ...] = ()
    content: str = ""
    content_en: str = ""
    prefix: str = ""
    suffix: str = ""
    suffix_en: str = ""
    accept: tuple[str, ...] = ()
    multiple: bool = False
    can_change_rows: bool = True
    within_plan: bool = False
    privacy: str = "P1"
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_question(self) -> bool:
        """Whether a person answers it."""
        return self.type in QUESTIONS

    def words(self, locale: str) -> str:
        """Return the label in a language, Vietnamese where there is no other."""
        return self.label_en if locale == "en" and self.label_en else self.label

    def hint(self, locale: str) -> str:
        """Return the description in a language."""
        return self.description_en if locale == "en" and self.description_en else self.description


@dataclass(frozen=True, eq=False, slots=True)
class Form:
    """One version of a form; ``digest`` is the SHA-256 of its file."""

    form_id: str
    components: tuple[Component, ...]
    digest: str

    @property
    def keys(self) -> frozenset[str]:
        """The keys of answers and computed values outside lists."""
        return frozenset(part.key for part in each_component(self.components) if part.key)

    @property
    def all_keys(self) -> frozenset[str]:
        """The keys of answers and computed values, those of rows included."""
        rows = (part.children for part in each_component(self.components) if part.type == "dynamiclist")
        return self.keys | {part.key for children in rows for part in each_component(children) if part.key}

    @property
    def depends(self) -> frozenset[str]:
        """The names that conditions, choices and computed values read: changing one may change the questions."""
        return frozenset(_names(self.components))


def without_privacy(form: Form, classes: frozenset[str]) -> Form:
    """Return a form without the components of some privacy classes, for readers who may not see those."""
    return replace(form, components=_outside(form.components, classes))


def _outside(components: tuple[Component, ...], classes: frozenset[str]) -> tuple[Component, ...]:
    return tuple(
        replace(part, children=_outside(part.children, classes)) for part in components if part.privacy not in classes
    )


def each_component(components: tuple[Component, ...]) -> Iterator[Component]:
    """Yield the components in reading order, going into groups but not into the rows of lists."""
    for part in components:
        yield part
        if part.type == "group":
            yield from each_component(part.children)


def _names(components: tuple[Component, ...]) -> Iterator[str]:
    for part in each_component(components):
        expressions: list[Any] = [part.hide, part.options_expression, part.rows, part.expression]
        for expression in expressions:
            if expression is not None:
                yield from expression.names
                yield from expression.filter_names
        if part.type == "dynamiclist":
            yield from _names(part.children)


def is_shown_value(component: Component) -> bool:
    """Return whether a computed value is worth showing: one that has a label."""
    return component.type == "expression" and bool(component.label)
