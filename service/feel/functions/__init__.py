"""The built-in functions, one table by FEEL name: those of DMN, of Camunda 8, and ``add_working_days``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.feel.functions.contexts import CONTEXTS
from service.feel.functions.intervals import INTERVALS
from service.feel.functions.lists import LISTS
from service.feel.functions.moments import MOMENTS
from service.feel.functions.numbers import NUMBERS
from service.feel.functions.patterns import PATTERNS
from service.feel.functions.strings import STRINGS

if TYPE_CHECKING:
    from service.feel.functions.builtin import Builtin

BUILTINS: dict[str, Builtin] = NUMBERS | STRINGS | PATTERNS | LISTS | CONTEXTS | MOMENTS | INTERVALS

PHRASES = frozenset(
    {name for name in BUILTINS if " " in name}
    | {
        parameter.name
        for builtin in BUILTINS.values()
        for signature in builtin.signatures
        for parameter in signature
        if " " in parameter.name
    }
    | {"time offset", "start included", "end included", "days and time duration"}
)
"""The names with spaces that FEEL itself brings."""
