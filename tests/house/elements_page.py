"""``python -m tests.house.elements_page`` writes docs/elements.md anew from the tables of the engine."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from service.engine.elements import DOCUMENTATION, EVENTS, MARKERS, TABLE
from service.engine.lint_rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.engine.elements import Row

PAGE = Path(__file__).parents[2] / "docs" / "elements.md"
_INTRODUCTION = """\
# What of BPMN 2.0 runs

Written from `service/engine/elements.py` and `service/engine/lint_rules.py` by `make documents`; do not edit it.

A diagram runs as BPMN and Camunda 8 mean it, or it is refused at deployment with every element named. Nothing is
ignored that would change what happens. What is drawn for readers only is kept and shown."""


def page() -> str:
    """Return the page."""
    parts = (
        _INTRODUCTION,
        "## What runs",
        _table(("Element", "Event", "Where"), _supported()),
        "An activity may repeat over a list, in parallel or in sequence (`multiInstanceLoopCharacteristics`).",
        "## What is refused, and what to draw instead",
        _table(("Element", "Event", "Where", "Why"), _refused()),
        "## What only readers see",
        ", ".join(f"`{tag}`" for tag in sorted(DOCUMENTATION)) + ".",
        "## The rules of the check",
        "An error refuses the deployment, a warning does not. `lantoa lint` prints them with file and line.",
        _table(("Rule", "Severity", "What is wrong", "What to do"), _rules()),
    )
    return "\n\n".join(parts) + "\n"


def _supported() -> Iterator[tuple[str, ...]]:
    for tag, rows in groupby((row for row in TABLE if row.verdict == "supported"), key=lambda row: row.tag):
        for position, those in groupby(rows, key=lambda row: row.position):
            yield f"`{tag}`", _events(tag, those), _where(position)


def _refused() -> Iterator[tuple[str, ...]]:
    def place(row: Row) -> tuple[str, str, str]:
        return row.tag, row.position, row.reason

    refused = sorted((row for row in TABLE if row.verdict == "refused"), key=place)
    for (tag, position, reason), rows in groupby(refused, key=place):
        yield f"`{tag}`", _events(tag, rows), _where(position), reason
    for tag, reason in MARKERS.items():
        if reason:
            yield f"`{tag}`", "", "", reason


def _rules() -> Iterator[tuple[str, ...]]:
    for rule_id, (severity, says, hint) in RULES.items():
        yield f"`{rule_id}`", severity, _plain(says), _plain(hint)


def _plain(template: str) -> str:
    """Return a sentence with its places as words in angle brackets."""
    return template.replace("%(", "‹").replace(")s", "›").replace(")d", "›")


def _events(tag: str, rows: Iterable[Row]) -> str:
    return ", ".join(row.event for row in rows if row.event != "none" or tag in EVENTS)


def _where(position: str) -> str:
    return "" if position == "any" else position


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
