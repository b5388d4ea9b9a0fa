"""What a request may hold at all: text that can be stored, JSON of a sane depth, numbers that are numbers.

Checked before any room reads it, so that no database and no parser ever meets the rest.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

from service.core.errors import InvalidInput, sentence
from service.core.keys import LARGEST_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.routing import Map

DEEPEST = 100
LONGEST_NUMBER = 34
"""Digits of a FEEL number (decimal128)."""

_LONGEST_PATH = 5
_ROOT = "$"

NOT_STORABLE = sentence("Leave out control characters and broken letters.")
TOO_DEEP = sentence("Nest it less deep.")
NOT_A_NUMBER = sentence("Write a finite number of at most 34 digits.")

# Only a body that holds one of these is read twice: escapes of NUL or of half a letter, and numbers past any use.
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|[0-9]{35}|NaN|Infinity|[eE]\+?[0-9]{3}")
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


class JsonRefused(InvalidInput):
    """The body is JSON, but holds what cannot be kept or read."""

    code = "json_refused"
    template = sentence(
        "Expected JSON that can be kept, but '%(path)s' holds what cannot. Correct the named place and send again."
    )


class KeyConverter(IntegerConverter):
    """``int`` in an address: at most 63 bits, more names nothing."""

    def __init__(self, map: Map, **options: Any) -> None:  # noqa: A002 -- werkzeug's name
        super().__init__(map, max=LARGEST_KEY, **options)


def check_text() -> None:
    """Refuse NUL in address and form, which PostgreSQL cannot store and nobody types, and JSON that cannot be kept."""
    if request.is_json:
        refuse_unkeepable(request.get_data())
        return
    sent = [request.path, *_pairs(request.args.items(multi=True))]
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        sent += _pairs(request.form.items(multi=True))
    if any("\0" in text for text in sent):
        raise BadRequest


def refuse_unkeepable(content: bytes) -> None:
    """Raise ``JsonRefused`` for JSON nested too deep, with broken text or boundless numbers; leave bad syntax alone."""
    if not _SUSPICIOUS.search(content) and content.count(b"[") + content.count(b"{") <= DEEPEST:
        return
    try:
        value = json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return  # whoever reads the body says so
    except RecursionError as error:
        raise _refused(_ROOT, TOO_DEEP) from error
    except ValueError as error:
        raise _refused(_ROOT, NOT_A_NUMBER) from error
    for path, fault in _faults(value):
        raise _refused(path, fault)


def _faults(root: Any) -> Iterator[tuple[str, str]]:
    waiting = [("", root, 1)]
    while waiting:
        path, value, depth = waiting.pop()
        fault = TOO_DEEP if depth > DEEPEST else _fault(value)
        if fault:
            yield path, fault
            return
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, each in inner:
            if isinstance(name, str) and _NOT_STORABLE.search(name):
                yield path, NOT_STORABLE
                return
            waiting.append((f"{path}.{name}".lstrip("."), each, depth + 1))


def _fault(value: Any) -> str:
    if isinstance(value, str):
        return NOT_STORABLE if _NOT_STORABLE.search(value) else ""
    if isinstance(value, int):
        return NOT_A_NUMBER if abs(value) >= 10**LONGEST_NUMBER else ""
    return NOT_A_NUMBER if isinstance(value, float) and not math.isfinite(value) else ""


def _refused(path: str, fault: str) -> JsonRefused:
    named = ".".join(path.split(".")[:_LONGEST_PATH]) or _ROOT
    return JsonRefused(path=named, fields={named: fault})


def _pairs(items: Any) -> list[str]:
    return [text for pair in items for text in pair]
