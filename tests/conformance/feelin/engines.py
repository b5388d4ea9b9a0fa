"""What both give for a text, in one shape: JSON, with an object of one key for what JSON has not."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service import feel
from service.web.build_hook import FRONTEND, node

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2025, 1, 31, 2, tzinfo=UTC)
MODULE = FRONTEND / "node_modules" / "@bpmn-io" / "feelin" / "dist" / "index.js"
SCRIPT = Path(__file__).with_name("evaluate.mjs")
FAULT = "fault"
_STRING = feel.parse("string(v)")


def ours(text: str, variables: Mapping[str, Any]) -> Any:
    """Return our value of a text, or ``{"fault": sentence}``."""
    try:
        return told(feel.parse(text, strict=False).evaluate(variables, now=NOW))
    except feel.FeelError as fault:
        return {FAULT: str(fault)}


def theirs(texts: Sequence[str], variables: Mapping[str, Any]) -> list[Any]:
    """Return feelin's value of each text, or ``{"fault": message}``."""
    question = json.dumps({"texts": list(texts), "variables": variables})
    answer = subprocess.run(
        [str(node()), str(SCRIPT), MODULE.as_uri()], input=question, capture_output=True, check=True, encoding="utf-8"
    )
    return [found.get("value", found) if FAULT not in found else found for found in json.loads(answer.stdout)]


def told(value: Any) -> Any:  # noqa: PLR0911 -- one line per kind
    """Return one of our values in the common shape."""
    kind = feel.kind_of(value)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return float(value)
    if kind == "list":
        return [told(item) for item in value]
    if kind == "context":
        return {"context": {str(key): told(feel.admit(item)) for key, item in value.items()}}
    if kind in {"date", "time", "date and time"}:
        return {"moment": _STRING.evaluate({"v": value})}
    if kind in {"days and time duration", "years and months duration"}:
        return {"duration": _STRING.evaluate({"v": value})}
    if kind == "range":
        return {"range": [told(value.low), told(value.high)]}
    return {"function": True}


def agree(one: Any, other: Any) -> bool:
    """Return whether two values are the same; numbers to nine digits, as theirs are binary."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return (FAULT in one and FAULT in other) or (
            one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
        )
    return bool(one == other)
