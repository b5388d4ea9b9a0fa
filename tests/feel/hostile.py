"""Texts that would do harm in a careless language, and what comes of a text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from service import feel

NOW = datetime(2022, 3, 1, 2, tzinfo=UTC)
VARIABLES: dict[str, Any] = {
    "a": 1,
    "b": "text",
    "c": {"d": [1, 2.5, None]},
    "xs": [{"n": 1}, {"n": None}, 3, "x"],
    "n": None,
    "t": True,
}

LAUGHS = (
    "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], "
    "e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f,f,f]"
)
HOSTILE = [
    '__import__("os").system("id")',
    'import("os")',
    "().__class__.__bases__",
    "a.__class__",
    "b.__class__.__mro__",
    "c.__class__.__subclasses__()",
    "c.keys()",
    "c.get",
    "b.format(a)",
    '"%999999999d" % 1',
    '"{0.__class__}".format(a)',
    'open("/etc/passwd").read()',
    "9**9**9",
    "9 ** 999999999999 ** 9999",
    "1.0000001 ** 99999999999999",
    "exp(9999999)",
    "1e999999999",
    '"a" * 10**10',
    "[0] * 10**10",
    "1 << 99999999",
    "for i in 1..100000000 return i",
    "for i in 1..1e17 return i",
    "for i in [1..1e300] return i",
    "for i in 1..1000, j in 1..1000, k in 1..1000 return i",
    "some i in 1..100000, j in 1..100000 satisfies i + j < 0",
    "count(for i in 1..90000 return for j in 1..90000 return j)",
    "for i in 1..90000 return concatenate(partial, partial)",
    '{s: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", r: for i in 1..99999 return s + s + s + s + string(partial)}.r',
    'for i in 1..40 return if i = 1 then "aaaaaaaaaaaaaaaa" else partial[-1] + partial[-1]',
    "{f: function(x) f(x), r: f(1)}.r",
    "{f: function(x) f(x) + f(x), r: f(1)}.r",
    "sort(for i in 1..90000 return 1, function(x, y) sort([2, 1], function(p, q) p < q)[1] = x)",
    "distinct values(for i in 1..90000 return i)",
    LAUGHS + "}",
    LAUGHS + ", r: flatten(g)}.r",
    LAUGHS + ", r: string(g)}.r",
    LAUGHS + ", r: g = [f,f,f,f,f,f,f,f,f,f]}.r",
    'string join(for i in 1..90000 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb")',
    'duration("P999999999Y") * 99999999999',
    'date("9999-12-31") + duration("P999999999Y")',
    'add_working_days("9999-12-30", 10000)',
    "for i in 1..90000 return add_working_days(today(), 9999)",
    'time("10:00:00@../../../../etc/passwd")',
    'time("10:00:00@Nowhere/Land")',
    "decimal(1/3, 6000)",
    "decimal(1e6000, 6000)",
    "substring(b, 10 ** 6000)",
    "xs[10 ** 6000]",
    "(" * 10_000 + "1" + ")" * 10_000,
    "(" * 16_000,
    "[" * 10_000 + "]" * 10_000,
    "-" * 10_000 + "1",
    "not(" * 5_000 + "true" + ")" * 5_000,
    "if true then " * 2_000 + "1" + " else 1" * 2_000,
    "a" + ".b" * 10_000,
    "a" + "[1]" * 10_000,
    "1" + "+1" * 16_000,
    "1 instance of " + "list<" * 5_000 + "number" + ">" * 5_000,
    "{a:" * 8_000,
    "9" * 32_000,
    "a" * 40_000,
    '"' + "a" * 32_000,
    "/*" * 16_000,
    "a b " * 8_000,
    ", a b " * 5_000,
    "\x00",
    "for i in 1..20000 return " + "+".join(["i"] * 1_100),
    "for i in 1..20000 return " + " or ".join(["i between -1 and -2"] * 200),
    "for i in 1..20000 return i in (" + ", ".join(["> 3000000"] * 500) + ")",
    "for i in 1..20000 return i" + "**1.0001" * 500,
    "2" + "**1.0001" * 1_200,
    "{i: 2, r: i" + "**1.0001" * 1_200 + "}.r",
    "(1..10000)[item" + "+item" * 1_000 + " > 3]",
    "{f: function(x) x" + "+x" * 1_000 + ", r: for i in 1..20000 return f(i)}.r",
    "sort(1..5000, function(x, y) x" + "+y" * 1_000 + " > 3)",
    "for i in 1..20000 return log(i)",
    "for i in 1..20000 return exp(i)",
    "for i in 1..20000 return sqrt(i)",
    'for i in 1..20000 return date("2025-01-01") + duration("P1D") * i',
    "for i in 1..20000 return day of week(today())",
    'for i in 1..20000 return matches("aaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")',
    'replace("' + "a" * 20_000 + '", "(a|aa)+$", "b")',
    "for i in 1..200 return reverse(1..10000)",
    "union(1..9000, 1..9000)",
    "string(" + "[" * 60 + "for i in 1..15000 return i" + "]" * 60 + ")",
    "a" * 1_000_000,
    "ệ" * 1_000_000,
    '"' + "x" * 999_998 + '"',
    "(" * 1_000_000,
    "1 " * 500_000,
    '"\\uD800"',
    '"\\UFFFFFF"',
    '"\ud800"',
]


def outcome(text: str, parse: Any = feel.parse) -> Any:
    """Return the value of a text in a form that can be stored, or its FeelError."""
    try:
        parsed = parse(text)
        if isinstance(parsed, feel.UnaryTests):
            return parsed.matches(1, VARIABLES, now=NOW)
        return feel.to_plain(parsed.evaluate(VARIABLES, now=NOW))
    except feel.FeelError as fault:
        return _checked(fault, text)


def _checked(fault: feel.FeelError, text: str) -> feel.FeelError:
    assert fault.template % fault.parameters == str(fault)
    assert fault.position is None or 0 <= fault.position <= len(text)
    return fault
