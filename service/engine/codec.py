"""The stored state: our own compact, versioned format of plain types. Specs are never inside.

``[version, scopes, flags]`` in MessagePack under zstd. A scope is ``[host key, definition key, sub-process id,
variables, is_call, tokens]``, the process itself first; a token ``[key, element id, state, extra]``, where ``extra``
holds only what differs from a fresh token. Elements are named by their ids, so that a state survives new code and can
be moved to a changed diagram.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from service.core.errors import sentence
from service.engine.faults import DiagramFault, StateUnreadable
from service.engine.tokens import Instance, Scope, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from service.engine.diagram import Diagram

VERSION = 1
COMPRESSION_LEVEL = 3
MAX_STATE_BYTES = 16 * 1024 * 1024

_ENDED = 1
_INCLUSIVE = 2

_EXTRAS = (
    ("l", "locals"),
    ("i", "inner_of"),
    ("h", "host"),
    ("f", "flow"),
    ("s", "has_subscription"),
    ("j", "has_job"),
    ("o", "is_open"),
    ("r", "remaining"),
    ("y", "results"),
    ("p", "position"),
    ("c", "cycle"),
)


class _Zstandard(threading.local):
    """The (de)compressor of a thread; making one costs more than a state, and threads cannot share one."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_zstandard = _Zstandard()


def encode(instance: Instance) -> bytes:
    """Return the state of an instance that waits; raises ``DiagramFault`` for variables that cannot be kept."""
    scopes: list[Any] = [instance, *instance.subprocesses.values()]
    flags = (_ENDED if instance.is_ended else 0) | (_INCLUSIVE if instance.has_inclusive else 0)
    rows = [VERSION, [_encode_scope(scope) for scope in scopes], flags]
    packed = _packed(instance, rows)
    return _zstandard.compressor.compress(packed)


def _packed(instance: Instance, rows: list[Any]) -> bytes:
    try:
        return msgspec.msgpack.encode(rows)
    except (TypeError, OverflowError, RecursionError) as unfit:
        message = sentence("a variable cannot be stored: %(reason)s", reason=unfit)
        raise DiagramFault(instance.diagram.process_id, "IO_MAPPING_ERROR", message) from unfit


def _encode_scope(scope: Any) -> list[Any]:
    sub_id = "" if scope.is_call else scope.spec.name
    tokens = [_encode_token(token) for token in scope.tasks.values()]
    return [scope.key or 0, scope.diagram.process_definition_key, sub_id, scope.data, scope.is_call, tokens]


def _encode_token(token: Token) -> list[Any]:
    extra = {short: value for short, name in _EXTRAS if (value := getattr(token, name))}
    if token.due_at is not None:
        extra["d"] = int(token.due_at.timestamp() * 1_000_000)
    return [token.id, token.task_spec.name, token.state, extra or 0]


def _rows(state: bytes) -> list[Any]:
    try:
        rows = msgspec.msgpack.decode(_zstandard.decompressor.decompress(state, max_output_size=MAX_STATE_BYTES))
    except (zstandard.ZstdError, msgspec.DecodeError) as broken:
        raise StateUnreadable(fact=sentence("its bytes are damaged")) from broken
    if not isinstance(rows, list) or not rows or rows[0] != VERSION:
        raise StateUnreadable(fact=sentence("its version is unknown"))
    return rows


def definition_keys(state: bytes) -> tuple[int, ...]:
    """Return the keys of the process definitions the state runs on, its own first."""
    return tuple(dict.fromkeys(scope[1] for scope in _rows(state)[1]))


def decode(state: bytes, diagrams: Mapping[int, Diagram], *, now: datetime, new_key: Callable[[], int]) -> Instance:
    """Bring an instance back. Raises ``StateUnreadable``."""
    _, scopes, flags = _rows(state)
    try:
        instance = Instance(diagrams[scopes[0][1]], now=now, new_key=new_key)
        _decode_scopes(instance, diagrams, scopes)
    except KeyError as missing:
        fact = sentence("the diagram or element %(missing)s is missing", missing=missing)
        raise StateUnreadable(fact=fact) from missing
    instance.is_ended = bool(flags & _ENDED)
    instance.has_inclusive = bool(flags & _INCLUSIVE)
    return instance


def _decode_scopes(instance: Instance, diagrams: Mapping[int, Diagram], scopes: list[Any]) -> None:
    for host, definition_key, sub_id, data, is_call, tokens in scopes:
        scope: Any = instance
        if host:
            diagram = diagrams[definition_key]
            scope = Scope(diagram.spec_of(sub_id), instance.tokens[host], diagram, data, is_call=is_call)
        scope.data = data
        for row in tokens:
            _decode_token(scope, row)
    for token in instance.tokens.values():
        if token.host is not None:
            instance.tokens[token.host].attached.append(token.id)
        if token.inner_of is not None:
            instance.tokens[token.inner_of].instances.append(token.id)


def _decode_token(scope: Any, row: list[Any]) -> None:
    key, element_id, state, extra = row
    token = Token(scope, scope.spec.task_specs[element_id], key, state)
    if not extra:
        return
    for short, name in _EXTRAS:
        if short in extra:
            setattr(token, name, extra[short])
    if "d" in extra:
        token.due_at = datetime.fromtimestamp(extra["d"] / 1_000_000, tz=UTC)
