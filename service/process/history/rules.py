"""The hash chain, as pure functions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, before it is chained and stored. ``details`` are plain JSON values."""

    operation: str
    element_id: str = ""
    process_definition_key: int | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of an instance's chain: its number (0 for none) and its hash."""

    sequence: int = 0
    hash: str = ""


def chained_hash(previous: str, content: Mapping[str, Any]) -> str:
    """Return the hash of an entry's content together with the hash before it, as 64 hexadecimal digits."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()
