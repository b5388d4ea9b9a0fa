"""``python -m tests.conformance.tck DIR [--json]``: how far the house conforms to the DMN Technology Compatibility Kit.

``DIR`` is any folder of the kit: its own ``*-test-*.xml`` files are run on the models they name, each test case against
every result it expects. Printed are the cases passed and all, by folder; the exit code is 1 when a case failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service import dmn, feel
from tests.conformance.kit import cases, differences, namespace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.conformance.kit import Case

NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """A case that was run: where it stands, and what was wrong with it (empty when it passed)."""

    folder: str
    case: str
    faults: tuple[str, ...]


def run(folder: Path) -> Iterator[Outcome]:
    """Yield the outcome of every case below a folder, in the order of their files."""
    for file in sorted(path for path in folder.rglob("*.xml") if "test" in path.stem):
        name = file.parent.relative_to(folder).as_posix() if file.parent != folder else folder.name
        for case in cases(file):
            yield Outcome(name, f"{file.stem} {case.id}", tuple(_faults(case)))


def _faults(case: Case) -> Iterator[str]:
    for result in case.results:
        wanted = f"{case.invocable or result.name}: expected {result.expected!r}"
        try:
            found = _answer(case, result.name)
        except (dmn.DmnError, feel.FeelError) as error:
            if not result.is_error:
                yield f"{wanted}, got the error: {error}"
            continue
        if differences(result.expected, found) and not (result.is_error and found is None):
            yield f"{wanted}, got {found!r}"


def _answer(case: Case, decision: str) -> Any:
    model = _model(case.model)
    if case.type == "decision":
        return model.evaluate(decision, case.inputs, now=NOW)
    return model.invoke(case.invocable, case.inputs, now=NOW)


@lru_cache(maxsize=8)
def _model(path: Path) -> dmn.DecisionModel:
    """Return a model read as leniently as the kit asks, with the models beside it to import."""
    beside = {namespace(other): other.read_bytes() for other in path.parent.glob("*.dmn") if other != path}
    return dmn.parse(path.read_bytes(), strict=False, imported=beside)


def _report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    total = Counter(outcome.folder for outcome in outcomes)
    passed = Counter(outcome.folder for outcome in outcomes if not outcome.faults)
    return {
        "passed": passed.total(),
        "total": total.total(),
        "folders": [{"folder": name, "passed": passed[name], "total": total[name]} for name in total],
        "failed": [
            {"folder": outcome.folder, "case": outcome.case, "faults": list(outcome.faults)}
            for outcome in outcomes
            if outcome.faults
        ],
    }


def _print(report: dict[str, Any]) -> None:
    for row in report["folders"]:
        print(f"{row['passed']:>6} / {row['total']:<6} {row['folder']}")
    for failed in report["failed"]:
        for fault in failed["faults"]:
            print(f"failed: {failed['folder']} {failed['case']}: {fault}")
    share = 100 * report["passed"] / report["total"] if report["total"] else 0.0
    print(f"{report['passed']:>6} / {report['total']:<6} passed ({share:.2f} %)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kit and print the report; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.tck", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="the kit, or any folder of it")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"Expected to read folder '{options.folder}', but there is none. Name a folder of the kit.")
    report = _report(list(run(options.folder)))
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _print(report)
    return 1 if report["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
