"""Keys: 63-bit integers that sort by the time they were made and need no coordination.

Layout, high to low: 41 bits of milliseconds since 2020-01-01 UTC (until 2089), 22 bits that start at a random
number below 2**21 in each millisecond and count up.
"""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime, timedelta

EPOCH_MILLISECONDS = 1_577_836_800_000
SEQUENCE_BITS = 22
LARGEST_KEY = 2**63 - 1

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_lock = threading.Lock()
_last = 0


def new_key() -> int:
    """Return a key greater than every key this process has made before."""
    global _last  # noqa: PLW0603 -- the one counter of the process, guarded by the lock
    milliseconds = time.time_ns() // 1_000_000 - EPOCH_MILLISECONDS
    with _lock:
        if milliseconds > _last >> SEQUENCE_BITS:
            _last = milliseconds << SEQUENCE_BITS | secrets.randbelow(1 << (SEQUENCE_BITS - 1))
        else:
            _last += 1
        return _last


def made_at(key: int) -> datetime:
    """Return when a key was made, by the real clock, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=key >> SEQUENCE_BITS)


def first_key(moment: datetime) -> int:
    """Return the smallest key that can have been made at a moment; 0 before there were any."""
    return max((moment - _EPOCH) // timedelta(milliseconds=1), 0) << SEQUENCE_BITS
