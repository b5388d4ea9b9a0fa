from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from service.core.actor import SYSTEM
from service.core.paging import CursorInvalid
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.model import user_task
from service.process.instances.queries import user_task_by_key
from service.process.worklist import commands, queries
from tests.process.worklist.conftest import NOW
from tests.support import bpmn

if TYPE_CHECKING:
    from datetime import datetime

    from service.process.instances.queries import UserTask
    from tests.process.worklist.conftest import Office

OFFICER, COLLEAGUE, HEAD, STRANGER = "officer.so-y-te", "officer.so-gddt", "head.so-y-te", "officer.so-noi-vu"


def due(office: Office, task: UserTask, moment: datetime | None) -> None:
    with office.database.begin() as tx:
        tx.execute(update(user_task).where(user_task.c.user_task_key == task.user_task_key).values(due_at=moment))


def listed(office: Office, user_name: str = OFFICER, **options: str) -> list[int]:
    with office.database.read(office.actor(user_name)) as tx:
        return [task.user_task_key for task in queries.my_user_tasks(tx, **options).items]


def test_lists_what_i_may_take_soonest_due_first_and_without_a_due_date_last(office: Office) -> None:
    never, later, sooner = (office.start() for _ in range(3))
    for task, days in ((never, None), (later, 9), (sooner, 2)):
        due(office, task, None if days is None else NOW + timedelta(days=days))
    assert listed(office) == [task.user_task_key for task in (sooner, later, never)]
    assert listed(office, STRANGER) == []


def test_narrows_the_list_to_a_view(office: Office) -> None:
    held, late, soon, far = (office.start() for _ in range(4))
    for task, days in ((held, 9), (late, -1), (soon, 3), (far, 30)):
        due(office, task, NOW + timedelta(days=days))
    with office.database.begin(office.actor(OFFICER)) as tx:
        commands.assign_user_task(tx, user_task_key=held.user_task_key, assignee=OFFICER)
    assert listed(office, view="mine") == [held.user_task_key]
    assert listed(office, view="free") == [task.user_task_key for task in (late, soon, far)]
    assert listed(office, view="overdue") == [late.user_task_key]
    assert listed(office, view="soon") == [soon.user_task_key]


def test_shows_the_whole_agency_what_waits_for_another_role(office: Office) -> None:
    task = office.start()
    assert listed(office, HEAD) == []
    assert listed(office, HEAD, view="agency") == [task.user_task_key]
    assert listed(office, COLLEAGUE, view="agency") == []


def test_counts_each_view_as_it_lists_it(office: Office) -> None:
    for days in (-1, 0, 3, 30):
        due(office, office.start(), NOW + timedelta(days=days, hours=1))
    with office.database.read(office.actor(OFFICER)) as tx:
        counts = queries.count_by_view(tx)
        assert {view: counts[view] for view in queries.VIEWS} == {
            view: len(queries.my_user_tasks(tx, view=view).items) for view in queries.VIEWS
        }
    assert (counts["all"], counts["overdue"], counts["today"], counts["soon"]) == (4, 1, 1, 2)


@pytest.mark.parametrize("words", ["tram y te", "TRẠM Y TẾ", "dong dang", "minh chung tram", "LS-2022-0001"])
def test_finds_a_task_by_any_words_of_step_and_case_without_diacritics(office: Office, words: str) -> None:
    task = office.complete(office.start())
    office.start()
    assert listed(office, search=words) == [task.user_task_key]
    with office.database.read(office.actor(OFFICER)) as tx:
        assert queries.count_by_view(tx, words)["all"] == 1


@pytest.mark.parametrize("words", ["trường", "%", "_"])
def test_finds_nothing_by_words_that_do_not_stand_there(office: Office, words: str) -> None:
    office.complete(office.start())
    assert listed(office, search=words) == []


def test_pages_by_the_last_row_seen_without_gap_or_repeat(office: Office) -> None:
    tasks = [office.start() for _ in range(5)]
    due(office, tasks[2], None)
    with office.database.read(office.actor(OFFICER)) as tx:
        seen: list[int] = []
        cursor: str | None = None
        for _ in range(3):
            page = queries.my_user_tasks(tx, cursor=cursor, limit=2)
            seen += [task.user_task_key for task in page.items]
            cursor = page.next_cursor
    assert cursor is None
    assert sorted(seen) == [task.user_task_key for task in tasks]
    assert seen[-1] == tasks[2].user_task_key


@pytest.mark.parametrize("cursor", ["zz", "WyJ4IiwgIjEiXQ==", "WyIyMDIyLTAzLTAxIiwgIngiXQ=="])
def test_refuses_a_cursor_of_another_making(office: Office, cursor: str) -> None:
    with office.database.read(office.actor(OFFICER)) as tx, pytest.raises(CursorInvalid):
        queries.my_user_tasks(tx, cursor=cursor)


def test_says_step_and_button_in_the_readers_language(office: Office) -> None:
    task = office.start()
    with office.database.read(office.actor(OFFICER)) as tx:
        assert queries.task_name(tx, task) == "Giới thiệu điển hình"
        assert queries.task_name(tx, task, locale="en") == "Introduce the exemplar"
        assert queries.submit_label(tx, task) == "Gửi giới thiệu"
        assert queries.submit_label(tx, task, locale="en") == "Send the introduction"
        stages = queries.stages_of(tx, {task.process_instance_key}, locale="en")
        assert stages == {task.process_instance_key: (1, "Detect the exemplar")}


def test_says_where_a_task_stands(office: Office) -> None:
    task = office.start()
    with office.database.read(office.actor(OFFICER)) as tx:
        assert queries.standing(tx, task) == ["Vòng đời", "Phát hiện điển hình"]
        trails = queries.trails(tx, task.process_instance_key)
    assert [(trail.name, trail.current) for trail in trails] == [
        ("Phát hiện", ("describe_candidate",)),
        ("Vòng đời điển hình", ("detect",)),
    ]


def test_tells_the_step_before_and_nothing_before_the_first(office: Office) -> None:
    first = office.start()
    second = office.complete(first)
    with office.database.read(office.actor(OFFICER)) as tx:
        assert queries.steps_before(tx, first) == []
        (before,) = queries.steps_before(tx, second)
    assert before.user_task_key == first.user_task_key


def test_tells_the_story_by_the_names_people_know(office: Office) -> None:
    task = office.complete(office.start())
    with office.database.read(office.actor(OFFICER)) as tx:
        sent, opened = queries.timeline(tx, task.process_instance_key)
        english, _ = queries.timeline(tx, task.process_instance_key, locale="en")
    assert (sent.operation, sent.element, sent.process, sent.version) == (
        "USER_TASK_COMPLETED",
        "Giới thiệu điển hình",
        "Phát hiện",
        1,
    )
    assert english.element == "Introduce the exemplar"
    assert opened.operation == "PROCESS_INSTANCE_CREATED"
    assert "." not in sent.actor


def test_the_story_names_nobody_where_the_service_itself_acted(office: Office) -> None:
    with office.database.begin() as tx:
        tx.actor = SYSTEM
        key = create_instance(tx, process_definition_id="exemplar_lifecycle", variables={"agency": "so-y-te"})
    with office.database.read(office.actor(OFFICER)) as tx:
        (opened,) = queries.timeline(tx, key)
    assert (opened.operation, opened.actor) == ("PROCESS_INSTANCE_CREATED", "")


def test_shows_of_a_closed_task_what_it_was_sent_with(office: Office) -> None:
    first = office.start()
    office.complete(first)
    with office.database.read(office.actor(OFFICER)) as tx:
        closed = user_task_by_key(tx, first.user_task_key)
        assert closed is not None
        assert queries.first_answers(tx, closed, {})["name"] == "Trạm Y tế Đồng Đăng"


def test_finds_a_case_that_nobody_described_by_the_name_of_its_process(office: Office) -> None:
    step = bpmn.user(
        "look", form="", extensions="<zeebe:assignmentDefinition candidateGroups='= [\"so-y-te/officer\"]'/>"
    )
    drawn = bpmn.diagram("tour", bpmn.start(), step, bpmn.end(), bpmn.path("start", "look", "end"))
    with office.database.begin() as tx:
        deploy(tx, [Resource("tour.bpmn", drawn.replace(b'name="tour"', 'name="Chuyến khảo sát"'.encode()))])
    with office.database.begin(office.actor(OFFICER)) as tx:
        create_instance(tx, process_definition_id="tour")
        assert [task.element_id for task in queries.my_user_tasks(tx, search="khao sat").items] == ["look"]
