"""Functions of Java that decision models may name: a closed table of pure ones, by their signatures.

DMN lets a model call any method of the Java classes beside it. Nothing is loaded here: what is not in the table is not
known. Numbers are those of Java's types, so an ``int`` has no fraction and a ``double`` sixteen digits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from service.feel.values import Function, is_number

if TYPE_CHECKING:
    from service.feel.limits import Run

_UNFIT = object()
"""In place of an argument that Java's type cannot hold."""
_MAXIMUM_ARGUMENTS = 10
"""Values that a format may be given."""


def external_function(parameters: tuple[str, ...], mapping: Any) -> Function | None:
    """Return the function that a mapping such as ``{java: {class: "java.lang.Math", …}}`` names, null where unknown."""
    java = mapping.get("java") if isinstance(mapping, Mapping) else None
    if not isinstance(java, Mapping):
        return None
    name, kinds = _signature(java.get("class"), java.get("method signature"))
    method = _METHODS.get((name, *kinds))
    fits = _fits(kinds, len(parameters))
    if method is None or fits is None:
        return None

    def invoke(run: Run, arguments: list[Any]) -> Any:
        run.spend(1)
        given = [fit(argument) for fit, argument in zip(fits, arguments, strict=True)]
        if _UNFIT in given:
            return None
        try:
            result = _returned(method(*given))
        except (ArithmeticError, ValueError):
            return None  # what Java throws, DMN calls null
        run.admit_size(result)
        return result

    return Function(parameters, invoke)


def _signature(owner: Any, method: Any) -> tuple[str, tuple[str, ...]]:
    """Return the full name of a method and the types of its parameters, empty where they are none."""
    found = re.fullmatch(r"\s*(\w+)\s*\(([^()]*)\)\s*", method) if isinstance(method, str) else None
    if found is None or not isinstance(owner, str):
        return "", ()
    kinds = (kind.strip() for kind in found[2].split(","))
    return f"{owner.strip()}.{found[1]}", tuple(kind for kind in kinds if kind)


def _fits(kinds: tuple[str, ...], count: int) -> list[Callable[[Any], Any]] | None:
    """Return how each argument becomes a value of Java; the last type may be that of any number of further ones."""
    fits = [_TYPES[kind] for kind in kinds if kind in _TYPES]
    if kinds and kinds[-1] in _VARIABLE and len(kinds) - 1 <= count <= _MAXIMUM_ARGUMENTS:
        fits += [_any] * (count - len(fits))
    return fits if len(fits) == count else None


def _whole(bits: int) -> Callable[[Any], Any]:
    limit = 2 ** (bits - 1)

    def fit(value: Any) -> Any:
        return int(value) if is_number(value) and -limit <= value < limit and value == int(value) else _UNFIT

    return fit


def _floating(value: Any) -> Any:
    return float(value) if is_number(value) else _UNFIT


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else _UNFIT


def _character(value: Any) -> Any:
    return value if isinstance(value, str) and len(value) == 1 else _UNFIT


def _truth(value: Any) -> Any:
    return value if isinstance(value, bool) else _UNFIT


def _any(value: Any) -> Any:
    return value if isinstance(value, str | bool) or is_number(value) else _UNFIT


_TYPES: Mapping[str, Callable[[Any], Any]] = {
    "byte": _whole(8),
    "short": _whole(16),
    "int": _whole(32),
    "long": _whole(64),
    "float": _floating,
    "double": _floating,
    "char": _character,
    "boolean": _truth,
    "java.lang.String": _text,
}
_VARIABLE = frozenset({"[Ljava.lang.Object;", "java.lang.Object[]", "java.lang.Object..."})
"""How "any number of values of any type" is written."""


def _returned(value: Any) -> Any:
    """Return what Java gives as a value of FEEL: a floating number with the digits that Java writes."""
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    return value


def _whole_of(bits: int) -> Callable[[str], Any]:
    fit = _whole(bits)

    def read(text: str) -> Any:
        value = fit(int(text)) if re.fullmatch(r"[+-]?[0-9]{1,20}", text) else _UNFIT
        return None if value is _UNFIT else value

    return read


def _floating_of(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*[+-]?[0-9]{0,400}\.?[0-9]{1,400}([eE][+-]?[0-9]{1,4})?\s*", text) else None


_DIRECTIVE = re.compile(r"%(?:%|n|([sdf])|\.([0-9])f)")


def _format(pattern: str, *values: Any) -> str | None:
    """Return a pattern with ``%s``, ``%d``, ``%f`` or ``%.2f`` replaced by values; null for any other or too few."""
    if "%" in _DIRECTIVE.sub("", pattern):
        return None
    left = list(values)

    def replaced(found: re.Match[str]) -> str:
        if found[0] in {"%%", "%n"}:
            return "%" if found[0] == "%%" else "\n"
        if not left:
            raise ValueError(found[0])
        value = left.pop(0)
        if found[1] == "s":
            return _shown(value)
        if found[1] == "d":
            return str(_whole(64)(value)) if _whole(64)(value) is not _UNFIT else _refuse(value)
        return _fixed(value, int(found[2] or 6)) if is_number(value) else _refuse(value)

    return _DIRECTIVE.sub(replaced, pattern)


def _fixed(value: int | Decimal, digits: int) -> str:
    return format(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")


def _refuse(value: Any) -> str:
    raise ValueError(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def _math() -> dict[tuple[str, ...], Callable[..., Any]]:
    """Return the methods of ``java.lang.Math``."""
    one: dict[str, Callable[[float], Any]] = {
        "acos": math.acos, "asin": math.asin, "atan": math.atan, "cbrt": lambda x: math.copysign(abs(x) ** (1 / 3), x),
        "ceil": lambda x: float(math.ceil(x)), "cos": math.cos, "cosh": math.cosh, "exp": math.exp,
        "floor": lambda x: float(math.floor(x)), "log": math.log, "log10": math.log10,
        "rint": lambda x: float(round(x)),
        "round": _half_up, "signum": lambda x: math.copysign(1.0, x) if x else x, "sin": math.sin, "sinh": math.sinh,
        "sqrt": math.sqrt, "tan": math.tan, "tanh": math.tanh, "toDegrees": math.degrees, "toRadians": math.radians,
    }  # fmt: skip
    two: dict[str, Callable[[float, float], Any]] = {"atan2": math.atan2, "hypot": math.hypot, "pow": math.pow}
    found: dict[tuple[str, ...], Callable[..., Any]] = {}
    for name, method in one.items():
        found["java.lang.Math." + name, "double"] = method
    for name, combine in two.items():
        found["java.lang.Math." + name, "double", "double"] = combine
    for kind in ("int", "long", "float", "double"):
        found["java.lang.Math.abs", kind] = abs
        found["java.lang.Math.max", kind, kind] = max
        found["java.lang.Math.min", kind, kind] = min
    return found


_METHODS: Mapping[tuple[str, ...], Callable[..., Any]] = {
    **_math(),
    **{("java.lang.String.valueOf", kind): _shown for kind in ("char", "boolean", "int", "long", "float", "double")},
    **{("java.lang.String.format", "java.lang.String", kind): _format for kind in _VARIABLE},
    ("java.lang.Byte.valueOf", "byte"): int,
    ("java.lang.Short.valueOf", "short"): int,
    ("java.lang.Integer.valueOf", "int"): int,
    ("java.lang.Long.valueOf", "long"): int,
    ("java.lang.Float.valueOf", "float"): float,
    ("java.lang.Double.valueOf", "double"): float,
    ("java.lang.Boolean.valueOf", "boolean"): bool,
    ("java.lang.Integer.valueOf", "java.lang.String"): _whole_of(32),
    ("java.lang.Long.valueOf", "java.lang.String"): _whole_of(64),
    ("java.lang.Float.valueOf", "java.lang.String"): _floating_of,
    ("java.lang.Double.valueOf", "java.lang.String"): _floating_of,
}
"""What each method does, by its full name and the types of its parameters."""
