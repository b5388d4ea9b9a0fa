"""Putting running cases on another version at the page: what becomes what, who could go over, and doing it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from service import worker
from service.process.batches.model import batch_operation, batch_operation_item
from service.process.definitions.commands import Resource, deploy
from service.process.definitions.model import process_definition
from service.process.instances.model import user_task
from tests.support import served
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from tests.support.served import Service

DETECT = Path("workflows/bpmn/detect.bpmn").read_bytes()


@pytest.fixture
def owner(service: Service) -> Visitor:
    found = Visitor(service.app.test_client())
    found.sign_in("owner", served.PASSWORD)
    found.get("/tasks")
    return found


def deployed(service: Service, content: bytes) -> tuple[int, int]:
    """Deploy another version; returns the key of the one before and its own."""
    with service.database.begin() as tx:
        deploy(tx, [Resource("detect.bpmn", content)])
        keys = select(process_definition.c.process_definition_key).where(
            process_definition.c.process_definition_id == "detect"
        )
        *_, before, newest = tx.execute(keys.order_by(process_definition.c.version)).scalars()
    return before, newest


def tasks_on(service: Service, key: int) -> list[Any]:
    is_open = (user_task.c.process_definition_key == key, user_task.c.state == "CREATED")
    with service.database.read() as tx:
        return list(tx.execute(select(user_task).where(*is_open)))


def said(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_every_running_case_goes_over_when_only_names_changed(service: Service, owner: Visitor) -> None:
    source, target = deployed(service, DETECT.replace("Thẩm tra điển hình".encode(), "Thẩm tra kỹ".encode()))
    before = tasks_on(service, source)
    page = said(owner.get(f"/batches/migration?source={source}").text)
    assert "hồ sơ chuyển được" in page
    assert "chưa chuyển được" not in page
    begun = owner.post("/batches/migration", source=str(source), target=str(target), reason="Bản mới")
    worker.sweep(service.database)
    assert "Đã xong" in owner.get(begun.headers["Location"]).text
    assert tasks_on(service, source) == []
    after = tasks_on(service, target)
    assert {task.user_task_key: task.due_at for task in after} == {task.user_task_key: task.due_at for task in before}
    assert "Thẩm tra kỹ" in {task.name for task in after}


def test_a_step_that_is_gone_is_told_with_the_cases_at_it_until_it_is_mapped(service: Service, owner: Visitor) -> None:
    source, target = deployed(service, DETECT.replace(b'"review_by_lead"', b'"review_by_office"'))
    here = {task.process_instance_key for task in tasks_on(service, source) if task.element_id == "review_by_lead"}
    page = said(owner.get(f"/batches/migration?source={source}&target={target}").text)
    assert f"{len(here)} hồ sơ chưa chuyển được" in page
    mapped = {"map.review_by_lead": "review_by_office", "source": str(source), "target": str(target)}
    tried = owner.post("/batches/migration", **mapped, _try="1")
    assert "chưa chuyển được" not in said(tried.text)
    with service.database.read() as tx:
        assert tx.execute(select(batch_operation)).all() == []
    owner.post("/batches/migration", **mapped, reason="Đổi bước")
    worker.sweep(service.database)
    assert {task.element_id for task in tasks_on(service, target)} >= {"review_by_office"}
    with service.database.read() as tx:
        states = set(tx.execute(select(batch_operation_item.c.state)).scalars())
    assert states == {"COMPLETED"}


def test_without_a_reason_nothing_begins(service: Service, owner: Visitor) -> None:
    source, target = deployed(service, DETECT.replace("Thẩm tra điển hình".encode(), "Thẩm tra kỹ".encode()))
    answer = owner.post("/batches/migration", source=str(source), target=str(target), reason=" ")
    assert answer.status_code == 422
    assert "Hãy ghi lý do" in answer.text
    with service.database.read() as tx:
        assert tx.execute(select(batch_operation)).all() == []


def test_the_newest_version_leads_nowhere(service: Service, owner: Visitor) -> None:
    source, target = deployed(service, DETECT.replace("Thẩm tra điển hình".encode(), "Thẩm tra kỹ".encode()))
    assert "Đây là bản mới nhất." in owner.get(f"/batches/migration?source={source}&target={source}").text
    assert "Không hồ sơ nào đang chạy theo bản này." in owner.get(f"/batches/migration?source={target}").text


@pytest.mark.parametrize("query", ["", "?source=1", "?source=x", "?source=" + "9" * 40])
def test_a_version_that_is_not_there_is_told(owner: Visitor, query: str) -> None:
    assert owner.get(f"/batches/migration{query}").status_code == 404


def test_the_page_of_an_older_version_leads_there(service: Service, owner: Visitor) -> None:
    source, _ = deployed(service, DETECT.replace("Thẩm tra điển hình".encode(), "Thẩm tra kỹ".encode()))
    with service.database.read() as tx:
        of_source = process_definition.c.process_definition_key == source
        version = tx.execute(select(process_definition.c.version).where(of_source)).scalar_one()
    assert f"/batches/migration?source={source}" in owner.get(f"/definitions/detect?version={version}").text
