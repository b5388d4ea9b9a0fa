"""A task to which a caught error led back says at its head why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from service.core.errors import sentence
from service.core.operations import BpmnError, Domain
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.queries import open_user_tasks
from service.process.jobs.commands import activate_jobs, throw_job_error
from service.process.jobs.queries import Wanted
from service.process.worklist import queries
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.core.database import Database
    from service.core.operations import OperationCall
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask
    from tests.process.worklist.conftest import Office
    from tests.support.visitor import Visitor

OFFICER = "officer.so-y-te"
SAID = sentence("Expected at most %(seats)s seats, but there are more. Take one off.", seats=4)


def refuse(tx: Tx, call: OperationCall) -> None:
    del tx
    if call.variables["answer"] == "wrong":
        raise BpmnError(code="REFUSED", reason=SAID)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url, Domain(operations={"test.refuse": refuse})) as database:
        yield database


def drawn(operation: str) -> bytes:
    """A step, its check, which may lead back, and the step after."""
    return bpmn.diagram(
        "checked",
        bpmn.start(),
        bpmn.user("ask", outputs=("answer",), form=""),
        bpmn.service("check", operation),
        bpmn.boundary("refused", "check", bpmn.by_error("REFUSED")),
        bpmn.user("next", form=""),
        bpmn.end(),
        bpmn.path("start", "ask", "check", "next", "end"),
        bpmn.path("refused", "ask"),
        roots=(bpmn.error("REFUSED"),),
    ).replace(b'id="refused"', b'id="refused" name="Refused by the check"')


def begun(database: Database, operation: str = "test.refuse") -> int:
    with database.begin() as tx:
        deploy(tx, [Resource("checked.bpmn", drawn(operation))])
        return create_instance(tx, process_definition_id="checked")


def sent(database: Database, key: int, answer: str) -> UserTask:
    """Complete the open task and return the next."""
    with database.begin() as tx:
        (task,) = open_user_tasks(tx, key)
        complete_user_task(tx, user_task_key=task.user_task_key, answers={"answer": answer})
        (following,) = open_user_tasks(tx, key)
    return following


def returned(database: Database, task: UserTask) -> queries.Returned | None:
    with database.read() as tx:
        return queries.returned(tx, task)


def test_the_sentence_of_an_operation_comes_back_with_the_task(twin: Database) -> None:
    key = begun(twin)
    back = sent(twin, key, "wrong")
    found = returned(twin, back)
    assert back.element_id == "ask"
    assert found == queries.Returned("Refused by the check", str(SAID))
    assert getattr(found.reason, "parameters", None) == {"seats": 4}
    with twin.read() as tx:
        assert queries.timeline(tx, key)[0].errors == (str(SAID),)


def test_a_task_that_the_diagram_led_to_has_no_such_sentence(twin: Database) -> None:
    key = begun(twin)
    sent(twin, key, "wrong")
    following = sent(twin, key, "right")
    assert following.element_id == "next"
    assert returned(twin, following) is None


def test_what_a_worker_said_comes_back_too(twin: Database) -> None:
    key = begun(twin, "external.check")
    with twin.begin() as tx:
        (task,) = open_user_tasks(tx, key)
        complete_user_task(tx, user_task_key=task.user_task_key, answers={"answer": "any"})
        (job,) = activate_jobs(tx, Wanted("external.check"), limit=1, timeout=timedelta(minutes=1), worker="w")
        throw_job_error(tx, job_key=job.job_key, code="REFUSED", message="The register is closed.")
        (back,) = open_user_tasks(tx, key)
    assert returned(twin, back) == queries.Returned("Refused by the check", "The register is closed.")


def test_an_officer_is_brought_back_to_the_step_and_reads_why(
    office: Office, visitor: Callable[[str], Visitor]
) -> None:
    task, officer = office.start(), visitor(OFFICER)
    answers: dict[str, Any] = office.candidate() | {"highlight": "Theo tài liệu TỐI MẬT của đơn vị."}
    officer.get(f"/tasks/{task.user_task_key}")
    answer = officer.post(f"/tasks/{task.user_task_key}", **{name: str(value) for name, value in answers.items()})
    with office.database.read(office.actor(OFFICER)) as tx:
        (back,) = open_user_tasks(tx, task.process_instance_key)
    assert (answer.status_code, answer.location) == (303, f"/tasks/{back.user_task_key}")
    page = html.fromstring(officer.get(answer.location).text)
    advice = page.get_element_by_id("returned")
    assert advice.get("role") == "alert"
    assert "Bước này được trả lại: " in advice.text_content()
    assert "có dấu chỉ độ mật. Hãy chọn đúng độ mật" in advice.text_content()
    assert "TỐI MẬT" in page.xpath("//textarea[@name='highlight']")[0].text
    assert not page.find_class("before")
    assert "có dấu chỉ độ mật" in page.find_class("timeline")[0].text_content()
