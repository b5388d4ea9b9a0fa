"""Who is asked (Đề nghị) is never pressed: nothing that officers of such an agency read calls a task overdue (R34)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html

from service import worker
from service.core.clock import business_date
from service.notifications.mail.queries import Reader, day_of_work
from service.notifications.mail.wording import worded
from tests.process.worklist.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.process.instances.queries import UserTask
    from tests.process.worklist.conftest import Office
    from tests.support.visitor import Visitor

ASKED, ORDERED = "officer.hoi-nong-dan", "officer.so-y-te"
PRESSING = ("quá hạn", "vi phạm", "đôn đốc", "overdue", "urge")
WEEKS = timedelta(days=21)


@pytest.fixture
def task(office: Office) -> UserTask:
    """A task of an asked agency three weeks after it was opened, of which it was reminded on the way."""
    task = office.start(ASKED)
    for days in range(1, WEEKS.days + 1):
        office.pin(NOW + timedelta(days=days))
        while worker.sweep(office.database):
            pass
    return task


def digest(office: Office, user_name: str, language: str) -> str:
    """Return the digest of today as text."""
    with office.database.read() as tx:
        day = day_of_work(tx, user_name, business_date(tx.now))
    to = Reader(user_name, "", "a@example.vn", language, "digest")
    return worded(to, day, base_url="https://lantoa.example.vn", confirm_address="").as_text()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", ["/tasks", "/tasks?view=overdue", "/tasks/{key}", "/notices"])
def test_no_page_presses_who_is_asked(
    task: UserTask, visitor: Callable[[str], Visitor], path: str, language: str
) -> None:
    visit = visitor(ASKED)
    visit.get(f"/language/{language}")
    page = html.fromstring(visit.get(path.format(key=task.user_task_key)).text)
    text = " ".join(page.xpath("string(//main)").casefold().split())
    assert ("mong nhận" if language == "vi" else "hoped for") in text
    assert [word for word in PRESSING if word in text] == []


@pytest.mark.parametrize(("language", "heading"), [("vi", "Mong sớm nhận được"), ("en", "Your reply is awaited")])
def test_the_digest_does_not_press_who_is_asked(office: Office, task: UserTask, language: str, heading: str) -> None:
    said = digest(office, ASKED, language)
    assert f"{heading}\n- " in said
    assert task.name in said
    assert [word for word in PRESSING if word in said.casefold()] == []


def test_who_is_given_orders_is_told_that_they_are_late(office: Office, visitor: Callable[[str], Visitor]) -> None:
    office.start(ORDERED)
    office.pin(NOW + WEEKS)
    page = html.fromstring(visitor(ORDERED).get("/tasks").text)
    assert page.xpath('//*[@id="group-overdue"]')
    assert "Đã quá hạn" in digest(office, ORDERED, "vi")
