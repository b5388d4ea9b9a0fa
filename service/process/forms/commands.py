"""Deploying a form, and keeping what was submitted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from service.core.statement import Statement
from service.process.forms.model import form as form_table
from service.process.forms.model import submission
from service.process.forms.queries import latest_form
from service.process.forms.rules import read_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx


_KEEP = Statement(insert(submission))


def deploy_form(tx: Tx, *, resource_name: str, document: bytes, deployment_key: int) -> int:
    """Store a form as the next version of its id and return its key; an unchanged file keeps the newest version's key.

    Raises ``FormRefused``.
    """
    read = read_form(document)
    latest = latest_form(tx, read.form_id)
    if latest is not None and latest.form.digest == read.digest:
        return latest.form_key
    form_key = tx.new_key()
    tx.execute(
        form_table.insert().values(
            form_key=form_key,
            form_id=read.form_id,
            version=1 if latest is None else latest.version + 1,
            resource_name=resource_name,
            deployment_key=deployment_key,
            digest=read.digest,
            document=document,
        )
    )
    return form_key


def record_submission(  # noqa: PLR0913 -- a row's columns
    tx: Tx,
    *,
    user_task_key: int,
    process_instance_key: int,
    process_definition_id: str,
    element_id: str,
    form_key: int | None,
    answers: Mapping[str, Any],
) -> int:
    """Keep checked answers, by the transaction's actor at its business time; returns the submission's key."""
    submission_key = tx.new_key()
    tx.driver.write(
        _KEEP,
        {
            "submission_key": submission_key,
            "user_task_key": user_task_key,
            "process_instance_key": process_instance_key,
            "process_definition_id": process_definition_id,
            "element_id": element_id,
            "form_key": form_key,
            "submitted_at": tx.now,
            "submitted_by": tx.actor.user_name,
            "answers": dict(answers),
        },
    )
    return submission_key
