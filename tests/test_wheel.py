"""The wheel: everything the service needs is in it, and it runs in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
CARRIED = {
    "seeds": "service/seed/workflows/bpmn/exemplar_lifecycle.bpmn",
    "decisions": "service/seed/workflows/dmn/award_proposal.dmn",
    "plans": "service/seed/workflows/plans/lang-son-2021-2025.yaml",
    "simulation": "service/seed/workflows/simulation/demo.yaml",
    "forms": "service/seed/forms/exemplar_start.form",
    "assets": "service/web/static/dist/manifest.json",
    "catalogues": "service/translations/vi/LC_MESSAGES/messages.mo",
    "templates": "service/web/templates/layout.html",
    "passwords refused": "service/access/common_passwords.txt",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The files in the wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, which finds the locked libraries of this one but no checkout."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    target = sysconfig.get_path("purelib", vars={"base": str(folder)})
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    # An import path line, not a site folder: the editable install of the checkout beside the libraries stays unseen.
    (Path(target) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "lantoa"


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize("what", CARRIED)
def test_the_wheel_carries(names: set[str], what: str) -> None:
    assert CARRIED[what] in names


@pytest.mark.parametrize(
    ("folder", "target", "pattern"),
    [
        ("workflows", "service/seed/workflows", "*.*"),
        ("forms", "service/seed/forms", "*.form"),
        ("service", "service", "*.html"),
        ("service", "service", "*.lark"),
        ("service/migrations", "service/migrations", "*.py"),
    ],
)
def test_the_wheel_carries_all_of(names: set[str], folder: str, target: str, pattern: str) -> None:
    expected = {
        f"{target}/{path.relative_to(ROOT / folder).as_posix()}"
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file() and "node_modules" not in path.parts
    }
    assert expected
    assert expected <= names


def test_the_wheel_carries_nothing_it_is_built_from(names: set[str]) -> None:
    assert not [name for name in names if "node_modules" in name or name.startswith("tests/")]


def test_an_empty_folder_is_enough_to_run(installed: Path, tmp_path: Path) -> None:
    made = run(installed, tmp_path, "demo")
    assert made.returncode == 0, made.stderr
    assert "lantoa-demo" in made.stdout
    found = run(installed, tmp_path, "doctor")
    assert found.returncode == 0, found.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["var"]
