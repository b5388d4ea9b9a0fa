"""``python -m tests.conformance.feelin``: ask feelin the same expressions, and explain every disagreement."""

from __future__ import annotations

import argparse
import sys

from tests.conformance.feelin.differences import compare
from tests.conformance.feelin.explanations import EXPLANATIONS


def main() -> int:
    """Compare, print what was found; 1 where a disagreement is not explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.feelin", description=__doc__)
    parser.add_argument("--count", type=int, default=5_000, help="how many expressions are made")
    parser.add_argument("--seed", type=int, default=1, help="what they are made from")
    options = parser.parse_args()
    found = compare(count=options.count, seed=options.seed)
    explained = found.explained.total()
    print(f"{found.asked} expressions: {found.agreed} agree, {explained} differ as explained")  # noqa: T201
    for explanation in EXPLANATIONS:
        print(f"{found.explained[explanation.id]:6}  {explanation.id}: {explanation.rule}")  # noqa: T201
    for each in found.unexplained:
        print(f"unexplained: {each.part}\n  in {each.text}\n  ours {each.ours!r}, theirs {each.theirs!r}")  # noqa: T201
    return 1 if found.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
