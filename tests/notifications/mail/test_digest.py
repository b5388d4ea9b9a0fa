"""The digest of a working day names what is late, due and new, to each person once and in their language."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from service import worker
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.queries import open_user_tasks
from service.process.worklist.commands import complete_user_task
from tests.notifications.mail.conftest import MORNING, run_out, states, wish
from tests.support import bpmn

if TYPE_CHECKING:
    from service.core.database import Database
    from service.worker import Errand
    from tests.notifications.mail.conftest import Wall
    from tests.support.mailbox import Mailbox

LATE, TODAY, LATER = "26/11/2026", "27/11/2026", "02/12/2026"
FOR_THE_HEAD = '<zeebe:assignmentDefinition candidateGroups="so-y-te/head"/><zeebe:taskSchedule dueDate="= due"/>'


@pytest.fixture
def drawn(twin: Database) -> Database:
    """A database with a process whose one step the head of the health department does by a day."""
    step = bpmn.user("decide", form="", extensions=FOR_THE_HEAD).replace('id="decide"', 'id="decide" name="Quyết định"')
    with twin.begin() as tx:
        diagram = bpmn.diagram("decided", bpmn.start(), step, bpmn.end(), bpmn.path("start", "decide", "end"))
        deploy(tx, [Resource("decided.bpmn", diagram)])
    return twin


def asked(database: Database, by: str) -> int:
    """Ask the head to decide by a day; returns the case."""
    due = datetime.strptime(f"{by} 17:00 +0700", "%d/%m/%Y %H:%M %z").isoformat()
    with database.begin() as tx:
        return create_instance(tx, process_definition_id="decided", variables={"due": due})


def sent(database: Database, errand: Errand, box: Mailbox) -> list[str]:
    """Let the worker write and hand over; return what came, as text."""
    before = len(box.messages)
    while worker.sweep(database, duties=worker.MAIL_DUTIES):
        pass
    run_out(database, errand)
    bodies = [message.get_body(("plain",)) for message in box.messages[before:]]
    return [body.get_content().replace("\r\n", "\n") for body in bodies if body is not None]


def test_names_what_is_late_due_today_and_new(drawn: Database, errand: Errand, box: Mailbox, wall: Wall) -> None:
    wall.now = MORNING - timedelta(days=4)
    for day in (LATE, TODAY, LATER):
        asked(drawn, day)
    wall.now = MORNING
    asked(drawn, LATER)
    (said,) = sent(drawn, errand, box)
    assert box.messages[0]["To"] == "lan@example.vn", "the officer has nothing to do"
    assert box.messages[0]["Subject"] == "Lan Tỏa: công việc ngày 27/11/2026"
    headings = ("Đã quá hạn, còn chờ xử lý", "Đến hạn hôm nay", "Mới")
    late, today, new = (said.index(f"\n{heading}\n") for heading in headings)
    assert late < said.index(LATE) < today < said.index(TODAY) < new < said.index(LATER)
    assert said.count(LATER) == 1, "a task that was new before is not told again"


def test_comes_once_a_day_and_again_on_the_next_working_day(
    drawn: Database, errand: Errand, box: Mailbox, wall: Wall
) -> None:
    asked(drawn, TODAY)
    assert len(sent(drawn, errand, box)) == 1
    assert sent(drawn, errand, box) == []
    wall.now = MORNING + timedelta(days=1)
    assert sent(drawn, errand, box) == [], "Saturday is a day off"
    wall.now = MORNING + timedelta(days=3)
    (said,) = sent(drawn, errand, box)
    assert "Đã quá hạn, còn chờ xử lý" in said


def test_leaves_out_what_was_done_before_the_mail_went(drawn: Database, errand: Errand, box: Mailbox) -> None:
    done = asked(drawn, TODAY)
    worker.sweep(drawn, duties=worker.MAIL_DUTIES)
    with drawn.begin() as tx:
        (task,) = open_user_tasks(tx, done)
        complete_user_task(tx, user_task_key=task.user_task_key, answers={})
    run_out(drawn, errand)
    assert not box.messages
    assert states(drawn) == {"dropped": 1}


def test_waits_until_half_past_seven(drawn: Database, errand: Errand, box: Mailbox, wall: Wall) -> None:
    asked(drawn, TODAY)
    wall.now = MORNING.replace(hour=0, minute=29)
    assert sent(drawn, errand, box) == []
    wall.now += timedelta(minutes=1)
    assert len(sent(drawn, errand, box)) == 1


def test_is_written_in_english_to_whom_chose_it(drawn: Database, errand: Errand, box: Mailbox) -> None:
    wish(drawn, "head.so-y-te", "digest", "en")
    asked(drawn, TODAY)
    (said,) = sent(drawn, errand, box)
    assert "Due today" in said


def test_names_twenty_and_counts_the_rest(drawn: Database, errand: Errand, box: Mailbox) -> None:
    for _ in range(23):
        asked(drawn, TODAY)
    (said,) = sent(drawn, errand, box)
    assert said.count("- Quyết định: decided") == 20
    assert "- và 3 việc nữa\n  https://lantoa.example.vn/tasks\n" in said
