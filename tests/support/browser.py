"""A real Chromium: signed-in pages, axe, and the reports of the content security policy."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect, sync_playwright

from service.web.security import csp_reports
from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.support.served import Service

HOW_TO_GET_IT = "Chromium is not on this machine; on Debian: apt-get install chromium"
AXE = Path(__file__).resolve().parents[2] / "service" / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDE = (1280, 900)
PHONE = (360, 740)


def program() -> str | None:
    """The browser on this machine, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


PATIENCE = 30_000
"""Milliseconds until a page that does not come is a failure: other tests share the machine's disk."""


@contextmanager
def running(executable: str) -> Iterator[Browser]:
    """Run a browser without a window."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


class Visits:
    """Opens pages of a service as its people, and sees that no page breaks the policy or a script."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self.browser = browser
        self.service = service
        self.faults: list[str] = []
        self._contexts: list[Any] = []

    def __call__(
        self,
        user_name: str | None,
        path: str = "/",
        *,
        size: tuple[int, int] = WIDE,
        language: str = "vi",
        script: bool = True,
        theme: str = "light",
    ) -> Page:
        """Return a page signed in as a person (nobody for ``None``), opened at a path."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=script,
            color_scheme=theme,  # type: ignore[arg-type]
            base_url=self.service.url,
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        if user_name is not None:
            page.goto("/sign-in")
            page.fill("[name=user_name]", user_name)
            page.fill("[name=password]", PASSWORD)
            page.click("form [type=submit]")
        if user_name is None or path != "/":
            page.goto(path)
        return page

    def leave(self, *pages: Page) -> None:
        """Close pages nobody comes back to."""
        for page in pages:
            self._contexts.remove(page.context)
            page.context.close()

    def close(self) -> None:
        """Close every page; fails on what went wrong in any of them."""
        for context in self._contexts:
            context.close()
        reports = list(csp_reports(self.service.app))
        assert not self.faults, self.faults
        assert not reports, reports


def axe(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds on a page (WCAG 2.2 AA), one line each; ``without`` are selectors it leaves out.

    Only what is wrong leaves the browser: all that axe looked at is a megabyte and takes three times as long.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """(without) => axe.run({ exclude: without }, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            resultTypes: ['violations'],
        }).then((found) => found.violations)""",
        [[selector] for selector in without],
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
