"""Takes the README's pictures from a demo of its own: ``make pictures``."""  # noqa: INP001 -- a script among documents

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import browser, served

FOLDER = Path(__file__).resolve().parent
PICTURES = {
    "officer": ("officer.so-y-te", "/tasks"),
    "supervisor": ("supervisor", "/supervision"),
    "process-owner": ("owner", "/definitions/exemplar_lifecycle"),
}
"""Name of the picture → who looks at which page."""
SIZE = (1280, 800)


def main() -> int:
    """Take every picture; returns the exit code."""
    executable = browser.program()
    if executable is None:
        sys.stderr.write(f"{browser.HOW_TO_GET_IT}\n")
        return 1
    with TemporaryDirectory() as folder:
        config = served.config_for(Path(folder))
        served.make_demo(config)
        with served.served(config) as service, browser.running(executable) as chromium:
            visit = browser.Visits(chromium, service)
            for name, (user_name, path) in PICTURES.items():
                page = visit(user_name, path, size=SIZE)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=FOLDER / f"{name}.png")
            visit.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
