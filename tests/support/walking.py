"""Walking a case through the pages as its people do: find the task, answer by the labels one reads, send it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playwright.sync_api import TimeoutError, expect  # noqa: A004 -- Playwright's own
from sqlalchemy import select, update

from service import worker
from service.core.database import business_clock
from service.process.instances.model import process_instance, user_task

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from playwright.sync_api import Locator, Page

    from tests.support.browser import Visits
    from tests.support.served import Service

PDF = {"name": "minh-chung.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"}

Act = tuple[str, ...]
"""What to do with one question: a verb of ``Form``, the label, and what to enter or choose."""


NOTHING_SENT_MS = 15_000


def press(button: Locator) -> None:
    """Press a button that sends a form, once more where nothing was sent, as a person would.

    On a busy machine Chromium once in thousands of presses sends nothing: no request leaves it.
    """
    try:
        with button.page.expect_navigation(timeout=NOTHING_SENT_MS):
            button.click()
    except TimeoutError:
        button.click()


class Form:
    """The form on a page that has come whole, answered by its labels."""

    def __init__(self, page: Page, *, script: bool = True) -> None:
        self.page = page
        self.script = script
        self.sheet = page.locator("#task")
        if script:
            expect(page.locator("html[data-ready]")).to_be_attached()

    def write(self, label: str, text: str, number: str = "1") -> None:
        """Enter text; ``number`` is the row of a list."""
        self._labelled(label).nth(int(number) - 1).fill(text)

    def tick(self, label: str, group: str = "") -> None:
        """Tick a choice, of a group where several groups have one of that name."""
        inside = self.sheet.get_by_role("group", name=re.compile(f"^{re.escape(group)}")) if group else self.sheet
        inside.get_by_label(label, exact=True).last.check()

    def pick(self, label: str, option: str, number: str = "1") -> None:
        """Choose from a list: by its words, or the option after so many others."""
        field = self._labelled(label).nth(int(number) - 1)
        expect(field.locator("option").nth(1)).to_be_attached()
        field.select_option(index=int(option)) if option.isdecimal() else field.select_option(label=option)

    def attach(self, label: str, number: str = "1") -> None:
        """Attach a file and wait until the page lists it."""
        field = self._labelled(label).and_(self.page.locator("input[type=file]")).nth(int(number) - 1)
        listed = self.sheet.get_by_role("link", name=PDF["name"])
        before = listed.count()
        field.set_input_files(PDF)
        if self.script:
            expect(listed).to_have_count(before + 1)

    def press(self, label: str) -> None:
        """Press a button inside the form."""
        self.sheet.get_by_role("button", name=label).click()

    def update(self) -> None:
        """Ask the questions again, as one does without script, and wait for the page that comes."""
        with self.page.expect_navigation(wait_until="load"):
            self.press("Cập nhật các mục")

    def fill(self, *acts: Act) -> None:
        """Do one thing after another."""
        for verb, *values in acts:
            getattr(self, verb)(*values)

    def _labelled(self, label: str) -> Locator:
        words = re.compile(rf"^\s*{re.escape(label)}( \(không bắt buộc\))?\s*(Chọn tệp)?\s*$")
        return self.sheet.get_by_label(words)


@dataclass
class Walk:
    """One case walked by its people; ``steps`` are those sent so far, with who sent them."""

    visit: Visits
    service: Service
    name: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    steps: list[tuple[str, str]] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    def page_of(self, user_name: str) -> Page:
        """Return the page a person works at."""
        if user_name not in self.pages:
            self.pages[user_name] = self.visit(user_name, "/tasks", **self.options)
        return self.pages[user_name]

    def do(self, user_name: str, step: str, button: str, *acts: Act) -> Page:
        """Let a person find a task of the case in their list, answer its form and send it."""
        page = self.page_of(user_name)
        page.goto(f"/tasks?q={self.name}")
        page.get_by_role("link", name=step, exact=True).first.click()
        return self.send(user_name, step, button, *acts)

    def form(self, user_name: str, step: str) -> Form:
        """Return the form of a step, once a person's page shows it."""
        page = self.page_of(user_name)
        page.wait_for_load_state("load")
        expect(page.get_by_role("heading", level=1)).to_have_text(step)
        return Form(page, script=self.options.get("script", True))

    def send(self, user_name: str, step: str, button: str, *acts: Act) -> Page:
        """Answer the form on a person's page and send it."""
        self.form(user_name, step).fill(*acts)
        page = self.page_of(user_name)
        press(page.get_by_role("button", name=button, exact=True))
        expect(page.locator(".notice").first).to_contain_text(f"Đã gửi: {step}.")
        self.steps.append((user_name, step))
        return page

    def turn_the_clock(self, moment: datetime) -> None:
        """Let time come, and what waited for it."""
        with self.service.database.begin() as tx:
            tx.execute(update(business_clock).values(pinned_at=moment))
        worker.sweep(self.service.database)

    def holders(self, element_id: str) -> list[str]:
        """The people who hold the case's open tasks of a step."""
        statement = (
            select(user_task.c.assignee)
            .join(process_instance, process_instance.c.process_instance_key == user_task.c.process_instance_key)
            .where(
                user_task.c.state == "CREATED",
                user_task.c.element_id == element_id,
                process_instance.c.title == self.name,
            )
            .order_by(user_task.c.user_task_key)
        )
        with self.service.database.read() as tx:
            return [str(name) for name in tx.execute(statement).scalars()]

    def each(self, people: list[str], act: Callable[[str], object]) -> None:
        """Let every one of some people act."""
        assert people
        for person in people:
            act(person)
