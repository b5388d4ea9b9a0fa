"""From a FEEL text to its syntax tree: the lark parser and the nodes it builds."""

from __future__ import annotations

import re
from collections import Counter
from decimal import DecimalException
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from service.core.errors import sentence
from service.feel import nodes, temporal
from service.feel.errors import FeelError
from service.feel.lexer import TokenList, tokens, unary_tokens
from service.feel.limits import MAXIMUM_DEPTH, MAXIMUM_TEXT, TOO_DEEP, TOO_LONG
from service.feel.operators import DECIMAL

_UNEXPECTED = sentence("Expected to read FEEL, but '%(found)s' cannot stand at this place. Correct the expression.")
_ENDED = sentence("Expected to read FEEL, but the text ends too early. Complete the expression.")
_BAD_NUMBER = sentence("Expected to read a number, but '%(found)s' is too large. Use a smaller one.")
_BAD_STRING = sentence("Expected to read a FEEL string, but an escape in it is no character. Correct it.")
_TWICE = sentence("Expected the keys of a context to differ, but '%(key)s' stands there twice. Rename one.")
_BAD_TEMPORAL = sentence(
    'Expected a date, time or duration, but @"%(found)s" is none. Write it like @"2025-07-01" or @"P10D".'
)

_ESCAPE = re.compile(r'\\(?:([ntr"\'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6}))')
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def read(text: str, start: Literal["expression", "expressions", "unary_tests"], names: frozenset[str]) -> Any:
    """Return the syntax tree of a text; raises ``FeelError`` with the position of the fault."""
    if len(text) > MAXIMUM_TEXT:
        raise FeelError(TOO_LONG, MAXIMUM_TEXT, length=len(text), maximum=MAXIMUM_TEXT)
    found = (unary_tokens if start == "unary_tests" else tokens)(text, names)
    try:
        return _parser().parse(found, start=start)
    except UnexpectedInput as fault:
        token = getattr(fault, "token", None)
        if token is None or token.type == "$END":
            raise FeelError(_ENDED, len(text)) from None
        raise FeelError(_UNEXPECTED, token.start_pos, found=str(token)) from None
    except VisitError as fault:
        raise fault.orig_exc from None


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(
        files("service.feel").joinpath("feel.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer=TokenList,
        start=["expression", "expressions", "unary_tests"],
        transformer=_Builder(),
        maybe_placeholders=False,
    )


def _string(token: Token, quotes: int = 1) -> str:
    body = str(token)[quotes:-1]
    try:
        if "\\" in body:
            body = _ESCAPE.sub(_unescape, body)
            # \uD83D\uDE00 is one character written as two halves; a half alone is none
            body = body.encode("utf-16", "surrogatepass").decode("utf-16")
        body.encode("utf-8")
    except (UnicodeError, ValueError):
        raise FeelError(_BAD_STRING, token.start_pos) from None
    return body


def _unescape(match: re.Match[str]) -> str:
    simple, short, long = match.groups()
    return _ESCAPED.get(simple, simple) if simple else chr(int(short or long, 16))


def _depth(*parts: nodes.Node | None, more: int = 0) -> int:
    depth = 1 + more + max((part.depth for part in parts if part is not None), default=0)
    if depth > MAXIMUM_DEPTH:
        raise FeelError(TOO_DEEP)
    return depth


@v_args(inline=True)
class _Builder(Transformer[Any, Any]):
    """One method per rule or alias of ``feel.lark``; called bottom-up while parsing."""

    def number(self, token: Token) -> nodes.Literal:
        text = str(token)
        try:
            value = int(text) if text.isdigit() and len(text) <= DECIMAL.prec else DECIMAL.create_decimal(text)
        except DecimalException:
            raise FeelError(_BAD_NUMBER, token.start_pos, found=text[:40]) from None
        return nodes.Literal(value, position=token.start_pos)

    def string(self, token: Token) -> nodes.Literal:
        return nodes.Literal(_string(token), position=token.start_pos)

    def temporal(self, token: Token) -> nodes.Node:
        text = _string(token, quotes=2)
        value = temporal.read_any(text)
        if value is None:
            return nodes.Faulty(FeelError(_BAD_TEMPORAL, token.start_pos, found=text[:40]))
        return nodes.Literal(value, position=token.start_pos)

    def true(self, _token: Token) -> nodes.Literal:
        return nodes.Literal(value=True)

    def false(self, _token: Token) -> nodes.Literal:
        return nodes.Literal(value=False)

    def null(self, _token: Token) -> nodes.Literal:
        return nodes.Literal(None)

    def name(self, token: Token) -> nodes.Name:
        return nodes.Name(str(token), position=token.start_pos)

    def list(self, *items: nodes.Node) -> nodes.ListLiteral:
        return nodes.ListLiteral(items, depth=_depth(*items))

    def entry(self, key: Token, value: nodes.Node) -> tuple[str, nodes.Node]:
        return (_string(key) if key.type == "STRING" else str(key)), value

    def context(self, *entries: tuple[str, nodes.Node]) -> nodes.Node:
        keys = Counter(key for key, _ in entries)
        if len(keys) < len(entries):
            return nodes.Faulty(FeelError(_TWICE, key=keys.most_common(1)[0][0]))
        return nodes.ContextLiteral(entries, depth=_depth(*(value for _, value in entries)))

    def range(
        self, opening: Token, low: nodes.Node, _dots: Token, high: nodes.Node, closing: Token
    ) -> nodes.RangeLiteral:
        return nodes.RangeLiteral(low, high, opening.type == "_LSQB", closing.type == "_RSQB", depth=_depth(low, high))

    def signed_range(self, sign: str, operand: nodes.Node) -> nodes.SignedRange:
        return nodes.SignedRange(sign, operand, depth=_depth(operand))

    def path(self, subject: nodes.Node, name: Token) -> nodes.Path:
        return nodes.Path(subject, str(name), depth=_depth(subject))

    def filter(self, subject: nodes.Node, condition: nodes.Node) -> nodes.Filter:
        return nodes.Filter(subject, condition, depth=_depth(subject, condition))

    def call(self, function: nodes.Node, *arguments: nodes.Node) -> nodes.Call:
        return nodes.Call(function, arguments, depth=_depth(function, *arguments), position=function.position)

    def named(self, name: Token, value: nodes.Node) -> tuple[str, nodes.Node]:
        return str(name), value

    def named_call(self, function: nodes.Node, *named: tuple[str, nodes.Node]) -> nodes.Call:
        names, arguments = tuple(name for name, _ in named), tuple(value for _, value in named)
        return nodes.Call(function, arguments, names, depth=_depth(function, *arguments), position=function.position)

    def negation(self, _sign: Token, operand: nodes.Node) -> nodes.Node:
        return nodes.Negation(operand, depth=_depth(operand))

    def additive(self, *parts: Any) -> nodes.Chain:
        return nodes.Chain(parts[::2], parts[1::2], depth=_depth(*parts[::2]))

    multiplicative = additive

    def sign(self, token: Token) -> str:
        return str(token)

    factor = compare = sign

    def power(self, *operands: nodes.Node) -> nodes.Chain:
        return nodes.Chain(operands, ("**",) * (len(operands) - 1), depth=_depth(*operands))

    def compared(self, left: nodes.Node, operator: str, right: nodes.Node) -> nodes.Comparison:
        return nodes.Comparison(left, operator, right, depth=_depth(left, right))

    def between(self, subject: nodes.Node, low: nodes.Node, high: nodes.Node) -> nodes.Between:
        return nodes.Between(subject, low, high, depth=_depth(subject, low, high))

    def in_(self, subject: nodes.Node, tests: tuple[nodes.Node, ...]) -> nodes.In:
        return nodes.In(subject, tests, depth=_depth(subject, *tests))

    def in_value(self, operand: nodes.Node) -> tuple[nodes.Node, ...]:
        if isinstance(operand, nodes.SignedRange):
            return (nodes.ComparedTest(operand.sign, operand.operand, depth=operand.depth),)
        return (nodes.ValueTest(operand, depth=_depth(operand)),)

    def in_tests(self, *tests: nodes.Node) -> tuple[nodes.Node, ...]:
        return tests

    def instance_of(self, subject: nodes.Node, kind: nodes.Type) -> nodes.InstanceOf:
        return nodes.InstanceOf(subject, kind, depth=_depth(subject, kind))

    def conjunction(self, *operands: nodes.Node) -> nodes.Junction:
        return nodes.Junction(operands, decisive=False, depth=_depth(*operands))

    def disjunction(self, *operands: nodes.Node) -> nodes.Junction:
        return nodes.Junction(operands, decisive=True, depth=_depth(*operands))

    def if_(self, condition: nodes.Node, yes: nodes.Node, no: nodes.Node) -> nodes.If:
        return nodes.If(condition, yes, no, depth=_depth(condition, yes, no))

    def iterator(self, name: Token, source: nodes.Node, end: nodes.Node | None = None) -> nodes.Iterator:
        return nodes.Iterator(str(name), source, end, depth=_depth(source, end))

    def for_(self, *parts: Any) -> nodes.For:
        return nodes.For(parts[:-1], parts[-1], depth=_depth(*parts, more=len(parts)))

    def quantified(self, word: Token, *parts: Any) -> nodes.Quantified:
        return nodes.Quantified(parts[:-1], parts[-1], str(word) == "some", depth=_depth(*parts, more=len(parts)))

    def parameter(self, name: Token, kind: nodes.Type | None = None) -> tuple[str, nodes.Type | None]:
        return str(name), kind

    def function(self, *parts: Any) -> nodes.FunctionLiteral:
        return nodes.FunctionLiteral(parts[:-1], parts[-1], depth=_depth(parts[-1]))

    def external_function(self, *parts: Any) -> nodes.ExternalFunction:
        return nodes.ExternalFunction(parts[:-1], parts[-1], depth=_depth(parts[-1]))

    def simple_type(self, *names: Token) -> nodes.Type:
        return nodes.Type(".".join(map(str, names)), position=names[0].start_pos)

    def null_type(self, _token: Token) -> nodes.Type:
        return nodes.Type("null")

    def generic_type(self, name: Token, _open: Token, element: nodes.Type, _close: Token) -> nodes.Type:
        return nodes.Type(str(name), (element,), position=name.start_pos, depth=_depth(element))

    def field(self, name: Token, kind: nodes.Type) -> tuple[str, nodes.Type]:
        return str(name), kind

    def context_type(self, name: Token, _open: Token, *fields: Any) -> nodes.Type:
        found = fields[:-1]
        depth = _depth(*(kind for _, kind in found))
        return nodes.Type(str(name), fields=found, position=name.start_pos, depth=depth)

    def function_type(self, *parts: Any) -> nodes.Type:
        return nodes.Type("function", tuple(part for part in parts if isinstance(part, nodes.Type)))

    def compared_test(self, operator: str, operand: nodes.Node) -> nodes.ComparedTest:
        return nodes.ComparedTest(operator, operand, depth=_depth(operand))

    def value_test(self, operand: nodes.Node) -> nodes.ValueTest:
        return nodes.ValueTest(operand, depth=_depth(operand))

    def any_value(self, _token: Token) -> nodes.Tests:
        return nodes.Tests((), negated=False)

    def any_of(self, *tests: nodes.Node) -> nodes.Tests:
        return nodes.Tests(tests, negated=False)

    def none_of(self, *tests: nodes.Node) -> nodes.Tests:
        return nodes.Tests(tests, negated=True)
