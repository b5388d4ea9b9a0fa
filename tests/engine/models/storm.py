"""``make storm``: plays thousands of random models and stops at the smallest that fails.

``python -m tests.engine.models.storm --models 500 --seed 7`` plays the same 500 again.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import traceback
from multiprocessing import Pool

from tests.engine.models.check import check

BATCH = 500


def main() -> int:
    """Play and tell; 1 where a model failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    say(f"seed {asked.seed}: {asked.models:,} random models in batches of {BATCH}")
    counts = [min(BATCH, asked.models - first) for first in range(0, asked.models, BATCH)]
    batches = [(count, asked.seed + number) for number, count in enumerate(counts)]
    done = 0
    with Pool(asked.processes) as pool:
        for (count, seed), report in pool.imap_unordered(played, batches):
            if report:
                say(f"{report}\n{done:,} had not failed before. Again: --models {count} --seed {seed}")
                return 1
            done += count
            say(f"{done:,} of {asked.models:,} without a failure")
    return 0


def played(batch: tuple[int, int]) -> tuple[tuple[int, int], str]:
    """Play one batch; the report of the smallest failing model, or nothing."""
    try:
        check(*batch)
    except Exception:  # noqa: BLE001 -- whatever it is, it is what we look for
        return batch, traceback.format_exc()
    return batch, ""


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
