"""Built files by their plain name, whose real name carries the hash of their content."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, url_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask, Response

STATIC = Path(__file__).parent / "static"
_EXTENSION = "lantoa-assets"
_FOREVER = "public, max-age=31536000, immutable"

_log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Read the manifest once; a missing one is said in the log, and pages then come without style or script."""
    app.extensions[_EXTENSION] = read_manifest(STATIC / "dist" / "manifest.json")


def read_manifest(path: Path) -> Mapping[str, str]:
    """Return plain name → hashed name; empty, with an error in the log, when nothing was built."""
    try:
        manifest: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        _log.error(
            "Expected to find built pages at %s, but nothing is there. Run 'python -m service.web.build_hook'.", path
        )
        return {}
    return manifest


def missing_assets() -> bool:
    """Return whether the pages' style and script have not been built."""
    return not (STATIC / "dist" / "manifest.json").is_file()


def asset(name: str) -> str:
    """Return the address of a built file, ``page.js``; of the source file of that name where it was not built."""
    built: Mapping[str, str] = current_app.extensions[_EXTENSION]
    return url_for("web.static", filename=f"dist/{built[name]}" if name in built else name)


def keep_hashed_files(response: Response, path: str) -> None:
    """Let browsers keep what can never change under its name."""
    if path.startswith("/assets/dist/") and response.status_code == 200:  # noqa: PLR2004
        response.headers["Cache-Control"] = _FOREVER
