"""Durable completions over HTTP by eight clients, beside a bare endpoint that makes the same writes."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.benchmarks import case
from tests.benchmarks.clients import Clients, serving
from tests.benchmarks.in_process import open_tasks
from tests.benchmarks.replay import keep, recorded
from tests.benchmarks.report import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODY = json.dumps({"variables": case.answers()}, ensure_ascii=False).encode()


@dataclass
class Measured:
    """The rounds of one server."""

    rates: list[float] = field(default_factory=list)
    taken: list[list[float]] = field(default_factory=list)

    def note(self, seconds: float, taken: list[float]) -> None:
        """Keep a round."""
        self.rates.append(len(taken) / seconds)
        self.taken.append(taken)

    def percentile(self, percent: int) -> float:
        """Return the median over the rounds of a percentile of each, in milliseconds."""
        return median(quantiles(each, n=100)[percent - 1] for each in self.taken) * 1000


def beside_bare_endpoint(folder: Path, instances: int, rounds: int) -> Iterator[Row]:
    """Complete one task of each instance in every round, on both servers by turns; the first round only warms up."""
    service, bare = folder / "service", folder / "bare"
    service.mkdir(parents=True)
    prepared = case.prepared(case.sqlite_url(service), shapes=(case.THIRTY,))
    started = [prepared.start(case.THIRTY) for _ in range(instances)]
    prepared.database.dispose()
    shutil.copytree(service, bare)
    shutil.copytree(service, folder / "played")
    played = prepared.on(case.sqlite_url(folder / "played"))
    transactions = [each for made in recorded(played, started, rounds + 1) for each in made]
    played.database.dispose()
    keep(transactions, bare / "transactions")
    settings = {"LANTOA_DATA_DIR": str(service), "LANTOA_BIND": "127.0.0.1:{port}", "LANTOA_LOG": "error"}
    with (
        serving(["service.cli", "serve"], settings) as port,
        serving(["tests.benchmarks.bare", str(bare), "{port}"], {}) as bare_port,
        closing(Clients(port, {"Authorization": f"Bearer {prepared.token}"})) as ours,
        closing(Clients(bare_port, {})) as theirs,
    ):
        mine, plain = Measured(), Measured()
        for number in range(rounds + 1):
            numbers = range(number * instances, (number + 1) * instances)
            plain.note(*theirs.post([f"/completions/{each}" for each in numbers], BODY))
            keys = open_tasks(prepared.database, started)
            mine.note(*ours.post([f"/v2/user-tasks/{key}/completion" for key in keys], BODY))
    prepared.database.dispose()
    yield from _rows(_without_first(mine), _without_first(plain))


def _without_first(measured: Measured) -> Measured:
    return Measured(measured.rates[1:], measured.taken[1:])


def _rows(mine: Measured, plain: Measured) -> Iterator[Row]:
    yield Row("http", median(mine.rates), "completions/s")
    yield Row("bare_endpoint", median(plain.rates), "completions/s")
    ratio = median(ours / theirs for ours, theirs in zip(mine.rates, plain.rates, strict=True))
    yield Row("http_ratio_to_bare_endpoint", ratio, "×")
    yield Row("http_p50", mine.percentile(50), "ms")
    yield Row("http_p99", mine.percentile(99), "ms")
    yield Row("http_p99_to_p50_ratio", mine.percentile(99) / mine.percentile(50), "×")
    yield Row("bare_endpoint_p99_to_p50_ratio", plain.percentile(99) / plain.percentile(50), "×")
