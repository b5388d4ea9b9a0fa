"""The benchmark runs through and writes the figures it promises; how good they are is for a quiet machine to say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PROMISED = {
    "in_process_30_tasks_ratio_to_naive",
    "in_process_30_bare_tasks_ratio_to_naive",
    "in_process_100_tasks_ratio_to_naive",
    "step_100_to_step_5_ratio",
    "running_state_bytes",
    "ended_state_bytes",
    "timer_fires_per_s",
    "sql_statements_per_completion",
    "commits_per_completion",
    "http_ratio_to_bare_endpoint",
    "http_p99_to_p50_ratio",
    "feel_simple_condition_ratio_to_closures",
    "feel_two_conditions_per_s",
    "decision_table_100_rules_per_s",
}


def test_a_quick_run_prints_and_writes_every_figure(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run.main(["--quick", "--output", str(tmp_path / "bench.json")])
    rows = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert all(row.keys() == {"name", "value", "unit"} and row["value"] > 0 for row in rows)
    figures = {row["name"]: row["value"] for row in rows}
    assert figures.keys() >= PROMISED
    printed = capfd.readouterr().out
    assert all(f"{name} " in printed for name in figures)
    assert figures["sql_statements_per_completion"] <= 10
    assert figures["commits_per_completion"] == 1
    assert figures["running_state_bytes"] < 1200
    assert figures["ended_state_bytes"] < 2000
