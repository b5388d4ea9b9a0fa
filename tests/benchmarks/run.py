"""``python -m tests.benchmarks.run``: what a completion costs, beside the naive way and a bare endpoint.

Everything is measured in one run, the rivals taking turns, so that a busy machine disturbs all alike; a figure is the
median of its rounds. Trust the ratios and counts; the absolute figures are this machine's, now.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import bounds, case, decisions, expressions, in_process, over_http, timer_wave
from tests.benchmarks.naive import Naive
from tests.benchmarks.report import shown, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.report import Row


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    rounds_of_30: int
    rounds_of_100: int
    late_cases: int
    http_cases: int
    http_rounds: int
    feel_rounds: int
    feel_repeats: int
    decision_repeats: int
    waiting_instances: int
    timer_fires: int


THOROUGH = Effort(
    rounds_of_30=15,
    rounds_of_100=5,
    late_cases=20,
    http_cases=320,
    http_rounds=7,
    feel_rounds=21,
    feel_repeats=20_000,
    decision_repeats=2_000,
    waiting_instances=100_000,
    timer_fires=4_000,
)
QUICK = Effort(
    rounds_of_30=1,
    rounds_of_100=1,
    late_cases=1,
    http_cases=24,
    http_rounds=1,
    feel_rounds=1,
    feel_repeats=1_000,
    decision_repeats=100,
    waiting_instances=20,
    timer_fires=10,
)


def measured(folder: Path, effort: Effort) -> Iterator[Row]:
    """Yield every figure."""
    alone = folder / "in_process"
    alone.mkdir()
    prepared = case.prepared(case.sqlite_url(alone))
    naive = Naive(folder)
    yield from in_process.cost(prepared)
    yield from in_process.beside_naive(prepared, naive, case.THIRTY, effort.rounds_of_30)
    yield from in_process.beside_naive(prepared, naive, case.THIRTY_BARE, effort.rounds_of_30)
    yield from in_process.beside_naive(prepared, naive, case.HUNDRED, effort.rounds_of_100)
    yield from in_process.late_beside_early(prepared, case.HUNDRED, effort.late_cases)
    yield from in_process.sizes(prepared.database)
    yield from timer_wave.fired(prepared, effort.waiting_instances, effort.timer_fires)
    naive.connection.close()
    prepared.database.dispose()
    yield from expressions.beside_closures(effort.feel_rounds, effort.feel_repeats)
    yield from bounds.of_hostile_texts(min(effort.feel_rounds, 3))
    yield from decisions.per_second(effort.feel_rounds, effort.decision_repeats)
    yield from over_http.beside_bare_endpoint(folder / "http", effort.http_cases, effort.http_rounds)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, write the rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.run", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one short round of everything; its figures say little")
    parser.add_argument("--output", type=Path, default=Path("var/bench.json"), help="where the rows go")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lantoa-bench-") as folder:
        rows = shown(measured(Path(folder), QUICK if options.quick else THOROUGH))
    write(rows, options.output)


if __name__ == "__main__":
    main()
