"""What can be set or said on the command line is told in the documentation, and what it points to is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from service.cli import main
from tests.house import elements_page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
DEVELOPMENT = (DOCS / "development.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PICTURE_LIMIT = 200_000


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def verbs(group: click.Group, prefix: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        found.append(f"{prefix}{name}")
        if isinstance(command, click.Group):
            found += verbs(command, f"{prefix}{name} ")
    return found


def settings(*paths: Path) -> set[str]:
    return {name for path in paths for name in re.findall(r"LANTOA_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))}


def test_every_verb_is_documented() -> None:
    missing = [verb for verb in verbs(main) if f"lantoa {verb}" not in OPERATIONS]
    assert not missing


def test_the_page_of_elements_says_what_the_tables_say() -> None:
    assert elements_page.PAGE.read_text(encoding="utf-8") == elements_page.page(), "run `make documents`"


def test_every_setting_is_documented() -> None:
    containers = [path for path in (ROOT / "docker").iterdir() if path.is_file()]
    named = settings(*(ROOT / "service").rglob("*.py"), *containers, ROOT / "Makefile")
    assert not [setting for setting in sorted(named) if setting not in OPERATIONS]


def test_every_setting_of_the_tests_is_documented() -> None:
    named = settings(ROOT / ".ci" / "run", ROOT / "tests" / "conftest.py")
    assert not [setting for setting in sorted(named) if setting not in DEVELOPMENT + OPERATIONS]


def test_no_setting_is_documented_that_nothing_reads() -> None:
    read = settings(
        *(ROOT / "service").rglob("*.py"), *(path for path in (ROOT / "docker").iterdir() if path.is_file())
    )
    named = settings(DOCS / "operations.md")
    assert not [setting for setting in sorted(named) if setting.removesuffix("_FILE") not in read]


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_what_a_document_points_to_is_there(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text) if ":" not in target]
    missing = [target for target in targets if target and not (path.parent / target).exists()]
    assert not missing
    outside = [target for target in targets if not (path.parent / target).resolve().is_relative_to(ROOT)]
    assert not outside


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if "decisions" not in path.parts], ids=relative)
def test_what_a_document_names_in_passing_is_there(path: Path) -> None:
    named = re.findall(r"`((?:service|tests|docker|docs|workflows|forms)/[\w./-]+)`", path.read_text(encoding="utf-8"))
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("path", DECISIONS, ids=relative)
def test_a_decision_says_why_what_and_what_was_refused(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for part in ("**Context.**", "**Decision.**", "**Refused.**"):
        assert part in text
    assert text.startswith(f"# {int(path.name[:4])}. ")


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_guide_is_there_in_both_languages() -> None:
    english = {path.name for path in (DOCS / "guide").glob("*.md")}
    assert english == {path.name for path in (DOCS / "guide" / "vi").glob("*.md")}
    assert english == {"officer.md", "supervisor.md", "process-owner.md", "feel.md"}


def test_pictures_are_small() -> None:
    assert not [relative(path) for path in DOCS.rglob("*.png") if path.stat().st_size > PICTURE_LIMIT]


def test_no_lock_names_a_registry() -> None:
    for pattern in ("*.lock", "service/web/frontend/package-lock.json", "*.txt", "pyproject.toml"):
        for path in ROOT.glob(pattern):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?://[^\s\"]*(simple|registry|/packages/)", text), path.name
            assert '"resolved"' not in text, path.name
