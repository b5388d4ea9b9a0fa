"""Reading one attribute of a component at a time; what does not fit is noted and replaced by a harmless value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from re import _constants, _parser  # the one door to a parsed pattern
from typing import TYPE_CHECKING, Any, Final

from service import feel
from service.core.text import normal

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_TEXT: Final = 5_000
_LONGEST_PATTERN: Final = 200
_MOST_REPEATS: Final = 4
_MANY: Final = 20


@dataclass(slots=True)
class Reading:
    """The faults found so far, path → reason, and how many components were seen."""

    faults: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def refuse(self, path: str, reason: str) -> None:
        """Note a fault; the first one at a path stays."""
        self.faults.setdefault(path, reason)

    def text(self, source: Mapping[str, Any], name: str, path: str) -> str:
        """Read an optional string."""
        value = source.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
            self.refuse(f"{path}.{name}", "expected a string of at most 5,000 characters")
            return ""
        return normal(value)

    def flag(self, source: Mapping[str, Any], name: str, path: str, *, default: bool = False) -> bool:
        """Read an optional true or false."""
        value = source.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(f"{path}.{name}", "expected true or false")
            return default
        return value

    def whole(self, source: Mapping[str, Any], name: str, path: str) -> int | None:
        """Read an optional whole number from 0; digits in a string count, since properties are strings."""
        value = source.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.isdecimal():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:  # noqa: PLR2004
            self.refuse(f"{path}.{name}", "expected a whole number from 0")
            return None
        return value

    def mapping(self, source: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
        """Read an optional object."""
        value = source.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse(f"{path}.{name}", "expected an object")
            return {}
        return value

    def items(self, source: Mapping[str, Any], name: str, path: str) -> list[Any]:
        """Read an optional list."""
        value = source.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(f"{path}.{name}", "expected a list")
            return []
        return value

    def expression(self, source: Mapping[str, Any], name: str, path: str) -> feel.Expression | None:
        """Read an optional FEEL expression, which starts with ``=``."""
        text = self.text(source, name, path)
        if not text:
            return None
        if not feel.is_expression(text):
            self.refuse(f"{path}.{name}", "expected a FEEL expression, which starts with '='")
            return None
        try:
            return feel.parse(text.lstrip()[1:].strip())
        except feel.FeelError as error:
            self.refuse(f"{path}.{name}", f"not FEEL: {error}")
            return None

    def limit(self, source: Mapping[str, Any], name: str, path: str) -> Decimal | feel.Expression | None:
        """Read an optional number, or an expression that gives one."""
        value = source.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and feel.is_expression(value):
            return self.expression(source, name, path)
        if isinstance(value, bool) or not isinstance(value, (int, float, str)) or not _is_number(value):
            self.refuse(f"{path}.{name}", "expected a number or a FEEL expression")
            return None
        return Decimal(str(value))

    def pattern(self, source: Mapping[str, Any], name: str, path: str) -> str:
        """Read an optional regular expression that no text can make slow."""
        text = self.text(source, name, path)
        reason = _refused_pattern(text) if text else ""
        if reason:
            self.refuse(f"{path}.{name}", reason)
            return ""
        return text


def _is_number(value: float | str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]{1,2})?", str(value)) is not None


def _refused_pattern(text: str) -> str:
    if len(text) > _LONGEST_PATTERN:
        return "expected a regular expression of at most 200 characters"
    try:
        re.compile(text)
        parsed = _parser.parse(text)
    except (re.error, OverflowError, RecursionError) as error:
        return f"not a regular expression: {error}"
    if _slow(parsed, inside=False) or _repeats(parsed) > _MOST_REPEATS:
        return "a regular expression that can be very slow: no repeat, choice or back reference inside a repeat"
    return ""


def _slow(parsed: Any, *, inside: bool) -> bool:
    for operator, argument in parsed:
        repeats = operator in {_constants.MAX_REPEAT, _constants.MIN_REPEAT} and argument[1] > _MANY
        if inside and (repeats or operator in {_constants.BRANCH, _constants.GROUPREF}):
            return True
        if any(_slow(part, inside=inside or repeats) for part in _parts(argument)):
            return True
    return False


def _repeats(parsed: Any) -> int:
    own = sum(operator in {_constants.MAX_REPEAT, _constants.MIN_REPEAT} and a[1] > _MANY for operator, a in parsed)
    return int(own) + sum(_repeats(part) for _, argument in parsed for part in _parts(argument))


def _parts(argument: Any) -> list[Any]:
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, (tuple, list)):
        return [part for item in argument for part in _parts(item)]
    return []
