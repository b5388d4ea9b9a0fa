"""What the linter says: one finding per fault, at the element, in words that can be translated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from service.core.errors import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a diagram. ``template`` is the English sentence with ``%(name)s`` places for ``parameters``."""

    rule_id: str
    severity: Severity
    element_id: str | None
    template: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> Sentence:
        """The sentence, English as a string."""
        return Sentence(self.template, **self.parameters)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the organisation has, for the linter to compare with; ``None`` is not known and not checked.

    ``groups`` holds agency codes and ``agency/role``; the others hold ids.
    """

    groups: frozenset[str] | None = None
    form_ids: frozenset[str] | None = None
    decision_ids: frozenset[str] | None = None
    operation_types: frozenset[str] | None = None
    process_ids: frozenset[str] | None = None
