"""Built-in functions on numbers."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from service.feel.functions.builtin import builtin, whole
from service.feel.operators import DECIMAL, negate
from service.feel.values import is_number

_SCALES = range(-6_111, 6_177)
"""The decimal places that a rounding may ask for, as DMN says."""


def _rounding(rounding: str) -> Any:
    def rounded(number: Any, scale: Any = 0) -> Any:
        if scale is None:
            return None
        places = int(max(-_SCALES.stop, min(_SCALES.stop, scale)))
        if places not in _SCALES:
            return None
        value = Decimal(number)
        if value.is_zero() or -int(value.as_tuple().exponent) <= places:
            return number  # nothing to round away
        # away from DECIMAL: a number of 34 digits rounded to fewer places always fits
        return DECIMAL.plus(value.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_WIDE))

    return rounded


_WIDE = DECIMAL.copy()
_WIDE.prec = 6_200


def modulo(dividend: Any, divisor: Any) -> Any:
    """Return the remainder with the sign of the divisor; null for divisor 0."""
    if divisor == 0:
        return None
    if type(dividend) is type(divisor) is int:
        return dividend % divisor
    rest = DECIMAL.remainder(dividend, divisor)
    return DECIMAL.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def absolute(value: Any) -> Any:
    """Return the number or duration without its sign; null for anything else."""
    if is_number(value):
        return abs(value) if type(value) is int else DECIMAL.abs(value)
    opposite = negate(value)
    return None if opposite is None else max(value, opposite)


def _root(number: Any) -> Any:
    return None if number < 0 else DECIMAL.sqrt(number)


def _logarithm(number: Any) -> Any:
    return None if number <= 0 else DECIMAL.ln(number)


_SCALED = "n: number, scale?: number"

NUMBERS = {
    "abs": builtin(absolute, "n: any"),
    "ceiling": builtin(_rounding(ROUND_CEILING), _SCALED),
    "decimal": builtin(_rounding(ROUND_HALF_EVEN), "n: number, scale: number"),
    "even": builtin(lambda number: whole(number) % 2 == 0, "number: number"),
    "exp": builtin(DECIMAL.exp, "number: number", cost=10),
    "floor": builtin(_rounding(ROUND_FLOOR), _SCALED),
    "log": builtin(_logarithm, "number: number", cost=20),
    "modulo": builtin(modulo, "dividend: number, divisor: number"),
    "odd": builtin(lambda number: whole(number) % 2 == 1, "number: number"),
    "round down": builtin(_rounding(ROUND_DOWN), "n: number, scale: number"),
    "round half down": builtin(_rounding(ROUND_HALF_DOWN), "n: number, scale: number"),
    "round half up": builtin(_rounding(ROUND_HALF_UP), "n: number, scale: number"),
    "round up": builtin(_rounding(ROUND_UP), "n: number, scale: number"),
    "sqrt": builtin(_root, "number: number", cost=3),
}
