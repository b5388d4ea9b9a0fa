"""What the linter says: one finding per fault, at the element, in words that can be translated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from service.core.errors import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a diagram.

    ``template`` is the English sentence with ``%(name)s`` places for ``parameters``, ``remedy`` likewise what to do
    about it. ``line`` counts from 1 in the file, where it is known.
    """

    rule_id: str
    severity: Severity
    element_id: str | None
    template: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    remedy: str = ""
    line: int | None = None

    @property
    def message(self) -> Sentence:
        """The sentence, English as a string."""
        return Sentence(self.template, **self.parameters)

    @property
    def hint(self) -> Sentence:
        """What to do about it, English as a string."""
        return Sentence(self.remedy, **self.parameters)

    @property
    def advice(self) -> Sentence:
        """What is wrong and what to do about it."""
        return Sentence("%(message)s %(hint)s", message=self.message, hint=self.hint) if self.remedy else self.message

    def plain(self) -> dict[str, Any]:
        """Return the finding as JSON values, in English."""
        return {
            "ruleId": self.rule_id,
            "severity": self.severity,
            "elementId": self.element_id,
            "line": self.line,
            "message": str(self.message),
            "hint": str(self.hint),
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """What the organisation has, for the linter to compare with; ``None`` is not known and not checked.

    ``groups`` holds agency codes and ``agency/role``; ``ends_on`` is the first day after the plan; the others hold ids.
    """

    groups: frozenset[str] | None = None
    form_ids: frozenset[str] | None = None
    decision_ids: frozenset[str] | None = None
    operation_types: frozenset[str] | None = None
    process_ids: frozenset[str] | None = None
    ends_on: date | None = None
