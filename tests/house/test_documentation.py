"""What can be set or said on the command line is told in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import click

from service.cli import main

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def verbs(group: click.Group, prefix: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        found.append(f"{prefix}{name}")
        if isinstance(command, click.Group):
            found += verbs(command, f"{prefix}{name} ")
    return found


def test_every_verb_is_documented() -> None:
    missing = [verb for verb in verbs(main) if f"lantoa {verb}" not in OPERATIONS]
    assert not missing


def test_every_setting_is_documented() -> None:
    named = {
        setting
        for path in (ROOT / "service").rglob("*.py")
        for setting in re.findall(r"LANTOA_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert not [setting for setting in sorted(named) if setting not in OPERATIONS]


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme


def test_no_lock_names_a_registry() -> None:
    for pattern in ("*.lock", "service/web/frontend/package-lock.json", "*.txt", "pyproject.toml"):
        for path in ROOT.glob(pattern):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?://[^\s\"]*(simple|registry|/packages/)", text), path.name
            assert '"resolved"' not in text, path.name
