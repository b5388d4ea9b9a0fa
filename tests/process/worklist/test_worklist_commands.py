from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.core.errors import Forbidden
from service.process.forms.rules import AnswersInvalid
from service.process.instances.queries import open_user_tasks, user_task_by_key
from service.process.worklist import commands, queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.core.tx import Tx
    from tests.process.worklist.conftest import Office

OFFICER, HEAD, STRANGER = "officer.so-y-te", "head.so-y-te", "officer.so-gddt"


def assignee(office: Office, user_task_key: int) -> str | None:
    with office.database.read() as tx:
        found = user_task_by_key(tx, user_task_key)
    assert found is not None
    return found.assignee


def test_claims_and_gives_back(office: Office) -> None:
    key = office.start().user_task_key
    with office.database.begin(office.actor(OFFICER)) as tx:
        commands.assign_user_task(tx, user_task_key=key, assignee=OFFICER)
    assert assignee(office, key) == OFFICER
    with office.database.begin(office.actor(OFFICER)) as tx:
        commands.release_user_task(tx, user_task_key=key)
    assert assignee(office, key) is None


def test_nobody_takes_what_another_holds(office: Office) -> None:
    office.appoint("officer.so-noi-vu", "so-y-te", "officer")
    key = office.start().user_task_key
    with office.database.begin(office.actor(OFFICER)) as tx:
        commands.assign_user_task(tx, user_task_key=key, assignee=OFFICER)
    with pytest.raises(commands.UserTaskTaken), office.database.begin(office.actor("officer.so-noi-vu")) as tx:
        commands.assign_user_task(tx, user_task_key=key, assignee="officer.so-noi-vu")
    assert assignee(office, key) == OFFICER


def test_the_head_hands_a_task_on_and_takes_it_from_its_holder(office: Office) -> None:
    key = office.start().user_task_key
    with office.database.begin(office.actor(HEAD)) as tx:
        commands.assign_user_task(tx, user_task_key=key, assignee=OFFICER)
    assert assignee(office, key) == OFFICER
    with office.database.begin(office.actor(HEAD)) as tx:
        commands.release_user_task(tx, user_task_key=key)
    assert assignee(office, key) is None


FOREIGN: dict[str, Callable[[Tx, int], object]] = {
    "claim": lambda tx, key: commands.assign_user_task(tx, user_task_key=key, assignee=STRANGER),
    "release": lambda tx, key: commands.release_user_task(tx, user_task_key=key),
    "draft": lambda tx, key: commands.save_draft(tx, user_task_key=key, answers={}, revision=0),
    "discard": lambda tx, key: commands.discard_draft(tx, user_task_key=key),
    "complete": lambda tx, key: commands.complete_user_task(tx, user_task_key=key, answers={}),
    "change": lambda tx, key: commands.update_user_task(tx, user_task_key=key, changes={"priority": 90}),
}


@pytest.mark.parametrize("act", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_task_is_not_found_whatever_one_asks_of_it(office: Office, act: Callable[[Tx, int], object]) -> None:
    key = office.start().user_task_key
    with pytest.raises(commands.UserTaskNotFound), office.database.begin(office.actor(STRANGER)) as tx:
        act(tx, key)


def test_a_colleague_of_another_role_sees_but_may_not_complete(office: Office) -> None:
    key = office.start().user_task_key
    with pytest.raises(Forbidden), office.database.begin(office.actor(HEAD)) as tx:
        commands.complete_user_task(tx, user_task_key=key, answers=office.candidate())


def test_a_draft_counts_its_saves_and_refuses_a_stale_one(office: Office) -> None:
    key = office.start().user_task_key
    with office.database.begin(office.actor(OFFICER)) as tx:
        assert commands.save_draft(tx, user_task_key=key, answers={"name": "Một"}, revision=0) == 1
        assert commands.save_draft(tx, user_task_key=key, answers={"name": "Hai"}, revision=1) == 2
        with pytest.raises(commands.DraftStale):
            commands.save_draft(tx, user_task_key=key, answers={"name": "Ba"}, revision=1)
    with office.database.read(office.actor(OFFICER)) as tx:
        found = queries.my_draft(tx, key)
    assert found is not None
    assert (found.revision, found.answers) == (2, {"name": "Hai"})


def test_a_draft_is_its_writers_own_and_goes_when_the_task_is_sent(office: Office) -> None:
    task = office.start()
    with office.database.begin(office.actor(OFFICER)) as tx:
        commands.save_draft(tx, user_task_key=task.user_task_key, answers={"name": "Một"}, revision=0)
    with office.database.read(office.actor(HEAD)) as tx:
        assert queries.my_draft(tx, task.user_task_key) is None
    office.complete(task)
    with office.database.read(office.actor(OFFICER)) as tx:
        assert queries.my_draft(tx, task.user_task_key) is None


def test_completes_once_and_goes_on_to_the_next_step(office: Office) -> None:
    task = office.start()
    following = office.complete(task)
    assert following.element_id == "attach_evidence"
    with pytest.raises(commands.UserTaskClosed), office.database.begin(office.actor(OFFICER)) as tx:
        commands.complete_user_task(tx, user_task_key=task.user_task_key, answers=office.candidate())


def test_invalid_answers_change_nothing(office: Office) -> None:
    task = office.start()
    answers = office.candidate() | {"name": None, "colour": "red"}
    with pytest.raises(AnswersInvalid) as refused, office.database.begin(office.actor(OFFICER)) as tx:
        commands.complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)
    assert set(refused.value.fields) == {"name", "colour"}
    with office.database.read() as tx:
        assert [each.element_id for each in open_user_tasks(tx, task.process_instance_key)] == ["describe_candidate"]
