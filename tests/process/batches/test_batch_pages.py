"""Doing the same to many cases at the pages: ticking, choosing, watching, and what the officers of the cases see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from service import worker
from service.nomination.exemplars.queries import exemplar_of_instance
from service.process.batches.model import batch_operation
from service.process.instances.model import process_instance, user_task
from tests.support import browser, served
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from tests.support.browser import Visits
    from tests.support.served import Service

CASES = "/monitoring/exemplar_lifecycle/cases"


def visitor(service: Service, user_name: str) -> Visitor:
    found = Visitor(service.app.test_client())
    found.sign_in(user_name, served.PASSWORD)
    found.get("/tasks")
    return found


def held_task(service: Service) -> Any:
    """An open task that an officer holds, with a form."""
    is_held = (user_task.c.assignee.startswith("officer."), user_task.c.state == "CREATED", user_task.c.form_key > 0)
    with service.database.read() as tx:
        return tx.execute(select(user_task).where(*is_held).order_by(user_task.c.user_task_key)).first()


def state_of(service: Service, process_instance_key: int) -> str:
    statement = select(process_instance.c.state).where(process_instance.c.process_instance_key == process_instance_key)
    with service.database.read() as tx:
        state: str = tx.execute(statement).scalar_one()
    return state


@pytest.mark.browser
@pytest.mark.parametrize("size", [browser.WIDE, browser.PHONE])
def test_a_supervisor_suspends_the_ticked_cases_and_watches_it_being_done(
    visit: Visits, service: Service, size: tuple[int, int]
) -> None:
    page = visit("supervisor", CASES, size=size)
    for box in page.locator("[name=case]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Thao tác trên các hồ sơ đã chọn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thao tác trên 2 hồ sơ")
    assert browser.axe(page) == []
    page.get_by_role("radio", name="Tạm dừng 2 hồ sơ", exact=True).check()
    page.get_by_label("Lý do").fill("Chờ kết luận đơn thư")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_text("0 trong 2 hồ sơ")).to_be_visible()
    assert browser.axe(page) == []
    worker.sweep(service.database)
    expect(page.get_by_text("2 trong 2 hồ sơ")).to_be_visible()
    assert browser.axe(page) == []


def test_what_is_not_filled_in_is_told_and_nothing_begins(service: Service) -> None:
    supervisor = visitor(service, "supervisor")
    answer = supervisor.post("/batches", process="exemplar_lifecycle", operation="DELETE_EVERYTHING", reason="  ")
    assert answer.status_code == 422
    assert "Hãy chọn việc cần làm." in answer.text
    assert "Hãy ghi lý do" in answer.text
    with service.database.read() as tx:
        assert tx.execute(select(batch_operation)).all() == []


def test_without_a_choice_of_cases_the_page_says_so(service: Service) -> None:
    supervisor = visitor(service, "supervisor")
    for choice in ("", "?case=x", "?case=-1", "?case=" + "9" * 30):
        assert "Chưa chọn hồ sơ nào." in supervisor.get(f"/batches/new{choice}").text


def test_all_cases_that_are_found_can_be_chosen_at_once(service: Service) -> None:
    supervisor = visitor(service, "supervisor")
    supervisor.get("/batches/new?process=exemplar_lifecycle&overdue=1")
    late = supervisor.page.count('class="work work-short"')
    supervisor.post(
        "/batches", process="exemplar_lifecycle", overdue="1", operation="SUSPEND_PROCESS_INSTANCE", reason="Rà soát"
    )
    worker.sweep(service.database)
    with service.database.read() as tx:
        held = tx.execute(select(process_instance).where(process_instance.c.state == "SUSPENDED")).all()
    assert len(held) == late > 1


def test_an_officer_reads_why_a_case_stands_still_and_loses_nothing(service: Service) -> None:
    task = held_task(service)
    officer, supervisor = visitor(service, task.assignee), visitor(service, "supervisor")
    page = f"/tasks/{task.user_task_key}"
    officer.get(page)
    supervisor.post(
        "/batches", case=str(task.process_instance_key), operation="SUSPEND_PROCESS_INSTANCE", reason="Đơn số 12/ĐT"
    )
    worker.sweep(service.database)
    answer = officer.post(page, _revision="0")
    assert answer.status_code == 409
    for told in ("Hồ sơ đang tạm dừng", "Đơn số 12/ĐT", "Khi hồ sơ chạy tiếp, anh/chị gửi được."):
        assert told in answer.text
    assert held_task(service).user_task_key == task.user_task_key
    assert "Tạm dừng" in officer.get("/tasks").text


def test_a_batch_is_held_called_off_and_repeated_at_its_page(service: Service) -> None:
    supervisor = visitor(service, "supervisor")
    begun = supervisor.post(
        "/batches", process="exemplar_lifecycle", operation="SUSPEND_PROCESS_INSTANCE", reason="Rà soát"
    )
    page = begun.headers["Location"]
    supervisor.post(f"{page}/suspension")
    assert worker.sweep(service.database) == 0
    assert "Đang giữ lại" in supervisor.get(page).text
    supervisor.post(f"{page}/resumption")
    supervisor.post(f"{page}/cancellation")
    assert "Đã thôi" in supervisor.get(page).text
    again = supervisor.post(f"{page}/repetition")
    assert "Không có hồ sơ nào làm được việc này." in supervisor.get(again.headers["Location"]).text


def test_who_owns_processes_reads_numbers_where_others_read_names(service: Service) -> None:
    owner = visitor(service, "owner")
    task = held_task(service)
    with service.database.read() as tx:
        key = process_instance.c.process_instance_key == task.process_instance_key
        case = tx.execute(select(process_instance).where(key)).one()
    page = owner.get(f"/batches/new?case={task.process_instance_key}").text
    assert case.title not in page
    assert f"Hồ sơ {case.business_id}" in page


@pytest.mark.parametrize("path", ["/batches/1", "/batches/99999999999999999999", "/batches?after=x"])
def test_what_is_not_there_is_told(service: Service, path: str) -> None:
    assert visitor(service, "supervisor").get(path).status_code in (404, 422)


def test_a_case_that_is_cancelled_closes_its_exemplar_and_its_reminders(service: Service) -> None:
    task = held_task(service)
    supervisor = visitor(service, "supervisor")
    supervisor.post(
        "/batches", case=str(task.process_instance_key), operation="CANCEL_PROCESS_INSTANCE", reason="Nhập nhầm"
    )
    worker.sweep(service.database)
    with service.database.read() as tx:
        found = exemplar_of_instance(tx, task.process_instance_key)
    assert found is not None
    assert (found.status, found.is_open) == ("withdrawn", False)


def test_a_suspended_case_is_still_counted_and_listed_as_one_that_runs(service: Service) -> None:
    supervisor = visitor(service, "supervisor")
    before = supervisor.get(CASES).text.count('name="case"')
    supervisor.post(
        "/batches", process="exemplar_lifecycle", operation="SUSPEND_PROCESS_INSTANCE", reason="Tổng rà soát"
    )
    worker.sweep(service.database)
    after = supervisor.get(CASES).text
    assert after.count('name="case"') == before > 1
    assert after.count("Tạm dừng") >= before
