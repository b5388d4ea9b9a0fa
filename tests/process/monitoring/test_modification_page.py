"""Putting a case at another step at its page: tried first, then made; what is refused changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from service.process.history.queries import entries_of
from service.process.instances.model import process_instance, user_task
from service.process.instances.queries import modifiable, open_user_tasks
from tests.support import served
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from tests.support.served import Service


@pytest.fixture
def supervisor(service: Service) -> Visitor:
    found = Visitor(service.app.test_client())
    found.sign_in("supervisor", served.PASSWORD)
    found.get("/tasks")
    return found


@pytest.fixture
def case_key(service: Service) -> int:
    """The last case that came to a step: nothing is late there yet."""
    with service.database.read() as tx:
        keys = tx.execute(
            select(user_task.c.process_instance_key)
            .where(user_task.c.state == "CREATED", user_task.c.element_id == "review_by_lead")
            .order_by(user_task.c.user_task_key.desc())
        )
        return int(next(iter(keys.scalars())))


def page_of(key: int) -> str:
    return f"/monitoring/instances/{key}/modification"


def tasks(service: Service, key: int) -> list[str]:
    with service.database.read() as tx:
        return [task.element_id for task in open_user_tasks(tx, key)]


def last_entry(service: Service, key: int) -> tuple[str, str]:
    with service.database.read() as tx:
        last = entries_of(tx, key)[-1]
    return last.operation, str(last.details.get("reason", ""))


def open_task(service: Service, key: int) -> str:
    with service.database.read() as tx:
        return next(str(each.key) for each in modifiable(tx, key).open if each.element_type == "USER_TASK")


def test_a_case_is_put_at_another_step_after_it_was_tried(service: Service, supervisor: Visitor, case_key: int) -> None:
    assert tasks(service, case_key) == ["review_by_lead"]
    entries = {"end": open_task(service, case_key), "start": "describe_candidate", "reason": "Gửi nhầm cơ quan"}
    tried = supervisor.post(page_of(case_key), **entries, _try="1")
    assert tried.status_code == 200
    said = re.sub(r"\s+", " ", tried.text)
    assert "“Thẩm tra điển hình” kết thúc." in said
    assert "“Giới thiệu điển hình” được mở." in said
    assert tasks(service, case_key) == ["review_by_lead"]
    made = supervisor.post(page_of(case_key), **entries, _make="1")
    assert made.status_code == 303
    assert tasks(service, case_key) == ["describe_candidate"]
    assert last_entry(service, case_key) == ("PROCESS_INSTANCE_MODIFIED", "Gửi nhầm cơ quan")


def test_variables_alone_are_set_and_every_step_stays(service: Service, supervisor: Visitor, case_key: int) -> None:
    entries = {"variables": 'note = "xem lại"\nlimit = 3', "reason": "Sửa hạn"}
    assert "Chỉ đặt biến; các bước giữ nguyên." in supervisor.post(page_of(case_key), **entries, _try="1").text
    supervisor.post(page_of(case_key), **entries, _make="1")
    with service.database.read() as tx:
        of_case = process_instance.c.process_instance_key == case_key
        variables = tx.execute(select(process_instance.c.variables).where(of_case)).scalar_one()
    assert (variables["note"], variables["limit"]) == ("xem lại", 3)
    assert tasks(service, case_key) == ["review_by_lead"]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({}, "Hãy chọn bước kết thúc, bước mở, hoặc biến cần đặt."),
        ({"start": "describe_candidate"}, "Hãy ghi lý do"),
        ({"variables": "note: 1", "reason": "x"}, "Hãy ghi mỗi biến một dòng"),
        ({"variables": "note = xem", "reason": "x"}, "Hãy ghi mỗi biến một dòng"),
        ({"variables": "2 = 3", "reason": "x"}, "Hãy ghi mỗi biến một dòng"),
        ({"variables": "a = " + "[" * 20_000, "reason": "x"}, "Hãy ghi mỗi biến một dòng"),
        ({"start": "nobody_drew_this", "reason": "x"}, "Không làm được; chưa có gì thay đổi."),
        ({"end": "1", "reason": "x"}, "Không làm được; chưa có gì thay đổi."),
        ({"start": "describe_candidate@99", "reason": "x"}, "Không làm được; chưa có gì thay đổi."),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    service: Service, supervisor: Visitor, case_key: int, entries: dict[str, str], told: str
) -> None:
    before = last_entry(service, case_key)
    answer = supervisor.post(page_of(case_key), **entries, _make="1")
    assert answer.status_code == 422
    assert told in answer.text
    assert (tasks(service, case_key), last_entry(service, case_key)) == (["review_by_lead"], before)


def test_one_step_more_can_be_asked_for_without_a_script(supervisor: Visitor, case_key: int) -> None:
    answer = supervisor.post(page_of(case_key), start="describe_candidate", reason="x", _more="1")
    assert answer.text.count('name="start"') == 2
    assert '<option value="describe_candidate" selected>' in answer.text


def test_who_owns_processes_reads_the_number_of_a_case(service: Service, case_key: int) -> None:
    owner = Visitor(service.app.test_client())
    owner.sign_in("owner", served.PASSWORD)
    with service.database.read() as tx:
        case = tx.execute(select(process_instance).where(process_instance.c.process_instance_key == case_key)).one()
    text = owner.get(page_of(case_key)).text
    assert f"Hồ sơ {case.business_id}" in text
    assert case.title not in text
