"""Functions of other languages that decision models may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.feel.values import Function


def external_function(_parameters: tuple[str, ...], _mapping: Any) -> Function | None:
    """Return the function that a mapping such as ``{java: {class: "java.lang.Math", …}}`` names, null where unknown."""
    return None
