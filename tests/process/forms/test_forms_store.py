from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from service.core.actor import Actor
from service.process.forms.commands import deploy_form, record_submission
from service.process.forms.model import form as form_table
from service.process.forms.queries import FormNotFound, form_by_key, known_form_ids, last_submission, latest_form
from service.process.forms.rules import FormRefused

if TYPE_CHECKING:
    from service.core.database import Database


def document(label: str = "Tên", **more: Any) -> bytes:
    return json.dumps(
        {"id": "trial", "components": [{"type": "textfield", "key": "name", "label": label}]} | more
    ).encode()


def test_numbers_versions_and_keeps_the_key_of_an_unchanged_file(database: Database) -> None:
    with database.begin() as tx:
        first = deploy_form(tx, resource_name="trial.form", document=document(), deployment_key=1)
        assert deploy_form(tx, resource_name="trial.form", document=document(), deployment_key=2) == first
        second = deploy_form(tx, resource_name="trial.form", document=document("Họ tên"), deployment_key=3)
        third = deploy_form(tx, resource_name="trial.form", document=document(), deployment_key=4)
    with database.read() as tx:
        assert len({first, second, third}) == 3
        assert [form_by_key(tx, key).version for key in (first, second, third)] == [1, 2, 3]
        latest = latest_form(tx, "trial")
        assert latest is not None
        assert latest.form_key == third
        assert form_by_key(tx, first).form is latest.form
        assert form_by_key(tx, second).form.components[0].label == "Họ tên"
        assert known_form_ids(tx) == {"trial"}


def test_stores_nothing_of_a_refused_form(database: Database) -> None:
    with database.begin() as tx:
        with pytest.raises(FormRefused):
            deploy_form(tx, resource_name="x.form", document=document(id="not an id"), deployment_key=1)
        assert not tx.execute(form_table.select()).all()


def test_says_when_there_is_no_such_form(database: Database) -> None:
    with database.read() as tx:
        with pytest.raises(FormNotFound):
            form_by_key(tx, 4711)
        assert latest_form(tx, "none") is None


def test_keeps_submissions_and_finds_the_last_of_an_element(database: Database) -> None:
    def submit(name: str) -> int:
        return record_submission(
            tx,
            user_task_key=5,
            process_instance_key=7,
            process_definition_id="detect",
            element_id="describe",
            form_key=None,
            answers={"name": name},
        )

    with database.begin(Actor("lan", account_key=1)) as tx:
        submit("một")
        last = submit("hai")
    with database.read() as tx:
        found = last_submission(tx, 7, "describe")
        assert found is not None
        assert (found.submission_key, found.answers, found.submitted_by) == (last, {"name": "hai"}, "lan")
        assert last_submission(tx, 7, "other") is None
        assert last_submission(tx, 8, "describe") is None
