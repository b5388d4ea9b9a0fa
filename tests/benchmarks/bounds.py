"""What the worst of the texts that would do harm costs: time and memory, from the text to the value or fault."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING

from tests.benchmarks.report import Row
from tests.feel.hostile import HOSTILE, outcome

if TYPE_CHECKING:
    from collections.abc import Iterator


def of_hostile_texts(rounds: int) -> Iterator[Row]:
    """Evaluate each text several times, the quickest counting; then once more, its memory traced.

    Each round is some calls deeper: where a loop's calls happen to cross the end of a chunk of Python 3.11's stack, a
    chunk is allocated and freed every turn, and the same text takes ten times as long.
    """
    outcome("1")  # reads the grammar
    yield Row(
        "feel_worst_text_ms",
        max(min(_seconds(text, 7 * round_) for round_ in range(rounds)) for text in HOSTILE) * 1_000,
        "ms",
    )
    yield Row("feel_worst_text_mb", max(map(_peak, HOSTILE)) / 1_000_000, "MB")


def _seconds(text: str, depth: int) -> float:
    if depth:
        return _seconds(text, depth - 1)
    start = time.process_time()
    outcome(text)
    return time.process_time() - start


def _peak(text: str) -> int:
    tracemalloc.start()
    try:
        outcome(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
