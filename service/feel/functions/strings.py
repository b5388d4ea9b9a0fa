"""Built-in functions on strings, and conversion to and from them; ``patterns`` has those on regular expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from service.feel.errors import FeelError
from service.feel.functions.builtin import builtin
from service.feel.limits import MAXIMUM_CHARACTERS, TOO_MANY_CHARACTERS
from service.feel.operators import DECIMAL
from service.feel.plain import write
from service.feel.values import is_number

if TYPE_CHECKING:
    from service.feel.limits import Run

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_LONGEST_NUMBER = 200


_BEYOND = MAXIMUM_CHARACTERS + 1


def substring(string: str, start: Any, length: Any = None) -> str | None:
    """Return the part from a position (from 1, or from the end when negative) of some length, or to the end.

    Of a number with decimals the whole part counts.
    """
    begin = _whole_part(start)
    if begin == 0 or abs(begin) > len(string) or (length is not None and _whole_part(length) < 1):
        return None
    first = begin - 1 if begin > 0 else len(string) + begin
    return string[first:] if length is None else string[first : first + _whole_part(length)]


def _whole_part(number: Any) -> int:
    """Return a number without its decimals; a huge one is cut, as no string is so long."""
    return int(max(-_BEYOND, min(_BEYOND, number)))


def number(text: Any, grouping: Any = None, separator: Any = None) -> Any:
    """Return the number a text shows, without its grouping and with its own decimal separator; null for any other."""
    if not isinstance(text, str):
        return text if is_number(text) and grouping is None and separator is None else None
    if grouping not in {None, " ", ",", "."} or separator not in {None, ",", "."}:
        return None
    if grouping is not None and grouping == separator:
        return None
    if grouping is not None:
        text = text.replace(grouping, "")
    if separator is not None:
        text = text.replace(separator, ".")
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    return int(text) if text.lstrip("+-").isdigit() and len(text) <= DECIMAL.prec else DECIMAL.create_decimal(text)


def string(run: Run, value: Any) -> str | None:
    """Return the value as FEEL writes it; a string as it is, null as null."""
    if value is None or isinstance(value, str):
        return value
    return write(value, run)


def string_join(strings: list[Any], delimiter: Any = None) -> str | None:
    """Return the strings of a list, without nulls, with a delimiter between them; null if one is no string."""
    parts = [part for part in strings if part is not None]
    if not all(isinstance(part, str) for part in parts) or not isinstance(delimiter, str | None):
        return None
    glue = delimiter or ""
    if sum(map(len, parts)) + len(glue) * len(parts) > MAXIMUM_CHARACTERS:
        raise FeelError(TOO_MANY_CHARACTERS, maximum=MAXIMUM_CHARACTERS)
    return glue.join(parts)


def _before(string: str, match: str) -> str:
    return string[: string.index(match)] if match in string else ""


def _after(string: str, match: str) -> str:
    return string[string.index(match) + len(match) :] if match in string else ""


_TWO = "string: string, match: string"

STRINGS = {
    "contains": builtin(lambda string, match: match in string, _TWO),
    "ends with": builtin(lambda string, match: string.endswith(match), _TWO),
    "is blank": builtin(lambda string: not string.strip(), "string: string"),
    "lower case": builtin(lambda string: string.lower(), "string: string"),
    "number": builtin(number, "from: any, grouping separator?: any, decimal separator?: any"),
    "starts with": builtin(lambda string, match: string.startswith(match), _TWO),
    "string": builtin(string, "from: any"),
    "string join": builtin(string_join, "list: list, delimiter?: any"),
    "string length": builtin(len, "string: string"),
    "substring": builtin(substring, "string: string, start position: number, length?: number"),
    "substring after": builtin(_after, _TWO),
    "substring before": builtin(_before, _TWO),
    "trim": builtin(lambda string: string.strip(), "string: string"),
    "upper case": builtin(lambda string: string.upper(), "string: string"),
}
