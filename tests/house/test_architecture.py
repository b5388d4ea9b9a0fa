"""The house as failing tests: what no import contract can say."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for path in (ROOT / "service").rglob("*.py") if "node_modules" not in path.parts]
ENTRANCES = {"cli.py", "worker.py"}
CLOCKS = {"core/clock.py"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT / "service").as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nothing_commits_outside_the_entrances(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if relative(path) in {"core/database.py", "process/instances/commands/savepoint.py"}:
        return
    assert not re.search(r"\.commit\(", text), f"{relative(path)} commits"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nothing_reads_the_wall_clock_or_makes_random_ids(path: Path) -> None:
    if relative(path) in {"core/clock.py", "core/keys.py"} or relative(path).startswith("engine/"):
        return
    text = path.read_text(encoding="utf-8")
    found = re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|uuid[14]\(", text)
    assert not found, f"{relative(path)} calls {found.group() if found else ''}"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_files_and_functions_keep_their_sizes(path: Path) -> None:
    if "migrations/versions" in path.as_posix():
        return
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400, f"{relative(path)} has {text.count(chr(10))} lines"
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert not long, f"{relative(path)}: {long}"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_package_says_what_it_owns(path: Path) -> None:
    if path.name == "__init__.py":
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring, f"{relative(path)} has no docstring"
        assert docstring.strip(), f"{relative(path)} has an empty docstring"


def test_no_room_is_called_utils_or_helpers() -> None:
    refused = {"utils", "helpers", "manager", "util", "helper", "misc", "common"}
    assert not [relative(path) for path in SOURCES if path.stem in refused or refused & set(path.parts)]
