"""Takes the README's pictures from a demo of its own: ``make pictures``."""  # noqa: INP001 -- a script among documents

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from service import app as composition
from service.cli import resources_in
from service.config import seed_directory
from service.migrations import run as migrations
from service.simulation.demo import begin_demo, play_demo
from tests.support import browser, served

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from service.config import Config

FOLDER = Path(__file__).resolve().parent
SIZE = (1280, 800)


def settled(page: Page) -> None:
    """Wait until nothing is loading."""
    page.wait_for_load_state("networkidle")


def step_chosen(page: Page) -> None:
    """Choose a step in the editor, so that its properties show."""
    settled(page)
    page.click("[data-element-id=describe_candidate] .djs-hit")
    settled(page)


PICTURES: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "officer": ("officer.so-ldtbxh", "/tasks", settled),
    "supervisor": ("supervisor", "/supervision", settled),
    "process-owner": ("owner", "/definitions/detect/edit", step_chosen),
}
"""Name of the picture → who looks at which page, and what they do there."""


def make_demo(config: Config) -> None:
    """Fill an empty database as ``lantoa demo`` does."""
    database = composition.open_database(config)
    migrations.upgrade(database)
    begin_demo(database, resources_in([seed_directory() / name for name in ("workflows", "forms")]))
    for _ in play_demo(database, config.documents_dir):
        """Every day is played to its end."""
    database.dispose()


def main() -> int:
    """Take every picture; returns the exit code."""
    executable = browser.program()
    if executable is None:
        sys.stderr.write(f"{browser.HOW_TO_GET_IT}\n")
        return 1
    with TemporaryDirectory() as folder:
        config = served.config_for(Path(folder))
        make_demo(config)
        with served.served(config) as service, browser.running(executable) as chromium:
            visit = browser.Visits(chromium, service)
            for name, (user_name, path, act) in PICTURES.items():
                page = visit(user_name, path, size=SIZE)
                act(page)
                page.screenshot(path=FOLDER / f"{name}.png")
            visit.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
