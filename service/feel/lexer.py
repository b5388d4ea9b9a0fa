"""From a FEEL text to tokens: names with spaces, keywords, and the brackets of open ranges."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lark import Token
from lark.lexer import Lexer

from service.core.errors import sentence
from service.feel.errors import FeelError

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNKNOWN = sentence("Expected to read FEEL, but character '%(character)s' has no meaning here. Remove it.")
_UNCLOSED = sentence('Expected to read a FEEL string, but its closing " is missing. Add it.')

_PATTERN = re.compile(
    r"""
    (?P<SPACE>(?:\s|//[^\n]*|/\*.*?\*/)+)
  | (?P<NUMBER>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<STRING>"(?:[^"\\]|\\.)*")
  | (?P<AT>@"(?:[^"\\]|\\.)*")
  | (?P<QUOTED>`[^`\n]+`)
  | (?P<WORD>[^\W\d]\w*|\?)
  | (?P<OPERATOR>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{},.:])
    """,
    re.VERBOSE | re.DOTALL,
)
_SIMPLE = re.compile(r"[^\W\d]\w*")
_KEY = re.compile(r"\s*([^\W\d]\w*(?:[ \t]+\w+)*)\s*:")
_INSTANCE_OF = re.compile(r"instance\s+of\b")

_KEYWORDS = {
    "if": "_IF", "then": "_THEN", "else": "_ELSE", "for": "_FOR", "in": "_IN", "return": "_RETURN",
    "some": "QUANTIFIER", "every": "QUANTIFIER", "satisfies": "_SATISFIES", "and": "_AND", "or": "_OR",
    "between": "_BETWEEN", "function": "_FUNCTION", "true": "TRUE", "false": "FALSE", "null": "NULL",
}  # fmt: skip
_OPERATORS = {
    "**": "_POWER", "..": "_DOTS", "<=": "COMPARE", ">=": "COMPARE", "!=": "COMPARE", "=": "COMPARE",
    "<": "LT", ">": "GT", "->": "_ARROW", "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH",
    "(": "_LPAR", ")": "_RPAR", "[": "_LSQB", "]": "_RSQB", "{": "_LBRACE", "}": "_RBRACE",
    ",": "_COMMA", ".": "_DOT", ":": "_COLON",
}  # fmt: skip

_ENDS_OPERAND = {"NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL", "_RPAR", "_RSQB", "_RBRACE", "RANGE_CLOSE"}
_STARTS_OPERAND = {
    "NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL", "_LPAR", "_LSQB", "_LBRACE", "MINUS",
    "_IF", "_FOR", "QUANTIFIER", "_FUNCTION",
}  # fmt: skip


class TokenList(Lexer):
    """Hands lark the tokens that ``tokens`` has made."""

    def __init__(self, _configuration: Any) -> None:
        pass

    def lex(self, lexer_state: Any) -> Iterator[Token]:  # type: ignore[override]  # lark wraps custom lexers
        """Yield the tokens in order."""
        yield from lexer_state


def tokens(text: str, names: frozenset[str]) -> list[Token]:
    """Return the tokens of a text, in which ``names`` are known although they hold spaces."""
    result: list[Token] = []
    position = 0
    known = _known(names)
    while position < len(text):
        token, position = _next(text, position, known, result)
        if token is not None:
            result.append(token)
    _mark_open_ranges(result)
    return result


def _next(text: str, position: int, known: re.Pattern[str], before: list[Token]) -> tuple[Token | None, int]:
    match = _PATTERN.match(text, position)
    if match is None:
        if text[position] in '"@':
            raise FeelError(_UNCLOSED, position)
        raise FeelError(_UNKNOWN, position, character=text[position])
    kind, value, end = str(match.lastgroup), match.group(), match.end()
    if kind == "SPACE":
        return None, end
    if kind == "OPERATOR":
        kind = _OPERATORS[value]
    elif kind == "QUOTED":
        kind, value = "NAME", value[1:-1].strip()
    elif kind == "WORD":
        kind, value, end = _word(text, match, known, before)
    return Token(kind, value, start_pos=position, end_pos=end), end


def _word(text: str, match: re.Match[str], known: re.Pattern[str], before: list[Token]) -> tuple[str, str, int]:
    position = match.start()
    if before and before[-1].type in {"_LBRACE", "_COMMA"} and (key := _KEY.match(text, position)):
        return "NAME", " ".join(key.group(1).split()), key.end(1)
    if phrase := known.match(text, position):
        return "NAME", " ".join(phrase.group().split()), phrase.end()
    if phrase := _INSTANCE_OF.match(text, position):
        return "_INSTANCE_OF", "instance of", phrase.end()
    word = match.group()
    if before and before[-1].type == "_DOT":
        return "NAME", word, match.end()
    return _KEYWORDS.get(word, "NAME"), word, match.end()


@lru_cache(maxsize=256)
def _known(names: frozenset[str]) -> re.Pattern[str]:
    phrases = sorted((name for name in names if not _SIMPLE.fullmatch(name)), key=len, reverse=True)
    patterns = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return re.compile(r"(?:" + "|".join(patterns) + r")(?!\w)") if phrases else re.compile(r"(?!)")


def _mark_open_ranges(tokens: list[Token]) -> None:
    """Tell ``]1..5[`` from filters: ``]`` opens where an operand is due, ``[`` closes where none can follow."""
    pending: list[bool] = []  # for every open bracket: whether ".." was seen in it
    for index, token in enumerate(tokens):
        before = tokens[index - 1].type if index else None
        if token.type == "_RSQB" and before not in _ENDS_OPERAND and before != "_LSQB":
            token.type = "RANGE_OPEN"
            pending.append(False)
        elif token.type == "_LSQB" and before in _ENDS_OPERAND and pending and pending[-1]:
            after = tokens[index + 1].type if index + 1 < len(tokens) else None
            if after not in _STARTS_OPERAND:
                token.type = "RANGE_CLOSE"
                pending.pop()
                continue
            pending.append(False)
        elif token.type in {"_LPAR", "_LSQB", "_LBRACE"}:
            pending.append(False)
        elif token.type in {"_RPAR", "_RSQB", "_RBRACE"} and pending:
            pending.pop()
        elif token.type == "_DOTS" and pending:
            pending[-1] = True


def unary_tokens(text: str, names: frozenset[str]) -> list[Token]:
    """Return the tokens of unary tests: a lone ``-`` means any value, a ``not(…)`` around all negates the tests."""
    result = tokens(text, names)
    if len(result) == 1 and result[0].type == "MINUS":
        result[0].type = "ANY_VALUE"
    elif len(result) > 1 and result[0].value == "not" and result[1].type == "_LPAR" and _spans_all(result[1:]):
        result[0].type = "_NOT_TESTS"
    return result


def _spans_all(result: list[Token]) -> bool:
    """Return whether the first bracket is closed by the last token."""
    depth = 0
    for index, token in enumerate(result):
        depth += (token.type == "_LPAR") - (token.type == "_RPAR")
        if depth == 0:
            return index == len(result) - 1
    return False
