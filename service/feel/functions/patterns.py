"""Built-in functions on regular expressions, which are those of XPath 2, as DMN says.

A pattern is translated to the ``regex`` library's dialect and refused where XPath has no such form. A library that
tries ways one after another can be made to run for ever, so an evaluation has a patience that all its patterns share,
in processor time: on a busy machine a pattern waits, which is not its fault.
"""

from __future__ import annotations

from functools import lru_cache
from time import thread_time
from typing import TYPE_CHECKING, Any

import regex

from service.core.errors import sentence
from service.feel.errors import FeelError
from service.feel.functions.builtin import builtin
from service.feel.limits import MAXIMUM_CHARACTERS, TOO_MANY_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.feel.limits import Run

_LONGEST_PATTERN = 500
_TOO_SLOW = sentence(
    "Expected to evaluate a FEEL expression, but pattern '%(pattern)s' takes too long to try. Simplify it."
)

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
_SINGLE = frozenset("nrt\\|.?*+(){}-[]^$sSdDwW")
_NAME_START = r"\p{L}_:"
_NAME_PART = r"\p{L}\p{M}\p{Nd}_:.\-\u00B7"
_NAME_CLASSES = {"i": _NAME_START, "c": _NAME_PART}


class _PatternError(ValueError):
    """A pattern that XPath does not know: the call is null."""


def _collapsed(pattern: str) -> str:
    """Return a pattern without the white space outside its classes, not even within an escape."""
    kept: list[str] = []
    depth, is_escaped = 0, False
    for character in pattern:
        if depth == 0 and character in " \t\n\r":
            continue
        if not is_escaped:
            depth += {"[": 1, "]": -1 if depth else 0}.get(character, 0)
        is_escaped = character == "\\" and not is_escaped
        kept.append(character)
    return "".join(kept)


class _Translation:
    """Translates one pattern, a character after another."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _collapsed(pattern) if "x" in flags else pattern
        self.flags = flags
        self.place = 0

    def text(self) -> str:
        return "".join(self._outside())

    def _next(self) -> str:
        if self.place >= len(self.pattern):
            raise _PatternError
        self.place += 1
        return self.pattern[self.place - 1]

    def _outside(self) -> Iterator[str]:
        while self.place < len(self.pattern):
            character = self._next()
            if character == "\\":
                yield self._escape(inside=False)
            elif character == "[":
                yield self._class()
            elif character == "(" and self.pattern.startswith("?", self.place):
                if not self.pattern.startswith("?:", self.place):
                    raise _PatternError
                yield character
            elif character == "$" and "m" not in self.flags:
                yield r"\Z"
            elif character == "." and "s" not in self.flags:
                yield r"[^\n\r]"
            else:
                yield character

    def _escape(self, *, inside: bool) -> str:
        character = self._next()
        if character.lower() in _NAME_CLASSES:
            members = _NAME_CLASSES[character.lower()]
            if inside and character.isupper():
                raise _PatternError
            return members if inside else f"[{'^' if character.isupper() else ''}{members}]"
        if character in "pP":
            end = self.pattern.find("}", self.place)
            if not self.pattern.startswith("{", self.place) or end < 0:
                raise _PatternError
            name = self.pattern[self.place + 1 : end]
            self.place = end + 1
            return f"\\{character}{{{'In' + name[2:] if name.startswith('Is') else name}}}"
        if character in _SINGLE or (character.isdigit() and character != "0" and not inside):
            return f"\\{character}"
        raise _PatternError

    def _class(self) -> str:
        """Return a class of characters, of which another may be taken away: ``[a-z-[aeiou]]``."""
        parts = ["["]
        if self.pattern.startswith("^", self.place):
            parts.append(self._next())
        while True:
            character = self._next()
            if character == "]":
                if parts[-1] in {"[", "^"}:
                    raise _PatternError
                return "".join([*parts, "]"])
            if character == "\\":
                parts.append(self._escape(inside=True))
            elif character == "-" and self.pattern.startswith("[", self.place):
                self._next()
                if parts[1] == "^":
                    parts = ["[", *("[", "^", *parts[2:], "]")]
                parts.append(f"--{self._class()}")
                if self._next() != "]":
                    raise _PatternError
                return "".join([*parts, "]"])
            elif character == "[":
                raise _PatternError
            else:
                parts.append(f"\\{character}" if character in "&|~" else character)


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str] | None:
    """Return the compiled pattern; ``None`` where XPath has no such pattern or flag."""
    if len(pattern) > _LONGEST_PATTERN or not _FLAGS.keys() >= set(flags):
        return None
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS[flag]
    try:
        text = regex.escape(pattern) if "q" in flags else _Translation(pattern, flags).text()
        return regex.compile(text, options)
    except (_PatternError, regex.error, OverflowError, RecursionError):
        return None


def _tried(run: Run, pattern: str, flags: Any, attempt: Callable[[regex.Pattern[str], float], Any]) -> Any:
    """Return what an attempt with the pattern gives; null for a bad pattern, ``FeelError`` when it takes too long."""
    run.spend(1 + (len(pattern) >> 2))
    began = thread_time()
    compiled = _compiled(pattern, flags or "") if isinstance(flags, str | None) else None
    if compiled is None:
        return None
    timeout = run.patience
    try:
        while True:
            try:
                return attempt(compiled, timeout)
            except TimeoutError:  # the library's clock also counts what the other threads of the process used meanwhile
                if (thread_time() - began) * 2 >= run.patience:
                    raise FeelError(_TOO_SLOW, pattern=pattern[:40]) from None
                timeout *= 2
    finally:
        run.patience = max(run.patience - (thread_time() - began), 1e-6)


def matches(run: Run, text: str, pattern: str, flags: Any = None) -> bool | None:
    """Return whether the pattern matches some part of the text."""
    found: bool | None = _tried(run, pattern, flags, lambda tried, patience: bool(tried.search(text, timeout=patience)))
    return found


def replace(run: Run, text: str, pattern: str, replacement: str, flags: Any = None) -> str | None:
    """Return the text with every match replaced, ``$1`` standing for a group; null where the pattern matches nothing.

    As in XPath, a pattern that matches an empty text is refused, for its matches would never end.
    """

    def attempt(tried: regex.Pattern[str], patience: float) -> str | None:
        if tried.search("", timeout=patience) is not None:
            return None
        parts = _references(replacement, tried.groups, literal="q" in (flags or ""))
        if parts is None:
            return None
        if len(text) * (1 + len(replacement)) > MAXIMUM_CHARACTERS * 10:
            raise FeelError(TOO_MANY_CHARACTERS, maximum=MAXIMUM_CHARACTERS)
        made = tried.sub(
            lambda match: "".join(part if isinstance(part, str) else match[part] or "" for part in parts),
            text,
            timeout=patience,
        )
        return str(made)

    result: str | None = _tried(run, pattern, flags, attempt)
    return result


def _references(replacement: str, groups: int, *, literal: bool) -> list[str | int] | None:
    """Return the texts and group numbers of a replacement; ``None`` where a ``$`` or backslash stands for nothing."""
    if literal:
        return [replacement]
    parts: list[str | int] = []
    place = 0
    while place < len(replacement):
        found = _PART_OF_REPLACEMENT.match(replacement, place)
        if found is None:
            return None
        if found["digits"] is None:
            parts.append(found["escaped"] or found["plain"])
            place = found.end()
            continue
        digits = found["digits"]
        while len(digits) > 1 and int(digits) > groups:
            digits = digits[:-1]
        parts.append(int(digits) if int(digits) <= groups else "")
        place += 1 + len(digits)
    return parts


_PART_OF_REPLACEMENT = regex.compile(r"\$(?P<digits>[0-9]{1,3})|\\(?P<escaped>[\\$])|(?P<plain>[^\\$]+)")


def split(run: Run, text: str, pattern: str) -> list[str] | None:
    """Return the parts of the text between the matches of the pattern."""

    def attempt(tried: regex.Pattern[str], patience: float) -> list[str]:
        parts, start = [], 0
        for match in tried.finditer(text, timeout=patience):
            parts.append(text[start : match.start()])
            start = match.end()
        return [*parts, text[start:]]

    found: list[str] | None = _tried(run, pattern, None, attempt)
    return found


def extract(run: Run, text: str, pattern: str) -> list[str] | None:
    """Return all that the pattern matches in the text, one part after another."""
    found: list[str] | None = _tried(
        run,
        pattern,
        None,
        lambda tried, patience: [match[0] for match in tried.finditer(text, timeout=patience)],
    )
    return found


PATTERNS = {
    "extract": builtin(extract, "string: string, pattern: string"),
    "matches": builtin(matches, "input: string, pattern: string, flags?: any"),
    "replace": builtin(replace, "input: string, pattern: string, replacement: string, flags?: any"),
    "split": builtin(split, "string: string, delimiter: string"),
}
