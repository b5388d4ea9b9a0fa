"""Properties of a diagram that are FEEL expressions (``= …``) or fixed text, compiled once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service import feel
from service.core.errors import sentence
from service.engine.faults import DiagramFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Value:
    """A property's value: ``expression`` when the text begins with ``=``, otherwise the text itself."""

    text: str
    expression: feel.Expression | None

    @property
    def is_literal(self) -> bool:
        """Whether the value is fixed text."""
        return self.expression is None

    def raw(self, variables: Mapping[str, Any], *, now: datetime, element_id: str, error_type: str) -> Any:
        """Return the FEEL value; raises ``DiagramFault`` with the error type where FEEL gives up."""
        if self.expression is None:
            return self.text
        try:
            return self.expression.evaluate(variables, now=now)
        except feel.FeelError as error:
            message = sentence("the expression '%(text)s' failed: %(reason)s", text=self.text, reason=error)
            raise DiagramFault(element_id, error_type, message) from error

    def plain(self, variables: Mapping[str, Any], *, now: datetime, element_id: str, error_type: str) -> Any:
        """Return the value as JSON, fit to become a variable."""
        found = self.raw(variables, now=now, element_id=element_id, error_type=error_type)
        try:
            return feel.to_plain(found)
        except feel.FeelError as error:
            message = sentence("the value of '%(text)s' cannot be stored: %(reason)s", text=self.text, reason=error)
            raise DiagramFault(element_id, error_type, message) from error


def compile_value(text: str | None) -> Value | None:
    """Compile a property; ``None`` for none or blank. Raises ``feel.FeelError`` on a syntax error."""
    if text is None or not text.strip():
        return None
    if feel.is_expression(text):
        return Value(text=text, expression=feel.parse(text.strip().removeprefix("=").strip()))
    return Value(text=text.strip(), expression=None)


def compile_expression(text: str | None) -> Value | None:
    """Compile a property that is FEEL with or without its ``=`` (BPMN conditions)."""
    if text is None or not text.strip():
        return None
    return compile_value(text if feel.is_expression(text) else f"= {text.strip()}")
