"""From a FEEL text to tokens: names with spaces, keywords, and the brackets of open ranges."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lark import Token
from lark.lexer import Lexer

from service.core.errors import sentence
from service.feel.errors import FeelError
from service.feel.limits import MAXIMUM_TOKENS, TOO_MANY_TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UNKNOWN = sentence("Expected to read FEEL, but character '%(character)s' has no meaning here. Remove it.")
_UNCLOSED = sentence('Expected to read a FEEL string, but its closing " is missing. Add it.')

# DMN 1.5, grammar rules 28 to 30; letters with their marks written apart belong to names too
_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_WORD = f"[{_START}][{_PART}]*"
_WORDS = rf"{_WORD}(?:[ \t]+[{_PART}]+){{0,15}}"

_UNCLOSED_COMMENT = sentence("Expected a comment to end with '*/', but it does not. Add it.")

_PATTERN = re.compile(
    rf"""
    (?P<SPACE>(?:\s|//[^\n]*|/\*.*?\*/)+)
  | (?P<NUMBER>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<STRING>"(?:[^"\\]|\\.)*")
  | (?P<AT>@"(?:[^"\\]|\\.)*")
  | (?P<QUOTED>`[^`\n]+`)
  | (?P<WORD>{_WORD}|\?)
  | (?P<OPERATOR>\*\*|\.\.|<=|>=|!=|->|[-+*=<>()\[\]{{}},.:]|/(?!\*))
    """,
    re.VERBOSE | re.DOTALL,
)
_SIMPLE = re.compile(_WORD)
_KEY = re.compile(rf"({_WORD}(?:[ \t./\-’'+*]{{1,3}}[{_PART}]+){{0,15}})\s*:")
_ITERATOR = re.compile(rf"({_WORD}(?:[ \t]+[{_PART}]+){{0,15}}?)\s+in\b")
_PARAMETER = re.compile(rf"({_WORDS})\s*[,:)]")
_BEFORE_COLON = re.compile(r"\s*:")
_BEFORE_BRACE = re.compile(r"\s*\{")
_INSTANCE_OF = re.compile(r"instance\s+of\b")
_MOST_LEARNED = 100
"""Names with spaces or signs in them that a text may bring itself."""

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
_BEFORE_KEY = {"_LBRACE", "_COMMA", "_LPAR"}
_OPENING = {"_LPAR", "_LSQB", "_LBRACE"}
_CLOSING = {"_RPAR", "_RSQB", "_RBRACE"}
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
    reader = _Reader(text, names)
    position = 0
    while position < len(text):
        position = reader.read(position)
        if len(reader.tokens) > MAXIMUM_TOKENS:
            raise FeelError(TOO_MANY_TOKENS, position, maximum=MAXIMUM_TOKENS)
    _mark_open_ranges(reader.tokens)
    return reader.tokens


class _Reader:
    """Reads token after token; names with spaces that the text itself brings are known from there on."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.before = ""
        self._known = _known(names)
        self._learned: dict[str, list[re.Pattern[str]]] = {}  # by first word
        self._left_to_learn = _MOST_LEARNED
        self._parameters: list[bool] = []  # for every open bracket: whether it holds a function's parameters

    def read(self, position: int) -> int:
        """Read one token; returns where the next begins."""
        match = _PATTERN.match(self.text, position)
        if match is None:
            if self.text[position] in '"@':
                raise FeelError(_UNCLOSED, position)
            if self.text.startswith("/*", position):
                raise FeelError(_UNCLOSED_COMMENT, position)
            raise FeelError(_UNKNOWN, position, character=self.text[position])
        kind, value, end = str(match.lastgroup), match.group(), match.end()
        if kind == "SPACE":
            return end
        if kind == "OPERATOR":
            kind = _OPERATORS[value]
            self._follow(kind)
        elif kind == "QUOTED":
            kind, value = "NAME", value[1:-1].strip()
        elif kind == "WORD":
            kind, value, end = self._word(match)
        elif kind == "STRING" and self.before in _BEFORE_KEY and _BEFORE_COLON.match(self.text, end):
            self._learn(value[1:-1])
        if kind == "NUMBER" and self._is_signed(position):
            value, position = f"-{value}", self.tokens.pop().start_pos or 0
        self.tokens.append(Token(kind, value, start_pos=position, end_pos=end))
        self.before = kind
        return end

    def _is_signed(self, position: int) -> bool:
        """Return whether the minus right before a number is its sign, as no operand stands before that."""
        if not self.tokens or self.tokens[-1].type != "MINUS" or self.tokens[-1].end_pos != position:
            return False
        return len(self.tokens) == 1 or self.tokens[-2].type not in _ENDS_OPERAND

    def _follow(self, kind: str) -> None:
        if kind in _OPENING:
            self._parameters.append(kind == "_LPAR" and self.before == "_FUNCTION")
        elif kind in _CLOSING and self._parameters:
            self._parameters.pop()

    def _word(self, match: re.Match[str]) -> tuple[str, str, int]:
        position = match.start()
        if named := self._brings(position):
            name = " ".join(named.group(1).split())
            self._learn(name)
            return "NAME", name, named.end(1)
        if phrase := self._phrase(match):
            return "NAME", " ".join(phrase.group().split()), phrase.end()
        if phrase := _INSTANCE_OF.match(self.text, position):
            return "_INSTANCE_OF", "instance of", phrase.end()
        word = match.group()
        if self.before == "_DOT":
            return "NAME", word, match.end()
        if word == "external" and _BEFORE_BRACE.match(self.text, match.end()):
            return "_EXTERNAL", word, match.end()
        return _KEYWORDS.get(word, "NAME"), word, match.end()

    def _brings(self, position: int) -> re.Match[str] | None:
        """Return the name that the text brings here: a key, a parameter, or what runs through a list."""
        if self.before in _BEFORE_KEY and (key := _KEY.match(self.text, position)):
            return key
        if self.before in {"_FOR", "QUANTIFIER"}:
            return _ITERATOR.match(self.text, position)
        if self.before in {"_LPAR", "_COMMA"} and self._parameters and self._parameters[-1]:
            return _PARAMETER.match(self.text, position)
        return None

    def _phrase(self, word: re.Match[str]) -> re.Match[str] | None:
        """Return the known name with spaces that begins with a word."""
        for learned in self._learned.get(word.group(), ()):
            if phrase := learned.match(self.text, word.start()):
                return phrase
        return self._known.match(self.text, word.start())

    def _learn(self, name: str) -> None:
        first = _SIMPLE.match(name)
        if first is not None and first.group() != name and self._left_to_learn:
            self._left_to_learn -= 1
            self._learned.setdefault(first.group(), []).insert(0, re.compile(_written([name])))


def _written(phrases: Iterable[str]) -> str:
    """Return the pattern of names, however many blanks stand between their words."""
    patterns = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return rf"(?:{'|'.join(patterns)})(?![{_PART}])"


@lru_cache(maxsize=256)
def _known(names: frozenset[str]) -> re.Pattern[str]:
    phrases = sorted((name for name in names if name.strip() and not _SIMPLE.fullmatch(name)), key=len, reverse=True)
    return re.compile(_written(phrases) if phrases else r"(?!)")


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
