"""What a decision table of a hundred rules costs: compiled once, then asked for every kind and score in turn."""

from __future__ import annotations

import time
from itertools import cycle, islice
from statistics import median
from typing import TYPE_CHECKING

from service import dmn
from tests.benchmarks.report import Row
from tests.dmn.models import NOW, model, table

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("individual", "farmer", "worker", "household", "student")
BANDS = range(0, 100, 5)
ASKED = [{"kind": kind, "score": score, "day": score % 28} for score in range(100) for kind in KINDS]


def hundred_rules() -> dmn.DecisionModel:
    """A table of which exactly one rule matches; every rule must be looked at, for the first column always passes."""
    rules = [
        (f"< {28 + 5 * band + place}", f"[{band}..{band + 5})", f'"{kind}"', f'"{kind} from {band}"')
        for place, kind in enumerate(KINDS)
        for band in BANDS
    ]
    return dmn.parse(model(table(*rules, inputs=("day", "score", "kind"), policy="UNIQUE")))


def per_second(rounds: int, repeats: int) -> Iterator[Row]:
    """Evaluate the table again and again."""
    decisions, seconds = hundred_rules(), []
    asked = list(islice(cycle(ASKED), repeats))
    for _ in range(rounds):
        began = time.perf_counter()
        for variables in asked:
            decisions.evaluate("d", variables, now=NOW)
        seconds.append(time.perf_counter() - began)
    yield Row("decision_table_100_rules_per_s", repeats / median(seconds), "evaluations/s")
